"""`symact docs`: the derived mathematics as a book or an article."""

import click

from symact.cli._types import ACTIVATION, PROCESSES


@click.command("docs")
@click.argument("names", nargs=-1, type=ACTIVATION, metavar="[NAME]...")
@click.option("--latex", "latex", is_flag=True, help="Write LaTeX.")
@click.option("--article", is_flag=True, help="The sheets alone, with a figure each, not a book.")
@click.option("--pdf", is_flag=True, help="Write a PDF, by latexmk.")
@click.option("-o", "--output", required=True, metavar="FILE", help="Where to write the document.")
@click.option(
    "--workers", type=PROCESSES, default=2, show_default=True, help="Processes that derive the book's sheets."
)
def command(names: tuple[str, ...], latex: bool, article: bool, pdf: bool, output: str, workers: int) -> None:
    """Write a book on each NAME (default: all): figures, theorems, constants, claims, exercises, index.

    It compiles with Debian's texlive-latex-recommended and texlive-pictures.
    """
    from symact import catalogue
    from symact.errors import SymactError
    from symact.sheets import cached
    from symact.sheets.latex import compiled
    from symact.sheets.latex.book import book, figure
    from symact.sheets.latex.document import document
    from symact.system import files
    from symact.system.processes import mapped

    if not (latex or pdf):
        raise SymactError("docs: say which kind of document; add --latex or --pdf")
    activations = [catalogue.get(name) for name in dict.fromkeys(names or catalogue.names())]
    files.check_writable(output)
    if pdf:
        compiled.need()
    if article:
        text = document(activations, {each.name: figure(each) for each in activations})
    else:
        chosen = [each.name for each in activations]
        sheets = dict(zip(chosen, mapped(cached.sheet, [(name,) for name in chosen], workers, _lost), strict=True))
        text = book(activations, sheets, _claims(set(sheets)))
    content = compiled.pdf(text) if pdf else text.encode()
    with files.replacing(output) as file:
        file.write(content)
    click.echo(f"{output}: {len(activations)} activations")


def _lost(name: str) -> str:
    return (
        f"a process that derived the sheet of {name} or of one after it ended; `symact show {name}` derives one alone"
    )


def _claims(names: set[str]) -> list[dict[str, object]]:
    """Return the judged claims on some activations as plain data."""
    from symact.claims import claims, judge
    from symact.claims.report import explanation, to_json

    judged = [(claim, judge(claim)) for claim in claims() if claim.function in names]
    return [
        {**row, "explanation": explanation(ruling)}
        for row, (_, ruling) in zip(to_json(judged)["claims"], judged, strict=True)
    ]
