"""A module imports lower layers only, and the judge imports no prover."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import symact

ROOT = Path(symact.__file__).parent
LAYERS = [
    {"errors", "evidence", "wide"},
    {"budget", "formats", "files", "syntax", "cancelled"},
    {"fixed_point"},
    {"arrays", "cache"},
    {"parameters", "pieces", "remainders", "expression", "reference.table"},
    {"calculus", "signs", "transseries", "anchored", "notation"},
    {"activation", "elementary", "generators", "multiprecision", "sides"},
    {"enclosure", "inversion"},
    {"algebra", "expansion"},
    {"equality"},
    {"asymptotics", "tail", "textbook_forms"},
    {"moments", "integration"},
    {"catalogue", "constants"},
    {"binding", "profiles"},
    {"number", "shorthand"},
    {"decimals"},
    {"closed_form"},
    {"isolation"},
    {"chart", "quadrature"},
    {"symbolic_chart"},
    {"domain", "periodic"},
    {"study", "switches", "vanished"},
    {"extremes", "joints", "cases", "typed"},
    {"conclusions", "runs"},
    {"rounding", "properties", "landscape", "replay"},
    {"recorded"},
    {"recheck"},
    {"reference"},
    {"points", "sweep"},
    {"tables"},
    {"verify"},
    {"render", "claims", "reports"},
    {"cli", "pytest_plugin", "__init__"},
    {"__main__"},
]
"""From the ground up; a package stands for all its modules unless one is named by itself."""

MODULES = sorted(path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".") for path in ROOT.rglob("*.py"))


def layer(module):
    """Return the layer of a module inside symact, such as tables.model."""
    parts = module.removesuffix(".__init__").split(".")
    for length in range(len(parts), 0, -1):
        for level, names in enumerate(LAYERS):
            if ".".join(parts[:length]) in names:
                return level
    raise AssertionError(f"{module} belongs to no layer; say in tests/test_layers.py where it stands")


def imports(module):
    """Return the symact modules that a module imports, inside functions too."""
    path = ROOT / (module.replace(".", "/") + ".py")
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "symact":
            base = node.module.partition(".")[2]
            for alias in node.names:
                inner = f"{base}.{alias.name}".strip(".")
                found.add(inner if inner in MODULES or f"{inner}.__init__" in MODULES else base)
        elif isinstance(node, ast.Import):
            found |= {a.name.partition(".")[2] for a in node.names if a.name.startswith("symact.")}
    return found - {""}


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_down(module):
    package = module.split(".")[0]
    for imported in imports(module):
        same_room = imported.split(".")[0] == package
        assert same_room or layer(imported) < layer(module), (
            f"{module} (L{layer(module)}) imports {imported} (L{layer(imported)})"
        )


def loaded_by(statement):
    code = f"{statement}\nimport sys\nprint('\\nmodules:', *sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(result.stdout.splitlines()[-1].split()[1:])


@pytest.mark.parametrize(
    "module",
    [
        "formats.floating",
        "formats.arrays",
        "reference.table",
        "tables.read",
        "judge.comparison.compare",
        "judge.comparison.policy",
        "candidates.process.worker",
    ],
)
def test_the_judge_needs_no_prover(module):
    assert not loaded_by(f"import symact.{module}") & {"sympy", "flint", "mpmath"}


@pytest.mark.parametrize(
    "statement",
    [
        "import symact",
        "import symact.cli.main as m; m.group.main(['--help'], standalone_mode=False)",
        "import symact.cli.main as m; m.group.main(['list'], standalone_mode=False)",
    ],
)
def test_what_costs_nothing(statement):
    assert not loaded_by(statement) & {"sympy", "flint", "torch", "jax", "scipy", "tensorflow"}


def test_no_framework_is_imported_at_the_top_of_a_module():
    for module in MODULES:
        tree = ast.parse((ROOT / (module.replace(".", "/") + ".py")).read_text(encoding="utf-8"))
        for node in tree.body:
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {n.split(".")[0] for n in names} & {"torch", "jax", "scipy", "onnxruntime"}, module
