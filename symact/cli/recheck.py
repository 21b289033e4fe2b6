"""`symact recheck`: check the evidence of a sheet on file."""

import click


@click.command("recheck")
@click.argument("file", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="Print every outcome as JSON.")
def command(file: str, as_json: bool) -> int:
    """Check every fact of FILE, a sheet that `symact show --json` or `symact derive --json` has written.

    Certificates are replayed: balls and series are evaluated again, nothing is searched for. Chains of rules are
    applied again and must give the same steps. Then mpmath, without any of the prover's code, tries to refute each
    fact at its ends, at breakpoints, at special parameters and far away. Exit codes: 0 all facts stand, 1 one is
    refuted, or not decided in its time, 2 bad input.
    """
    import json

    from symact.checking.sheet_audit import recheck

    found = recheck(file)
    click.echo(json.dumps(found.to_json(), indent=1) if as_json else str(found))
    return int(bool(found.refuted or found.undecided))
