"""SymPy's numbers and sets in the notation of truth.toml; what is left unevaluated raises ValueError."""

import sympy
from truth import WINDOW


def number(value: object) -> str:
    """Return a real number as 25 digits, or oo."""
    value = sympy.sympify(value)
    if value in (sympy.oo, -sympy.oo):
        return str(value)
    if not value.is_number or (not sympy.N(value).is_Float and value != 0):
        raise ValueError(f"no number: {value}")
    return str(sympy.N(value, 25))


def hull(values: sympy.Set) -> str:
    """Return the ends of a set and whether they belong to it."""
    lower, upper = values.inf, values.sup
    flags = [str(end in values and end.is_finite).lower() for end in (lower, upper)]
    return f"{number(lower)} {flags[0]} {number(upper)} {flags[1]}"


def region(values: sympy.Set) -> str:
    """Return a set of real numbers as points and closed intervals."""
    if values.has(sympy.ImageSet):
        seen = values.intersect(sympy.Interval(-int(WINDOW), int(WINDOW)))
        return f"window {region(seen)}"
    parts = values.args if isinstance(values, sympy.Union) else (values,)
    points, intervals = [], []
    for part in parts:
        if isinstance(part, sympy.Interval):
            intervals.append((part.inf, part.sup))
        elif isinstance(part, sympy.FiniteSet):
            points += list(part)
        elif part is sympy.S.Reals:
            intervals.append((-sympy.oo, sympy.oo))
        elif part is not sympy.S.EmptySet:
            raise ValueError(f"unevaluated: {values}")
    return written([number(p) for p in points], [(number(a), number(b)) for a, b in intervals])


def written(points: list[str], intervals: list[tuple[str, str]]) -> str:
    """Return a region as text from left to right; points on the rim of an interval belong to it."""
    rim = {float(end.replace("oo", "inf")) for pair in intervals for end in pair}
    rows = [(float(a.replace("oo", "inf")), f"{a}..{b}") for a, b in intervals]
    rows += [(float(p), p) for p in points if float(p) not in rim]
    return " ".join(text for _, text in sorted(rows))
