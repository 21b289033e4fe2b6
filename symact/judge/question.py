"""What is judged, against what, by which terms: one record for commands, scoreboards, tests and exhaustive runs."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from sympy import N

from symact import catalogue
from symact.candidates import Order, form
from symact.candidates import plan as plans
from symact.candidates.finding import Finding
from symact.candidates.process.parent import MEMORY
from symact.candidates.process.resources import check_limits
from symact.definition.activation import Activation
from symact.definition.bound import Bound, check_quantity
from symact.definition.domain import Domain, Vector
from symact.definition.quantity import Quantity
from symact.errors import SymactError, excerpt
from symact.formats.floating import Format, get_format
from symact.judge.comparison.policy import Policy
from symact.judge.figures.result import Result
from symact.judge.figures.verdict import Inputs, Target, Verdict, environment
from symact.judge.inputs import seed_of
from symact.judge.rows.plans import Plan
from symact.reference.vectors.families import WIDTHS, check_widths
from symact.system.time_limit import CANDIDATE

Against = Literal["ideal", "profile"]

LONGEST, DIGITS = 24, 9
"""Characters of a parameter's exact text beyond which it is shown as a decimal, and its digits."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question to the judge, as plain data that crosses to other processes; values are checked when it is made.

    Args:
        target: what is on trial: a library's name, a target of one's own, or whose arrays a callable takes.
        activation: what it is to compute: a name, or a definition of one's own.
        dtype: format of inputs and results.
        order: 0 for the function, 1 or 2 for its derivatives, "jvp" or "vjp".
        params: exact parameter values, (name, text); what is not named takes its default.
        against: "ideal", or "profile" for the library's own variant.
        gradient: the target of order 1, for one of one's own.
        transposed: of rows, for a target of one's own: that of the JVP where the VJP is judged, of the VJP else.
        policy: the choices to judge by.
        max_ulp: the greatest error allowed, ulp; None to state none.
        max_bound: the greatest error allowed, for functions of rows, as a multiple of the declared plan's bound.
        plan: how rows are declared to be computed, texts such as "sum=pairwise".
        widths: of rows; () for the usual ones.
        seed: of the random inputs in formats of more than 16 bits; from the word "random" a fresh one is made.
        span: of an exhaustive run the lowest and the highest encoding judged, None for all.
        timeout: seconds that the candidate may take, in an exhaustive run for one chunk.
        memory: bytes that it may take beyond what its import took.
        device: on which a library computes.
    """

    target: str
    activation: str | Activation
    dtype: str = "float32"
    order: Order = 0
    params: tuple[tuple[str, Any], ...] = ()
    against: Against = "ideal"
    gradient: str | None = None
    policy: Policy = field(default_factory=Policy)
    max_ulp: float | None = None
    seed: int = 0
    max_bound: float | None = None
    plan: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    span: tuple[int, int] | None = None
    timeout: float = CANDIDATE
    memory: float = MEMORY
    device: str = "cpu"
    transposed: str | None = None

    def __post_init__(self) -> None:
        check_quantity(self.order)
        check_bound(self.max_ulp)
        check_bound(self.max_bound, "max_bound", "multiples of a plan's bound")
        Plan.parse(self.plan, self.dtype)
        check_widths(self.widths)
        check_limits(self.timeout, self.memory)
        object.__setattr__(self, "seed", seed_of(self.seed))
        own = form(self.target)
        if self.max_ulp is None and own is not None:
            object.__setattr__(self, "max_ulp", own.bound)

    def __str__(self) -> str:
        kind = f"order {self.order}" if isinstance(self.order, int) else self.order
        return f"{self.name} {self.dtype} {kind}"

    @property
    def name(self) -> str:
        """The activation's name."""
        return self.activation if isinstance(self.activation, str) else self.activation.name

    @property
    def format(self) -> Format:
        """The format of inputs and results."""
        return get_format(self.dtype)

    @property
    def row_widths(self) -> tuple[int, ...]:
        """The widths of rows that are judged."""
        return self.widths or WIDTHS

    @property
    def quantity(self) -> Quantity:
        """What of the function is judged."""
        return Quantity.of(self.order)

    def case(self) -> plans.Case:
        """Return the reference and the call; raises as `candidates.plan.case`."""
        self.check_terms()
        plans.check_gradient(self.target, self.transposed, "--transposed")
        return plans.case(
            self.target, self.activation, dict(self.params), self.against, self.order, self.gradient, self.dtype
        )

    @property
    def domain(self) -> Domain:
        """What the activation takes: one number, a pair or a vector."""
        return catalogue.definition(self.activation).domain

    def check_terms(self) -> None:
        """Raise SymactError where a term of the question belongs to functions of rows and this is none."""
        if self.transposed and not self.quantity.vector:
            raise SymactError("--transposed names the other product of a JVP or VJP; add --order vjp or --order jvp")
        if isinstance(self.domain, Vector):
            return
        for name, given in (
            ("max_bound", self.max_bound is not None),
            ("plan", self.plan),
            ("widths", self.widths),
            ("transposed", self.transposed),
        ):
            if given:
                raise SymactError(f"{name} is for functions of rows, such as softmax; {self.name} is none")

    def verdict(
        self,
        bound: Bound,
        target: Target,
        inputs: Inputs,
        result: Result,
        conduct: tuple[Finding, ...],
        engines: dict[str, str],
        **more: Any,
    ) -> Verdict:
        """Return the verdict on this question."""
        return Verdict(
            target=target,
            activation=bound.activation.name,
            against="profile" if bound.library else "ideal",
            params=bound.params,
            definition_hash=bound.activation.definition_hash,
            dtype=self.dtype,
            order=self.order,
            inputs=inputs,
            policy=self.policy.to_json(),
            max_ulp=self.max_ulp,
            result=result,
            conduct=conduct,
            environment=environment(engines),
            decimals=_decimals(bound),
            **more,
        )


def _decimals(bound: Bound) -> dict[str, str] | None:
    """Return parameter values whose exact text is long as decimals, None without any."""
    long = {name for name, text in bound.params.items() if len(text) > LONGEST}
    return {name: str(N(value, DIGITS)) for name, value in bound.values if name in long} or None


def several(given: Any) -> Iterable[Any]:
    """Return what was given for a list as one: a text or what cannot be iterated over is its only item."""
    return given if isinstance(given, Iterable) and not isinstance(given, str) else (given,)


def check_bound(given: Any, name: str = "max_ulp", unit: str = "ulp") -> float | None:
    """Return a bound that is a number of its unit, not negative and finite, or None; raise SymactError otherwise."""
    if given is None:
        return None
    try:
        value = math.nan if isinstance(given, (str, bool)) else float(given)
    # Whatever float() refuses is no number.
    except (TypeError, ValueError, OverflowError):
        value = math.nan
    if not 0 <= value < float("inf"):
        raise SymactError(f"{name} must be a number of {unit}, 0 or more, not {excerpt(given)}")
    return value
