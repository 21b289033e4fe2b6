"""Text -> Python's syntax tree of one expression, after checks that keep the text small and plain."""

import ast
import re
import unicodedata
import warnings
from dataclasses import dataclass, replace

from symact.errors import SymactError

SHOWN = 40
"""Characters of a text that an error quotes."""

REFUSED = re.compile(r"[^A-Za-z0-9_ .,()+\-*/<>=!&|~]")
PARENTHESES = re.compile(r"[()]")
SIGNS_IN_A_ROW = re.compile(r"(?:(?:[-+~]|\bnot\b) *)+")
JOINED = re.compile(r"(?<![\w.])(\d++\.?+\d*+(?:[eE][+-]?\d+)?+)([A-Za-z_]\w*)")

REMEDIES = {
    "^": "write ** for powers",
    "\n": "write it in one line",
    "\r": "write it in one line",
    "\t": "write spaces",
    "[": "write ( )",
    "{": "write ( )",
}
"""Character -> what to write instead; the others are in no formula."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a text may be.

    Args:
        characters: of the whole text.
        nodes: of its syntax tree.
        depth: of parentheses, calls and powers in each other; a long sum counts as one level.
        digits: of a number as it is written.
        complete: whether a part that limits the domain may not cancel.
    """

    characters: int
    nodes: int
    depth: int
    digits: int
    complete: bool = True


TYPED = Limits(4000, 500, 50, 60)
"""For what a user types."""

DEFINITION = Limits(200_000, 20_000, 100, 1300)
"""For a function on a sheet: its domain is what its text says."""

RECORDED = replace(DEFINITION, complete=False)
"""For closed forms that symact itself has written; they hold on an interval that stands beside them."""


def short(text: str) -> str:
    """Return a text as an error quotes it: in quotation marks, its beginning only."""
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 3] + "...")


def tree(text: str, limits: Limits) -> ast.expr:
    """Return the syntax tree of an expression in ASCII.

    Args:
        text: without blanks at its ends, so that columns of the tree count from its beginning.
        limits: how large it may be.

    Raises:
        SymactError: it is too large, holds a character that no formula has, or is no expression.
    """
    _check_text(text, limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        rest = text[max((error.offset or 1) - 1, 0) :]
        place = f"from {short(rest)} on" if rest else "at its end"
        raise SymactError(f"formula {short(text)} cannot be read {place}; check operators and parentheses") from None
    except (RecursionError, MemoryError, ValueError, OverflowError):
        raise SymactError(f"formula {short(text)} is nested too deeply; at most {limits.depth} levels") from None
    _check_tree(found, limits)
    return found


def _check_text(text: str, limits: Limits) -> None:
    if not text:
        raise SymactError("the formula is empty; write one such as 'x*tanh(x)'")
    if len(text) > limits.characters:
        raise SymactError(f"the formula has {len(text)} characters; at most {limits.characters} are read")
    refused = REFUSED.search(text)
    if refused:
        character = refused[0]
        name = unicodedata.name(character, "a control character")
        remedy = REMEDIES.get(character, "write ASCII letters, digits, operators and ( )")
        raise SymactError(
            f"formula: {character!a} ({name}) at character {refused.start() + 1} is no part of one; {remedy}"
        )
    depth = 0
    for each in PARENTHESES.finditer(text):
        depth += 1 if each[0] == "(" else -1
        if depth > limits.depth:
            raise SymactError(f"the formula nests more than {limits.depth} parentheses; write a flatter one")
    if any(len(each[0].replace(" ", "")) > limits.depth for each in SIGNS_IN_A_ROW.finditer(text)):
        raise SymactError(f"the formula has more than {limits.depth} signs in a row; write one")
    joined = JOINED.search(text)
    if joined:
        raise SymactError(
            f"formula: {short(joined[0])} is no number and no name; write {joined[1]}*{joined[2]} for a product"
        )


def _check_tree(root: ast.expr, limits: Limits) -> None:
    """Raise SymactError for a tree that is too large; a chain of + and - or of * and / is one level."""
    pending: list[tuple[ast.AST, int]] = [(root, 1)]
    count = 0
    while pending:
        node, depth = pending.pop()
        count += isinstance(node, ast.expr)
        if depth > limits.depth:
            raise SymactError(f"the formula is nested more than {limits.depth} levels deep; write a flatter one")
        if count > limits.nodes:
            raise SymactError(f"the formula has more than {limits.nodes} parts; write a shorter one")
        for child in ast.iter_child_nodes(node):
            same = isinstance(node, ast.BinOp) and child is node.left and chained(node, child)
            pending.append((child, depth if same or not isinstance(child, ast.expr) else depth + 1))


SUMS, PRODUCTS = (ast.Add, ast.Sub), (ast.Mult, ast.Div)


def chained(outer: ast.BinOp, inner: ast.AST) -> bool:
    """Whether a + b belongs to the same chain as (a + b) + c."""
    return isinstance(inner, ast.BinOp) and any(
        isinstance(outer.op, kind) and isinstance(inner.op, kind) for kind in (SUMS, PRODUCTS)
    )
