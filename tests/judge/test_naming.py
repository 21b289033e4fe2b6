"""Who calls what how, and where libraries disagree: records that are what was measured, correct results beside them."""

import json

import pytest

from symact import catalogue
from symact.candidates import adapter, conventions, libraries, names
from symact.candidates.process.parent import Sandbox
from symact.definition.bound import bind
from symact.formats.floating import get_format
from symact.judge.naming import naming, text
from tests.helpers.shell import invoke

F32 = get_format("float32")
RECORDED = [name for name in names() if libraries.recorded(name)]


def test_most_libraries_are_recorded():
    assert len(RECORDED) >= 13
    assert {"torch", "jax", "keras", "transformers"} <= set(RECORDED)


@pytest.mark.parametrize("library", RECORDED)
def test_a_record_holds_encodings_for_the_places_of_each_function(library):
    record = libraries.recorded(library)
    assert record["library"] == library
    assert record["version"].startswith(f"{adapter(library).requires} ")
    assert len(record["date"]) == len("2026-11-29")
    for name, found in record["functions"].items():
        assert libraries.profile(catalogue.get(name), library), name
        for quantity in ("inputs", *conventions.ORDERS.values()):
            words = found[quantity]
            assert words is None or (len(words) == len(found["inputs"]) and all(int(w, 16) < 1 << 32 for w in words))


def test_places_are_kinks_and_special_inputs():
    found = [F32.hex(bits) for bits in conventions.places(bind(catalogue.get("relu6")), F32).tolist()]
    assert found == ["0xff800000", "0x40c00000", "0x80000000", "0x00000000", "0x7f800000", "0x7fc00000"]


def test_what_scipy_does_is_what_is_recorded():
    scipy = pytest.importorskip("scipy")
    record = libraries.recorded("scipy")
    if record["version"] != f"scipy {scipy.__version__}":
        pytest.skip(f"{record['version']} is recorded")
    with Sandbox(60.0) as child:
        found = conventions.measure(child, "scipy", "sigmoid")
    assert {"defaults": {}, **found} == {**record["functions"]["sigmoid"], "version": record["version"]}


@pytest.mark.exhaustive
@pytest.mark.parametrize("library", RECORDED)
def test_a_record_is_what_the_installed_version_does(library):
    if not conventions.installed(library):
        pytest.skip(f"{library} is not installed")
    record = libraries.recorded(library)
    with Sandbox(300.0) as child:
        for name, due in record["functions"].items():
            found = conventions.measure(child, library, name)
            if found["version"] != record["version"]:
                pytest.skip(f"{record['version']} is recorded")
            assert found["value"] == due["value"], name


def rows(name):
    return {(r["quantity"], r["x"]): r for r in naming(name)["conventions"]}


def test_correct_results_stand_beside_those_of_libraries():
    """tanh form or not, gelu falls to -0 on the left: by hand, as are ReLU6's slopes."""
    gelu, relu6 = rows("gelu"), rows("relu6")
    assert gelu["value", "-inf"]["correct"] == ["-0.0"]
    assert gelu["gradient", "0.0"]["correct"] == ["0.5"]
    assert relu6["gradient", "6"]["correct"] == ["0.0", "1"]
    assert relu6["gradient", "nan"]["correct"] == []


def test_a_disagreement_is_seen():
    """The slope of ReLU6 at 6 and leaky ReLU's default are where libraries have no convention in common."""
    leaky = naming("leaky_relu")
    defaults = {each["library"]: each["defaults"] for each in leaky["calls"]}
    assert defaults["keras"] == {"negative_slope": 0.2}
    assert defaults["jax"] == {"negative_slope": 0.01}
    assert len(rows("leaky_relu")["gradient", "0.0"]["results"]) == 2


def test_the_command_and_its_json():
    said = invoke("names", "swish").output
    assert said.startswith("silu (swish): SiLU")
    assert "torch.nn.functional.silu(x)" in said
    assert "keras.layers.Activation(activation='silu')(x)" in said
    assert "torch.nn.SiLU()(x)" in said
    data = json.loads(invoke("names", "silu", "--json").output)
    assert text(data) + "\n" == said
    assert data["schema"] == "symact.names/1"


def test_a_function_that_no_library_has():
    assert "no library has it" in text(naming("sine"))
    assert naming("softmax")["conventions"] == []
