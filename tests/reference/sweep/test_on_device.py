"""The sweep on tensors of torch: the same bits as NumPy's, and figures that planted errors must have."""

import numpy as np
import pytest

from symact import catalogue
from symact.definition.bound import bind
from symact.errors import SymactError
from symact.formats.floating import get_format
from symact.reference.sweep.blocks import Sweep
from symact.reference.sweep.on_device import DeviceSweep

FLOAT32 = get_format("float32")
LENGTH = 6000

# The ends of the line and of its segments: zeros, subnormal numbers, infinities and NaN of both signs.
SPECIAL = [0, 0x007FF000, 0x7F7FF000, 0x7F800000, 0x80000000, 0x80001000, 0x807FF000, 0xFF7FF000, 0xFFFFE890]


def stretches(sweep, seed):
    """Beginnings of stretches: special inputs, where another way of evaluation begins, and anywhere."""
    cuts = [s.first | sign for sign, found in zip((0, 1 << 31), sweep.segments, strict=True) for s in found]
    rng = np.random.default_rng(seed)
    return [*SPECIAL, *(max(c - LENGTH // 2, 0) for c in cuts), *rng.integers(0, 0xFFFF0000, 4).tolist()]


@pytest.fixture(scope="module", autouse=True)
def _alone(tmp_path_factory, torch):
    """Keep models apart, in short stretches; threads would wait wherever other tests run beside this one."""
    torch.set_num_threads(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SYMACT_CACHE", str(tmp_path_factory.mktemp("cache")))
        for module in ("kept_models", "on_device"):
            patch.setattr(f"symact.reference.sweep.{module}.STRETCH", 1 << 18)
        yield


@pytest.mark.parametrize(("name", "order"), [("gelu", 0), ("tanh", 1), ("hard_swish", 1), ("celu", 1), ("prelu", 0)])
def test_tensors_have_the_bits_of_numpy(name, order):
    bound = bind(catalogue.get(name))
    ours, theirs = Sweep(bound, FLOAT32, order), DeviceSweep(bound, order, "cpu")
    for first in stretches(ours, order):
        count = min(LENGTH, (1 << 31) - first % (1 << 31))
        found = theirs.bits(first, count)
        assert (found.numpy().view(np.uint32) == ours.bits(first, count)).all(), hex(first)


@pytest.mark.parametrize(("name", "order"), [("gelu", 0), ("tanh", 0), ("hard_sigmoid", 0)])
def test_planted_errors_are_counted(name, order, torch):
    bound = bind(catalogue.get(name))
    ours, theirs = Sweep(bound, FLOAT32, order), DeviceSweep(bound, order, "cpu")
    for first in stretches(ours, order):
        count = min(LENGTH, (1 << 31) - first % (1 << 31))
        got, (number, infinite) = ours.bits(first, count), (first & 0x7FFFFFFF, 0x7F800000)
        finite = max(0, min(count, infinite - number))
        got[1000:finite:1000] += np.uint32(3)
        found = theirs.judge(first, torch.from_numpy(got.view(np.float32)))
        planted = len(range(1000, finite, 1000))
        assert found.judged == max(0, min(count, infinite + 1 - number))
        assert found.wrong == planted
        assert found.beyond[2:4] == (planted, 0)
        if planted:
            assert 2.5 <= found.worst <= 3.5
            assert (found.worst_input - first) % 1000 == 0


def test_what_is_no_number_is_an_infinite_error(torch):
    bound = bind(catalogue.get("gelu"))
    ours, theirs = Sweep(bound, FLOAT32, 0), DeviceSweep(bound, 0, "cpu")
    for bits in (0x7FC00000, 0x7F800000):
        got = ours.bits(0x40000000, 100)
        got[17] = bits
        found = theirs.judge(0x40000000, torch.from_numpy(got.view(np.float32)))
        assert (found.wrong, found.worst, found.worst_input) == (1, float("inf"), 0x40000011)


def test_devices_that_are_missing():
    with pytest.raises(SymactError, match="nosuch"):
        DeviceSweep(bind(catalogue.get("gelu")), 0, "nosuch")
