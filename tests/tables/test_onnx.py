"""ONNX backend tests that symact writes, run by onnx's own runner and read by onnx's own helpers."""

import json
import unittest

import numpy as np
import pytest

import symact
from symact import catalogue
from symact.candidates.libraries.onnxruntime.operators import operators
from symact.errors import SymactError
from symact.tables import export

onnx = pytest.importorskip("onnx")
ROUNDED = {"leaky_relu": {"negative_slope": "0.01@float32"}, "hard_sigmoid": {"slope": "0.2@float32"}} | {
    "sine": {"w0": "1"},
    "elu": {"alpha": "3/2"},
    "hard_sigmoid_general": {"alpha": "0.2@float32"},
}


def make(path, name, dtype="float32", **kwargs):
    table = symact.table(name, dtype=dtype, params=ROUNDED.get(name), **kwargs)
    export.save(table, export.export("onnx", str(path)), str(path))
    return table


def tensor(path):
    found = onnx.TensorProto()
    found.ParseFromString(path.read_bytes())
    return found


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "bfloat16"])
def test_the_tensors_hold_every_bit(dtype, tmp_path):
    table = make(tmp_path / "t", "tanh", dtype)
    for name, bits in (("input_0.pb", table.x_bits), ("output_0.pb", table.y_bits)):
        found = onnx.numpy_helper.to_array(tensor(tmp_path / "t" / "test_data_set_0" / name))
        assert str(found.dtype) == dtype
        assert (found.view(bits.dtype) == bits).all()
    model = onnx.load(tmp_path / "t" / "model.onnx")
    assert json.loads(model.doc_string)["definition_hash"] == table.definition_hash
    assert [node.op_type for node in model.graph.node] == ["Tanh"]


@pytest.mark.every(7)
@pytest.mark.parametrize("name", sorted(set(operators()) & set(catalogue.names("line"))))
def test_onnx_computes_the_function_by_its_own_reference(name, tmp_path):
    """A wrong operator or attribute would be off by far more than float32's rounding."""
    from onnx.reference import ReferenceEvaluator

    table = make(tmp_path / "t", name)
    x = onnx.numpy_helper.to_array(tensor(tmp_path / "t" / "test_data_set_0" / "input_0.pb"))
    y = onnx.numpy_helper.to_array(tensor(tmp_path / "t" / "test_data_set_0" / "output_0.pb"))
    assert len(x) == len(table.x_bits)
    moderate = np.abs(x) < 16
    with np.errstate(all="ignore"):
        got = ReferenceEvaluator(str(tmp_path / "t" / "model.onnx")).run(None, {"x": x[moderate]})[0]
    np.testing.assert_allclose(got, y[moderate], rtol=2e-5, atol=2e-6)


def test_rows_are_tensors_of_two_dimensions(tmp_path):
    from onnx.reference import ReferenceEvaluator

    given = np.array([[0.5, -1, 3], [20, 19, -5], [0, 0, 0]], dtype=np.float32)
    table = make(tmp_path / "t", "log_softmax", inputs=given)
    x, y = (
        onnx.numpy_helper.to_array(tensor(tmp_path / "t/test_data_set_0" / f)) for f in ("input_0.pb", "output_0.pb")
    )
    assert (x == given).all()
    assert (y.view(np.uint32) == table.y_bits).all()
    got = ReferenceEvaluator(str(tmp_path / "t" / "model.onnx")).run(None, {"x": x})[0]
    np.testing.assert_allclose(got, y, rtol=2e-6)


@pytest.mark.parametrize("name", ["gelu", "leaky_relu", "hard_sigmoid"])
def test_onnx_own_runner_accepts_the_directory(name, tmp_path, monkeypatch):
    backend = pytest.importorskip("onnxruntime.backend")
    from onnx.backend.test import loader, runner

    folder = tmp_path / "simple" / f"test_symact_{name}"
    folder.parent.mkdir()
    finite = np.array([-5.5, -1, -0.0, 0, 1e-40, 0.3, 7, 1e30], dtype=np.float32)
    make(folder, name, inputs=finite)

    def only_ours(kind):
        return loader.load_model_tests(str(tmp_path), kind) if kind == "simple" else []

    monkeypatch.setattr(runner, "load_model_tests", only_ours)
    suite = runner.Runner(backend.backend if hasattr(backend, "backend") else backend, __name__).test_suite
    outcome = unittest.TestResult()
    suite.run(outcome)
    assert (outcome.failures, outcome.errors) == ([], [])
    assert outcome.testsRun - len(outcome.skipped) == 1

    wrong = tensor(folder / "test_data_set_0" / "output_0.pb")
    values = onnx.numpy_helper.to_array(wrong).copy()
    values[5] += 1
    wrong.raw_data = values.tobytes()
    (folder / "test_data_set_0" / "output_0.pb").write_bytes(wrong.SerializeToString())
    outcome = unittest.TestResult()
    runner.Runner(backend.backend if hasattr(backend, "backend") else backend, __name__).test_suite.run(outcome)
    assert len(outcome.failures) == 1


@pytest.mark.parametrize(
    ("name", "changes", "says"),
    [
        ("selu", {}, "no operator for the function selu"),
        ("gelu", {"order": 1}, "derivative of gelu"),
        ("leaky_relu", {"params": {"negative_slope": "1/100"}}, "VALUE@float32"),
        ("sine", {}, "--param w0=1"),
        ("gelu", {"dtype": "q4.4"}, "not q4.4"),
        ("gelu", {"dtype": "float8_e5m2"}, "not float8_e5m2"),
    ],
)
def test_what_onnx_cannot_say_is_refused_in_one_line(name, changes, says, tmp_path):
    table = symact.table(name, **({"dtype": "float16"} | changes))
    with pytest.raises(SymactError, match=says) as caught:
        export.save(table, export.export("onnx", "t"), str(tmp_path / "t"))
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_folders_are_never_overwritten(tmp_path):
    (tmp_path / "t").mkdir()
    make(tmp_path / "t", "relu")
    with pytest.raises(SymactError, match="not empty"):
        make(tmp_path / "t", "relu")
    with pytest.raises(SymactError, match="folder"):
        export.export("onnx", "-")
    assert sorted(p.name for p in (tmp_path / "t").iterdir()) == ["model.onnx", "test_data_set_0"]


def test_every_operator_is_one_of_the_catalogue():
    assert set(operators()) <= set(catalogue.names())
    for name, operator in operators().items():
        given = {value[1:] for value in operator.attributes.values() if str(value).startswith(":")}
        assert given | set(operator.only) == {param.name for param in catalogue.get(name).params}
