"""LaTeX of expressions and conditions, with parameter names set as words where they are words."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import sympy
from sympy import (
    Add,
    And,
    Basic,
    Eq,
    Expr,
    Function,
    GreaterThan,
    LessThan,
    Mul,
    Ne,
    Or,
    Pow,
    Rational,
    StrictGreaterThan,
    StrictLessThan,
    Symbol,
    expand_mul,
    fraction,
    ordered,
)
from sympy.core.function import AppliedUndef
from sympy.printing.latex import LatexPrinter, greek_letters_set

from symact.definition.activation import Param
from symact.definition.elementary import NewFunction
from symact.definition.reductions import INDICES
from symact.sheets.conditions import FEW
from symact.sheets.text import OTHERWISE

PLAIN = re.compile(r"[A-Za-z]\d*'*")


SPELLED = {"eps": r"\varepsilon", "lambd": r"\lambda"}
"""Greek letters that libraries spell otherwise."""

ROOT = 144
"""Characters of what stands under a root from which it is set in brackets, to the power -1/2."""


def are_defaults(condition: Basic, params: Iterable[Param]) -> bool:
    """Whether a condition gives more than a few parameters their defaults, as that of facts at the defaults does."""
    parts = And.make_args(condition)
    return len(parts) > FEW and set(parts) <= {Eq(p.symbol, p.default) for p in params if p.default is not None}


def tex(expression: Basic, breakable: bool = False) -> str:
    """Return an expression or condition in LaTeX, without dollar signs.

    Args:
        expression: what to set.
        breakable: for a long formula inside text: lines may break inside brackets and long numerators.
    """
    expression = _spelled(expression)
    roots = _long_roots(expression) if breakable else {}
    expression = expression.xreplace(roots)
    names = {s: _name(s) for s in expression.atoms(Symbol)}
    names |= {s: rf"({tex(root.base, True)})^{{-1/2}}" for root, s in roots.items()}
    if isinstance(expression, And):
        return r",\ ".join(_bounds(expression.args))
    if isinstance(expression, Or):
        parts = (f"({tex(each)})" if isinstance(each, And) else tex(each) for each in ordered(expression.args))
        return r"\ \text{or}\ ".join(parts)
    if isinstance(expression, (Eq, Ne)):
        sign = "=" if isinstance(expression, Eq) else r"\neq"
        turn = -1 if expression.rhs.is_number and expression.lhs.could_extract_minus_sign() else 1
        return f"{tex(turn * expression.lhs)} {sign} {tex(turn * expression.rhs)}"
    # Words side by side would read as one.
    space = r" \, " if any(r"\mathit" in name for name in names.values()) else None
    ratio = 3 if breakable else None
    settings = {"symbol_names": names, "mul_symbol": space, "fold_frac_powers": True, "long_frac_ratio": ratio}
    text = _Printer(settings).doprint(expression)
    return str(text.replace(r"\left", "").replace(r"\right", "") if breakable else text)


class _Printer(LatexPrinter):  # type: ignore[misc]
    """SymPy's printer, but for fractions in exponents of e, which stand in one line: others are too small."""

    def _print_ExpBase(self, expr: Expr, exp: str | None = None) -> str:  # noqa: N802
        terms = self._as_ordered_terms(expr.exp) if expr.exp.is_Add else [expr.exp]
        power = " + ".join(map(self._in_line, terms)).replace("+ -", "-")
        return str(self._do_exponent(f"e^{{{power}}}", exp))

    def _in_line(self, term: Expr) -> str:
        above, below = fraction(term, exact=True)
        if below == 1:
            return str(self._print(term))
        over, under = (
            f"({self._print(e)})" if e.func in kinds else self._print(e)
            for e, kinds in ((above, (Add,)), (below, (Add, Mul)))
        )
        return f"{over}/{under}"


def _long_roots(expression: Basic) -> dict[Basic, Symbol]:
    """Return the roots that divide and are too long for a fraction, whose line cannot break, with symbols for them."""
    found = (each for each in expression.atoms(Pow) if each.exp == Rational(-1, 2) and len(str(each.base)) > ROOT)
    return {each: Symbol(f"@{k}") for k, each in enumerate(sorted(found, key=str))}


def _spelled(expression: Basic) -> Basic:
    """Return an expression whose functions keep their names: hard_swish(x) is no function `hard` with an index."""
    expression = expression.replace(lambda each: isinstance(each, NewFunction), lambda each: each.written())
    if all(each.func.__name__.isalpha() for each in expression.atoms(AppliedUndef)):
        return expression
    return expression.replace(
        lambda each: isinstance(each, AppliedUndef) and not each.func.__name__.isalpha(),
        lambda each: Function(r"\operatorname{" + each.func.__name__.replace("_", r"\_") + "}")(*each.args),
    )


def levelled(expression: Expr) -> Expr:
    """Return an equal expression without fractions in the numerators of others, and without factors that cancel."""
    return expression.replace(lambda each: each.is_Mul, _level)


def _level(product: Expr) -> Expr:
    above, below = fraction(product, exact=True)
    sums = [each for each in Mul.make_args(above) if each.is_Add]
    if not sums:
        return product
    apart = expand_mul(product, deep=False)
    is_nested = any(fraction(term, exact=True)[1].free_symbols for each in sums for term in each.args)
    if (is_nested and below.free_symbols) or apart.count_ops() < product.count_ops():
        return apart
    parts = {each: each.primitive() for each in sums}
    return product if all(part[0] == 1 for part in parts.values()) else _with_factors_out(product, parts)


def _with_factors_out(product: Expr, parts: Mapping[Expr, tuple[Rational, Expr]]) -> Expr:
    """Return a product with the common rational factor of each sum among its own factors."""
    return Mul(*(factor for each in product.args for factor in parts.get(each, (each,))))


def given(claim: str, condition: Basic) -> str:
    """Return a claim in LaTeX with the condition under which it holds, if there is one."""
    return claim if condition == sympy.true else rf"{claim} \quad \text{{if }} {tex(condition)}"


def cases(branches: list[tuple[Basic, Basic]]) -> str:
    """Return (expression, condition) pairs as a LaTeX brace; a single one in a line."""
    if len(branches) == 1:
        ((only, where),) = branches
        return given(tex(only), where)
    conditions = (rf"\text{{{OTHERWISE}}}" if c == sympy.true else rf"\text{{if }} {tex(c)}" for _, c in branches)
    written = [rf"\displaystyle {tex(e)} & {where}" for (e, _), where in zip(branches, conditions, strict=True)]
    # Fractions in rows that follow each other would touch.
    rows = (r" \\[6pt] " if any(r"\frac" in each for each in written) else r" \\ ").join(written)
    return rf"\begin{{cases}} {rows} \end{{cases}}"


FIT = r"""\providecommand{\fit}[1]{\sbox0{$\displaystyle #1$}\ifdim\wd0>0.86\linewidth
  \resizebox{0.86\linewidth}{!}{\usebox0}\else\usebox0\fi}
"""
"""What the preamble of a document needs for `display`: a formula that is wider than the page is set smaller."""

MEASURED = 150
"""Characters of LaTeX from which a formula may be wider than a page."""


def display(lines: Sequence[str]) -> str:
    """Return formulas on lines of their own, long ones no wider than the page; the preamble has `FIT`."""
    return "\\begin{gather*}\n" + " \\\\\n".join(map(_fitting, lines)) + "\n\\end{gather*}"


def _fitting(line: str) -> str:
    formula, tag, status = line.partition(r" \tag*")
    return line if len(formula) < MEASURED else rf"\fit{{{formula}}}{tag}{status}"


def _bounds(conditions: Sequence[Basic]) -> Iterator[str]:
    """Yield conditions that hold together, a lower and an upper bound on the same thing as a < x < b."""
    rest = sorted(conditions, key=str)
    for each in sorted(conditions, key=str):
        if each not in rest:
            continue
        low, high = (
            [c for c in rest if isinstance(c, kinds) and c.lhs == each.args[0]]
            for kinds in ((StrictGreaterThan, GreaterThan), (StrictLessThan, LessThan))
        )
        if each in (*low, *high) and len(low) == len(high) == 1:
            strict = StrictGreaterThan, StrictLessThan
            below, above = ("<" if isinstance(c, strict) else r"\leq" for c in (low[0], high[0]))
            yield f"{{{tex(low[0].rhs)}}} {below} {tex(each.args[0])} {above} {tex(high[0].rhs)}"
            rest = [c for c in rest if c not in (*low, *high)]
        else:
            yield f"({tex(each)})" if isinstance(each, Or) else tex(each)


def _name(symbol: Symbol) -> str:
    name = str(symbol.name)
    whole, _, index = name.rpartition("_")
    if whole and index in INDICES:
        return f"{_name(Symbol(whole))}_{{{index}}}"
    if PLAIN.fullmatch(name):
        letters = name.rstrip("'").rstrip("0123456789")
        index = name.rstrip("'")[len(letters) :]
        return letters + "'" * name.count("'") + (f"_{{{index}}}" if index else "")
    if name in greek_letters_set:
        return str(sympy.latex(Symbol(name)))
    if name in SPELLED:
        return SPELLED[name]
    if (whole in greek_letters_set or len(whole) == 1) and len(index) == 1:
        return f"{_name(Symbol(whole))}_{{{index}}}"
    return rf"\mathit{{{name}}}".replace("_", r"\_")
