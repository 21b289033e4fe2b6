"""Who calls an activation what, with which defaults, and where libraries disagree, as plain data and as text."""

from collections.abc import Iterable
from typing import Any

from symact import catalogue
from symact.candidates import conventions, libraries
from symact.candidates.process.parent import Sandbox
from symact.candidates.spelling import AsArray, LastAxis, Profile, Shared
from symact.definition.activation import Activation, Param
from symact.definition.bound import bind
from symact.formats.decimals import shown
from symact.formats.floating import Format, get_format
from symact.reference.rows import Reference
from symact.reference.table import Flag

SCHEMA = "symact.names/1"


def naming(name: str, measured_now: bool = False) -> dict[str, Any]:
    """Return what libraries call an activation and what they do at its special inputs.

    Args:
        name: of the catalogue.
        measured_now: whether the libraries that are installed are called; otherwise records are read.
    """
    activation = catalogue.get(name)
    calls = [_call(activation, profile) for profile in libraries.profiles(activation)]
    for each in calls:
        each.update(_measured(each["library"], activation.name, measured_now))
    also = [alias for alias, own in catalogue.aliases().items() if own == activation.name]
    found: dict[str, Any] = {"schema": SCHEMA, "name": activation.name, "title": activation.title, "aliases": also}
    return found | {"calls": calls, "conventions": _conventions(activation, calls)}


def _call(activation: Activation, profile: Profile) -> dict[str, Any]:
    arguments = {keyword: _shown(value) for keyword, value in profile.arguments}
    own = activation.expression if profile.expression is None else profile.expression
    return {
        "library": profile.library,
        "path": profile.path,
        "constructed": profile.construct,
        "arguments": arguments,
        "own_function": None if own == activation.expression else str(own),
        "note": profile.note,
    }


def _shown(value: Any) -> str:
    """Return an argument as the call has it: a parameter by its name, a number exactly."""
    if isinstance(value, AsArray):
        return f"[{_shown(value.value)}]"
    if isinstance(value, Param):
        return value.name
    return (
        str(value) if isinstance(value, (LastAxis, Shared)) else repr(value) if isinstance(value, str) else str(value)
    )


def _measured(library: str, name: str, now: bool) -> dict[str, Any]:
    record = libraries.recorded(library)
    found = record.get("functions", {}).get(name)
    if now and conventions.installed(library):
        with Sandbox(conventions.SECONDS) as child:
            live = conventions.measure(child, library, name)
        if live is not None:
            return {"measured": live | {"date": None}, "defaults": (found or {}).get("defaults", {})}
    if found is None:
        return {"measured": None, "defaults": {}}
    about = {"version": record["version"], "date": record["date"]}
    return {"measured": {**about, **{k: v for k, v in found.items() if k != "defaults"}}, "defaults": found["defaults"]}


def _conventions(activation: Activation, calls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return, by order and input, the correct result and which libraries return what."""
    if not activation.space().on_line:
        return []
    fmt = get_format(conventions.DTYPE)
    bound = bind(activation)
    x_bits = conventions.places(bound, fmt)
    rows = []
    for order, quantity in conventions.ORDERS.items():
        due = Reference(bound, fmt, order).build(x_bits)
        for k, x in enumerate(x_bits.tolist()):
            ends = sorted({int(due.y_lo_bits[k]), int(due.y_hi_bits[k])}, key=fmt.order_key)
            required = not due.flags[k] & Flag.OPEN
            given: dict[str, list[str]] = {}
            for each in calls:
                text = _result(each["measured"], quantity, fmt.hex(x), fmt)
                if text is not None:
                    given.setdefault(text, []).append(each["library"])
            rows.append(
                {
                    "quantity": quantity,
                    "x": shown(x, fmt).partition(" ")[0],
                    "correct": [shown(bits, fmt).partition(" ")[0] for bits in ends] if required else [],
                    "results": given,
                }
            )
    return rows


def _result(measured: dict[str, Any] | None, quantity: str, x: str, fmt: Format) -> str | None:
    results = (measured or {}).get(quantity)
    if measured is None or results is None or x not in measured["inputs"]:
        return None
    bits = int(results[measured["inputs"].index(x)], 16)
    return "nan" if fmt.is_nan(bits) else shown(bits, fmt).partition(" ")[0]


def text(found: dict[str, Any]) -> str:
    """Return what `naming` found, for a reader."""
    also = f" ({', '.join(found['aliases'])})" if found["aliases"] else ""
    lines = [f"{found['name']}{also}: {found['title']}", ""]
    spelled = _spelled(found["calls"])
    width = max((len(library) for library, _ in spelled), default=0)
    lines += [f"{library:{width}}  {call}" for library, call in spelled] or ["no library has it"]
    notes = [f"{each['library']}: {each['note']}" for each in found["calls"] if each["note"]]
    lines += ["", *notes] if notes else []
    others = [f"{c['library']} computes {c['own_function']}" for c in found["calls"] if c["own_function"]]
    lines += ["", *others] if others else []
    lines += _told_defaults(found["calls"])
    for quantity in dict.fromkeys(row["quantity"] for row in found["conventions"]):
        rows = [row for row in found["conventions"] if row["quantity"] == quantity and row["results"]]
        if rows:
            lines += ["", f"{quantity.capitalize()} in {conventions.DTYPE}", *_told(rows)]
    versions = [_version(each) for each in found["calls"] if each["measured"]]
    return "\n".join([*lines, "", "Measured: " + "; ".join(versions)] if versions else lines)


def _spelled(calls: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return the calls as one writes them; a class is constructed with the arguments first."""
    found = []
    for each in calls:
        arguments = [f"{key}={value}" for key, value in each["arguments"].items()]
        last = f"{', '.join(arguments)})(x)" if each["constructed"] else f"{', '.join(['x', *arguments])})"
        found.append((each["library"], f"{each['path']}({last}"))
    return found


def _told_defaults(calls: Iterable[dict[str, Any]]) -> list[str]:
    """Return the defaults that signatures state, of arguments that have one."""
    told = [
        f"{each['library']}: {', '.join(f'{key}={value!r}' for key, value in each['defaults'].items())} by default"
        for each in calls
        if each["defaults"]
    ]
    return ["", *told] if told else []


def _told(rows: Iterable[dict[str, Any]]) -> list[str]:
    lines = []
    for row in rows:
        due = " to ".join(row["correct"]) or "anything"
        groups = sorted(row["results"].items(), key=lambda item: -len(item[1]))
        said = f"{groups[0][0]} from all" if len(groups) == 1 else "; ".join(f"{v}: {', '.join(w)}" for v, w in groups)
        lines.append(f"  x = {row['x']}, correct {due}: {said}")
    return lines


def _version(call: dict[str, Any]) -> str:
    date = call["measured"]["date"]
    return f"{call['measured']['version']} ({date or 'now'})"
