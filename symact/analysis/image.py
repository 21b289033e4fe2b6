"""The set of values of f, with its gaps: an interval for every part of the domain on which f is continuous."""

from functools import cmp_to_key

from symact.analysis.breakpoints import breakpoints
from symact.analysis.extreme_values import Hull, at_points, compare, hull, on_piece
from symact.analysis.function_study import Study


def images(study: Study) -> list[Hull]:
    """Return the set of values as intervals without a point in common, from below.

    Raises:
        UnknownError, OpenSignError: as `symact.analysis.extreme_values.candidates`.
    """
    connected = [list(on_piece(study, 0, 0))]
    alone = {each.piece: each for each in at_points(study)}
    for index, point in enumerate(breakpoints(study)):
        beyond = on_piece(study, 0, index + 1)
        if index in alone and point.is_continuous:
            connected[-1].append(alone[index])
        elif index in alone:
            connected.append([alone[index]])
        if point.is_continuous:
            connected[-1] += beyond
        else:
            connected.append(beyond)
    parts = sorted((hull(each) for each in connected), key=cmp_to_key(_from_below))
    found = parts[:1]
    for part in parts[1:]:
        if apart(found[-1], part):
            found.append(part)
        else:
            found[-1] = _union(found[-1], part)
    return found


def _from_below(a: Hull, b: Hull) -> int:
    return compare(a.lower, b.lower)


def apart(a: Hull, b: Hull) -> bool:
    """Whether an interval ends before another begins, so that their union has a gap; raises as `compare`."""
    order = compare(a.upper, b.lower)
    return order < 0 or (order == 0 and not (a.upper_attained or b.lower_attained))


def disjoint(a: Hull, b: Hull) -> bool:
    """Whether two intervals have no point in common; raises as `compare`."""
    for low, high in ((a, b), (b, a)):
        order = compare(low.upper, high.lower)
        if order < 0 or (order == 0 and not (low.upper_attained and high.lower_attained)):
            return True
    return False


def _union(a: Hull, b: Hull) -> Hull:
    """Return the union of two intervals that meet, the first of which does not begin after the second."""
    first = compare(a.lower, b.lower)
    last = compare(a.upper, b.upper)
    upper, taken = (a.upper, a.upper_attained) if last >= 0 else (b.upper, b.upper_attained)
    return Hull(
        a.lower,
        a.lower_attained or (first == 0 and b.lower_attained),
        upper,
        taken or (last == 0 and b.upper_attained),
    )
