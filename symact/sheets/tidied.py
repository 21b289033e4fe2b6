"""Formulas in a sentence without what cases of parameters left in them: (-(-a - 1) - 1)*x is a*x.

In a case a parameter is written in a positive number, which the sentence has in the parameter again.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from symact.errors import SymactError

PRODUCT = re.compile(r"\bx\*[a-w]\w*(?![\w(])")
"""x before a parameter: the number in its place came behind x."""

LEFT = re.compile(
    r"(?<!\w)\(-?\w+\)|(?<!\w)\((?:\(|-\()|- \(|-\(|(?<!\w)\(-?\(?\w[^()]*\)?/"
    rf"|(?<!\w)\([^()]*\) [+-] |{PRODUCT.pattern}"
)
"""What a parameter in place of a number leaves: a name or a quotient in parentheses, signs before them."""

WORD = re.compile(r"[A-Za-z_]\w*")

NO_FORMULA = ("RootIn", "..", "`", "<", ">")
"""Parts of what is left as it is: roots and decimals by name, conditions."""

OPERATORS = ("+", "-")
"""What stands between blanks inside a formula."""

LONGEST = 600
"""Characters of a formula that is read."""


@lru_cache(maxsize=4096)
def tidied(sentence: str) -> str:
    """Return a sentence with its formulas shortened where a case of parameters left signs or quotients in them."""
    if not LEFT.search(sentence):
        return sentence
    return "".join(_shortened(part) for part in _parts(sentence))


def _parts(sentence: str) -> Iterator[str]:
    """Yield formulas, with blanks in them, and what stands between them."""
    formula = ""
    depth = 0
    for word in re.split(r"( )", sentence):
        inside = depth > 0 or word in OPERATORS or formula.rstrip().endswith((" +", " -"))
        if word == " " or inside:
            formula += word
        else:
            kept = formula.rstrip(" ")
            yield from (kept, formula[len(kept) :])
            formula = word
        depth += word.count("(") - word.count(")")
    yield formula


@lru_cache(maxsize=4096)
def _shortened(part: str) -> str:
    """Return a formula that SymPy writes shorter; anything else as it is."""
    body = part.rstrip(".,:;")
    if not LEFT.search(body) or len(body) > LONGEST or any(each in part for each in NO_FORMULA):
        return part
    # The prover is imported where there is a formula to set, so that other sheets are shown at once.
    from sympy import Add, Expr, Symbol, cancel

    from symact.formula.parser import parse
    from symact.formula.syntax import RECORDED
    from symact.formula.vocabulary import NAMES

    symbols = {name: Symbol(name, real=True) for name in WORD.findall(body) if name == "x" or name not in NAMES}

    free = symbols.setdefault("x", Symbol("x", real=True))

    def without_common(each: Expr) -> Expr:
        factor, rest = each.as_independent(free, as_Add=False)
        # Without a sum nothing is left to cancel.
        return cancel(factor) * rest if factor.has(Add) else each

    try:
        formula = parse(body, symbols, RECORDED)
    except SymactError:
        return part
    divided = formula.replace(lambda each: each.is_Mul or (each.is_Add and not each.has(free)), without_common)
    found = min((str(formula), str(divided)), key=len)
    # In another order, which may be that of a claim, it is no shorter.
    is_shorter = len(found) < len(body) or (len(found) == len(body) and PRODUCT.search(body))
    return found + part[len(body) :] if is_shorter else part
