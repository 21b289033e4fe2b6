"""The notebooks of docs run from above to below, and print and show what they hold."""

import ast
import io
import json
from contextlib import redirect_stdout

import pytest

from tests.helpers.paths import DOCS
from tests.helpers.printed import masked_line

NOTEBOOKS = sorted((DOCS / "notebooks").glob("*.ipynb"))


def outputs(cell):
    """Return what a cell holds: what it prints, and the text of its value, None where there is none."""
    printed = "".join("".join(out["text"]) for out in cell["outputs"] if out["output_type"] == "stream")
    values = [out["data"] for out in cell["outputs"] if out["output_type"] == "execute_result"]
    return printed, "".join(values[0]["text/plain"]) if values else None


def run(source, names):
    """Run a cell as a notebook does; return what it prints, and its value, which is that of a last expression."""
    tree = ast.parse(source)
    last = ast.Expression(tree.body.pop().value) if isinstance(tree.body[-1], ast.Expr) else None
    with redirect_stdout(io.StringIO()) as printed:
        exec(compile(tree, "cell", "exec"), names)
        value = eval(compile(last, "cell", "eval"), names) if last else None
    return printed.getvalue(), value


def shown(value):
    """Return the text of a value as IPython has it, of one line or several."""
    return "" if value is None else "".join(repr(value).split())


@pytest.mark.usefixtures("one_process")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_shows_what_comes_out(path):
    names = {"__name__": "__main__"}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            printed, text = outputs(cell)
            source = "".join(cell["source"])
            found, value = run(source, names)
            assert found == printed
            texts = shown(value), "".join((text or "").split())
            if "symact.verify(" in source:
                texts = tuple(map(masked_line, texts))
            assert texts[0] == texts[1], source


def test_there_are_three():
    """A researcher's, a kernel author's and a teacher's."""
    assert [path.stem for path in NOTEBOOKS] == ["bug_hunt", "new_activation", "textbook"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_output_is_an_error(path):
    cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] or cell["source"] for cell in cells)
    assert not any(out["output_type"] == "error" for cell in cells for out in cell["outputs"])
