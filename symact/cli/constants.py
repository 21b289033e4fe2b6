"""`symact constants`: parameters that a condition determines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from symact.cli._types import ACTIVATION
from symact.display import spelled_out

if TYPE_CHECKING:
    from symact.definition.activation import Activation


@click.command("constants")
@click.argument("name", required=False, type=ACTIVATION)
@click.option("--digits", "count", type=int, default=32, show_default=True, metavar="N", help="Significant digits.")
@click.option("--dropout", "rate", metavar="P", help="Also what alpha dropout at this rate does, such as 1/10.")
@click.option("--json", "as_json", is_flag=True, help="Print closed forms and digits as JSON.")
def command(name: str | None, count: int, rate: str | None, as_json: bool) -> None:
    """Show the parameters that NAME's condition determines: equations, closed form and digits.

    Without NAME, those of every definition that has a condition. The last digit is correctly rounded. With --dropout P:
    d, which a dropped unit becomes, and a, b with which a*y + b has mean and variance of the fixed point again.
    """
    import json

    found = [_constants(activation, count, rate) for activation in _chosen(name)]
    if as_json:
        click.echo(json.dumps(found, indent=1))
        return
    for each in found:
        click.echo(f"{each['name']}: Z ~ N(0, 1)")
        for equation in each["equations"]:
            click.echo(f"  {spelled_out(equation)}")
        for constant in each["constants"]:
            click.echo(f"{constant['name']} = {constant['digits']}\n  = {spelled_out(constant['closed_form'])}")


def _chosen(name: str | None) -> list[Activation]:
    from symact import catalogue

    if name is not None:
        return [catalogue.get(name)]
    return [a for a in map(catalogue.get, catalogue.names()) if a.condition]


def _constants(activation: Activation, count: int, rate: str | None) -> dict[str, Any]:
    from symact.definition.parameters import exact_value
    from symact.enclosure.digits import digits
    from symact.symbolic.alpha_dropout import alpha_dropout
    from symact.symbolic.fixed_point_condition import solution

    solved = solution(activation)
    condition = activation.condition
    assert condition is not None
    values, more = [(p.name, value) for p, value in solved.values], dict[str, Any]()
    if rate is not None:
        dropout = alpha_dropout(activation, exact_value(rate, "dropout"))
        more["dropout"] = dropout.evidence.to_json()
        values += [("d", dropout.dropped), ("a", dropout.scale), ("b", dropout.shift)]
    return {
        "name": activation.name,
        "equations": [
            f"E f(Z) = {solved.mean} = {condition.mean}",
            f"Var f(Z) = {solved.variance} = {condition.variance}",
        ],
        "constants": [
            {"name": each, "closed_form": str(value), "digits": digits(value, count)} for each, value in values
        ],
        "status": str(solved.evidence.status),
        "evidence": solved.evidence.to_json(),
        **more,
    }
