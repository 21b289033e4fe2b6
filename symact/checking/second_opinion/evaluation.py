"""A function of one number at one choice of parameters: its values, exact values and differences."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from symact.checking.second_opinion.arithmetic import OpenError, UndefinedError
from symact.checking.second_opinion.expression import evaluate
from symact.checking.second_opinion.points import CONTEXT, EXACT, FINE, INFINITY, NEAR, ROUGH, Point

AGREE = CONTEXT.mpf(10) ** -25
"""Two precisions that differ by more, relatively, say nothing."""


MINUTE = CONTEXT.mpf(10) ** -80
"""Of smaller inputs steps are beyond the digits of 1."""

NOISE = CONTEXT.mpf(10) ** -140
"""What is smaller, and another number at another precision, is what is left where terms cancel."""


class Evaluated:
    """A function with its parameters at chosen values, evaluated at points.

    Args:
        text: f in x and the parameters.
        parameters: name -> value.
        places: texts of numbers that the sheet names.
        breaks: whether f breaks again and again, so that a place may lie between any two inputs far apart.
        lone_values: whether values that are not f's limits there recur, which no input far out meets.
    """

    def __init__(
        self,
        text: str,
        parameters: Mapping[str, Fraction],
        places: Iterable[str] = (),
        breaks: bool = False,
        lone_values: bool = False,
    ) -> None:
        self.text, self.parameters, self.breaks, self.lone_values = text, dict(parameters), breaks, lone_values
        self.places = list(dict.fromkeys(places))
        self.property = ""
        self._kept: dict[str, Any] = {}
        self._values: dict[Any, Any] = {}
        self._slopes: dict[tuple[Any, int], Any] = {}

    def number(self, text: Any) -> Any:
        """Return a number of the sheet, infinities included; raises `OpenError` where it has no value."""
        if text in ("oo", "-oo"):
            return INFINITY if text == "oo" else -INFINITY
        try:
            return evaluate(str(text), self.parameters, FINE)
        except UndefinedError:
            raise OpenError from None

    def fraction(self, text: str) -> Fraction | None:
        """Return a number of the sheet exactly, None where it is irrational or rounded."""
        try:
            return Fraction(evaluate(text, self.parameters, EXACT))
        except (OpenError, UndefinedError, OverflowError, ValueError):
            return None

    def once(self, what: str, make: Callable[[], Any]) -> Any:
        """Return what was made at the first call."""
        if what not in self._kept:
            self._kept[what] = make()
        return self._kept[what]

    def holds(self, text: str, **names: Any) -> bool:
        """Whether a condition holds."""
        return bool(evaluate(text, {**self.parameters, **names}, FINE))

    def at(self, text: str, **names: Any) -> Any:
        """Return the value of another expression of the sheet; None where it has none."""
        try:
            return evaluate(text, {**self.parameters, **names}, FINE)
        except (UndefinedError, OpenError):
            return None

    def value(self, x: Any) -> Any:
        """Return f(x).

        Raises:
            UndefinedError: f has no value there.
            OpenError: two precisions disagree.
        """
        if x not in self._values:
            try:
                self._values[x] = self._agreed(x)
            except (UndefinedError, OpenError) as error:
                self._values[x] = error
        found = self._values[x]
        if isinstance(found, Exception):
            raise found
        return found

    def _agreed(self, x: Any) -> Any:
        FINE.cancelled = False
        fine = evaluate(self.text, {**self.parameters, "x": x}, FINE)
        # Of 1/(1 + exp(1000)) - (1 + tanh(-500))/2 the first term stays, as the sum in the second is 0 to all digits.
        if fine and FINE.cancelled and abs(fine) < NOISE:
            raise OpenError
        rough = FINE.of(evaluate(self.text, {**self.parameters, "x": ROUGH.of(x)}, ROUGH))
        if abs(fine - rough) > AGREE * max(abs(fine), CONTEXT.mpf(10) ** -20):
            raise OpenError
        # The last digits of terms that cancel, as those of log(exp(x)) - x, are 0 and no values.
        return CONTEXT.mpf(0) if abs(fine) < NOISE and abs(fine - rough) > AGREE * abs(fine) else fine

    def plain(self, x: Any) -> Any:
        """Return f(x), None where it has no value or is open."""
        try:
            return self.value(x)
        except (UndefinedError, OpenError):
            return None

    def is_undefined(self, x: Any) -> bool:
        """Whether f has no value there, for certain."""
        try:
            self.value(x)
        except UndefinedError:
            return True
        except OpenError:
            pass
        return False

    def exact(self, where: Point) -> Fraction | None:
        """Return f as a fraction, None where it is irrational or not computed."""
        if where.exact is None:
            return None
        try:
            return Fraction(evaluate(self.text, {**self.parameters, "x": where.exact}, EXACT))
        except (UndefinedError, OpenError):
            return None

    def slope(self, x: Any, order: int = 1) -> Any:
        """Return a derivative by central differences, None where f has no value beside x or a kink is in between."""
        key = (x, order)
        if key not in self._slopes:
            self._slopes[key] = self._difference(x, order)
        return self._slopes[key]

    def certain_slope(self, x: Any, order: int = 1) -> Any:
        """Return the same, 0 where it is too small against f for its sign to be certain."""
        found = self.slope(x, order)
        return CONTEXT.mpf(0) if found is not None and abs(found) < NEAR * max(1, abs(self.value(x))) else found

    def _difference(self, x: Any, order: int) -> Any:
        found = []
        FINE.cancelled = False
        for digits in (30, 34) if order == 1 else (24, 27):
            h = (abs(x) if x else CONTEXT.mpf(1)) * CONTEXT.mpf(10) ** -digits
            values = [self._raw(x + k * h) for k in (-1, 0, 1)]
            if any(v is None for v in values):
                return None
            low, middle, high = values
            found.append((high - low) / (2 * h) if order == 1 else (low - 2 * middle + high) / h**2)
        # So small a step is lost beside terms that cancel, as in sqrt(1 + x) - 1.
        if FINE.cancelled and abs(x) < MINUTE:
            return None
        size = max(map(abs, found))
        return found[0] if abs(found[0] - found[1]) <= CONTEXT.mpf(10) ** -12 * max(size, 1) else None

    def one_sided(self, x: Any, side: int, order: int) -> Any:
        """Return the limit of a derivative from one side by forward differences; None where they do not settle."""
        found = []
        for digits in (20, 24):
            h = side * max(abs(x), 1) * CONTEXT.mpf(10) ** -digits
            values = [self._raw(x + k * h) for k in (1, 2, 3)]
            if any(v is None for v in values):
                return None
            a, b, c = values
            found.append((a, (b - a) / h, (a - 2 * b + c) / h**2)[order])
        size = max(map(abs, found))
        return found[1] if abs(found[0] - found[1]) <= CONTEXT.mpf(10) ** -8 * max(size, 1) else None

    def sides(self, x: Any, order: int) -> tuple[Any, Any] | None:
        """Return the limits of a derivative from the left and from the right; None where either does not settle."""
        left, right = (self.one_sided(x, side, order) for side in (-1, 1))
        return None if left is None or right is None else (left, right)

    def _raw(self, x: Any) -> Any:
        return self.at(self.text, x=x)
