"""Shows the gravest findings of rows.md on rows that fit a line: calls the library, and mpmath for the exact value.

python docs/scoreboard/row_findings.py > docs/scoreboard/row-findings.md
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import scipy.special
import torch
from mpmath import exp, log, mp, mpf, nstr, sqrt

mp.dps = 50
Row = Sequence[float]

HEAD = """# The gravest findings on functions of rows

The worst of [rows.md](rows.md) by harm, each shown on a row that fits a line: the library is called on it, and the
exact value is computed with mpmath at 50 digits, by [row_findings.py](row_findings.py), which uses nothing of symact.
Inputs are exact in their formats; without an entry all results are the same. Causes named in code are those of
[row-verdicts.md](../row-verdicts.md) that a verdict names for one of these libraries; the others are read from the
library's program or from its results on these rows. {versions}.
"""


class Finding(NamedTuple):
    """One finding: which function of which library, on which row, and why it is wrong."""

    target: str
    function: str
    dtype: str
    row: str
    got: float
    exact: Any
    cause: str


def by_torch(function: Callable[[Any], Any], dtype: str, x: Row, v: Any = None) -> list[float]:
    """Return PyTorch's value, or the VJP with a vector."""
    t = torch.tensor(x, dtype=getattr(torch, dtype), requires_grad=True)
    y = function(t)
    if v is not None:
        y.backward(torch.tensor(v, dtype=t.dtype))
    return [float(each) for each in (y.detach() if v is None else t.grad).reshape(-1)]


def by_jax(function: Callable[[Any], Any], dtype: str, x: Row, v: Any = None) -> list[float]:
    """Return JAX's value, or the VJP with a vector."""
    t = jnp.array(x, dtype=dtype)
    found = function(t) if v is None else jax.vjp(function, t)[1](jnp.array(v, dtype=dtype))[0]
    return [float(each) for each in np.asarray(found, dtype=np.float64).reshape(-1)]


def softmax(x: Row) -> list[Any]:
    """Return the exact softmax."""
    weights = [exp(mpf(each)) for each in x]
    return [each / sum(weights) for each in weights]


def logsumexp(x: Row) -> Any:
    """Return the exact logsumexp."""
    return log(sum(exp(mpf(each)) for each in x))


def softmax_vjp(x: Row, v: Row, entry: int) -> Any:
    """Return an entry of p (v - sum p v)."""
    p = softmax(x)
    return p[entry] * (mpf(v[entry]) - sum(a * mpf(b) for a, b in zip(p, v, strict=True)))


def log_softmax_vjp(x: Row, v: Row, entry: int) -> Any:
    """Return an entry of v - p sum v."""
    return mpf(v[entry]) - softmax(x)[entry] * sum(mpf(each) for each in v)


def norm(x: Row, eps: Any, centred: bool) -> list[Any]:
    """Return the exact layer norm, or root mean square norm."""
    mean = sum(map(mpf, x)) / len(x) if centred else mpf(0)
    root = sqrt(sum((mpf(each) - mean) ** 2 for each in x) / len(x) + eps)
    return [(mpf(each) - mean) / root for each in x]


def of_norms() -> list[Finding]:
    """Return findings on PyTorch's norms, with their eps of 1e-5, and 1e-6 of the root mean square norm."""
    apart = "x r - mean r, r the reciprocal root: at equal numbers what the rounding of mean r leaves (`scaled_apart`)"
    found = []
    for dtype, x in (("bfloat16", 99999744.0), ("float16", 60000.0)):
        got = by_torch(lambda t: torch.nn.functional.layer_norm(t, t.shape, eps=1e-5), dtype, [x] * 17)[0]
        text = f"17 times {x:.9g}"
        exact = norm([x] * 17, mpf(10) ** -5, True)[0]
        found.append(Finding("torch", "layer_norm", dtype, text, got, exact, apart))
    row = [2.0**67, 1.0]
    got = by_torch(lambda t: torch.nn.functional.rms_norm(t, t.shape, eps=1e-6), "float32", row)[0]
    why = "the square overflows float32: the reciprocal root is 0"
    exact = norm(row, mpf(10) ** -6, False)[0]
    return [*found, Finding("torch", "rms_norm", "float32", "(2^67, 1), entry 0", got, exact, why)]


def findings() -> list[Finding]:
    """Return all findings on softmax and its kin, the most harmful first."""
    torch_lse, jax_soft, jax_log = (lambda t: torch.logsumexp(t, -1)), jax.nn.softmax, jax.nn.log_softmax
    torch_log = lambda t: torch.log_softmax(t, -1)  # noqa: E731
    saved = "exp(x - lse) with lse rounded to the format, as it is returned (`saved_result`)"
    narrow = "the sum of the exponentials, 1 + e^t, rounded to the format is 1 (as `narrow_steps`)"
    lost = "1 + e^t is 1 in float32; log1p of the other terms would keep it"
    square = (
        "the inner product is taken times 1/S^2, S the sum of exponentials; from S = 256 on S^2 overflows, and it is 0"
    )
    apart = "v/S and the inner product are rounded to the format before they are subtracted"
    found = []
    row, v = [0.0] * 256, [1.0] * 256
    got = by_jax(jax_soft, "float16", row, v)[0]
    found.append(Finding("jax", "softmax VJP", "float16", "256 times 0, v = 1", got, softmax_vjp(row, v, 0), square))
    for dtype, x in (("float32", 1e8), ("float16", 2048.0), ("bfloat16", 100.0)):
        row = [x] * 3
        got = by_torch(torch_lse, dtype, row, 1.0)[0]
        found.append(Finding("torch", "logsumexp VJP", dtype, f"three times {x:g}, v = 1", got, softmax(row)[0], saved))
    row, v = [7.0] + [0.0] * 16, [100.0] * 17
    got = by_jax(jax_soft, "bfloat16", row, v)[0]
    text = "(7, 16 times 0), v = 100, entry 0"
    found.append(Finding("jax", "softmax VJP", "bfloat16", text, got, softmax_vjp(row, v, 0), apart))
    row, v = [0.0] * 257, [1.0] * 257
    got = by_torch(torch_log, "bfloat16", row, v)[0]
    why = "v - exp(y) sum v, y rounded to the format: a relative error of u times the size of y (`saved_result`)"
    exact = log_softmax_vjp(row, v, 0)
    found.append(Finding("torch", "log_softmax VJP", "bfloat16", "257 times 0, v = 1", got, exact, why))
    for dtype, low in (("bfloat16", -6.5), ("float16", -8.0)):
        x = [0.0, low]
        got = by_torch(torch_log, dtype, x)[0]
        if by_jax(jax_log, dtype, x)[0] != got:
            raise SystemExit("torch and jax differ: list them apart")
        found.append(Finding("torch, jax", "log_softmax", dtype, f"(0, {low:g}), entry 0", got, -logsumexp(x), narrow))
    x = [0.0, -20.0]
    got = by_torch(torch_log, "float32", x)[0]
    scipy_got = float(scipy.special.log_softmax(np.array(x, dtype=np.float32))[0])
    if {got, by_jax(jax_log, "float32", x)[0]} != {scipy_got}:
        raise SystemExit("torch, jax and scipy differ: list them apart")
    text = "(0, -20), entry 0"
    found.append(Finding("torch, jax, scipy", "log_softmax", "float32", text, got, -logsumexp(x), lost))
    y = scipy.special.log_softmax(np.array([np.inf, 0.0, 1.0], dtype=np.float32))
    if not np.isneginf(y[1:]).all():
        raise SystemExit("scipy: the other entries are no longer -inf")
    why = "entry 0 is inf - inf, the others are -inf: neither NaN throughout nor the limit"
    return [*found, Finding("scipy", "log_softmax", "float32", "(+inf, 0, 1), entry 0", float(y[0]), "0 (limit)", why)]


def main() -> None:
    """Print the page."""
    versions = f"torch {torch.__version__}, jax {jax.__version__}, scipy {scipy.__version__}"
    lines = [HEAD.format(versions=versions), "| library | function | row | got | exact | cause |", f"|{' --- |' * 6}"]
    for each in [*of_norms(), *findings()]:
        exact = each.exact if isinstance(each.exact, str) else nstr(each.exact, 9) if abs(each.exact) > 1e-40 else "0"
        what = f"{each.function} {each.dtype}"
        lines.append(f"| {each.target} | {what} | {each.row} | {each.got:.6g} | {exact} | {each.cause} |")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
