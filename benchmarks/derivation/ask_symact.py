"""symact's answers: the facts that its sheet states for the default parameters."""

from collections.abc import Callable
from typing import Any

from notation import number, written
from truth import REGIONS, numbers, shifted

from symact import catalogue
from symact.definition.bound import bind
from symact.formula.parser import parse
from symact.formula.syntax import RECORDED
from symact.properties import derive

WHOLE_LINE = "Interval(-oo, oo)"


def asker(name: str) -> Callable[[str], str | None]:
    """Return the function that answers questions about an activation."""
    bound = bind(catalogue.get(name))

    def answer(question: str) -> str | None:
        (fact,) = derive(bound, question)
        return None if fact.value is None else _written(question, fact.value)

    return answer


def _written(question: str, value: Any) -> str:
    if question == "domain":
        return "-oo..oo" if value == WHOLE_LINE else str(value)
    if question in REGIONS:
        return _region(value)
    if question == "range":
        flags = [str(value[key]).lower() for key in ("lower_attained", "upper_attained")]
        return f"{_number(value['lower'])} {flags[0]} {_number(value['upper'])} {flags[1]}"
    if question == "smoothness":
        (row,) = value
        return str(row["order"])
    if isinstance(value, bool):
        return str(value).lower()
    return _number(value) if question in ("limit_neg_inf", "limit_pos_inf", "period", "lipschitz") else str(value)


def _number(text: str) -> str:
    if text in ("oo", "-oo", "none", "does not exist"):
        return text
    return number(parse(text, None, RECORDED))


def _region(rows: list[dict[str, Any]]) -> str:
    periods = {_number(row["period"]) for row in rows if "period" in row}
    points = [_number(row["at"]) for row in rows if "at" in row]
    if periods:
        (period,) = periods
        return "window " + " ".join(map(repr, shifted([each for p in points for each in numbers(p)], float(period))))
    return written(points, [(_number(row["from"]), _number(row["to"])) for row in rows if "from" in row])
