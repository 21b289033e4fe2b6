"""`symact claims`: the ledger of textbook claims."""

import click

VERDICTS = {"holds": "HOLDS", "condition": "CONDITIONAL", "false": "FALSE", "unknown": "UNKNOWN"}
"""What --verdict accepts -> the verdict."""


@click.command("claims")
@click.option("--source", default="", metavar="TEXT", help="Claims of the source whose file name starts so, as 000.")
@click.option("--function", default="", metavar="NAME", help="Claims about one function, such as elu.")
@click.option("--verdict", type=click.Choice(list(VERDICTS)), help="Claims with one verdict.")
@click.option("--json", "as_json", is_flag=True, help="Print claims, verdicts and evidence as JSON.")
@click.option("--markdown", is_flag=True, help="Write the page of all claims chosen.")
@click.option("-o", "--output", metavar="FILE", help="Where the page goes; standard output by default.")
def command(source: str, function: str, verdict: str | None, as_json: bool, markdown: bool, output: str | None) -> None:
    """Judge what lecture notes and articles say about activations.

    Every claim is a predicate; the engine says whether it holds, under which condition, or what refutes it.
    """
    import json

    from symact.claims import Verdict, claims, judge, report
    from symact.errors import SymactError

    if output and not markdown:
        raise SymactError("claims: -o is for the page; add --markdown")
    if as_json and markdown:
        raise SymactError("claims: --json and --markdown exclude each other; choose one")
    if output:
        from symact.system.files import check_writable

        check_writable(output)
    _check_names(source, function)
    chosen = [c for c in claims() if c.source.startswith(source) and function in ("", c.function)]
    judged = [(claim, judge(claim)) for claim in chosen]
    if verdict:
        judged = [each for each in judged if each[1].verdict is Verdict[VERDICTS[verdict]]]
    if as_json:
        click.echo(json.dumps(report.to_json(judged), indent=1))
    elif not markdown:
        report.show(judged)
    elif output:
        _write(output, report.page(judged))
        click.echo(f"{output}: {len(judged)} claims", err=True)
    else:
        click.echo(report.page(judged), nl=False)


def _check_names(source: str, function: str) -> None:
    """Refuse a source or function of which the ledger has no claim."""
    from symact.claims import claims, sources
    from symact.errors import SymactError, unknown_name

    if not any(name.startswith(source) for name in sources()):
        raise SymactError(f"claims: no source is called {source!r}; there are {', '.join(sources())}")
    functions = {claim.function for claim in claims()}
    if function and function not in functions:
        raise unknown_name("function of the ledger", function, sorted(functions))


def _write(path: str, text: str) -> None:
    from symact.system.files import replacing

    with replacing(path) as file:
        file.write(text.encode())
