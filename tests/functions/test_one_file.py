"""CONTRIBUTING taken literally: adding an elementary function is adding one file."""

import json
import os
import shutil
import subprocess
import sys

import mpmath
import pytest

from symact.formats.floating import get_format
from tests.helpers.paths import PACKAGE

NOTATION = '''
"""The Gudermannian."""

from sympy import atan, tanh

from symact.definition.elementary import ElementaryFunction

FUNCTION = ElementaryFunction(name="gd", means=lambda u: 2 * atan(tanh(u / 2)))
'''

NEW_RULES = '''
"""The Fresnel integral S(u)."""

import sympy

from symact.balls.scaled_ball import ZERO, ScaledBall, to_ball
from symact.definition.elementary import ElementaryFunction, as_argument

FUNCTION = ElementaryFunction(
    name="fresnels",
    function=sympy.fresnels,
    ball=lambda t: t.fresnel_s(),
    scaled_ball=lambda v: v if v.is_exact and v.anchor == 0 else ScaledBall(ZERO, to_ball(v).fresnel_s()),
    series=lambda u: u.fresnel_s(),
    sign=as_argument,
    odd=True,
)
'''

PROGRAM = """
import json
import numpy as np
from symact.definition.bound import bind
from symact.formula.typed import definition
from symact.properties import limits, parity
from symact.reference.build import table
from symact.sheets.latex.notation import tex
from symact.sheets.plain import plain

told = {}
for name in ("gd", "fresnels"):
    activation = definition(f"x*{name}(x)")
    facts = {fact.property: plain(fact) for rule in (limits, parity) for fact in rule.derive(activation)}
    told[name] = {
        "limit": facts["limit_pos_inf"]["value"],
        "gaps": [part["reason"] for part in facts["limit_pos_inf"]["evidence"] if part["kind"] == "gap"],
        "parity": facts["parity"]["value"],
        "latex": tex(activation.expression),
    }
    inputs = np.array([0.125, 0.5, 1.0, 1.5, 2.0, 3.5], dtype=np.float32)
    found = table(activation, dtype="float32", inputs=inputs)
    told[name]["y"] = found.y_bits.tolist()
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    root = tmp_path_factory.mktemp("tree")
    shutil.copytree(PACKAGE, root / "symact", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "symact/functions/gd.py").write_text(NOTATION)
    (root / "symact/functions/fresnels.py").write_text(NEW_RULES)
    environment = {**os.environ, "PYTHONPATH": str(root)}
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, cwd=root, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    ("name", "oracle"), [("gd", lambda t: 2 * mpmath.atan(mpmath.tanh(t / 2))), ("fresnels", mpmath.fresnels)]
)
def test_a_new_function_is_tabulated(told, name, oracle):
    fmt = get_format("float32")
    for t, bits in zip((0.125, 0.5, 1.0, 1.5, 2.0, 3.5), told[name]["y"], strict=True):
        with mpmath.workprec(200):
            truth = t * oracle(mpmath.mpf(t))
            assert abs(mpmath.mpf(float(fmt.to_fraction(bits))) - truth) <= abs(truth) * 2**-24


def test_a_new_function_is_derived(told):
    assert told["gd"]["limit"] == "oo"
    assert told["gd"]["parity"] == told["fresnels"]["parity"] == "even"
    assert "atan" in told["gd"]["latex"]
    assert "S" in told["fresnels"]["latex"]


def test_what_its_file_lacks_is_refused_by_name(told):
    assert told["fresnels"]["limit"] is None
    (gap,) = told["fresnels"]["gaps"]
    assert gap.endswith("fresnels has no rule for its series at infinity; add it to symact/functions/fresnels.py")
