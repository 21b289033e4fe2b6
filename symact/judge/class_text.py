"""A class of wrong results in words: how many, where, and the row that stands for it."""

from symact.formats.floating import get_format
from symact.judge.comparison.failure_classes import Defect
from symact.judge.figures.result import ClassCount, Number
from symact.judge.figures.verdict import Verdict

PRIMES = ("", "'", "''")


def in_words(name: str) -> str:
    """Return how pages call a class of wrong results or a segment."""
    return name.replace("_", " ").replace("nan", "NaN")


def number_text(number: Number) -> str:
    """Return a number with its encoding."""
    return f"{number.value} ({number.bits})"


def class_lines(each: ClassCount, verdict: Verdict) -> list[str]:
    """Return a class of wrong results in words: how many, where, and the row that stands for it."""
    lines = [f"{Defect(each.name).says}: {each.count} input{'s' if each.count != 1 else ''}"]
    if each.name == "lost":
        lines += [f"    {line}" for line in _lost(each, verdict)]
    else:
        sample = each.sample
        lines += [f"    {line}" for line in _where(each)]
        lines.append(
            f"    at x = {number_text(sample.x)}: got {number_text(sample.got)}, correct {number_text(sample.correct)}"
        )
    return lines


def _where(each: ClassCount) -> list[str]:
    """Return where the class lies, claiming an interval only where every tested input in it belongs to the class."""
    run = each.longest_run
    if run is None or each.lowest is None or each.highest is None or each.count == 1:
        return []
    if each.tested_between == each.count:
        return [f"all {each.count} tested inputs from x = {number_text(each.lowest)} to {number_text(each.highest)}"]
    if each.count == 2:
        return [f"at x = {number_text(each.lowest)} and x = {number_text(each.highest)}"]
    lines = [
        f"{each.count} of the {each.tested_between} tested inputs "
        f"from x = {number_text(each.lowest)} to {number_text(each.highest)}"
    ]
    if run.count > 1:
        lines.append(f"among them all {run.count} from x = {number_text(run.lowest)} to {number_text(run.highest)}")
    return lines


def _subnormal_inputs(each: ClassCount, verdict: Verdict) -> bool:
    """Whether all inputs of the class are subnormal, by the ends of their interval."""
    fmt = get_format(verdict.dtype)
    ends = [int(end.bits, 16) & ~fmt.sign_bit for end in (each.lowest, each.highest) if end]
    return bool(ends) and max(ends) < fmt.min_normal_bits


def _flushed(each: ClassCount, verdict: Verdict) -> bool:
    """Whether every subnormal result is lost, as where they are flushed to zero, and nothing else is named as cause."""
    subnormal = sum(s.count for s in verdict.result.segments if s.name == "subnormal")
    named = {cause.name for cause in verdict.causes or ()}
    return each.count >= subnormal and (not named or "flush" in named)


def _lost(each: ClassCount, verdict: Verdict) -> list[str]:
    """Return what is lost in words; an interval is claimed only where every tested input in it is lost."""
    sample, run = each.sample, each.longest_run
    where = sample.x.value if sample.x.value.startswith("(") else f"({sample.x.value})"
    prime = PRIMES[verdict.order] if isinstance(verdict.order, int) else f"'s {verdict.order.upper()} at "
    value = f"{verdict.activation}{prime}{where} = {sample.correct.value}"
    value += f" ({sample.correct.bits})"
    lines = []
    if run is None or run.count == 1:
        lines.append(f"For x = {sample.x.value} the result is returned as 0, but {value}.")
    else:
        lines.append(f"For x from {run.lowest.value} to {run.highest.value} the result is returned as 0")
        lines.append(f"at every one of the {run.count} inputs tested there, but {value}.")
    if run is not None and run.count < each.count:
        assert each.lowest is not None
        assert each.highest is not None
        lines.append(
            f"In all, {each.count} of the {each.tested_between} inputs tested "
            f"from {each.lowest.value} to {each.highest.value} are lost."
        )
    if each.normal == 0 and _flushed(each, verdict):
        lines.append(
            f"Every value lost is subnormal in {verdict.dtype}, as when subnormal results are flushed to zero."
        )
        lines.append("Where that is meant, say so with --policy subnormals=flush.")
    elif each.normal == 0:
        lines.append(f"Every value lost is subnormal in {verdict.dtype}; others come out, so it is no flush to zero.")
    elif _subnormal_inputs(each, verdict):
        lines.append(f"Every input concerned is subnormal in {verdict.dtype}: subnormal inputs are taken for zero.")
    else:
        share = "all" if each.normal == each.count else f"{each.normal} of the {each.count}"
        lines.append(
            f"Of the correct results {share} are normal numbers of {verdict.dtype}: the value is lost entirely,"
        )
        lines.append("as when a sum cancels to 0 or a factor underflows on the way.")
    return lines
