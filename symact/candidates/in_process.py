"""Calling a user's function in this process: whose arrays it takes, and what is said when it fails."""

from collections.abc import Callable
from typing import Any, NamedTuple

from symact.candidates import FUNCTION, Adapter, adapter, row_behaviour, vjp_linearity
from symact.candidates.behaviour import Trial, once, trial
from symact.candidates.finding import Finding
from symact.candidates.resolve import one_line
from symact.candidates.row_shape import RowShape
from symact.definition.quantity import Quantity
from symact.errors import CandidateError, SymactError
from symact.formats.arrays import Bits
from symact.formats.floating import Format
from symact.system.arithmetic import Guest


class Here(NamedTuple):
    """A function in this process.

    Args:
        fn: the function of one array.
        framework: whose arrays it takes: "numpy", "torch" or "jax".
        stated: whether the user said so.
    """

    fn: Callable[[Any], Any]
    framework: str
    stated: bool

    @property
    def library(self) -> Adapter:
        """The adapter that calls it."""
        return adapter(FUNCTION if self.framework == "numpy" else self.framework)

    @property
    def label(self) -> str:
        """Its name for a reader."""
        inner = getattr(self.fn, "func", self.fn)
        name = getattr(inner, "__qualname__", None) or type(inner).__qualname__
        module = getattr(inner, "__module__", None) or type(inner).__module__
        return f"{module}.{name}"

    def results(self, x_bits: Bits, fmt: Format, quantity: Quantity, tried: bool = True) -> Trial:
        """Return the function's results.

        Raises:
            CandidateError: it raises, or returns another shape or dtype.
            UnsupportedError: its framework does not do this.
        """
        library, guest = self.library, Guest()

        def evaluate(values: Any) -> Any:
            with guest:
                return library.evaluate(self.fn, values, fmt, quantity)

        def results() -> Trial:
            if not tried:
                return once(evaluate, x_bits, fmt)
            found = trial(evaluate, x_bits, fmt, layouts=library.layouts)
            more = vjp_linearity.findings(library, self.fn, x_bits, fmt, quantity, guest)
            return Trial(found.bits, (*found.findings, *more))

        return self._blamed(results, guest)

    def row_results(self, bits: Bits, shape: RowShape, fmt: Format, quantity: Quantity, tried: bool = True) -> Trial:
        """Return the results of a function of rows; arguments as for `row_behaviour.trial`, errors as for `results`."""
        library, guest = self.library, Guest()
        fn = library.of_rows(self.fn, shape, fmt)

        def evaluate(values: Any, vector: Any) -> Any:
            with guest:
                return library.evaluate(fn, values, fmt, quantity, vector)

        def results() -> Trial:
            if not tried:
                return row_behaviour.once(evaluate, bits, shape, fmt)
            return row_behaviour.trial(evaluate, bits, shape, fmt, library.short_calls, library.layouts)

        return self._blamed(results, guest)

    def _blamed(self, results: Callable[[], Trial], guest: Guest) -> Trial:
        """Return results with what was noticed of the environment; what is raised names the function."""
        try:
            found = results()
        except SymactError as error:
            raise type(error)(f"{self.label}: {error}") from None
        # A function that exits fails; its caller goes on.
        except (Exception, SystemExit) as error:
            hint = "" if self.stated else f"; it was called with {self.framework} arrays, framework= says otherwise"
            raise CandidateError(f"{self.label} raised {one_line(error)}{hint}") from error
        changed = (Finding("environment", says) for says in guest.findings())
        return Trial(found.bits, (*found.findings, *changed))


def here(fn: Callable[[Any], Any], framework: str | None = None) -> Here:
    """Return a callable as one that can be called; raise SymactError for a framework that is not known."""
    chosen = framework or framework_of(fn)
    if chosen not in ("torch", "jax", "numpy"):
        raise SymactError(f"framework={chosen!r} is not a choice; choose torch, jax or numpy")
    return Here(fn, chosen, framework is not None)


def framework_of(fn: Any) -> str:
    """Return whose arrays a callable takes, by the modules it is from; "numpy" if nothing says otherwise."""
    inner = getattr(fn, "func", fn)  # functools.partial
    owners = [getattr(inner, "__module__", None), type(inner).__module__]
    owners += [base.__module__ for base in type(inner).__mro__]
    roots = {str(owner).partition(".")[0] for owner in owners if owner}
    if "torch" in roots:
        return "torch"
    return "jax" if roots & {"jax", "jaxlib"} else "numpy"
