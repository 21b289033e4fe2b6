"""Nearest neighbours against mpmath: the greatest difference and where it is taken."""

import mpmath
import pytest

from symact.errors import SymactError
from symact.evidence import Status
from symact.sheets.neighbours import nearest


def test_gelu_and_its_tanh_form():
    """4.7e-4 at 2.70, as texts say: the place is a zero of the difference's derivative."""
    (found,) = nearest("gelu", 1)
    assert (found.name, found.status) == ("gelu_tanh", Status.CERTIFIED)

    def difference(v):
        inner = mpmath.sqrt(2 / mpmath.pi) * (v + mpmath.mpf("0.044715") * v**3)
        return v / 2 * (mpmath.erf(v / mpmath.sqrt(2)) - mpmath.tanh(inner))

    with mpmath.workdps(30):
        place = mpmath.findroot(lambda v: mpmath.diff(difference, v), 2.7)
        assert abs(abs(mpmath.mpf(found.at)) - place) < 1e-15
        assert abs(mpmath.mpf(found.difference) - abs(difference(place))) < 1e-19
    assert 4.7e-4 < float(found.difference) < 4.75e-4


@pytest.mark.exhaustive
def test_the_same_function_by_another_name():
    (found, *_) = nearest("silu", 2)
    assert (found.name, found.difference, found.status) == ("acon_c", "0", Status.PROVED)


def test_what_cannot_be_answered_is_one_line():
    with pytest.raises(SymactError, match="count must be 1 or greater, not 0"):
        nearest("gelu", 0)
    with pytest.raises(SymactError, match="did you mean"):
        nearest("gleu")
    with pytest.raises(SymactError, match="softmax is a function of vectors; neighbours are of one number"):
        nearest("softmax")
