"""`symact recheck`: check the evidence of a sheet on file."""

from __future__ import annotations

from typing import Any

import click

MOST_BYTES = 20_000_000
"""Size of a sheet beyond which a file is refused; sheets of the catalogue take about 100 KB."""


@click.command("recheck")
@click.argument("file", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="Print every outcome as JSON.")
def command(file: str, as_json: bool) -> int:
    """Check every fact of FILE, a sheet that `symact show --json` or `symact derive --json` has written.

    Certificates are replayed: balls and series are evaluated again, nothing is searched for. Chains of rules are
    applied again and must give the same steps. Exit codes: 0 all facts stand, 1 one is refuted, 2 bad input.
    """
    import json

    from symact.checking.recheck import recheck

    outcomes = list(recheck(_load(file)))
    refuted = [each for each in outcomes if each.verdict == "refuted"]
    if as_json:
        rows = [
            {"property": o.property, "scope": o.scope, "verdict": o.verdict, "reason": o.reason or None}
            for o in outcomes
        ]
        click.echo(json.dumps({"file": file, "refuted": len(refuted), "facts": rows}, indent=1))
        return int(bool(refuted))
    for each in refuted:
        scope = "" if each.scope == "True" else f" if {each.scope}"
        click.echo(f"REFUTED {each.property}{scope}: {each.reason}")
    counts = {verdict: sum(o.verdict == verdict for o in outcomes) for verdict in sorted({o.verdict for o in outcomes})}
    said = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    click.echo(f"{file}: {len(outcomes)} facts: {said or 'none'}")
    return int(bool(refuted))


def _load(file: str) -> dict[str, Any]:
    import json

    from symact.errors import SymactError
    from symact.system.files import read_bytes

    try:
        data = json.loads(read_bytes(file, MOST_BYTES))
    except OSError as error:
        raise SymactError(f"{file}: {error.strerror}; give a file that symact show --json wrote") from None
    except (ValueError, RecursionError) as error:
        raise SymactError(
            f"{file} is not JSON: {str(error).splitlines()[0]}; symact show NAME --json writes it"
        ) from None
    if not isinstance(data, dict):
        raise SymactError(f"{file} is no sheet: it holds a {type(data).__name__}; symact show NAME --json writes one")
    return data
