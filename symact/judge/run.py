"""Judging one function: inputs, reference, candidate, comparison, verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal

from symact import catalogue
from symact.candidates import FUNCTION, UnsupportedError, adapter, plan, vjp_linearity
from symact.candidates.behaviour import Trial, trial
from symact.candidates.call import CallSpec
from symact.candidates.process.parent import Outcome, Sandbox
from symact.candidates.resolve import one_line
from symact.definition.activation import Activation
from symact.definition.bound import Bound, bind, check_order
from symact.definition.quantity import Quantity
from symact.errors import CandidateError, SymactError
from symact.formats.arrays import Bits
from symact.formats.floating import DType, Format, get_format
from symact.judge.comparison.policy import Policy
from symact.judge.diagnosis import diagnose
from symact.judge.figures.error_curve import curve
from symact.judge.figures.summary import summarise
from symact.judge.figures.verdict import Inputs, Target, Verdict, environment
from symact.judge.inputs import choose
from symact.judge.refine import sharp_comparison
from symact.reference.rows import build_table
from symact.reference.swept_table import swept_table
from symact.reference.table import Table

Against = Literal["ideal", "profile"]
Progress = Callable[[int], None]

TIMEOUT = 120.0
"""Seconds that a candidate may take for one function."""


def verify(
    fn_or_target: Callable[[Any], Any] | str,
    activation: str | Activation,
    *,
    dtype: DType = "float32",
    order: int = 0,
    max_ulp: float | None = None,
    params: Mapping[str, object] | None = None,
    policy: Policy | Mapping[str, str] | None = None,
    framework: str | None = None,
    against: Against = "ideal",
    seed: int = 0,
    gradient: Callable[[Any], Any] | str | None = None,
) -> Verdict:
    """Judge a function, in this process, or a library's, in a process of its own.

    Args:
        fn_or_target: a callable of one array (NumPy, PyTorch or JAX), or a target such as "torch".
        activation: what it is to compute: a name, or a definition of your own.
        dtype: format of inputs and results, such as "float32" or torch.float32.
        order: 0 for the function; 1 or 2 for its derivatives, by the framework's differentiation (a NumPy
            callable must compute that derivative itself).
        max_ulp: the greatest error allowed, ulp; None to state none.
        params: exact parameter values, such as {"alpha": "1/2"}.
        policy: the choices to judge by, a `Policy` or a mapping of its keys.
        framework: "torch", "jax" or "numpy", whose arrays a callable takes; None to tell by its module.
        against: "ideal", or "profile" for the library's own variant (needs a target).
        seed: of the random inputs in formats of more than 16 bits.
        gradient: what computes order 1, for a NumPy callable or a target of one's own; else the same as the function.

    Returns:
        The verdict; `print` shows its report, `passes` says whether the bound holds.

    Raises:
        SymactError: a name, format, order, parameter or policy that does not exist.
        CandidateError: the candidate cannot be called, crashes, or returns another shape or dtype.
        UnsupportedError: the library does not do this format or order.
    """
    chosen = policy if isinstance(policy, Policy) else Policy.parse(f"{k}={v}" for k, v in (policy or {}).items())
    terms = Terms(get_format(dtype), check_order(order), chosen, check_bound(max_ulp), seed)
    if isinstance(fn_or_target, str):
        if callable(gradient):
            raise SymactError(f"gradient= must be a target too, of the form of {fn_or_target!r}, not a callable")
        plan.check_gradient(fn_or_target, gradient)
        plan.ready(fn_or_target)
        with Sandbox(TIMEOUT) as child:
            case = plan.case(fn_or_target, activation, params or {}, against, order, gradient, terms.fmt.name)
            return judge(child, fn_or_target, case, terms)
    if against != "ideal":
        raise SymactError("against='profile' needs a target, such as 'torch': a callable has no profile")
    if gradient is None:
        return _judge_callable(fn_or_target, activation, params or {}, framework, terms)
    if not callable(gradient) or (framework or framework_of(fn_or_target)) != "numpy":
        raise SymactError(
            "gradient= must be a callable of NumPy arrays, as the function; PyTorch and JAX differentiate"
        )
    return _judge_callable(gradient if order == 1 else fn_or_target, activation, params or {}, "numpy", terms)


def check_bound(max_ulp: float | None) -> float | None:
    """Return a bound that is a number of ulp, not negative and finite, or None; raise SymactError otherwise."""
    if max_ulp is None:
        return None
    value = float(max_ulp)
    if not 0 <= value < float("inf"):
        raise SymactError(f"max_ulp must be a number of ulp, 0 or more, not {max_ulp!r}")
    return value


@dataclass(frozen=True, slots=True)
class Terms:
    """What is judged and by what: format, derivative order, policy, bound in ulp or None, seed of the inputs."""

    fmt: Format
    order: int
    policy: Policy
    max_ulp: float | None
    seed: int


Tables = Callable[[Bound, Terms, Bits, Progress | None], Table]
"""Makes a reference table."""


def judge(
    child: Sandbox,
    target: str,
    case: plan.Case,
    terms: Terms,
    progress: Progress | None = None,
    announce: Progress | None = None,
    tables: Tables | None = None,
) -> Verdict:
    """Judge one case in the child's process while this one computes the reference.

    Args:
        child: the candidate's process.
        target: a library's name or ``module:function``.
        case: reference and call.
        terms: what is judged and by what.
        progress: called with the number of reference rows done since the last call.
        announce: called once with the number of rows to come.
        tables: makes the reference, `reference_table` by default; several targets may share one.

    Raises:
        UnsupportedError: the candidate does not do this; the message says why.
        CandidateError: it crashed, timed out, raised, or returned another shape or dtype.
    """
    x_bits, inputs = choose(case.bound, terms.fmt, terms.order, terms.seed)
    if announce:
        announce(len(x_bits))
    with ThreadPoolExecutor(1) as pool:
        pending = pool.submit(child.evaluate, target, case.spec, x_bits, terms.fmt, terms.order)

        def watch(done: int) -> None:
            # A candidate that has already failed makes the rest of the reference pointless.
            if pending.done():
                _done(pending.result(), case.spec)
            if progress:
                progress(done)

        try:
            table = (tables or reference_table)(case.bound, terms, x_bits, watch)
            found = _done(pending.result(), case.spec)
        except BaseException:
            if not pending.done():
                child.kill()
            raise
    about = Target(target, case.spec.path, case.spec.shown_arguments(), pending.result().version, case.note)
    return _verdict(about, case.bound, table, found, inputs, terms)


def reference_table(bound: Bound, terms: Terms, x_bits: Bits, progress: Progress | None = None) -> Table:
    """Return the correctly rounded values at chosen inputs, by the sweep where they are all of a narrow format."""
    if terms.fmt.width <= 16 and len(x_bits) == 1 << terms.fmt.width:
        return swept_table(bound, terms.fmt, terms.order, progress)
    return build_table(bound, terms.fmt, terms.order, x_bits, progress)


def _done(outcome: Outcome, spec: CallSpec) -> Trial:
    """Return the results of an outcome, or raise what an outcome without results stands for."""
    if outcome.bits is not None:
        return Trial(outcome.bits, outcome.findings)
    if outcome.kind == "unsupported":
        raise UnsupportedError(outcome.message)
    named = outcome.message.startswith(spec.path)
    raise CandidateError(outcome.message if named else f"{spec.path}: {outcome.message}")


def framework_of(fn: Any) -> str:
    """Return whose arrays a callable takes, told by the modules it is from; "numpy" if nothing says otherwise."""
    inner = getattr(fn, "func", fn)  # functools.partial
    owners = [getattr(inner, "__module__", None), type(inner).__module__]
    owners += [base.__module__ for base in type(inner).__mro__]
    roots = {str(owner).partition(".")[0] for owner in owners if owner}
    if "torch" in roots:
        return "torch"
    return "jax" if roots & {"jax", "jaxlib"} else "numpy"


def _judge_callable(
    fn: Callable[[Any], Any],
    activation: str | Activation,
    params: Mapping[str, object],
    framework: str | None,
    terms: Terms,
) -> Verdict:
    chosen = framework or framework_of(fn)
    if chosen not in ("torch", "jax", "numpy"):
        raise SymactError(f"framework={chosen!r} is not a choice; choose torch, jax or numpy")
    library = adapter(FUNCTION if chosen == "numpy" else chosen)
    bound = bind(catalogue.definition(activation), params)
    fmt, order = terms.fmt, terms.order
    x_bits, inputs = choose(bound, fmt, order, terms.seed)
    label = _label(fn)
    try:
        quantity = Quantity.of_order(order)
        found = trial(lambda values: library.evaluate(fn, values, fmt, quantity), x_bits, fmt, layouts=library.layouts)
        more = vjp_linearity.findings(library, fn, x_bits, fmt, quantity)
        found = Trial(found.bits, (*found.findings, *more))
    except SymactError as error:
        raise type(error)(f"{label}: {error}") from None
    except Exception as error:
        hint = "" if framework else f"; it was called with {chosen} arrays, framework= says otherwise"
        raise CandidateError(f"{label} raised {one_line(error)}{hint}") from error
    table = reference_table(bound, terms, x_bits)
    return _verdict(Target(chosen, label, {}, library.version()), bound, table, found, inputs, terms)


def _label(fn: Any) -> str:
    inner = getattr(fn, "func", fn)
    name = getattr(inner, "__qualname__", None) or type(inner).__qualname__
    module = getattr(inner, "__module__", None) or type(inner).__module__
    return f"{module}.{name}"


def _verdict(target: Target, bound: Bound, table: Table, found: Trial, inputs: Inputs, terms: Terms) -> Verdict:
    comparison = sharp_comparison(table, found.bits, terms.policy)
    return Verdict(
        target=target,
        activation=table.name,
        against="profile" if bound.library else "ideal",
        params=table.params,
        definition_hash=table.definition_hash,
        dtype=table.format_name,
        order=table.order,
        inputs=inputs,
        policy=terms.policy.to_json(),
        max_ulp=terms.max_ulp,
        result=summarise(comparison, terms.max_ulp),
        conduct=found.findings,
        environment=environment(table.engines),
        causes=diagnose(bound, comparison),
        curve=curve(comparison),
    )
