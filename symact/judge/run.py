"""Judging one function: a callable in this process, or a target in its own; by line, by rows or by pairs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from symact import catalogue
from symact.candidates import Order, adapter, form
from symact.candidates import plan as plans
from symact.candidates.behaviour import Trial
from symact.candidates.call import CallSpec
from symact.candidates.in_process import Here, here
from symact.candidates.plan import Case
from symact.candidates.process.parent import Sandbox
from symact.candidates.row_shape import RowShape
from symact.definition.activation import Activation
from symact.definition.bound import Bound, bind, check_quantity, checked_params
from symact.definition.domain import Pair
from symact.definition.quantity import Quantity
from symact.errors import SymactError
from symact.formats.arrays import Bits
from symact.formats.floating import DType, get_format
from symact.judge.comparison.policy import Policy
from symact.judge.figures.verdict import Target, Verdict
from symact.judge.inputs import choose
from symact.judge.line_run import Tables, judge_given, judge_line, line_verdict
from symact.judge.on_trial import Evaluate, OnTrial
from symact.judge.pair_run import judge_pairs
from symact.judge.question import Against, Question, check_bound, several
from symact.judge.reference_table import Progress, reference_table
from symact.judge.row_run import References, judge_rows
from symact.system.time_limit import CANDIDATE


def verify(
    fn_or_target: Callable[[Any], Any] | str,
    activation: str | Activation,
    *,
    dtype: DType | None = None,
    order: Order = 0,
    max_ulp: float | None = None,
    max_bound: float | None = None,
    plan: str | Sequence[str] | Mapping[str, str] = (),
    widths: int | Sequence[int] = (),
    params: Mapping[str, object] | None = None,
    policy: Policy | Mapping[str, str] | None = None,
    framework: str | None = None,
    against: Against = "ideal",
    seed: int | str = 0,
    gradient: Callable[[Any], Any] | str | None = None,
    timeout: float | None = None,
) -> Verdict:
    """Judge a function, in this process, or a library's, in a process of its own.

    Args:
        fn_or_target: a callable of one array (NumPy, PyTorch or JAX), or a target such as "torch".
        activation: what it is to compute: a name, or a definition of your own.
        dtype: format, such as "float32" or torch.float32; must be given for shared libraries, programs and files.
        order: 0 for the function; 1 or 2, of rows "jvp" or "vjp", for what a NumPy callable must compute itself.
        max_ulp: the greatest error allowed, ulp; None to state none.
        max_bound, plan, widths: of rows: multiples of a plan's bound; plan, "sum=pairwise" or a mapping; width(s).
        params: exact parameter values, such as {"alpha": "1/2"}.
        policy: the choices to judge by, a `Policy` or a mapping of its keys.
        framework: "torch", "jax" or "numpy", whose arrays a callable takes; None to tell by its module.
        against: "ideal", or "profile" for the library's own variant (needs a target).
        seed: of the random inputs in formats of more than 16 bits; "random" for a fresh one, which the verdict tells.
        gradient: what computes order 1, for a NumPy callable or a target of one's own; else the same as the function.
        timeout: seconds that a target may take; a callable runs in this process, where nothing can stop it.

    Returns:
        The verdict; `print` shows its report, `passes` says whether the bound holds.

    Raises:
        SymactError: a name, format, order, parameter or policy that does not exist.
        CandidateError: the candidate cannot be called, crashes, or returns another shape or dtype.
        UnsupportedError: the library does not do this format or order.
    """
    order = _order(order, gradient)
    function = None if isinstance(fn_or_target, str) else _function(fn_or_target, gradient, order, framework, against)
    question = Question(
        fn_or_target if isinstance(fn_or_target, str) else here(fn_or_target, framework).framework,
        activation,
        get_format(dtype or _usual(fn_or_target)).name,
        order,
        tuple(checked_params(params).items()),
        against,
        gradient if isinstance(gradient, str) else None,
        Policy.of(policy),
        check_bound(max_ulp),
        seed,  # type: ignore[arg-type]  # a word becomes a number
        timeout=_timeout(fn_or_target, timeout),
        **_of_rows(max_bound, plan, widths),
    )
    return _judge_here(function, question) if function else _judge_there(question, gradient)


def _of_rows(
    max_bound: float | None, plan: str | Sequence[str] | Mapping[str, str], widths: int | Sequence[int]
) -> dict[str, Any]:
    """Return the fields of a question that belong to functions of rows."""
    bound = check_bound(max_bound, "max_bound", "multiples of a plan's bound")
    declared = (f"{key}={value}" for key, value in plan.items()) if isinstance(plan, Mapping) else several(plan)
    return {"max_bound": bound, "plan": tuple(declared), "widths": tuple(several(widths))}


def _order(order: Order, gradient: object) -> Order:
    """Return an order as plain data; raise SymactError for the function itself where a gradient is named."""
    found = check_quantity(order).to_json()
    if gradient is not None and found == 0:
        raise SymactError("gradient= computes a derivative, and order=0 asks for the function; add order=1")
    return found


def _judge_there(question: Question, gradient: object) -> Verdict:
    """Judge a target in a process of its own."""
    _check_targets(question, gradient)
    with Sandbox(question.timeout) as child:
        return judge(child, question)


def _timeout(fn_or_target: object, timeout: float | None) -> float:
    if timeout is not None and not isinstance(fn_or_target, str):
        raise SymactError("timeout= needs a target, such as module:function: a callable runs in this process")
    return CANDIDATE if timeout is None else timeout


def _check_targets(question: Question, gradient: object) -> None:
    """Raise SymactError unless a target can be asked, and its gradient too where one is named."""
    if callable(gradient):
        raise SymactError(f"gradient= must be a target too, of the form of {question.target!r}, not a callable")
    plans.check_gradient(question.target, question.gradient)
    plans.ready(question.target)


def _usual(fn_or_target: Callable[[Any], Any] | str) -> str:
    """Return the format in which something is judged where none is named; raise SymactError for targets without one."""
    return plans.default_formats(fn_or_target)[0] if isinstance(fn_or_target, str) else "float32"


def _function(
    fn: Callable[[Any], Any],
    gradient: Callable[[Any], Any] | str | None,
    order: Order,
    framework: str | None,
    against: Against,
) -> Here:
    """Return the callable that computes an order."""
    if against != "ideal":
        raise SymactError("against='profile' needs a target, such as 'torch': a callable has no profile")
    found = here(fn, framework)
    if gradient is None:
        return found
    if not callable(gradient) or found.framework != "numpy":
        raise SymactError(
            "gradient= must be a callable of NumPy arrays, as the function; PyTorch and JAX differentiate"
        )
    return here(fn if order in (0, 2) else gradient, "numpy")


def judge(
    child: Sandbox,
    question: Question,
    progress: Progress | None = None,
    announce: Progress | None = None,
    tables: Tables | None = None,
    references: References | None = None,
) -> Verdict:
    """Judge a target in the child's process while this one computes the reference.

    Args:
        child: the candidate's process.
        question: what is judged.
        progress: called with the number of reference rows done since the last call.
        announce: called once with the number of rows to come.
        tables: makes the reference, `reference_table` by default; several targets may share one.
        references: the same of functions of rows, by default `vectors.table.decided_rows`.

    Raises:
        UnsupportedError: the candidate does not do this; the message says why.
        CandidateError: it crashed, timed out, raised, or returned another shape or dtype.
    """
    case = question.case()
    given = adapter(question.target).pairs(question.target, question.format)
    on_line = case.bound.space().on_line
    if given and not on_line:
        raise SymactError(f"{question.target}: pairs (x, y) are of functions of one number; {question.name} is none")
    if not on_line:
        return _judge_rows(child, question, case, progress, announce, references)
    if given:
        return judge_given(question, case, given, progress)
    return judge_line(child, question, case, progress, announce, tables)


def _judge_rows(
    child: Sandbox,
    question: Question,
    case: Case,
    progress: Progress | None,
    announce: Progress | None,
    references: References | None,
) -> Verdict:
    """Judge a function of rows or of pairs in the child's process."""
    spec, versions = case.spec, [""]

    def product(named: CallSpec, quantity: Quantity) -> Evaluate:
        def evaluate(bits: Bits, shape: RowShape, trial: bool) -> Trial:
            found = child.evaluate(question.target, named, bits, question.format, quantity, shape, trial)
            versions.append(found.version)
            return found.checked(named.path)

        return evaluate

    def about() -> Target:
        return Target(question.target, spec.path, spec.shown_arguments(), versions[-1], case.note)

    # A function of one's own is the JVP or the VJP, a library's has both.
    other = CallSpec(question.transposed) if question.transposed else None if form(question.target) else spec
    both = product(other, question.quantity.transposed) if other and question.quantity.vector else None
    evaluate, library = product(spec, question.quantity), adapter(question.target)
    return _of_several(question, case.bound, OnTrial(evaluate, about, library, progress, announce, both), references)


def _of_several(question: Question, bound: Bound, candidate: OnTrial, references: References | None = None) -> Verdict:
    """Judge a function of pairs or of rows; references are for those of rows."""
    if isinstance(bound.domain, Pair):
        return judge_pairs(question, bound, candidate)
    return judge_rows(question, bound, candidate, references)


def _judge_here(function: Here, question: Question) -> Verdict:
    bound = bind(catalogue.definition(question.activation), dict(question.params))
    question.check_terms()

    def about() -> Target:
        return Target(function.framework, function.label, {}, function.library.version())

    if not bound.space().on_line:

        def product(quantity: Quantity) -> Evaluate:
            return lambda bits, shape, trial: function.row_results(bits, shape, question.format, quantity, trial)

        own, differentiates = question.quantity, function.framework != "numpy"
        other = product(own.transposed) if own.vector and differentiates else None
        return _of_several(question, bound, OnTrial(product(own), about, function.library, transposed=other))
    x_bits, inputs = choose(bound, question.format, question.quantity.order, question.seed)
    found = function.results(x_bits, question.format, question.quantity)
    return line_verdict(question, about(), bound, reference_table(bound, question, x_bits), found, inputs)
