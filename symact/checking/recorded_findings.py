"""The charts, limits and values of a record, from which its conclusion is drawn anew."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sympy import Expr

from symact.analysis.extreme_values import CUTS
from symact.analysis.findings import Findings, Limit
from symact.analysis.sign_chart import SignChart
from symact.checking.checkers import CHARTS, Reader, ReplayError
from symact.definition.activation import x
from symact.errors import UnknownError
from symact.evidence import Certificate, Evidence, Proof
from symact.formula.same_value import same
from symact.symbolic.limits import grows_in_both_directions
from symact.symbolic.tail_band import Band, tail_band


class RecordedFindings(Findings):
    """The charts, limits and values of a record; it finds no chart and no limit by itself."""

    def __init__(self, expression: Expr, reader: Reader) -> None:
        super().__init__(expression)
        self._reader = reader
        self._known: dict[tuple[Any, ...], SignChart] = {}
        self._recorded: dict[tuple[Any, ...], Mapping[str, Any]] = {}
        self._bands_known: dict[tuple[Any, ...], Band] = {}
        self.unused: Counter[tuple[Any, ...]] = Counter()

    def learn(self, data: Mapping[str, Any]) -> None:
        """Replay a certificate and remember what it shows; a limit is replayed when it is used.

        Raises:
            ReplayError: it does not hold.
        """
        reader, rule = self._reader, data.get("rule")
        expression = reader.expression(data["expression"])
        key: tuple[Any, ...]
        if rule in CHARTS:
            ends = reader.expression(data["lower"]), reader.expression(data["upper"])
            key = (expression, data["order"], *ends)
            self._known[key] = reader.chart(data)
        elif rule == "growth":
            key = ("growth", expression, data["side"])
            if data["side"] not in (-1, 1) or data["says"] != grows_in_both_directions(expression, x, data["side"]):
                raise ReplayError(f"{expression} is not shown to oscillate with growing amplitude")
        elif rule == "band":
            key = ("band", expression, data["side"], data["start"])
            if data["side"] not in (-1, 1) or data["start"] not in CUTS:
                raise ReplayError(f"{expression} has no bounds for side {data['side']} and start {data['start']}")
            band = tail_band(expression, x, data["side"], data["start"])
            if band is None or [str(band.centre), str(band.radius)] != [data["centre"], data["radius"]]:
                raise ReplayError(f"the bounds of {expression} beyond {data['start']} are not those on record")
            self._bands_known[key] = band
        elif rule == "limit":
            # Two texts may be read as one expression, and steps belong to one of them.
            key = (expression, data["side"], data["expression"])
            if not same(self._recorded.setdefault(key, data), data, reader.symbols):
                raise ReplayError(f"the record holds two limits of {expression}")
        elif rule == "value":
            key = ("value", expression, data["order"], reader.expression(data["at"]))
            reader.value(data)
        else:
            raise ReplayError(f"no checker for the rule {rule!r}")
        # Two ends may have the same limit, each with its certificate.
        self.unused[key] += 1

    def _find_chart(self, expression: Expr, order: int, lower: Expr, upper: Expr) -> SignChart | str:
        again = [each if each.is_infinite else self._as_read(each) for each in (lower, upper)]
        key = self._key((expression, order, lower, upper), (self._as_read(expression), order, *again))
        if key not in self._known:
            return f"the record holds no chart of derivative {order} of {expression} on ({lower}, {upper})"
        return self._known[key]

    def _find_growth(self, expression: Expr, side: int) -> Evidence | None:
        key = self._key(("growth", expression, side), ("growth", self._as_read(expression), side))
        return Proof(()) if key in self.unused else None

    def _find_band(self, expression: Expr, side: int, start: int) -> tuple[Band, Evidence] | None:
        key = self._key(("band", expression, side, start), ("band", self._as_read(expression), side, start))
        return (self._bands_known[key], Proof(())) if key in self._bands_known else None

    def _find_limit(self, expression: Expr, side: int) -> Limit:
        forms = (expression, side), (self._as_read(expression), side)
        alike = [key for key in self._recorded if key[:2] in forms]
        alike.sort(key=lambda key: (key[2] != str(expression), not self.unused[key]))
        key = self._key(*alike) if alike else ()
        if key not in self._recorded:
            # As of a limit that the prover did not find: what follows without it may still be drawn.
            raise UnknownError(f"the record holds no limit of {expression}")
        return Limit(self._reader.limit(self._recorded[key], expression), Proof(()))

    def _find_end(self, order: int, index: int, side: int) -> Limit:
        found = super()._find_end(order, index, side)
        if isinstance(found.evidence, Certificate):
            data = found.evidence.data
            expression, place = (self._reader.expression(data[name]) for name in ("expression", "at"))
            key = ("value", expression, order, place)
            if self._key(key) not in self.unused:
                raise ReplayError(f"the record holds no value of derivative {order} of {expression} at {place}")
        return found

    def _key(self, *keys: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return the first of several keys that the record has, which is used then."""
        found = next((key for key in keys if key in self.unused), keys[0])
        if self.unused.get(found, 0) > 0:
            self.unused[found] -= 1
        return found

    def _as_read(self, expression: Expr) -> Expr:
        """Return an expression as it comes back from its text, perhaps with factors in another order."""
        return self._reader.expression(str(expression))
