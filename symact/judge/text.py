"""The report of a verdict as text: it opens like torch.testing.assert_close and goes on."""

import math

from symact.candidates.finding import MISCONDUCT
from symact.formats.decimals import ulps
from symact.judge.aligned import table
from symact.judge.class_text import class_lines, number_text
from symact.judge.comparison.failure_classes import Defect
from symact.judge.comparison.policy import OF_ROWS
from symact.judge.figures.result import Sample, SegmentCount
from symact.judge.figures.row_figures import RowFigures
from symact.judge.figures.verdict import Cause, InvariantCount, Known, Verdict
from symact.judge.row_text import row_lines

ORDERS = {0: "forward", 1: "gradient", 2: "second derivative", "jvp": "JVP", "vjp": "VJP"}

SHOWN_EDGES = (0.5, 1.0, 2.0, 4.0, 16.0, 256.0, 65536.0, 2.0**20)
"""Upper ends of the classes of errors in the text; JSON has all of them."""


def headline(verdict: Verdict) -> str:
    """Return one line: what was judged, in what role, and the outcome."""
    library = f" ({verdict.target.version})" if verdict.target.version else ""
    return f"{subject(verdict)}: {verdict.target.function}{library} {_outcome(verdict)}"


def _outcome(verdict: Verdict) -> str:
    """Return what became of it: at how many inputs it is right, or what it breaks."""
    if verdict.rows:
        return _outcome_of_rows(verdict, verdict.rows)
    result, bound = verdict.result, f"{ulps(verdict.max_ulp or 0.0)} ulp"
    if verdict.passes is None:
        return f"is correctly rounded at all {tried(verdict)}" if not result.mismatched else "is not correctly rounded"
    said = f"breaks the bound of {bound}" if result.violations else f"stays within {bound} at all {tried(verdict)}"
    return said + _by_conduct(verdict, bool(result.violations))


def _by_conduct(verdict: Verdict, broken: bool) -> str:
    """Return how a candidate fails by its conduct, "" if it does not."""
    if not verdict.misconduct:
        return ""
    kinds = dict.fromkeys(each.kind for each in verdict.misconduct)
    return f"{' and' if broken else ', but'} fails by its conduct: {'; '.join(MISCONDUCT[kind] for kind in kinds)}"


def _outcome_of_rows(verdict: Verdict, rows: RowFigures) -> str:
    """Return what became of a function of rows: bounds in ulp and in multiples of a plan's, and laws."""
    where = f"at all {verdict.result.judged} entries of {rows.rows} rows tried"
    broken = [law for law in rows.laws if law.broken and (law.counts or verdict.passes is None)]
    laws = f"breaks {'a law' if len(broken) == 1 else 'laws'}: {'; '.join(law.says for law in broken)}"
    if verdict.passes is None:
        said = "is not correctly rounded" if verdict.result.mismatched else f"is correctly rounded {where}"
        return f"{said}{f', and {laws}' if broken else ''}"
    bounds = [] if verdict.max_ulp is None else [(f"{ulps(verdict.max_ulp)} ulp", verdict.result.violations)]
    if rows.max_bound is not None:
        bounds.append((f"{rows.max_bound:g} times what its plan allows", rows.beyond))
    over = [text for text, count in bounds if count]
    if over:
        said = f"breaks the bound of {' and of '.join(over)}"
    else:
        said = f"stays within {' and '.join(text for text, _ in bounds)} {where}"
    said += f"{' and' if over else ', but'} {laws}" if broken else ""
    return said + _by_conduct(verdict, bool(over or broken))


def tried(verdict: Verdict) -> str:
    """Return how many inputs were judged: nothing is said of others."""
    some = "" if verdict.inputs.kind == "exhaustive" else " tried"
    return f"{verdict.result.judged} inputs{some}"


def subject(verdict: Verdict) -> str:
    """Return the activation, its parameters, the format and which derivative, such as ``gelu float32 forward``."""
    params = ", ".join(f"{k}={v}" for k, v in (verdict.params | (verdict.decimals or {})).items())
    own = " (the library's own variant)" if verdict.against == "profile" else ""
    return f"{verdict.activation}{f'({params})' if params else ''}{own} {verdict.dtype} {ORDERS[verdict.order]}"


def report(verdict: Verdict) -> str:
    """Return the whole report as text, without a line end at the last line."""
    lines = [headline(verdict), *(row_lines(verdict) if verdict.rows else _line_lines(verdict))]
    for finding in verdict.conduct:
        lines += ["", f"Conduct: {finding}"]
        if finding.unsteady and not verdict.rows:
            lines.append("    so no cause is looked for in the arithmetic: the same input has several results")
    policy = (f"{k}={v}" for k, v in verdict.policy.items() if verdict.rows or k not in OF_ROWS)
    lines += ["", f"Policy: {', '.join(policy)}"]
    if verdict.compared:
        lines.append(f"Compared: {verdict.compared}")
    if verdict.target.note:
        lines.append(f"Note: {verdict.target.note}")
    return "\n".join(lines)


def _line_lines(verdict: Verdict) -> list[str]:
    """Return the report on a function of one number, below its headline."""
    result = verdict.result
    lines = _inputs(verdict)
    if result.mismatched:
        lines += [_mismatched(verdict), *_greatest(verdict)]
        lines += ["", *_segment_table(result.segments), "", *_histogram(verdict)]
    for each in result.classes:
        lines += ["", *class_lines(each, verdict)]
    for cause in verdict.causes or ():
        lines += ["", *_cause_lines(cause)]
    lines += [text for each in verdict.known or () for text in ("", _known_line(each))]
    return [*lines, *_laws(verdict)]


def _known_line(known: Known) -> str:
    """Return what a report says of an issue that is met."""
    state = f"fixed by {known.fixed}" if known.fixed else known.status
    about = "; ".join(filter(None, (known.versions, state)))
    first = "Known: reported as" if known.same else "Known elsewhere: the same was reported as"
    return f"{first} {known.issue} ({about}): {known.says}\n    {known.url}"


def _cause_lines(cause: Cause) -> list[str]:
    """Return a cause in words: what it is, what its model reproduces, one input, and the remedy."""
    lines = [f"Cause: {cause.says} ({cause.name})"]
    where = ""
    if cause.lowest is not None and cause.highest is not None:
        where = f", x from {number_text(cause.lowest)} to {number_text(cause.highest)}"
    lines.append(f"    a model of it reproduces {cause.reproduced} of the {cause.tried} wrong results tried{where}")
    if cause.rivals:
        lines.append(f"    these inputs do not tell it from {' or '.join(cause.rivals)}")
    sample = cause.sample
    lines.append(
        f"    at x = {number_text(sample.x)}: got {number_text(sample.got)}, model {number_text(sample.model)}, "
        f"correct {number_text(sample.correct)}"
    )
    if sample.steps:
        lines.append(f"    there {'; '.join(f'{name} = {value}' for name, value in sample.steps)}")
    if cause.remedy:
        lines.append(f"    {remedy_line(cause.remedy, cause.remedy_error)}")
        if cause.remedy_error is not None:
            lines.append(f"    at the inputs tried its error is {cause.remedy_error:.3g} ulp at most")
    return lines


def remedy_line(remedy: str, error: float | None) -> str:
    """Return what to do about a cause, as a line: a form to compute, where one was run, or an advice in words."""
    return f"{'remedy' if error is None else 'compute instead'}: {remedy}"


def _laws(verdict: Verdict) -> list[str]:
    """Return what of the function's properties its results keep, and what they break."""
    laws = verdict.laws or ()
    kept = [law.says for law in laws if not law.broken]
    lines = ["", f"Kept at all these inputs: {'; '.join(kept)}"] if kept else []
    for law in laws:
        if law.broken:
            broken, first = law_lines(law)
            lines += ["", broken, f"    {first}"]
    return lines


def law_lines(law: InvariantCount) -> tuple[str, str]:
    """Return how often a property was broken, and where first."""
    pairs = zip(law.witness[::2], law.witness[1::2], strict=True)
    shown = " and ".join(f"x = {number_text(x)} gives {number_text(got)}" for x, got in pairs)
    what = "inputs" if law.name in ("at_least", "at_most") else "pairs of inputs"
    return f"Broken: {law.says}: {law.broken} {what}", f"first {shown}"


def _inputs(verdict: Verdict) -> list[str]:
    inputs, result = verdict.inputs, verdict.result
    if inputs.kind == "exhaustive":
        text = f"All {inputs.count} inputs"
    elif inputs.lowest is not None and inputs.highest is not None:
        text = f"All {inputs.count} inputs from x = {number_text(inputs.lowest)} to {number_text(inputs.highest)}"
    elif inputs.spread is None:
        text = f"{inputs.count} input{'s' if inputs.count != 1 else ''}"
    else:
        text = f"{inputs.count} inputs ({inputs.spread} of them at random in all regimes, seed {inputs.seed})"
    return [text + (f"; nothing is required at {result.open} of them" if result.open else "")]


def _mismatched(verdict: Verdict) -> str:
    result = verdict.result
    share = 100 * result.mismatched / result.judged
    line = f"Mismatched elements: {result.mismatched} / {result.judged} ({share:{'.1f' if share >= 0.1 else '.2g'}}%)"
    signs = sum(each.count for each in result.classes if Defect(each.name) is Defect.ZERO_SIGN)
    if signs and signs < result.mismatched:
        line += f", {signs} of them only in the sign of a zero"
    if verdict.max_ulp is not None:
        # A bound below half an ulp is broken by correctly rounded results, a policy may accept what is beyond it.
        inside = verdict.max_ulp >= 0.5 and verdict.policy["rounding"] == "nearest"
        line += f", {result.violations} of them beyond the bound" if inside else ""
        line += "" if inside else f"; {result.violations} of all elements beyond the bound"
    return line


def _greatest(verdict: Verdict) -> list[str]:
    """Return the greatest error; where a class rather than its size breaks the bound, also that row."""
    result = verdict.result
    allowed = ""
    if verdict.max_ulp is not None and result.worst is not None and result.worst.error_ulp > verdict.max_ulp:
        allowed = f" (up to {ulps(verdict.max_ulp)} ulp allowed)"
        if ulps(result.worst.error_ulp) == ulps(verdict.max_ulp):
            allowed = f" (a little above the {ulps(verdict.max_ulp)} ulp allowed)"
    lines = _error_lines("Greatest error", result.worst, allowed)
    if math.isinf(result.max_ulp):
        lines += _error_lines("Greatest finite error", result.worst_finite, "")
    for name, difference in (("absolute", result.absolute), ("relative", result.relative)):
        if difference is not None:
            lines.append(
                f"Greatest {name} difference: {difference.value:.6g} at x = {number_text(difference.sample.x)}"
            )
    if result.worst_violation is not None and result.worst_violation != result.worst:
        lines += _error_lines("Also beyond the bound", result.worst_violation, "")
    return lines


def _error_lines(title: str, sample: Sample | None, allowed: str) -> list[str]:
    if sample is None:
        return []
    error = "infinite" if math.isinf(sample.error_ulp) else f"{ulps(sample.error_ulp)} ulp"
    return [
        f"{title}: {error} at x = {number_text(sample.x)}{allowed}",
        f"    got     {number_text(sample.got)}",
        f"    correct {number_text(sample.correct)}",
    ]


def _segment_table(segments: tuple[SegmentCount, ...]) -> list[str]:
    rows = [("segment", "inputs", "mismatched", "max ulp", "worst x")]
    for each in segments:
        worst = number_text(each.worst.x) if each.worst else "-"
        rows.append((each.name, str(each.count), str(each.mismatched), ulps(each.max_ulp), worst))
    return table(rows)


def _histogram(verdict: Verdict) -> list[str]:
    """Return the counts of errors by size, joined to fewer classes, empty ones left out."""
    parts = []
    below = 0.0
    for edge in (*SHOWN_EDGES, math.inf):
        count = sum(number for end, number in verdict.result.histogram if below < end <= edge)
        if count:
            parts.append(f"{count} {f'up to {_power(edge)}' if math.isfinite(edge) else f'above {_power(below)}'}")
        below = edge
    return ["Errors in ulp: " + ", ".join(parts)]


def _power(edge: float) -> str:
    return f"{edge:g}" if edge <= 256 else f"2^{math.frexp(edge)[1] - 1}"
