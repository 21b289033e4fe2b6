"""Limits of time, one inside the other."""

import contextlib
import signal
import time

import pytest

from symact.system.time_limit import TimeLimitError, at_most, half_of_the_rest


def spin(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_a_limit_ends_a_block():
    began = time.process_time()
    with pytest.raises(TimeLimitError, match=r"0\.1 s"), at_most(0.1):
        spin(5)
    assert time.process_time() - began < 1


def test_waiting_does_not_count():
    with at_most(0.2):
        time.sleep(0.4)


def test_an_inner_limit_is_its_own():
    with at_most(5):
        with pytest.raises(TimeLimitError) as caught, at_most(0.05) as inner:
            spin(2)
        assert caught.value.limit is inner
        spin(0.01)


def many():
    for _ in range(100):
        with at_most(10):
            spin(0.05)


def test_inner_blocks_do_not_lengthen_the_outer_one():
    began = time.process_time()
    with pytest.raises(TimeLimitError) as caught, at_most(0.2) as outer:
        many()
    assert caught.value.limit is outer
    assert time.process_time() - began < 1


def test_both_limits_passed_is_the_outer_one():
    with pytest.raises(TimeLimitError) as caught, at_most(0.05) as outer, at_most(0.05):
        spin(1)
    assert caught.value.limit is outer


def test_a_case_leaves_half_of_the_rest_to_the_others():
    began = time.process_time()
    with at_most(0.8):
        for seconds in (0.4, 0.2):
            with pytest.raises(TimeLimitError) as caught, half_of_the_rest() as inner:
                spin(5)
            assert caught.value.limit is inner
            assert inner.seconds == pytest.approx(seconds, abs=0.1)
    assert time.process_time() - began < 0.8
    with half_of_the_rest() as none:
        assert none is None


def swallowing():
    try:
        spin(1)
    except Exception:
        pytest.fail("swallowed")


def test_library_code_does_not_swallow_it():
    with pytest.raises(TimeLimitError), at_most(0.05):
        swallowing()


def test_clean_up_is_not_interrupted_again():
    done = []

    def tidy():
        try:
            spin(1)
        finally:
            spin(0.2)
            done.append(1)

    with pytest.raises(TimeLimitError), at_most(0.05):
        tidy()
    assert done == [1]


def test_an_error_that_is_lost_comes_again():
    """As in a callback of the garbage collector, which swallows everything."""

    def work():
        with contextlib.suppress(BaseException):
            spin(0.3)
        spin(5)

    began = time.process_time()
    with pytest.raises(TimeLimitError), at_most(0.1):
        work()
    assert time.process_time() - began < 3


def test_a_timer_that_was_there_rings_on():
    rung = []
    before = signal.signal(signal.SIGPROF, lambda *_: rung.append(1))
    try:
        signal.setitimer(signal.ITIMER_PROF, 0.15)
        with at_most(5):
            spin(0.05)
        assert not rung
        spin(0.3)
        assert rung == [1]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
