"""Laws, special rows and conduct of functions of rows: a candidate breaks one of them, at rows that stand here."""

import subprocess
import sys

import numpy as np
import pytest

import symact
from symact import SymactError
from symact.candidates.process.parent import Sandbox
from symact.definition.quantity import Quantity
from symact.errors import CandidateError
from symact.formats.arrays import to_bits
from symact.formats.floating import get_format
from symact.judge.campaign import questions
from symact.judge.question import Question
from symact.judge.rows.adjoint import adjoint
from symact.judge.rows.function import Function
from symact.judge.rows.judged import Judged
from symact.judge.rows.laws import laws
from symact.judge.rows.plans import Plan
from symact.judge.run import judge
from symact.judge.text import headline, report
from symact.reference.vectors.families import Batch
from tests.helpers.installed import need
from tests.mutants.rows import log_softmax, logsumexp, softmax

pytestmark = pytest.mark.usefixtures("_undiagnosed")

F32 = get_format("float32")


def broken(x, y, form="softmax", scale=1.0, vector=None, order="value", max_ulp=None):
    """Return the names of the laws that results of one row break, with whether that counts."""
    given = np.array([x], np.float32)
    both = given if vector is None else np.concatenate([given, np.array([vector], np.float32)], axis=1)
    batch = Batch(to_bits(both, F32), ("a row",), len(x))
    got = to_bits(np.array([y], np.float32), F32)
    judged = Judged(batch, got, Function(form, scale), Quantity.of(order), F32, Plan())
    return {each.name: bool(each.counts.any()) for each in laws(judged, max_ulp, None) if each.broken.any()}


@pytest.mark.parametrize(
    ("x", "y", "form", "due"),
    [
        ([0, 0], [0.5, 0.5], "softmax", {}),
        ([0, 0], [0.5, np.nextafter(np.float32(0.5), 0)], "softmax", {"equal": True}),
        ([0, 1], [0.7310586, 0.26894143], "softmax", {"order": True}),
        ([0, 1], [0.26894143, 0.73], "softmax", {"sum": True}),
        ([0, 1], [-0.1, 1.1], "softmax", {"range": True}),
        ([0, 1], [np.nan, 1.0], "softmax", {"range": True, "sum": True}),
        ([0, -np.inf], [1.0, 0.0], "softmax", {}),
        ([0, np.inf], [np.nan, np.nan], "softmax", {}),
        ([np.nan, 0], [5.0, 5.0], "softmax", {}),
        ([0, 1], [-1.3132616875182228, -0.3132616875182228], "log_softmax", {}),
        ([0, 1], [-1.3132616, 0.1], "log_softmax", {"range": True, "sum": True}),
        ([0, -1e9], [0.0, -1e9], "log_softmax", {}),
    ],
)
def test_laws_of_values(x, y, form, due):
    assert broken(x, y, form) == due


def products(x, v, w, jvp, vjp, form):
    """Return whether a JVP along v and a VJP by w of one row are adjoint, and of how many rows the law speaks."""

    def judged(vector, y, order):
        both = np.array([[*x, *vector]], np.float32)
        got = to_bits(np.array([y], np.float32), F32)
        batch = Batch(to_bits(both, F32), ("a row",), len(x))
        return Judged(batch, got, Function(form), Quantity.of(order), F32, Plan())

    found = [
        adjoint(judged(v, jvp, "jvp"), judged(w, vjp, "vjp"), None),
        adjoint(judged(w, vjp, "vjp"), judged(v, jvp, "jvp"), None),
    ]
    assert len({(bool(each.broken[0]), bool(each.tried[0])) for each in found}) == 1
    return not found[0].broken[0], bool(found[0].tried[0])


def test_a_jvp_and_a_vjp_are_held_against_each_other():
    x, v, w = np.array([0.0, 1.0, -2.0]), np.array([1.0, 2.0, 3.0]), np.array([-1.0, 0.5, 4.0])
    p = np.exp(x) / np.exp(x).sum()
    jvp, vjp = v - p @ v, w - p * w.sum()
    assert products(x, v, w, jvp, vjp, "log_softmax") == (True, True)
    # The JVP's formula for the VJP, and one that is off by a few roundings more than the plan allows.
    assert products(x, v, w, jvp, w - p @ w, "log_softmax") == (False, True)
    assert products(x, v, w, jvp * (1 + 2.0**-17), vjp, "log_softmax") == (False, True)
    assert products(x, v, [2.0], [p @ v], 2 * p, "logsumexp") == (True, True)
    assert products(x, v, [2.0], [p @ v], 2.001 * p, "logsumexp") == (False, True)
    assert products(x, v, [np.inf], [p @ v], 2 * p, "logsumexp") == (True, False)


@pytest.mark.exhaustive
@pytest.mark.usefixtures("one_process")
def test_the_products_of_a_library_are_adjoint():
    need("torch")
    found = symact.verify("torch", "log_softmax", dtype="float32", order="vjp", widths=[3, 17])
    (law,) = (law for law in found.rows.laws if law.name == "adjoint")
    assert (law.tried > 40, law.broken) == (True, 0)


@pytest.mark.parametrize(("other", "broken"), [("softmax_jvp", False), ("twice", True)])
def test_the_products_of_two_functions_of_ones_own_are_adjoint(other, broken):
    own = "tests.helpers.scored_rows:softmax_jvp"
    question = Question(own, "softmax", order="vjp", widths=(3,), transposed=f"tests.helpers.scored_rows:{other}")
    with Sandbox(60.0) as child:
        found = judge(child, question)
    (law,) = (law for law in found.rows.laws if law.name == "adjoint")
    assert (law.tried > 20, law.broken > 0) == (True, broken)


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ({"transposed": "a:b"}, "add --order vjp"),
        ({"transposed": "cmd:x", "order": "vjp"}, "must have the form of the target"),
        ({"target": "torch", "transposed": "a:b", "order": "vjp"}, "--transposed belongs to a target of one's own"),
        ({"activation": "gelu", "transposed": "a:b"}, "add --order vjp"),
    ],
)
def test_another_product_that_makes_no_sense_is_refused(terms, says):
    with pytest.raises(SymactError, match=says):
        Question(**{"target": "a:b", "activation": "softmax", **terms}).case()


def test_a_law_of_the_function_of_minus_x_has_the_other_order():
    assert broken([0, 1], [0.7310586, 0.26894143], scale=-1.0) == {}
    assert broken([0, 1], [0.26894143, 0.7310586], scale=-1.0) == {"order": True}


def test_a_sum_counts_only_beyond_what_the_bound_allows():
    off = [0.26894143, np.float32(0.7310586) + np.float32(2.0**-22)]
    assert broken([0, 1], off) == {"sum": True}
    assert broken([0, 1], off, max_ulp=0.5) == {"sum": True}
    assert broken([0, 1], off, max_ulp=10) == {"sum": False}


def test_log_sum_exp_lies_between_the_greatest_and_log_n_above_it():
    def of(y):
        batch = Batch(to_bits(np.array([[1.0, 3.0]], np.float32), F32), ("a row",), 2)
        got = to_bits(np.array([y], np.float32), F32)
        (law,) = laws(Judged(batch, got, Function("logsumexp"), Quantity.VALUE, F32, Plan()), None, None)
        return bool(law.broken.any())

    assert not of(3.126928)
    assert of(2.9999998)
    assert of(3.7)


@pytest.mark.parametrize(
    ("y", "v", "due"),
    [
        ([-0.19661194, 0.19661194], [1, 2], {}),
        ([-0.19661194, 0.1967], [1, 2], {"gradient_sum": True}),
        ([0.0, 0.0], [3, 3], {}),
        ([1e-8, -1e-8], [3, 3], {}),
        ([1e-4, -1e-4], [3, 3], {"constant": True}),
    ],
)
def test_laws_of_gradients(y, v, due):
    assert broken([0, 1], y, vector=v, order="vjp") == due


@pytest.mark.parametrize(
    ("y", "v", "scale", "due"),
    [
        ([0.26894143, 0.7310586], 1, 1.0, {}),
        ([-0.7310586, -0.26894143], 1, -1.0, {}),
        ([0.80682427, 2.1931758], 3, 1.0, {}),
        # What exp(x - lse) of a rounded lse gives.
        ([1.0, 1.0], 1, 1.0, {"gradient_sum": True}),
        ([0.26894143, 0.7310586], -1, 1.0, {"gradient_sum": True}),
    ],
)
def test_the_gradient_of_logsumexp_sums_to_its_vector(y, v, scale, due):
    assert broken([0, 1], y, "logsumexp", scale, vector=[v], order="vjp") == due


def judged(fn, name="softmax", dtype="bfloat16", **terms):
    with np.errstate(all="ignore"):
        return symact.verify(fn, name, dtype=dtype, widths=terms.pop("widths", (4,)), **terms)


def masked(value):
    """Return a softmax with this result where a row is -inf alone."""

    def candidate(a):
        with np.errstate(all="ignore"):
            found = softmax(a)
        found[np.isneginf(a.astype(np.float32)).all(-1)] = value
        return found

    return candidate


@pytest.mark.every(3)
@pytest.mark.parametrize("policy", ["open", "nan", "zero", "uniform"])
@pytest.mark.parametrize(("kind", "value"), [("nan", np.nan), ("zero", 0.0), ("uniform", 0.25), ("other", 0.5)])
def test_a_masked_row_is_judged_by_its_policy(policy, kind, value):
    found = judged(masked(value), max_ulp=0.5, policy={"masked_rows": policy})
    assert found.passes is (kind == policy or (policy == "open" and kind != "other"))


def infinite(at, elsewhere):
    def candidate(a):
        with np.errstate(all="ignore"):
            found = softmax(a)
        up = np.isposinf(a.astype(np.float32))
        rows = up.any(-1) & ~np.isnan(a.astype(np.float32)).any(-1) & (up.sum(-1) == 1)
        found[rows] = np.where(up[rows], at, elsewhere)
        return found

    return candidate


@pytest.mark.parametrize("policy", ["open", "nan", "limit"])
@pytest.mark.parametrize(("kind", "values"), [("nan", (np.nan, np.nan)), ("limit", (1, 0)), ("other", (np.nan, 0))])
def test_a_row_with_infinity_is_judged_by_its_policy(policy, kind, values):
    found = judged(infinite(*values), max_ulp=0.5, policy={"infinite_rows": policy})
    # Two infinities have no limit; NaN is due there under any policy but that of the limit, which asks for nothing.
    assert found.passes is (kind == policy or (policy == "open" and kind != "other"))


def test_a_uniform_row_of_three_is_rounded():
    assert judged(masked(1 / 3), widths=(3,), max_ulp=0.5, policy={"masked_rows": "uniform"}).passes


@pytest.mark.parametrize(("name", "fn"), [("log_softmax", log_softmax), ("logsumexp", logsumexp)])
def test_logarithms_of_special_rows(name, fn):
    assert judged(fn, name, max_bound=1, plan=("work=float32",)).passes


class Moody:
    """A softmax that does not always do the same."""

    def __init__(self, spoil):
        self.spoil, self.calls = spoil, 0

    def __call__(self, a):
        self.calls += 1
        return self.spoil(self, a, softmax(a))


def first_of_batch(self, a, y):
    y[:1] = y[:1] * np.asarray(0.99, y.dtype)
    return y


def large_batches(self, a, y):
    return y if len(a) < 4 else (y.astype(np.float32) * np.float32(0.99)).astype(y.dtype)


def every_other_call(self, a, y):
    return y if self.calls % 2 else (y.astype(np.float32) * np.float32(1.01)).astype(y.dtype)


def into_the_input(self, a, y):
    a[...] = 0
    return y


def fails_alone(self, a, y):
    if len(a) == 1:
        raise ValueError("one row is none")
    return y


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (first_of_batch, "batch"),
        (large_batches, "batch"),
        (every_other_call, "repeat"),
        (into_the_input, "input"),
        (fails_alone, "arrays"),
    ],
)
def test_conduct_fails_a_stated_bound(spoil, kind):
    found = judged(Moody(spoil), max_ulp=1e9)
    assert kind in {each.kind for each in found.conduct}
    assert found.passes is False
    assert "fails by its conduct: it " in headline(found)
    assert judged(Moody(spoil), max_ulp=1e9, policy={"conduct": "report"}).passes or kind == "repeat"


@pytest.mark.parametrize(
    ("fn", "says"),
    [
        (lambda a: a[:, :1], r"shape \(\d+, 1\); it must return an array of bfloat16, shape"),
        (lambda a: a.astype(np.float32), "returned float32"),
        (lambda a: None, "returned a NoneType"),
        (lambda a: 1 / 0, "ZeroDivisionError"),
    ],
)
def test_what_is_no_result_is_one_line(fn, says):
    with pytest.raises(CandidateError, match=says) as caught:
        judged(fn)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ({"order": 1}, "its derivatives are JVP and VJP"),
        ({"widths": (0,)}, "a width of rows must be a number from 1"),
        ({"widths": (2, 2)}, "given twice"),
        ({"max_bound": -1}, "max_bound must be a number"),
        ({"widths": 0}, "a width of rows must be a number from 1"),
        ({"widths": "5"}, "a width of rows must be a number from 1"),
        ({"plan": ("sums=pairwise",)}, "did you mean sum"),
        ({"plan": "pairwise"}, "'pairwise' is not of the form name=value"),
        ({"plan": {"sum": "halves"}}, "choose recursive or pairwise"),
        ({"name": "sparsemax", "max_bound": 1}, "no bound of an algorithm is known for sparsemax"),
        ({"name": "rms_norm", "plan": ("way=lse",)}, "no logarithm of a sum"),
        ({"policy": {"masked_rows": "half"}}, "masked_rows='half' is not a choice"),
    ],
)
def test_bad_questions_are_one_line(terms, says):
    with pytest.raises(SymactError, match=says) as caught:
        judged(softmax, **terms)
    assert "\n" not in str(caught.value)


def test_one_width_and_one_text_of_a_plan_need_no_list():
    found = judged(softmax, widths=3, plan="sum=pairwise")
    assert [table.width for table in found.rows.tables] == [3]
    assert found.rows.declared == judged(softmax, widths=[3], plan={"sum": "pairwise"}).rows.declared
    assert found.rows.declared["sum"] == "pairwise"


def test_a_function_without_known_bounds_has_a_verdict():
    found = judged(lambda a: a.max(-1), "maxout")
    assert found.rows.best is None
    assert not found.rows.laws
    assert "rows of n = 4" in report(found)
    assert found.result.correctly_rounded > 0.95


C = """
#include <stddef.h>
#include <math.h>
void rows(const float *x, float *y, size_t rows, size_t n) {
    for (size_t r = 0; r < rows; r++, x += n, y += n) {
        float m = x[0], s = 0;
        for (size_t i = 1; i < n; i++) m = x[i] > m || isnan(x[i]) ? x[i] : m;
        for (size_t i = 0; i < n; i++) s += y[i] = expf(x[i] - m);
        for (size_t i = 0; i < n; i++) y[i] /= s;
    }
}
void lse(const float *x, float *y, size_t rows, size_t n) {
    for (size_t r = 0; r < rows; r++, x += n) {
        double m = x[0], s = 0;
        for (size_t i = 1; i < n; i++) m = x[i] > m || isnan(x[i]) ? x[i] : m;
        for (size_t i = 0; i < n; i++) s += exp(x[i] - m);
        y[r] = isinf(m) ? NAN : m + log(s);
    }
}
void gradient(const float *x, const float *v, float *y, size_t rows, size_t n) {
    for (size_t r = 0; r < rows; r++, x += n, v += n, y += n) {
        double m = x[0], s = 0, d = 0;
        for (size_t i = 1; i < n; i++) m = x[i] > m ? x[i] : m;
        for (size_t i = 0; i < n; i++) s += exp(x[i] - m);
        for (size_t i = 0; i < n; i++) d += exp(x[i] - m) / s * v[i];
        for (size_t i = 0; i < n; i++) y[i] = exp(x[i] - m) / s * (v[i] - d);
    }
}
void beyond(const float *x, float *y, size_t rows, size_t n) {
    for (size_t i = 0; i < rows * n; i++) y[i] = x[i];
    y[rows * n] = 1;
}
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rows")
    source = folder / "rows.c"
    source.write_text(C)
    found = folder / "librows.so"
    subprocess.run(["cc", "-O1", "-shared", "-fPIC", str(source), "-o", str(found), "-lm"], check=True)
    return found


@pytest.mark.parametrize(
    ("symbol", "name", "order"), [("rows", "softmax", 0), ("lse", "logsumexp", 0), ("gradient", "softmax", "vjp")]
)
def test_functions_of_a_shared_library(library, symbol, name, order):
    found = symact.verify(f"{library}:{symbol}", name, dtype="float32", order=order, widths=(1, 5), max_bound=1)
    assert found.passes, report(found)
    assert found.target.function.endswith(f":{symbol}")


def test_what_is_written_beyond_the_results_is_noticed(library):
    found = symact.verify(f"{library}:beyond", "softmax", dtype="float32", widths=(5,), max_bound=1e300)
    assert any("writes outside of y" in each.says for each in found.conduct)


PROGRAM = """
import sys
from array import array
from math import exp, isinf, isnan, nan
rows, n, order = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
data = array("f", sys.stdin.buffer.read())
out = array("f")
for r in range(rows):
    x, v = data[r * n : r * n + n], data[(rows + r) * n : (rows + r) * n + n]
    if any(map(isnan, x)) or isinf(max(x)):
        out.extend([nan] * n)
        continue
    e = [exp(a - max(x)) for a in x]
    p = [a / sum(e) for a in e]
    inner = sum(a * b for a, b in zip(p, v))
    out.extend(p if order == "0" else [a * (b - inner) for a, b in zip(p, v)])
sys.stdout.buffer.write(out.tobytes())
"""


@pytest.mark.parametrize("order", ["vjp", pytest.param(0, marks=pytest.mark.exhaustive)])
def test_a_filter_program_of_rows(tmp_path, order):
    script = tmp_path / "rows.py"
    script.write_text(PROGRAM)
    target = f"cmd:{sys.executable} -I -S {script} {{rows}} {{n}} {{order}}"
    assert symact.verify(target, "softmax", dtype="float32", order=order, widths=(3,), max_bound=1).passes


def test_files_of_results_are_judged_width_by_width(run, tmp_path):
    code, _, said = run("inputs", "softmax", "--dtype", "float16", "-o", "rows-{n}.npy", "--widths", "1,7")
    assert code == 0
    assert "symact verify outputs:RESULTS-{n} softmax --dtype float16 --widths 1,7" in said
    for width in (1, 7):
        given = np.load(tmp_path / f"rows-{width}.npy").view(np.float16)
        assert given.shape[1:] == (width,)
        # Results may be in the shape of the inputs, or one after the other.
        with np.errstate(all="ignore"):
            np.save(tmp_path / f"results-{width}.npy", softmax(given).view(np.uint16).reshape([-1, width][: width % 5]))
    verify = ("verify", "outputs:results-{n}.npy", "softmax", "--dtype", "float16", "--max-ulp", "0.5")
    code, said, _ = run(*verify, "--widths", "1,7")
    assert (code, b"stays within 0.5 ulp" in said) == (0, True)
    np.save(tmp_path / "results-7.npy", np.zeros(given.size, np.uint16))
    kept = ("--html", "found.html", "--baseline", "known.json", "--update-baseline")
    assert run(*verify, "--widths", "1,7", *kept)[0] == 0
    assert "Families of rows" in (tmp_path / "found.html").read_text()
    assert run(*verify, "--widths", "1,7", "--baseline", "known.json")[0] == 0
    assert run(*verify, "--widths", "1,7")[0] == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("inputs", "softmax", "--dtype", "bfloat16", "-o", "rows.bin"), "put {n} in its name"),
        (("inputs", "swiglu", "--dtype", "bfloat16", "-o", "x.bin", "--widths", "3"), "swiglu has no widths"),
        (("inputs", "gelu", "--dtype", "bfloat16", "-o", "x-{n}.bin"), "gelu has no widths: name one file"),
        (("table", "softmax", "--dtype", "bfloat16", "-o", "x.npz"), "give one, as --widths 8"),
        (("table", "softmax", "--dtype", "bfloat16", "-o", "x.npz", "--widths", "3,3"), "given twice"),
        (("table", "softmax", "--dtype", "q4.12", "-o", "x.npz", "--widths", "3"), "give a float format"),
        (("table", "gelu", "--dtype", "bfloat16", "-o", "x.npz", "--widths", "3"), "gelu has no widths"),
        (
            ("table", "gelu", "--dtype", "bfloat16", "--widths", "3", "--exhaustive"),
            "--exhaustive and --widths exclude",
        ),
        (("verify", "torch", "softmax", "--widths", "1,a"), "--widths must be numbers"),
        (("verify", "torch", "softmax", "--plan", "sum=some"), "choose recursive or pairwise"),
        (("verify", "torch", "softmax", "--exhaustive", "--workers", "2"), "--workers is for functions of one number"),
        (("verify", "torch", "softmax", "--order", "1"), "its derivatives are JVP and VJP"),
        (("verify", "torch", "relu", "--order", "vjp"), "has no derivative order"),
    ],
)
def test_bad_commands_are_one_line(run, arguments, says):
    code, _, said = run(*arguments)
    assert code == 2
    assert says in said.strip().splitlines()[-1]


@pytest.mark.exhaustive
def test_long_rows():
    found = judged(softmax, widths=(131072,), max_ulp=0.5)
    assert found.passes
    assert 6 <= found.rows.rows <= 8


def test_terms_of_rows_are_no_terms_of_functions_of_one_number(run):
    with pytest.raises(SymactError, match="max_bound is for functions of rows, such as softmax; relu is none"):
        symact.verify(lambda a: a, "relu", dtype="bfloat16", max_bound=1)
    code, _, said = run("verify", "torch", "relu", "--widths", "3")
    assert (code, "widths is for functions of rows" in said) == (2, True)


@pytest.mark.parametrize(
    ("orders", "terms", "due"),
    [
        ((0,), {}, {"relu", "softmax"}),
        ((1,), {}, {"relu"}),
        (("vjp",), {}, {"softmax"}),
        ((0,), {"max_bound": 0.0}, {"softmax"}),
    ],
)
def test_without_a_name_a_target_is_asked_for_what_has_these_orders_and_terms(orders, terms, due):
    asked = {each.name for each in questions("torch", dtypes=("float32",), orders=orders, **terms)}
    assert asked & {"relu", "softmax"} == due
