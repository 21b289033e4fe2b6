"""Attributes are swapped while any block holds them, and have their own values when none does."""

from threading import Barrier, Thread
from types import SimpleNamespace

from symact.system.swapped import Swap


def test_overlapping_threads_give_it_back():
    owner = SimpleNamespace(step="own")
    swap = Swap(((owner, "step", "other"),))
    first_in, second_in, first_out = Barrier(2), Barrier(2), Barrier(2)
    seen = []

    def first():
        with swap.held():
            first_in.wait()
            second_in.wait()
        seen.append(owner.step)
        first_out.wait()

    def second():
        first_in.wait()
        with swap.held():
            second_in.wait()
            first_out.wait()
            seen.append(owner.step)

    threads = [Thread(target=each) for each in (first, second)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert seen == ["other", "other"]
    assert owner.step == "own"


def test_nested_blocks_are_one():
    owner = SimpleNamespace(step="own")
    swap = Swap(((owner, "step", "other"),))
    with swap.held():
        with swap.held():
            assert owner.step == "other"
        assert owner.step == "other"
    assert owner.step == "own"
