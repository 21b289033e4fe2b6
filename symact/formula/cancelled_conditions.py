"""What SymPy's automatic simplification takes out of a formula although it limits the domain: x/x, exp(log(x))."""

from collections import defaultdict
from dataclasses import dataclass

import sympy
from sympy import Abs, Basic, Expr, preorder_traversal

from symact import functions


@dataclass(frozen=True, slots=True)
class Need:
    """A part of a formula that is not defined everywhere.

    Args:
        kind: ``divisor``, ``root``, or the name of an elementary function.
        argument: what must not be 0, not be negative, or be in the domain of the function.
        text: the part as it was typed.
        inner: whether it stands in a branch or condition of a Piecewise, which has been looked at by itself.
    """

    kind: str
    argument: Expr
    text: str
    inner: bool = False


def cancelled(expression: Basic, needs: list[Need]) -> Need | None:
    """Return the first part that limits the domain and is not in the expression any more.

    Args:
        expression: what SymPy has made of a formula, or of a branch or condition of one.
        needs: the parts that were met while it was built.
    """
    # log(x) in a branch limits the domain on that branch alone.
    present = {inner: _present(expression, inner) for inner in (False, True)}
    return next((need for need in needs if not _is_kept(need, present[need.inner])), None)


def _present(expression: Basic, inner: bool) -> dict[str, set[Expr]]:
    """Return kind -> arguments of what limits the domain, with branches of Piecewise or without."""
    present: dict[str, set[Expr]] = defaultdict(set)
    walk = preorder_traversal(expression)
    for node in walk:
        if isinstance(node, sympy.log):
            present["log"].add(_core(node.args[0]))
        elif isinstance(node, (sympy.tan, sympy.cot)):
            present["tan"].add(node)
        elif isinstance(node, sympy.Pow):
            _add_power(node, present)
        elif (record := functions.of(node.func)) is not None:
            present[record.name].add(node)
        elif isinstance(node, sympy.Piecewise) and not inner:
            walk.skip()
    return present


def _add_power(node: Expr, present: dict[str, set[Expr]]) -> None:
    base, exponent = node.args
    if not exponent.is_Integer:
        present["root"].add(_core(base))
    if exponent.could_extract_minus_sign() or not exponent.is_number:
        present["divisor"] |= {_core(each.as_base_exp()[0]) for each in sympy.Mul.make_args(base)}


def _core(argument: Expr) -> Expr:
    """Return an argument without what does not matter: its modulus' sign, a positive factor."""
    while isinstance(argument, Abs):
        argument = argument.args[0]
    core: Expr = argument.primitive()[1]
    return core


def _is_kept(need: Need, present: dict[str, set[Expr]]) -> bool:
    if need.kind == "tan":
        # SymPy writes tan(-x) as -tan(x), and tan(x + pi/2) as -cot(x).
        return bool(sympy.tan(need.argument).atoms(sympy.tan, sympy.cot) <= present["tan"])
    if need.kind == "divisor":
        factors = (each.as_base_exp()[0] for each in sympy.Mul.make_args(need.argument))
        return all(_never_zero(f) or {_core(f), _core(-f)} & present["divisor"] for f in factors)
    if need.kind in ("log", "root"):
        fine = need.argument.is_positive if need.kind == "log" else need.argument.is_nonnegative
        return bool(fine) or _core(need.argument) in present[need.kind] | present["log"]
    record = functions.get(need.kind)
    return bool(record.build(need.argument).atoms(record.function) <= present[need.kind])


def _never_zero(factor: Expr) -> bool:
    return bool(not factor.free_symbols or isinstance(factor, sympy.exp) or factor.is_nonzero)
