"""The house stands as docs/architecture.md says: what import-linter cannot see of it (`make lint` holds the rest)."""

import ast
import os
import subprocess
import sys
import tomllib
from functools import cache

import pytest

from symact import candidates
from tests.helpers.paths import PACKAGE, ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = PROJECT["tool"]["importlinter"]["contracts"]
PROVER = next(c for c in CONTRACTS if "prover" in c["name"])
FRAMEWORKS = {candidates.adapter(name).requires for name in candidates.names()} - {None, "numpy"}
MOST_MODULES, MOST_MODULE_LINES, MOST_CLASS_LINES, MOST_FUNCTION_LINES = 8, 300, 200, 60


@cache
def sources():
    """Return the syntax tree of each module of the package."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def nodes():
    """Return (path, node) for each node of these trees; to walk them takes as long as to read them."""
    return [(path, node) for path, tree in sources().items() for node in ast.walk(tree)]


def loaded_by(statement):
    """Return the modules that a fresh interpreter has loaded after a statement."""
    code = f"{statement}\nimport sys\nprint('\\nmodules:', *sys.modules)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return set(result.stdout.splitlines()[-1].split()[1:])


def named(source):
    """Return the dotted names of a contract's module and of all that it contains."""
    path = ROOT / source.replace(".", "/")
    inside = [path.with_suffix(".py")] if path.with_suffix(".py").exists() else sorted(path.rglob("*.py"))
    return [".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for p in inside]


def test_the_judge_loads_no_prover():
    """By running it, since a static contract does not see what a package's own __init__ loads."""
    modules = [module for source in PROVER["source_modules"] for module in named(source)]
    assert len(modules) >= 20
    assert not loaded_by("import " + ", ".join(modules)) & set(PROVER["forbidden_modules"])


@pytest.mark.parametrize(
    "statement",
    [
        "import symact",
        "import symact.cli.main as m; m.group.main(['--help'], standalone_mode=False)",
        "import symact.cli.main as m; m.group.main(['list'], standalone_mode=False)",
    ],
)
def test_what_costs_nothing(statement):
    assert not loaded_by(statement) & {"sympy", "flint", *FRAMEWORKS}


def imported(body):
    """Return the top-level packages that statements import, without looking into functions."""
    for node in body:
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]


def test_no_framework_is_imported_at_the_top_of_a_module():
    assert len(FRAMEWORKS) >= 8
    for path, tree in sources().items():
        assert not set(imported(tree.body)) & FRAMEWORKS, path


def test_few_modules_stand_at_the_top():
    assert len(list(PACKAGE.glob("*.py"))) <= MOST_MODULES


def test_no_module_is_too_long():
    lines = {path.relative_to(ROOT): path.read_text(encoding="utf-8").count("\n") for path in sources()}
    assert not {path: count for path, count in lines.items() if count > MOST_MODULE_LINES}


@pytest.mark.parametrize(
    ("kinds", "most"),
    [((ast.ClassDef,), MOST_CLASS_LINES), ((ast.FunctionDef, ast.AsyncFunctionDef), MOST_FUNCTION_LINES)],
    ids=["class", "function"],
)
def test_none_is_too_long(kinds, most):
    long = [
        f"{path.relative_to(ROOT)}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path, node in nodes()
        if isinstance(node, kinds) and node.end_lineno - node.lineno >= most
    ]
    assert not long, long


SWALLOWING = {"Exception", "BaseException", "TypeError", "AttributeError"}
"""What programming errors raise too."""


def test_who_catches_what_programming_errors_raise_says_why():
    bare = []
    for path, node in ((path, n) for path, n in nodes() if isinstance(n, ast.ExceptHandler)):
        caught = {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)} if node.type else SWALLOWING
        goes_on = not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None)
        if caught & SWALLOWING and goes_on:
            lines = path.read_text(encoding="utf-8").splitlines()
            if not any(line.strip().startswith("#") for line in (lines[node.lineno - 2], lines[node.lineno])):
                bare.append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
    assert not bare


def test_every_public_name_is_documented():
    """A method is, where a base of its class documents it, or the base is none of symact's."""
    classes = [(path, n) for path, n in nodes() if isinstance(n, ast.ClassDef)]
    named = {}
    for _, each in classes:
        named.setdefault(each.name, []).append(each)

    def inherited(owner, name):
        bases = {ast.unparse(base).split("[")[0].split(".")[-1] for base in owner.bases} - {"Protocol"}
        known = [each for base in bases for each in named.get(base, ())]
        return bool(bases - named.keys()) or any(documented(each, name) for each in known)

    def documented(owner, name):
        own = next((n for n in owner.body if getattr(n, "name", "") == name), None)
        return bool(own and ast.get_docstring(own)) or inherited(owner, name)

    bare = []
    for path, owner in (*sources().items(), *((path, n) for path, n in classes if n.name[0] != "_")):
        for each in owner.body:
            if not isinstance(each, (ast.FunctionDef, ast.ClassDef)) or each.name.startswith("_"):
                continue
            if not ast.get_docstring(each) and not (isinstance(owner, ast.ClassDef) and inherited(owner, each.name)):
                bare.append(f"{path.relative_to(PACKAGE)}:{each.lineno} {each.name}")
    assert not bare


def test_every_library_can_be_installed_and_is_passed_over_by_mypy():
    extras = PROJECT["project"]["optional-dependencies"]
    passed_over = {name for override in PROJECT["tool"]["mypy"]["overrides"] for name in override["module"]}
    framework = next(c for c in CONTRACTS if "framework" in c["name"])
    for name in candidates.names():
        if requires := candidates.adapter(name).requires:
            assert extras[name], name
            assert f"{requires}.*" in passed_over, requires
            assert requires in framework["forbidden_modules"], requires
