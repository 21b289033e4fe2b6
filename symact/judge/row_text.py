"""The report of a verdict on a function of rows as text, below its headline."""

from symact.formats.arrays import bits_dtype, to_float64
from symact.formats.decimals import decimal, ulps
from symact.formats.floating import Format, get_format
from symact.judge.aligned import table
from symact.judge.comparison.failure_classes import Defect
from symact.judge.figures.result import ClassCount
from symact.judge.figures.row_figures import RowFigures, RowPlace
from symact.judge.figures.verdict import Verdict

SHOWN = 8
"""Numbers of a row that a report shows; JSON has all of them."""


MATCHES = {
    "bits": ("reproduces", "wrong", " bit by bit"),
    "bound": ("comes within the declared plan's bound of", "far", ""),
    "rounding": ("comes within the rounding of its steps of", "wrong", ""),
}
"""How a cause explains results, which ones, and how exactly."""


def row_lines(verdict: Verdict) -> list[str]:
    """Return the report of a verdict on rows, below its headline."""
    rows, result = verdict.rows, verdict.result
    assert rows
    fmt = get_format(verdict.dtype)
    lines = [*_inputs(verdict, rows)]
    if result.mismatched:
        share = 100 * result.mismatched / result.judged
        lines.append(f"Mismatched entries: {result.mismatched} / {result.judged} ({share:.3g}%)")
        lines += _greatest(verdict, rows, fmt)
    lines += _bounds(rows)
    if result.mismatched:
        lines += ["", *_families(rows)]
    for each in result.classes:
        lines += ["", *class_of_rows(each)]
    lines += _of_rows(rows)
    for cause in rows.causes:
        lines += ["", f"Cause: {cause.says} ({cause.name})", f"    computed so: {cause.plan}"]
        how, which, by_bits = MATCHES[cause.match]
        lines.append(
            f"    this {how} {cause.reproduced} of {cause.tried} {which} entries{by_bits}, "
            f"and {cause.agreed} of all {cause.compared}"
        )
        if cause.rivals:
            lines.append(f"    these rows do not tell it from {' or '.join(cause.rivals)}")
    return [*lines, *_laws(rows)]


def class_of_rows(each: ClassCount) -> list[str]:
    """Return a class of wrong entries in words."""
    return [f"{Defect(each.name).says}: {each.count} entr{'ies' if each.count != 1 else 'y'}"]


def _inputs(verdict: Verdict, rows: RowFigures) -> list[str]:
    widths = ", ".join(str(each.width) for each in rows.tables)
    result = verdict.result
    text = f"{rows.rows} rows of n = {widths} in {len(rows.families)} families (seed {verdict.inputs.seed}): "
    text += f"{result.judged} entries"
    if result.open:
        text += f"; nothing is required at {result.open} more"
    left = sum(each.undecided for each in rows.tables)
    return [text, *([f"Left out: {left} rows, whose reference is undecided"] if left else [])]


def _greatest(verdict: Verdict, rows: RowFigures, fmt: Format) -> list[str]:
    if not rows.worst:
        return []
    allowed = f" (up to {ulps(verdict.max_ulp)} ulp allowed)" if verdict.result.violations and verdict.max_ulp else ""
    by_ulp = max(rows.worst, key=lambda each: each.error_ulp)
    by_plan = max(rows.worst, key=lambda each: each.of_declared)
    titles = [("Greatest error", by_ulp, allowed)]
    if rows.declared and by_plan is not by_ulp:
        titles.append(("Worst by the declared plan", by_plan, ""))
    # Where terms cancel, ulp of the little that is left say least.
    ordered = titles[::-1] if rows.terms is not None else titles
    found = []
    for title, each, note in ordered:
        found += [f"{title}: {ulps(each.error_ulp)} ulp{note}, {_where(each)}", *_shown(each, rows.beside, fmt)]
    return found


def _where(each: RowPlace) -> str:
    return f"in row {each.row} of n = {each.width} ({each.family}), entry {each.entry}"


def _shown(each: RowPlace, beside: tuple[str, ...], fmt: Format) -> list[str]:
    import numpy as np

    bits = np.array([int(text, 16) for text in each.x[: each.width]], dtype=bits_dtype(fmt))
    x = to_float64(bits, fmt)
    finite = x[np.isfinite(x)]
    lines = [f"    x       {_row(each.x[: each.width], fmt, each.entry)}"]
    if len(finite):
        lines[0] += f"; from {finite.min():.6g} to {finite.max():.6g}"
    for name, start in zip(beside, range(each.width, len(each.x), each.width), strict=False):
        lines.append(f"    {name:7} {_row(each.x[start : start + each.width], fmt, each.entry)}")
    if each.vector:
        lines.append(f"    v       {_row(each.vector, fmt, each.entry)}")
    for name, text in (("got", each.got), ("correct", each.correct)):
        lines.append(f"    {name:7} {decimal(int(text, 16), fmt)} ({text})")
    if each.of_declared:
        lines.append(
            f"    {each.of_best:.3g} times what the best plan allows, {each.of_declared:.3g} times the declared one"
        )
    return lines


def _row(hexes: tuple[str, ...], fmt: Format, entry: int) -> str:
    """Return the numbers around an entry."""
    first = max(0, min(entry - SHOWN // 2, len(hexes) - SHOWN))
    part = [decimal(int(text, 16), fmt) for text in hexes[first : first + SHOWN]]
    before = "... " if first else ""
    behind = " ..." if first + SHOWN < len(hexes) else ""
    return f"[{first}:] {before}{' '.join(part)}{behind}"


def _bounds(rows: RowFigures) -> list[str]:
    if rows.best is None or rows.declared is None:
        return []
    lines = [""]
    if rows.terms is not None:
        lines.append(f"Errors in units of u times the sum of absolute terms: {rows.terms:.3g} at most")
    for name, plan, value in (("best", rows.best, rows.of_best), ("declared", rows.declared, rows.of_declared)):
        said = f"{plan['way']}, {plan['sum']} sum, in {plan['work']}"
        lines.append(f"Of what the {name} plan allows ({said}): {value:.3g} times at most")
    if rows.max_bound is not None:
        what = f"{rows.beyond} entries are beyond it" if rows.beyond else "it holds"
        lines.append(f"Stated: {rows.max_bound:g} times the declared plan's bound; {what}")
    return lines


def _families(rows: RowFigures) -> list[str]:
    found = [("family", "rows", "entries", "mismatched", "max ulp", "of best", "of declared")]
    found += [
        (
            each.name,
            str(each.rows),
            str(each.entries),
            str(each.mismatched),
            ulps(each.max_ulp),
            f"{each.of_best:.3g}",
            f"{each.of_declared:.3g}",
        )
        for each in rows.families
        if each.mismatched
    ]
    # Functions without a plan have no bound to be a multiple of.
    shown = table([line if rows.declared else line[:5] for line in found])
    right = sum(not each.mismatched for each in rows.families)
    return [*shown, *([f"{right} families are correctly rounded"] if right else [])]


def _of_rows(rows: RowFigures) -> list[str]:
    lines = []
    for each in rows.sums:
        if each.value > 0 and (each.rows or each.name in ("total_variation", "sum")):
            where = f"row {each.row} of n = {each.width} ({each.family})"
            lines.append(f"Greatest {each.says}: {each.value:.4g}, {where}; {each.rows} rows beyond correct rounding")
    return ["", *lines] if lines else []


def _laws(rows: RowFigures) -> list[str]:
    kept = [law.says for law in rows.laws if not law.broken and law.tried]
    lines = ["", f"Kept in all these rows: {'; '.join(kept)}"] if kept else []
    for law in rows.laws:
        if law.broken:
            note = "" if law.counts else "; within the stated bounds or of no weight without one"
            lines += ["", f"Broken: {law.says}: {law.broken} of {law.tried} rows{note}", f"    {law.witness}"]
    return lines
