"""Figures show what is true: their points are read back and held against mpmath, and wrong ones are seen."""

import math
import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import mpmath
import pytest
import sympy

from symact import catalogue
from symact.definition.bound import bind
from symact.errors import SymactError
from symact.figures import plotting
from symact.figures.course import course
from symact.figures.curves import breaks
from symact.figures.family import families
from symact.figures.figure import Axis, thinned, value_axis
from symact.figures.formats import blocks, svg
from symact.figures.tails import tails

SPACE = "{http://www.w3.org/2000/svg}"
PIXEL = 0.02
"""Pixels by which a point may be off: two decimals, and the thickness of none."""

ORACLE = {
    "gelu": lambda x: x * (1 + mpmath.erf(x / mpmath.sqrt(2))) / 2,
    "elu": lambda x: x if x > 0 else mpmath.expm1(x),
    "hard_sigmoid": lambda x: min(max((x + 3) / 6, mpmath.mpf(0)), mpmath.mpf(1)),
    "binary_step": lambda x: mpmath.mpf(x >= 0),
}


def panels(text):
    """Return of each panel its axes and size, its curves by rank as points, and its dots (kind, rank, x, y)."""
    found = []
    for inner in ElementTree.fromstring(text).iter(f"{SPACE}svg"):
        if "data-x" not in inner.attrib:
            continue
        (x0, x1), (y0, y1) = (map(float, inner.attrib[name].split()) for name in ("data-x", "data-y"))
        width, height = float(inner.attrib["width"]), float(inner.attrib["height"])

        def back(x, y, x0=x0, x1=x1, y0=y0, y1=y1, width=width, height=height):
            return x0 + (x1 - x0) * x / width, y0 + (y1 - y0) * (1 - y / height)

        curves = {}
        for path in inner.iter(f"{SPACE}path"):
            if "stroke" in path.attrib["class"]:
                strokes = [re.findall(r"(-?[\d.]+) (-?[\d.]+)", each) for each in path.attrib["d"].split("M")[1:]]
                curves[path.attrib["class"][-1]] = [[back(float(x), float(y)) for x, y in s] for s in strokes]
        dots = [
            (*dot.attrib["class"].split(), *back(float(dot.attrib["cx"]), float(dot.attrib["cy"])))
            for dot in inner.iter(f"{SPACE}circle")
        ]
        found.append((PIXEL * (x1 - x0) / width, PIXEL * (y1 - y0) / height, curves, dots))
    return found


def wrong(text, oracle, orders=(0,)):
    """Return the points of a drawing's curves that are not where the oracle has f or its derivatives."""
    bad = []
    for dx, dy, curves, _ in panels(text):
        for rank, strokes in curves.items():
            order = int(rank)
            if order not in orders:
                continue
            for x, y in (point for stroke in strokes for point in stroke):
                near = [mpmath.diff(oracle, x + k * dx, order) if order else oracle(mpmath.mpf(x + k * dx))
                        for k in (-1, 0, 1)]  # fmt: skip
                if not min(near) - dy <= y <= max(near) + dy:
                    bad.append((x, y))
    return bad


@pytest.mark.parametrize("name", sorted(ORACLE))
def test_points_read_back_are_the_values(name):
    text = svg.document(course(bind(catalogue.get(name)), ()))
    assert wrong(text, ORACLE[name]) == []
    points = [point for _, _, curves, _ in panels(text) for stroke in curves["0"] for point in stroke]
    assert (points[0][0], points[-1][0]) == (-5, pytest.approx(5, abs=1e-3))


def test_derivatives_read_back_are_the_values():
    assert wrong(svg.document(course(bind(catalogue.get("gelu")))), ORACLE["gelu"], (1, 2)) == []


def test_a_planted_wrong_piece_is_seen():
    gelu = bind(catalogue.get("gelu"))
    x = sympy.Symbol("x", real=True)
    bent = sympy.Piecewise((gelu.expression + sympy.Rational(1, 50), x > 3), (gelu.expression, True))
    found = wrong(svg.document(course(replace(gelu, expression=bent), ())), ORACLE["gelu"])
    assert found
    assert all(place > 2.9 for place, _ in found)


def test_dots_stand_where_a_function_breaks_off():
    (_, _, curves, dots), (_, _, _, below) = panels(svg.document(course(bind(catalogue.get("binary_step")))))
    assert len(curves["0"]) == 2
    shown = {(kind, round(x, 2), round(y, 2)) for kind, _, x, y in dots}
    assert shown == {("open", 0, 0), ("closed", 0, 1)}
    # The step has no derivative at 0, though both one-sided limits of f' are 0.
    assert {(kind, rank, round(x, 2), round(y, 2)) for kind, rank, x, y in below} == {
        ("open", "c1", 0, 0),
        ("open", "c2", 0, 0),
    }


def test_a_kink_opens_the_derivative_and_not_f():
    elu = bind(catalogue.get("elu"), {"alpha": 2})
    (_, _, curves, dots), (_, _, _, below) = panels(svg.document(course(elu, (1,))))
    assert len(curves["0"]) == 1
    assert dots == []
    assert {(kind, round(y, 2)) for kind, _, _, y in below} == {("open", 1), ("open", 2)}


def test_a_value_between_both_sides_is_a_closed_dot():
    sign = bind(plotting.define("sign(x)"))
    assert [(b.left, b.right, b.value, b.is_joined) for b in breaks(sign, 0)] == [(-1.0, 1.0, 0.0, False)]


def test_no_line_joins_both_sides_of_a_pole():
    ((_, _, curves, _),) = panels(svg.document(plotting.plotted([], formulas=["1/x"])))
    assert [stroke[0][0] < 0 < stroke[-1][0] for stroke in curves["0"]] == [False, False]


def test_the_tail_is_the_distance_from_the_asymptote():
    (panel,) = tails(bind(catalogue.get("gelu"))).panels
    assert [curve.label[:5] for curve in panel.curves] == ["|f|, ", "|f \N{MINUS SIGN} "]
    for curve in panel.curves:
        for x, distance in curve.strokes[0]:
            with mpmath.workdps(60):
                exact = x * mpmath.erfc(x / mpmath.sqrt(2)) / 2
            assert distance == float(exact)


def test_a_tail_falls_to_the_axis_where_f_crosses_its_asymptote():
    (panel,) = tails(bind(catalogue.get("sinc"))).panels
    assert len(panel.curves) == 2
    for curve in panel.curves:
        (stroke,) = curve.strokes
        low = panel.y.low
        assert [{round(x) for x, d in stroke if d == low}] == [{1, 2, 3, 4, 5}]
        assert all(abs(x - round(x)) < 0.004 * round(x) for x, d in stroke if d == low)
        exact = [(mpmath.fabs(mpmath.sincpi(x)), d) for x, d in stroke if d > low]
        assert all(mpmath.almosteq(due, d, 1e-11) for due, d in exact)


def test_no_tail_where_the_asymptote_is_reached():
    assert tails(bind(catalogue.get("relu6"))) is None


def test_a_family_has_a_curve_for_every_allowed_value():
    found = dict(families(catalogue.get("elu")))
    assert [curve.label for curve in found["alpha"].panels[0].curves] == [
        f"alpha = {v}" for v in ("1/4", "1/2", 1, 2, 4)
    ]


@pytest.mark.every(18)
@pytest.mark.parametrize("name", catalogue.names("line"))
def test_every_function_has_its_figure(name):
    for panel in course(bind(catalogue.get(name))).panels:
        assert all(curve.strokes for curve in panel.curves)


def test_a_figure_is_twice_the_same():
    assert svg.document(plotting.plotted(["silu"])) == svg.document(plotting.plotted(["silu"]))


@pytest.mark.parametrize("name", ["softmax", "swiglu"])
def test_functions_of_several_numbers_have_one(name):
    (panel,) = plotting.plotted([name]).panels
    for x, y in panel.curves[0].strokes[0]:
        with mpmath.workdps(40):
            power = mpmath.exp(x)
            exact = power / (power + 1 + mpmath.exp(-1)) if name == "softmax" else -2 * x / (1 + 1 / power)
        assert y == float(exact)


def test_the_terminal_shows_the_curve():
    lines = blocks.drawing(plotting.plotted(["identity"]), 8, 4).split("\n")
    drawn = [line.partition("\N{BOX DRAWINGS LIGHT VERTICAL}")[2] for line in lines[:-1]]
    places = [min(k for k, c in enumerate(line) if 0x2800 < ord(c) < 0x2900) for line in drawn]
    assert places == sorted(places, reverse=True)
    assert places[0] - places[-1] >= 5


def test_a_label_has_its_sign_and_its_power_of_ten_raised():
    def said(value, **scale):
        return re.sub("<tspan[^>]*>(.*?)</tspan>", r"^\1", svg.label(value, Axis(-1, 1, **scale)))

    assert [said(each) for each in (-2e-6, -0.5, 0, 3, 4e7)] == ["−2⋅10^−6", "−0.5", "0", "3", "4⋅10^7"]
    assert [said(each, is_log=True) for each in (1e-5, 1, 1e3)] == ["10^−5", "1", "10^3"]


def test_ticks_are_round_numbers_inside_the_axis():
    assert Axis(-5, 5).ticks() == [-4, -2, 0, 2, 4]
    assert Axis(-2e-14, 1e-15).ticks() == [-2e-14, -1.5e-14, -1e-14, -5e-15, 0] or len(Axis(-2e-14, 1e-15).ticks()) == 5
    assert Axis(1e-7, 1.0, is_log=True).ticks() == [1e0, 1e-2, 1e-4, 1e-6]


def test_thinning_keeps_what_bends():
    x, y = Axis(0, 4), Axis(0, 4)
    assert thinned(((0, 0), (1, 1), (2, 2), (3, 0), (4, 4)), x, y) == ((0, 0), (2, 2), (3, 0), (4, 4))


def test_an_axis_is_cut_at_a_pole():
    axis = value_axis(plotting.plotted([], formulas=["1/x"]).panels[0].curves)
    assert math.isfinite(axis.high)


def test_a_legend_takes_the_lines_that_it_needs():
    """Letters are narrower than 8 pixels: no entry ends beyond the figure, or begins inside the one before."""
    (_, figure), *_ = families(catalogue.get("elu"))
    drawn = ElementTree.fromstring(svg.drawing(figure))
    names = [each for each in drawn.iter(f"{SPACE}text") if each.attrib.get("class") == "name"]
    places = [(float(each.attrib["y"]), float(each.attrib["x"]), 8 * len(each.text)) for each in names]
    assert [each.text for each in names] == [f"alpha = {value}" for value in ("1/4", "1/2", "1", "2", "4")]
    assert len({y for y, _, _ in places}) == 2
    assert all(x + width <= svg.WIDTH for _, x, width in places)
    assert all(y < below or x + width < right for (y, x, width), (below, right, _) in pairwise(places))
    (plot,) = (each for each in drawn.iter(f"{SPACE}svg") if "data-x" in each.attrib)
    assert float(plot.attrib["y"]) > max(y for y, _, _ in places)


def test_what_is_asked_for_wrongly_is_refused_in_one_line(run):
    for arguments in (["plot"], ["plot", "gelu", "-o", "x.gif"], ["plot", "gelu", "--error", "torch"]):
        code, _, err = run(*arguments)
        assert (code, err.count("\n")) == (2, 0), err
    with pytest.raises(SymactError, match=r"write NAME\.K=V"):
        plotting.plotted(["elu", "gelu"], ["alpha=2"])
    with pytest.raises(SymactError, match=r"elu\.alpha=2: write NAME\.K=V with one of gelu"):
        plotting.plotted(["gelu"], ["elu.alpha=2"])
    with pytest.raises(SymactError, match="is a function of"):
        plotting.plotted(["softmax", "gelu"])
    with pytest.raises(SymactError, match="7 curves: a figure tells 6 apart"):
        plotting.plotted(["relu", "elu", "selu", "gelu", "silu", "mish", "tanh"])


def test_errors_are_those_of_what_is_asked_for(run):
    """Parameters and the gradient, which the textbook lacks, were passed over."""
    asked = ("plot", "elu", "--error", "textbook", "--dtype", "float8_e4m3fn", "-o", "e.svg")
    code, _, err = run(*asked, "--param", "alpha=2")
    assert code == 0
    assert err.endswith("elu(alpha=2) float8_e4m3fn forward")
    assert run(*asked, "--derivative")[::2] == (2, "symact: the textbook has no gradients")
    assert run(*asked, "--formula", "x")[0] == 2


def test_the_commands_write_what_they_are_asked_for(run, tmp_path):
    assert run("plot", "elu", "--param", "alpha=2", "--derivative", "-o", "elu.svg")[0] == 0
    assert "alpha = 2" in (tmp_path / "elu.svg").read_text()
    code, out, _ = run("show", "relu", "--plot")
    assert code == 0
    assert "\N{BOX DRAWINGS LIGHT VERTICAL}" in out.decode()


@pytest.mark.parametrize("kind", ["png", "pdf"])
def test_pictures_by_matplotlib_are_twice_the_same(kind):
    pytest.importorskip("matplotlib")
    figure = plotting.plotted(["hard_sigmoid"], derivative=True)
    made = plotting.content(figure, kind)
    assert made[:4] == {"png": b"\x89PNG", "pdf": b"%PDF"}[kind]
    assert made == plotting.content(figure, kind)
