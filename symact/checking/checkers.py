"""Certificates checked again from their plain data: balls, series and algebra, and none of SymPy's solvers.

Every rule of symact.evidence.Certificate has a checker here. A checker returns what the certificate
claims, rebuilt (a chart, a number), or raises ReplayError with what does not hold.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import sympy
from flint import fmpq
from sympy import Expr, Symbol, oo

from symact.analysis.plain_values import short
from symact.analysis.sign_chart import Cell, SignChart, cells_between, germ
from symact.analysis.sign_chart_by_slope import by_slope
from symact.analysis.sign_chart_scaled import moved_cells
from symact.analysis.sign_chart_symbolic import chart_of_product
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.simplification import simplified
from symact.errors import SymactError
from symact.evidence import Gap, Proof
from symact.formula.parser import parse
from symact.formula.same_value import same
from symact.formula.syntax import RECORDED
from symact.symbolic.limits import limit
from symact.symbolic.real_number import Number, order
from symact.symbolic.root_isolation import Box, isolate
from symact.symbolic.zero_test import is_identically_zero


class ReplayError(SymactError):
    """A certificate does not hold, or is not one."""


class Reader:
    """Reads expressions of a record and checks its certificates.

    Args:
        symbols: the parameters that may occur.
    """

    def __init__(self, symbols: Mapping[str, Symbol]) -> None:
        self.symbols = dict(symbols)

    def expression(self, text: object) -> Expr:
        """Return an expression, or an infinity, read by whitelist."""
        if not isinstance(text, str):
            raise ReplayError(f"{text!r} is not the text of an expression")
        if text in ("oo", "-oo"):
            return oo if text == "oo" else -oo
        return parse(text, self.symbols, RECORDED)

    def chart(self, data: Mapping[str, Any]) -> SignChart:
        """Check a chart's certificate and return the chart."""
        checker = CHARTS.get(str(data.get("rule")))
        if checker is None:
            raise ReplayError(f"no checker for the rule {data.get('rule')!r}; known: {', '.join(CHARTS)}")
        expression, k = self.expression(data["expression"]), _order(data)
        derivative = sympy.diff(expression, x, k)
        lower, upper = self.expression(data["lower"]), self.expression(data["upper"])
        found = checker(self, data, expression, k, derivative, lower, upper)
        claimed = data.get("cells")
        if claimed is not None and not self._agree(found, claimed):
            raise ReplayError(f"the chart of derivative {k} of {expression} has other cells than those on record")
        return found

    def _agree(self, found: SignChart, claimed: Sequence[Sequence[Any]]) -> bool:
        """Whether cells are those on record: the same text, or text of the same numbers."""
        own = [[c.lower.text(), c.upper.text(), c.sign] for c in found.cells]
        if own == claimed:
            return True
        if [each[2:] for each in own] != [each[2:] for each in claimed]:
            return False
        pairs = (
            (a, b) for mine, theirs in zip(own, claimed, strict=True) for a, b in zip(mine[:2], theirs[:2], strict=True)
        )
        return all(a == b or order(*(Number(self.expression(t)) for t in (a, b))) == 0 for a, b in pairs)

    def limit(self, data: Mapping[str, Any], wanted: Expr) -> Number | None:
        """Check a limit by series with an O-term and return it.

        Args:
            data: the certificate.
            wanted: the expression of the certificate in the form in which the conclusion asks for it: a text that is
                read may come out in another one, to which other steps belong.
        """
        side = data["side"]
        if side not in (-1, 1):
            raise ReplayError(f"side {side!r} is neither -1 nor 1")
        read = self.expression(data["expression"])
        # A sign may stand before a product or in its sums.
        for expression in dict.fromkeys((wanted, read, sympy.factor_terms(wanted), sympy.factor_terms(read))):
            found = limit(expression, x, side)
            if isinstance(found.evidence, Gap) or (found.value is None and found.exists is not False):
                raise ReplayError(f"the limit of {expression} is not decided")
            value = self._same(None if found.value is None else short(found.value), data)
            steps = [[s.rule, s.detail] for s in found.evidence.steps] if isinstance(found.evidence, Proof) else []
            if same(steps, data["steps"], self.symbols):
                return value
        raise ReplayError(f"the rules give other steps for the limit of {wanted} than those on record")

    def value(self, data: Mapping[str, Any]) -> Number | None:
        """Check the value of a derivative at a point and return it."""
        expression = sympy.diff(self.expression(data["expression"]), x, _order(data))
        return self._same(short(expression.subs(x, self.expression(data["at"]))), data)

    def _same(self, value: Expr | None, data: Mapping[str, Any]) -> Number | None:
        claimed = None if data["value"] is None else self.expression(data["value"])
        if value is None or claimed is None:
            if value is not claimed:
                raise ReplayError(f"{data['expression']}: {claimed} is on record, {value} was found")
            return None
        if value != claimed and order(Number(value), Number(claimed)) != 0:
            raise ReplayError(f"{data['expression']}: {claimed} is on record, {value} was found")
        return Number(value)


def _order(data: Mapping[str, Any]) -> int:
    """Return the order of a derivative on record; a file may claim any."""
    k = data["order"]
    if type(k) is not int or not 0 <= k <= HIGHEST_ORDER:
        raise ReplayError(f"order {str(k)[:40]} is not one of 0..{HIGHEST_ORDER}")
    return k


HIGHEST_ORDER = 4

Checker = Callable[[Reader, Mapping[str, Any], Expr, int, Expr, Expr, Expr], SignChart]


def _constant(
    reader: Reader, data: Mapping[str, Any], expression: Expr, k: int, derivative: Expr, lower: Expr, upper: Expr
) -> SignChart:
    sign = constant_sign(derivative) if not derivative.has(x) else None
    if sign is None or sign != data["sign"]:
        raise ReplayError(f"derivative {k} of {expression} is not a constant of sign {data['sign']}")
    return SignChart((Cell(Number(lower), Number(upper), sign),), dict(data))


def _factors(
    reader: Reader, data: Mapping[str, Any], expression: Expr, k: int, derivative: Expr, lower: Expr, upper: Expr
) -> SignChart:
    factors = [reader.expression(text) for text in data["factors"]]
    rest = derivative - sympy.Mul(*factors)
    # Powers of one constant, such as exp(-2) and exp(2), cancel by simplification alone.
    rest = rest if rest.has(x) else simplified(rest)
    if is_identically_zero(rest, x, lower, upper).zero is not True:
        raise ReplayError(f"the factors on record do not multiply to derivative {k} of {expression}")
    found = chart_of_product(factors, expression, k, lower, upper)
    if found is None:
        raise ReplayError(f"the sign of a factor of derivative {k} of {expression} is not known")
    return found


def _scale(
    reader: Reader, data: Mapping[str, Any], expression: Expr, k: int, derivative: Expr, lower: Expr, upper: Expr
) -> SignChart:
    scale, shift, constant = (reader.expression(data[name]) for name in ("scale", "shift", "constant"))
    inner = reader.chart(data["chart"])
    shape = reader.expression(data["chart"]["expression"])
    if constant_sign(scale) != 1 or data["chart"]["order"] != 0 or constant.has(x) or shift.has(x):
        raise ReplayError(f"x = {scale}*u + {shift} is no change of scale")
    if is_identically_zero(derivative.subs(x, scale * x + shift) - constant * shape, x, -oo, oo).zero is not True:
        raise ReplayError(
            f"derivative {k} of {expression} is not {constant} times {shape} at (x - ({shift}))/({scale})"
        )
    if shift != 0 and any(zero.exact is None for zero in inner.zeros):
        raise ReplayError(f"zeros of {shape} without closed form are moved by {shift}")
    for own, end in ((inner.cells[0].lower, lower), (inner.cells[-1].upper, upper)):
        if not own.is_infinite and order(Number(own.expression() * scale + shift), Number(end)) != 0:
            raise ReplayError(f"the moved chart ends at {own.text()} times {scale} plus {shift}, not at {end}")
    return SignChart(moved_cells(inner, scale, shift, constant), dict(data))


def _slope(
    reader: Reader, data: Mapping[str, Any], expression: Expr, k: int, derivative: Expr, lower: Expr, upper: Expr
) -> SignChart:
    inner, slope = data["chart"], reader.chart(data["chart"])
    if reader.expression(inner["expression"]) != expression or inner["order"] != k + 1:
        raise ReplayError(f"the chart on record is not that of derivative {k + 1} of {expression}")
    if [reader.expression(inner[end]) for end in ("lower", "upper")] != [lower, upper]:
        raise ReplayError(f"the chart of derivative {k + 1} of {expression} is not one between {lower} and {upper}")
    found = by_slope(slope, expression, k, lower, upper)
    if found is None:
        raise ReplayError(f"the sign of derivative {k} of {expression} does not follow from that of the next")
    return found


def _sign_chart(
    reader: Reader, data: Mapping[str, Any], expression: Expr, k: int, derivative: Expr, lower: Expr, upper: Expr
) -> SignChart:
    cells: list[Cell] = []
    reached = lower
    for span in data["spans"]:
        left, right = reader.expression(span["from"]), reader.expression(span["to"])
        if left != reached:
            raise ReplayError(f"the record of {expression} leaves out what lies between {reached} and {left}")
        cells += _span(expression, k, derivative, left, right, span)
        reached = right
    if reached != upper:
        raise ReplayError(f"the record of {expression} ends at {reached}, not at {upper}")
    if all(cell.sign == 0 for cell in cells):
        cells = [Cell(Number(lower), Number(upper), 0)]
    return SignChart(tuple(cells), dict(data))


def _span(expression: Expr, k: int, derivative: Expr, left: Expr, right: Expr, span: Mapping[str, Any]) -> list[Cell]:
    boxes = [Box(_fmpq(low), _fmpq(high), sign, rises) for low, high, sign, rises in span.get("boxes", [])]
    (low, first), (high, last) = (
        _near(expression, k, derivative, place, side, claim)
        for place, side, claim in ((left, 1, span["near"][0]), (right, -1, span["near"][1]))
    )
    if first == 0 or last == 0:
        return [Cell(Number(left), Number(right), 0)]
    if not boxes:
        if low < high or (first and last and first != last):
            raise ReplayError(f"the record of {expression} does not cover what lies between {left} and {right}")
        return [Cell(Number(left), Number(right), first or last or 0)]
    if boxes[0].low > low or boxes[-1].high < high:
        raise ReplayError(f"the boxes of {expression} do not reach the ends {left} and {right}")
    for box, following in zip(boxes, [*boxes[1:], None], strict=True):
        if following is not None and box.high != following.low:
            raise ReplayError(f"the boxes of {expression} leave out what lies between {box.high} and {following.low}")
        _box(expression, k, box)
    return cells_between(expression, k, left, right, boxes)


def _near(
    expression: Expr, k: int, derivative: Expr, place: Expr, side: int, claim: Mapping[str, Any] | None
) -> tuple[fmpq, int | None]:
    """Check the sign next to an end; return how far it is known, and the sign, None where none is claimed."""
    found = germ(expression, k, derivative, place, side, () if claim is None else (int(claim["start"]),))
    tail = None if isinstance(found, str) else found[1]
    if isinstance(found, str) or (tail is None) != (claim is None) or (tail and claim and tail.sign != claim["sign"]):
        raise ReplayError(f"the sign of derivative {k} of {expression} near {place} is not as recorded")
    return found[0], tail.sign if tail else None


def _box(expression: Expr, k: int, box: Box) -> None:
    found = isolate(expression, k, box.low, box.high)
    signs = found if isinstance(found, str) else [each.sign for each in found]
    zeros = [] if isinstance(found, str) else [each for each in found if each.sign == 0]
    holds = signs == [box.sign] if box.sign else len(zeros) == 1 and zeros[0].rises == box.rises and None not in signs
    if not holds:
        raise ReplayError(f"derivative {k} of {expression} is not as recorded between {box.low} and {box.high}")


RATIONAL = re.compile(r"-?[0-9]+(/[0-9]+)?")


def _fmpq(text: object) -> fmpq:
    # Fraction also reads 1e999999999, and would write it out.
    if not RATIONAL.fullmatch(str(text)):
        raise ReplayError(f"{str(text)[:40]!r} is not a rational number")
    try:
        value = Fraction(str(text))
    except (ValueError, ZeroDivisionError):
        raise ReplayError(f"{str(text)[:40]!r} is not a rational number") from None
    return fmpq(value.numerator, value.denominator)


CHARTS: dict[str, Checker] = {
    "constant": _constant,
    "factors": _factors,
    "scale": _scale,
    "slope": _slope,
    "sign chart": _sign_chart,
}
"""Rule of a chart's certificate -> its checker."""
