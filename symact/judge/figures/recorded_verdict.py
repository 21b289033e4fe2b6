"""A verdict read back from its JSON, which is trusted in nothing: whatever no verdict is written as is refused."""

import json
from collections.abc import Mapping
from typing import Any

from symact.judge.figures.verdict import SCHEMA, Verdict
from symact.system.plain_data import record


def recorded_verdict(data: Mapping[str, Any]) -> Verdict:
    """Return the verdict that `Verdict.to_json` gave as plain data.

    Args:
        data: as JSON holds it, from a file that may hold anything.

    Raises:
        ValueError: the data are not what some verdict is written as.
    """
    try:
        fields = {key: value for key, value in data.items() if key not in ("schema", "passes")}
        fields["conduct"] = [(each["kind"], each["says"]) for each in fields["conduct"]]
        result = dict(fields["result"])
        del result["correctly_rounded"]
        result["histogram"] = [(each["at_most_ulp"], each["count"]) for each in result["histogram"]]
        found: Verdict = record(Verdict, {**fields, "result": result})
        # What is read must be what would be written: 3 and not true, "3" or 2.5, and no field besides.
        again = found.to_json()
        same = data.get("schema") == SCHEMA and _text(again) == _text(data)
    # Any field may lack, or hold another type, a number too large, or lists too deep.
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as error:
        raise ValueError("no verdict") from error
    if not same:
        raise ValueError("another verdict than is written")
    return found


def _text(data: Any) -> str:
    return json.dumps(data, sort_keys=True, allow_nan=False)
