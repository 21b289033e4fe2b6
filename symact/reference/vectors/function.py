"""A quantity of a function of vectors at exact inputs, entry by entry: its steps, its choices, what vanishes."""

from collections.abc import Sequence

import sympy
from sympy import S, Symbol, oo

from symact.definition.bound import Bound
from symact.definition.products import over_entries
from symact.definition.quantity import Kind as QuantityKind
from symact.definition.quantity import Quantity
from symact.definition.reductions import Attained, is_one_number
from symact.definition.several import VECTOR
from symact.enclosure.precision import working_precision
from symact.enclosure.program import Program
from symact.enclosure.ziv import shown
from symact.errors import SymactError, UndecidedError
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.breaks import GUARD_PRECISIONS
from symact.reference.vectors.bounded_rows import BoundedRows
from symact.reference.vectors.dominant import dominant
from symact.reference.vectors.enclosed import Enclosed, Point
from symact.reference.vectors.exact_values import exact_values
from symact.reference.vectors.exponential_family import FamilyKind, recognised, recognised_of_sums
from symact.reference.vectors.infinite_entries import Masked, at_infinity, masked
from symact.reference.vectors.kinks import choices, separated
from symact.reference.vectors.norms import computed_norm
from symact.reference.vectors.readings import Balls
from symact.reference.vectors.row_loop import RowLoop
from symact.reference.vectors.steps import OpenEntryError, Steps, UndefinedRowError, is_total


class VectorFunction:
    """A quantity of a bound activation on vectors, at exact inputs.

    Args:
        bound: the activation with its parameters.
        quantity: its value, JVP or VJP.

    Raises:
        SymactError: some expression has no enclosure.
    """

    def __init__(self, bound: Bound, quantity: Quantity) -> None:
        self.bound, self.quantity = bound, quantity
        self.symbols: tuple[Symbol, ...] = bound.activation.inputs
        one_number = is_one_number(bound.expression, self.symbols)
        self.single = one_number and quantity.kind is not QuantityKind.VJP
        """Whether the result is one number."""
        self.one_upstream = one_number and quantity.kind is QuantityKind.VJP
        """Whether the vector of a VJP is one number."""
        self.vector: tuple[Symbol, ...] = (VECTOR,) if quantity.vector else ()
        self.family = recognised(bound)
        self.of_sums = recognised_of_sums(bound)
        self.norm = None if self.family else computed_norm(bound)
        # |u| as one maximum, which has one switch.
        value = bound.expression.replace(sympy.Abs, lambda u: 2 * sympy.Max(u, 0) - u)
        self.jumps = value.has(Attained)
        """Whether the value jumps where several entries are the greatest."""
        if quantity.vector and self.jumps:
            raise SymactError(f"{bound.activation.name} jumps where two entries are equal; it has no JVP and no VJP")
        beside = self.symbols[1:]
        derived = over_entries(value, self.symbols[0], VECTOR, quantity, beside) if quantity.vector else value
        self.expression, self.switches = separated(derived, self.symbols)
        self._all = (*self.symbols, *self.vector, *(each.symbol for each in self.switches))
        self._variants: dict[frozenset[Symbol], Steps] = {}
        self.general = self._variant(frozenset())
        """The steps for entries that may all differ."""
        own = None if self.jumps else Steps(value, self.symbols)
        self._guard = own if own and not is_total(own.expression, own.definitions()) else None
        bounded = BoundedRows(self.general, self._guard if self.vector else None, self.switches)
        self.bounded = bounded if not (self.family or self.of_sums or self.norm) and bounded.reads else None

    @property
    def has_filter(self) -> bool:
        """Whether double words decide most of its results."""
        return bool(self.family or self.of_sums or self.norm or self.bounded)

    def values(self, points: Sequence[Point], counts: Sequence[int]) -> list[RoundToOdd]:
        """Return the value of each entry of the result, rounded to odd at 128 bits; one where it is one number.

        Args:
            points: the distinct entries of the input: x, v where there is one, and the switches' values.
            counts: how often each stands in the vector.

        Raises:
            OpenEntryError: a value is not decided within the limit.
            UndefinedRowError: the function has no value at the vector.
        """
        with working_precision():
            steps = self.variant(points)
            # What algebra has cancelled, as in x/Total(x), and derivatives have values where the function has none.
            if self._guard and (self.vector or steps is not self.general):
                self._require_defined(self._guard, [point[: len(self.symbols)] for point in points], counts)
            row = RowLoop(self.expression, self._centred, steps, points, counts)
            if steps.is_constant:
                return row.values(steps.program, [0]) * (1 if self.single else len(points))
            return row.values(steps.program, range(len(points)))

    def values_of_choices(self, points: Sequence[Point], counts: Sequence[int]) -> list[tuple[RoundToOdd, ...]] | None:
        """Return the distinct values at each point (one, where it is one number) for all choices of the switches.

        None where there are too many; arguments and errors as of `values`, but for the switches' values.
        """
        try:
            ways = choices(self.switches, [point[: len(self.symbols)] for point in points], counts)
        except UndefinedRowError:
            raise
        except UndecidedError as error:
            raise OpenEntryError(0, str(error)) from None
        if ways is None:
            return None
        found: list[dict[RoundToOdd, None]] = [{} for _ in range(1 if self.single else len(points))]
        for way in ways:
            chosen = [(*points[place], *on) for place, on in zip(way.places, way.switches, strict=True)]
            for place, value in zip(way.places, self.values(chosen, way.counts), strict=False):
                found[0 if self.single else place][value] = None
        return [tuple(each) for each in found]

    def values_beside(
        self,
        points: Sequence[Point],
        counts: Sequence[int],
        gone: Sequence[int],
        limit: Program | None = None,
        wanted: Sequence[int] = (),
    ) -> list[RoundToOdd]:
        """Return the values where some entries have vanished from all sums that depend on x.

        Args:
            points: the distinct entries; any number stands for the x of one that has vanished.
            counts: how often each stands in the vector.
            gone: the places of those.
            limit: the result at one that has vanished; None for those of the others, in their order.
            wanted: the places at which the limit is wanted.

        Raises:
            OpenEntryError: a value is not decided within the limit.
        """
        steps = self.general
        left = [place for place in range(len(points)) if place not in set(gone)]
        if limit is None and all(self.symbols[0] in s.program.variables for s in steps.steps if s.reduction):
            # The vector without them is a vector like any other.
            try:
                return self.values([points[place] for place in left], [counts[place] for place in left])
            except OpenEntryError as error:
                raise OpenEntryError(left[error.place], str(error)) from None
        with working_precision():
            row = RowLoop(self.expression, self._centred, steps, points, counts, frozenset(gone))
            if self._guard and self.vector:
                own = [point[: len(self.symbols)] for point in points]
                self._require_defined(self._guard, own, counts, frozenset(gone))
            if limit is not None:
                return row.values(limit, wanted)
            return row.values(steps.program, left[:1] if self.single else left)

    def limit(self, which: int, side: int) -> Masked | None:
        """Return the result at an entry that vanishes from all sums as one input tends to an infinity, if it does.

        Args:
            which: of the inputs, x or one beside it.
            side: 1 or -1, for side·oo.
        """
        symbol = self.symbols[which]
        if any(at_infinity(switch.steps.expression, symbol, side) != -oo for switch in self.switches):
            return None
        if any(
            step.reduction and self.symbols[0] in step.program.variables and symbol not in step.program.variables
            for step in self.general.steps
        ):
            return None
        off = {each.symbol: S.Zero for each in self.switches}
        return masked(self.general, symbol, side, off)

    def variant(self, points: Sequence[Point]) -> Steps:
        """Return the steps for the entries of one vector: what is the same at all of them is taken out of sums."""
        columns = zip(self._all, zip(*points, strict=True), strict=True)
        return self._variant(frozenset(symbol for symbol, column in columns if len(set(column)) == 1))

    @property
    def ignores_shifts(self) -> bool:
        """Whether a number added to every entry of x changes nothing: in exp(a·x)/T and its logarithm it cancels."""
        return self.family is not None and self.family.kind is not FamilyKind.LOGSUMEXP and not self.family.quiet

    @property
    def ignores_constants(self) -> bool:
        """Whether a constant added to v changes nothing, which algebra must show."""
        return bool(self.vector) and not self.one_upstream and self._variant(frozenset(self.vector)).is_zero

    def _centred(self, points: Sequence[Point]) -> Sequence[Point]:
        """Return points less x and v of the dominant one, each where that changes nothing.

        The terms that dominate the sums are 1 then, or cancel before they are computed.
        """
        shifts = len(self.symbols) == 1 and self.ignores_shifts
        centres = bool(self.vector) and self.ignores_constants
        places = [*([0] if shifts else ()), *([len(self.symbols)] if centres else ())]
        if not places:
            return points
        chosen = dominant(self.family, self.symbols, self.variant(points), points)
        return [tuple(a - chosen[k] if k in places else a for k, a in enumerate(point)) for point in points]

    def _variant(self, shared: frozenset[Symbol]) -> Steps:
        shared |= frozenset(self.vector) if self.one_upstream else frozenset()
        if shared not in self._variants:
            self._variants[shared] = self._steps(shared)
        return self._variants[shared]

    def _steps(self, shared: frozenset[Symbol]) -> Steps:
        try:
            return Steps(self.expression, self._all, shared)
        except SymactError:
            # Where all entries are equal algebra may leave 0/0 or a modulus, which only the general form can say.
            if shared == (frozenset(self.vector) if self.one_upstream else frozenset()):
                raise
            return self._variant(frozenset())

    def _require_defined(
        self, guard: Steps, points: Sequence[Point], counts: Sequence[int], gone: frozenset[int] = frozenset()
    ) -> None:
        left = [place for place in range(len(points)) if place not in gone]
        for bits in GUARD_PRECISIONS:
            results = Enclosed(guard, Balls(), points, counts, bits, gone).results(guard.program, left)
            left = [place for place, ball in zip(left, results, strict=True) if not ball.is_finite()]
            if not left:
                return
        exact = exact_values(guard, guard.expression, points, counts, left, gone)
        for place in left:
            if place not in exact:
                where = shown(points[place])
                raise OpenEntryError(place, f"{self.bound.expression} is not shown to be defined at x = {where}")
