"""The public API: one list, loaded when used; names, definitions and formulas of one's own alike; docstrings."""

import inspect
import subprocess
import sys
import types
from fractions import Fraction

import ml_dtypes
import numpy as np
import pytest
import sympy

import symact
from symact.errors import SymactError
from symact.tables import export
from tests.helpers.paths import PACKAGE

pytestmark = pytest.mark.usefixtures("_undiagnosed")

FUNCTIONS = ["names", "get", "define", "derive", "sheet", "recheck", "compare", "values", "table", "read", "check"]
FUNCTIONS += ["verify", "whichis", "plot"]
TYPES = ["Activation", "Param", "Source", "Fact", "Status", "Sheet", "Table", "Verdict", "Policy"]
ERRORS = ["SymactError", "UndecidedError", "CandidateError"]


def test_the_public_list():
    """What the project promises; anything else may change."""
    assert sorted([*FUNCTIONS, *TYPES, *ERRORS]) == symact.__all__ == sorted(set(dir(symact)) - {"__version__"})


@pytest.mark.parametrize("name", symact.__all__)
def test_every_name_is_what_its_home_says(name):
    found = getattr(symact, name)
    assert found.__name__ == name
    assert found.__module__ == symact._HOMES[name]
    assert not isinstance(found, types.ModuleType)
    assert not list((PACKAGE / name).glob("*.py")), "a package of that name would take the function's place"


def test_the_two_lists_agree():
    """Type checkers read the imports, Python the table."""
    source = (PACKAGE / "__init__.py").read_text(encoding="utf-8")
    imports = {}
    for line in source.splitlines():
        words = line.split()
        if line.startswith("    from symact") and " as " in line:
            assert words[3] == words[5]
            imports[words[3]] = words[1]
    assert imports == symact._HOMES


def test_no_other_name():
    with pytest.raises(AttributeError, match="no attribute 'gelu'"):
        symact.gelu  # noqa: B018


def test_the_import_is_quick():
    code = "import time; t = time.process_time(); import symact; print(time.process_time() - t)"
    runs = (subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(3))
    assert min(float(run.stdout) for run in runs) < 0.05


def test_sympy_keeps_what_a_sheet_asks_again():
    assert sympy.Expr.expand.cache_info().maxsize == 20_000


def sections(docstring):
    """Return what stands under each heading of a docstring in Google's style."""
    found, current = {"": []}, ""
    for line in inspect.cleandoc(docstring).splitlines():
        if line.rstrip(":") in ("Args", "Returns", "Raises") and line.endswith(":"):
            current = line.rstrip(":")
        found.setdefault(current, []).append(line)
    return {key: "\n".join(lines) for key, lines in found.items()}


@pytest.mark.parametrize("name", [*FUNCTIONS, *TYPES])
def test_the_docstring_says_all(name):
    """A sentence first; every parameter by name; what comes back and what is raised, of functions."""
    found = getattr(symact, name)
    said = sections(found.__doc__)
    assert said[""].splitlines()[0].endswith((".", ":")) or said[""].splitlines()[1].endswith(".")
    fields = inspect.signature(found).parameters
    # A class says what it adds to what its bases take.
    bases = [sections(each.__doc__ or "").get("Args", "") for each in getattr(found, "__mro__", ())]
    arguments = "\n".join([said.get("Args", ""), *bases])
    if name in ("Status", "SymactError"):
        return
    for parameter in fields:
        assert f"{parameter}:" in arguments or f"{parameter}, " in arguments or f", {parameter}" in arguments
    if name in FUNCTIONS:
        assert all(each.annotation is not inspect.Parameter.empty for each in fields.values())
        assert "Returns" in said or said[""].startswith("Return")
        assert "Raises" in said or name == "names"
    for attribute, value in vars(found).items() if name in TYPES else ():
        if not attribute.startswith("_") and callable(getattr(value, "__func__", value)):
            assert inspect.getdoc(getattr(found, attribute)), f"{name}.{attribute}"


# ---- formulas of one's own


@pytest.fixture(scope="module")
def own():
    """The GELU of a sigmoid, which the catalogue knows as quick_gelu, under another name."""
    return symact.define("x*sigmoid(c*x)", name="my_gelu", params=["c=1.702"])


def test_a_definition_goes_wherever_a_name_goes(own):
    inputs = np.linspace(-8, 8, 257, dtype=np.float32)
    expected = symact.values("quick_gelu", inputs)
    assert np.array_equal(symact.values(own, inputs), expected)
    mine = symact.table(own, dtype="float32", inputs=inputs)
    theirs = symact.table("quick_gelu", dtype="float32", inputs=inputs)
    assert np.array_equal(mine.y_bits, theirs.y_bits)
    assert (mine.name, mine.params) == ("my_gelu", {"c": "851/500"})
    assert mine.definition_hash == own.definition_hash != theirs.definition_hash
    verdict = symact.verify(lambda x: symact.values("quick_gelu", x), own, dtype="bfloat16", max_ulp=0.5)
    assert (verdict.activation, verdict.result.mismatched, verdict.passes) == ("my_gelu", 0, True)
    other = symact.verify(lambda x: symact.values("silu", x), own, dtype="float8_e5m2", max_ulp=0.5)
    assert other.passes is False


def test_properties_of_a_formula_of_ones_own():
    """sqrt(1 + x^2) has the minimum 1 at 0 and the slope's supremum 1, by hand."""
    own = symact.define("sqrt(1 + x**2)")
    assert symact.derive(own, "range").value.lower.exact == 1
    assert symact.derive(own, "lipschitz").value.exact == 1
    sheet = symact.sheet(own)
    assert sheet.parity.value == "even"
    assert sheet.facts["parity"] == sheet.parity
    assert symact.recheck(sheet).refuted == ()
    assert "parity" in symact.compare(sheet, symact.sheet("identity")).differences


def test_a_table_of_ones_own_is_read_and_checked(own, tmp_path):
    table = symact.table(own, dtype="float16")
    for kind in ("csv", "json", "npz"):
        path = str(tmp_path / f"own.{kind}")
        export.save(table, export.export(None, path), path)
        again = symact.read(path)
        assert (again.name, again.definition_hash) == ("my_gelu", own.definition_hash)
        assert "catalogue has no my_gelu" in symact.check(path).outcomes[0].note
        found = symact.check(path, own, sample=20)
        assert found.recomputed > 10
        assert found.wrong == ()
        with pytest.raises(SymactError, match="another definition"):
            symact.check(path, symact.define("x*sigmoid(c*x)", name="my_gelu", params=["c=1.7"]))
        with pytest.raises(SymactError, match="is a table of my_gelu, not of gelu"):
            symact.check(path, "gelu")


def test_check_denies_a_wrong_row(own):
    import dataclasses

    table = symact.table(own, dtype="float8_e5m2", inputs="exhaustive")
    bits = table.y_bits.copy()
    bits[0x3C] += 1
    kept = {f.name: getattr(table, f.name) for f in dataclasses.fields(symact.Table)}
    spoilt = symact.Table(**{**kept, "y_bits": bits})
    assert len(symact.check(spoilt, own).wrong) == 1
    assert "denies 1" in str(symact.check(spoilt, own))


def test_names_of_the_catalogue_are_not_for_formulas(own):
    with pytest.raises(SymactError, match="'gelu' is an activation of the catalogue"):
        symact.define("x", name="gelu")
    with pytest.raises(SymactError, match="scipy has no my_gelu"):
        symact.verify("scipy", own)


def test_a_hand_made_definition_of_a_known_name_is_no_librarys(own):
    """torch's spelling of mish computes mish, not whatever calls itself so."""
    x = sympy.Symbol("x", real=True)
    fake = symact.Activation("mish", "not mish", 2 * x, (symact.Source("me", "2 x"),))
    with pytest.raises(SymactError, match="has no mish"):
        symact.verify("textbook", fake)
    table = symact.table(fake, dtype="float32")
    with pytest.raises(SymactError, match="onnx knows functions of the catalogue alone, and this mish"):
        export.save(table, export.export("onnx", "x"), "never_written")


def test_sympy_expressions_are_definitions():
    t, a = sympy.symbols("t a")
    own = symact.define(t * sympy.tanh(a * t), params=["a>0"])
    typed = symact.define("x*tanh(a*x)", params=["a>0"])
    assert own.expression == typed.expression
    assert own.definition_hash == typed.definition_hash
    assert symact.define(t / 2 + sympy.Float("0.25") * t).expression == sympy.Rational(3, 4) * typed.expression.args[0]


@pytest.mark.parametrize(
    ("formula", "arguments", "words"),
    [
        (sympy.Float("0.1") * sympy.Symbol("t"), {}, "0.1 is a Float"),
        (sympy.Symbol("t") * sympy.Symbol("a"), {}, "must be declared"),
        (sympy.gamma(sympy.Symbol("t")), {}, "gamma"),
        (sympy.log(sympy.Symbol("t") * sympy.I), {}, ""),
        (3, {}, "text or a SymPy expression"),
        ("x", {"params": ["a"]}, "does not use a"),
        ("a*x", {"params": {"a": 0.1}}, "'0.1@float64'"),
        ("x", {"name": "Not a name"}, "a-z"),
        ("__import__('os')", {}, ""),
    ],
)
def test_definitions_are_refused_in_one_line(formula, arguments, words):
    with pytest.raises(SymactError) as caught:
        symact.define(formula, **arguments)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("wrong", [None, 3, len, "gelo", sympy.Symbol("x")])
def test_no_activation(wrong):
    for call in (
        lambda: symact.table(wrong, dtype="bfloat16"),
        lambda: symact.values(wrong, np.zeros(1, np.float32)),
        lambda: symact.sheet(wrong),
        lambda: symact.derive(wrong, "range"),
        lambda: symact.verify(np.tanh, wrong),
        lambda: symact.compare("gelu", wrong),
    ):
        with pytest.raises(SymactError) as caught:
            call()
        assert "\n" not in str(caught.value)


def test_which_is_it_may_be_ones_own():
    own = symact.define("x*tanh(x/3)", name="xtanh")
    assert symact.whichis(lambda x: x * np.tanh(x / 3), also=[own]).activation == "xtanh"


def test_a_parameter_may_be_an_exact_float():
    table = symact.table("leaky_relu", dtype="bfloat16", params={"negative_slope": 0.125})
    assert table.params == {"negative_slope": "1/8"}
    assert symact.table("elu", dtype="bfloat16", params={"alpha": np.float32(1.5)}).params == {"alpha": "3/2"}
    with pytest.raises(SymactError, match=r"negative_slope=0.1 is a float; write '0.1' for the decimal, '0.1@float64'"):
        symact.table("leaky_relu", dtype="bfloat16", params={"negative_slope": 0.1})
    for value in (float("nan"), float("inf"), True):
        with pytest.raises(SymactError):
            symact.table("elu", dtype="bfloat16", params={"alpha": value})


def test_a_float_is_exact_if_its_decimal_is_its_value():
    """Against Fraction of the decimal, for floats of few and of many bits."""
    from symact.definition.parameters import exact_value

    for value in (0.5, -0.375, 3.0, 1e22, 2.0**-20, 5e-324):
        try:
            found = exact_value(value, "a")
        except SymactError:
            assert Fraction(repr(value)) != Fraction(value)
        else:
            assert Fraction(int(found.p), int(found.q)) == Fraction(repr(value)) == Fraction(value)


DTYPES = {
    "float32": [np.float32, np.dtype("float32"), np.dtype(">f4"), "f32"],
    "float16": [np.float16, np.zeros(1, np.float16).dtype],
    "bfloat16": [ml_dtypes.bfloat16, np.dtype(ml_dtypes.bfloat16)],
    "float8_e5m2": [ml_dtypes.float8_e5m2],
    "float64": [np.float64, np.double],
}


@pytest.mark.parametrize(("name", "dtype"), [(n, d) for n, dtypes in DTYPES.items() for d in dtypes])
def test_dtypes_of_numpy(name, dtype):
    assert symact.table("relu", dtype=dtype).format_name == name


def test_dtypes_of_frameworks(torch, jax):
    jnp = jax.numpy
    for name in ("float64", "float32", "float16", "bfloat16", "float8_e5m2", "float8_e4m3fn"):
        assert symact.table("relu", dtype=getattr(torch, name)).format_name == name
    for name in ("float32", "float16", "bfloat16"):
        assert symact.table("relu", dtype=getattr(jnp, name)).format_name == name
        assert symact.table("relu", dtype=jnp.zeros(1, getattr(jnp, name)).dtype).format_name == name
    verdict = symact.verify(torch.relu, "relu", dtype=torch.bfloat16)
    assert (verdict.dtype, verdict.result.mismatched) == ("bfloat16", 0)


@pytest.mark.parametrize("dtype", [float, int, np.int8, np.complex64, np.zeros(2), None, 32, list, np.ndarray])
def test_what_is_no_format(dtype):
    with pytest.raises(SymactError) as caught:
        symact.table("relu", dtype=dtype)
    assert "\n" not in str(caught.value)


# ---- sheets


def test_the_sheet_has_every_property():
    from symact import properties

    sheet = symact.sheet("relu")
    assert set(properties.names()) <= set(dir(sheet))
    assert not set(properties.names()) & set(vars(symact.Sheet))
    assert sheet.range.value == symact.derive("relu", "range").value
    assert str(sheet.range) == "[0, oo)   (proved)"
    assert sheet.range.status is symact.Status.PROVED
    with pytest.raises(AttributeError, match="did you mean range"):
        sheet.rnage  # noqa: B018
    assert not hasattr(sheet, "_ipython_canary_method_should_not_exist_")
    assert isinstance(sheet.range[0], symact.Fact)


def test_the_sheet_is_what_the_command_prints():
    from symact.sheets.cached import documented, sheet

    assert symact.sheet("softsign").to_json() == documented(sheet("softsign"))


def test_a_claim_that_depends_on_the_parameters_has_no_one_value():
    facts = symact.derive("elu", "monotonicity")
    several = next(f for f in (symact.derive("elu", n) for n in ("smoothness", "range", "convexity")) if len(f) > 1)
    assert len(facts) >= 1
    with pytest.raises(SymactError, match="depends on the parameters"):
        several.value  # noqa: B018
    assert len(symact.derive("elu", several[0].property, params={"alpha": 1})) == 1


def test_comparing():
    own = symact.define("Min(0, x)", name="lower_relu")
    found = symact.compare("relu", own)
    assert found.names == ("relu", "lower_relu")
    assert "range" in found.differences
    assert "continuous" not in found.differences
    assert found.to_json()["names"] == ["relu", "lower_relu"]
    assert "range" in str(found)
    with pytest.raises(SymactError, match="two"):
        symact.compare("relu")


def test_rechecking_a_file(tmp_path):
    import json

    path = tmp_path / "sheet.json"
    path.write_text(json.dumps(symact.sheet("relu").to_json()))
    assert symact.recheck(path).refuted == ()
    data = json.loads(path.read_text())
    fact = next(f for f in data["facts"] if f["property"] == "range")
    fact["value"]["lower"] = "1"
    path.write_text(json.dumps(data))
    found = symact.recheck(path)
    assert [each.property for each in found.refuted] == ["range", "sheet"]  # the fact, and the digest of the whole
    assert "REFUTED range" in str(found)
    assert [each.property for each in symact.recheck(data).refuted] == ["range", "sheet"]


def test_objects_print_on_a_line():
    own = symact.define("a*x", params=["a=1/2"], name="half")
    assert repr(own) == "<Activation half: a*x, a=1/2>"
    verdict = symact.verify(lambda x: x, own, dtype="float8_e5m2", max_ulp=0.5)
    assert repr(verdict).startswith("<Verdict on ")
    assert repr(verdict).endswith("not correctly rounded, breaks the bound>")
    assert repr(symact.sheet(own)) == "<Sheet of half: a*x>"
    assert (
        repr(symact.compare("relu", "relu"))
        == f"<Comparison of relu, relu: 0 of {len(symact.compare('relu', 'relu').rows)} properties differ>"
    )
