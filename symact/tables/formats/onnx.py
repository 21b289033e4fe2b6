"""Tables as the directory of an ONNX backend test: a model of one node, its input and its output."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from symact.definition.quantity import Quantity
from symact.errors import SymactError
from symact.formats.arrays import to_numbers
from symact.reference.table import Table
from symact.tables.acceptance import Rule, rules
from symact.tables.manifest import manifest

if TYPE_CHECKING:
    from symact.candidates.libraries.onnxruntime.operators import Operator

FORMAT = "onnx"

SEVERAL = True

OF_CATALOGUE = True
"""Whether the format knows a function by its name in the catalogue."""

TYPES = {"float64": "double", "float32": "float", "float16": "float16", "bfloat16": "bfloat16"}
"""What ONNX calls the formats that its activations take."""

FIRST_OPSET = 13
"""Operator sets before it know no bfloat16."""


def write_folder(table: Table, folder: Path) -> None:
    """Write model.onnx, test_data_set_0/input_0.pb and output_0.pb; rows of which nothing is required are left out.

    Raises:
        SymactError: the onnx package is not installed, or no operator of ONNX is this function in this format.
    """
    try:
        import onnx
    except ImportError:
        raise SymactError("ONNX tests need the package: pip install '.[onnx]' in a clone of symact") from None
    operator, kind = _operator(table), TYPES[table.format_name]
    opset = _opset(onnx, operator.name, kind)
    required = (rules(table) != Rule.ANY).reshape(len(table), -1).all(axis=1)
    element = onnx.TensorProto.DataType.Value(kind.upper())
    shape = [int(required.sum()), *table.in_shape]
    values = [onnx.helper.make_tensor_value_info(name, element, shape) for name in ("x", "y")]
    node = onnx.helper.make_node(operator.name, ["x"], ["y"], **_attributes(table, operator))
    graph = onnx.helper.make_graph([node], f"symact_{table.name}", values[:1], values[1:])
    model = onnx.helper.make_model(
        graph,
        opset_imports=[opset],
        ir_version=onnx.helper.find_min_ir_version_for([opset]),
        producer_name="symact",
        doc_string=json.dumps(manifest(table)),
    )
    onnx.checker.check_model(model, full_check=True)
    data = folder / "test_data_set_0"
    data.mkdir()
    for name, bits in (("input_0.pb", table.x_bits), ("output_0.pb", table.y_bits)):
        numbers = to_numbers(bits[required], table.format)
        raw = numbers.astype(numbers.dtype.newbyteorder("<")).tobytes()
        tensor = onnx.helper.make_tensor("x" if name == "input_0.pb" else "y", element, shape, raw, raw=True)
        (data / name).write_bytes(tensor.SerializeToString(deterministic=True))
    (folder / "model.onnx").write_bytes(model.SerializeToString(deterministic=True))


def _operator(table: Table) -> Operator:
    """Return the operator that is the table's function."""
    # Needs definitions, which reading a table goes without.
    from symact.candidates.libraries.onnxruntime.operators import operators

    if table.name not in operators() or table.quantity != Quantity.VALUE:
        what = f"function {table.name}" if table.quantity == Quantity.VALUE else f"{table.quantity} of {table.name}"
        raise SymactError(f"ONNX has no operator for the {what}; write the table in another format")
    if table.format_name not in TYPES:
        raise SymactError(f"ONNX's activations take {', '.join(sorted(TYPES))}, not {table.format_name}")
    operator = operators()[table.name]
    for param, due in operator.only.items():
        if table.params[param] != due:
            raise SymactError(
                f"ONNX's {operator.name} has no {param}={table.params[param]}; "
                f"build the table with --param {param}={due}"
            )
    return operator


def _attributes(table: Table, operator: Operator) -> dict[str, Any]:
    """Return the node's attributes, the parameters as exactly the float32 numbers that they are."""
    found: dict[str, Any] = {}
    for attribute, value in operator.attributes.items():
        found[attribute] = value
        if isinstance(value, str) and value.startswith(":"):
            param = value[1:]
            found[attribute] = _float32(table.params[param], f"{operator.name}'s {attribute}", param)
    return found


def _float32(text: str, attribute: str, param: str) -> float:
    """Return a parameter's value if float32 holds it, for ONNX keeps attributes so."""
    try:
        value = Fraction(text)
        rounded = float(np.float32(float(value)))
        exact = Fraction(rounded) == value
    except (ValueError, OverflowError):
        exact = False
    if not exact:
        raise SymactError(
            f"ONNX keeps {attribute} in float32, which {param}={text} is not: its node is another function; "
            f"build the table with --param {param}=VALUE@float32"
        )
    return rounded


def _opset(onnx: Any, operator: str, kind: str) -> Any:
    """Return the first operator set in which the operator takes the type, so that old runtimes know it."""
    for version in range(FIRST_OPSET, onnx.defs.onnx_opset_version() + 1):
        try:
            schema = onnx.defs.get_schema(operator, version)
        except onnx.defs.SchemaError:
            continue
        if f"tensor({kind})" in schema.inputs[0].types:
            return onnx.helper.make_opsetid("", version)
    raise SymactError(f"this onnx package has no {operator} for {kind}; a newer one may: pip install -U onnx")
