"""Which functions of a library are judged slowly over all float32 inputs: CPU time of the judge, ns an input.

    python benchmarks/sweep/judging.py [--target torch] [--names gelu,silu] [--orders 0,1] [--every 8] [--seconds 20]

Takes twice 2^18 inputs of every 8th binade of both signs, each with the library's own results; the slowest stretch is
named, since one class of results there is on many inputs may cost what all others do not. The first 2^18 of each bear
what is made once, such as proofs and models at the ends, and are told apart as seconds. A function that takes longer
than --seconds is told and left. At last what all 2^32 inputs take of a core is reckoned, judge and library.
"""

from __future__ import annotations

import argparse
import os
import signal
import time
from typing import NamedTuple

import numpy as np

from symact.candidates import UnsupportedError, adapter, plan
from symact.definition.quantity import Quantity
from symact.errors import SymactError
from symact.formats.floating import get_format
from symact.judge.exhaustive.chunk import Judge
from symact.judge.exhaustive.run import presumed_ends
from symact.judge.question import Question
from symact.system.allocation import keep_memory

FLOAT32, LENGTH, BINADE = get_format("float32"), 1 << 18, 1 << 23


class SlowError(Exception):
    """A function takes too long."""


class Survey(NamedTuple):
    """What a function costs.

    Args:
        own: of the judge, ns an input.
        most: the greatest of a stretch, ns an input.
        where: its first encoding.
        once: what the first stretches take more, seconds.
        theirs: of the library, ns an input.
    """

    own: float
    most: float
    where: int
    once: float
    theirs: float


def survey(question: Question, every: int) -> Survey:
    """Return what a function costs."""
    case, library = question.case(), adapter(question.target)
    fn = library.make(case.spec, FLOAT32)
    judge = Judge(case.bound, question, presumed_ends(question, case.bound))
    own = theirs = once = 0.0
    worst = (0.0, 0)
    firsts = [sign | start for sign in (1 << 31, 0) for start in range(BINADE // 2, 255 * BINADE, every * BINADE)]
    for first in firsts:
        x = np.arange(first, first + 2 * LENGTH, dtype=np.uint32)
        start = time.process_time()
        got = library.evaluate(fn, x.view(np.float32), FLOAT32, Quantity.of(question.order)).view(np.uint32)
        middle = time.process_time()
        judge.judge(first, got[:LENGTH])
        later = time.process_time()
        judge.judge(first + LENGTH, got[LENGTH:])
        spent = time.process_time() - later
        theirs += middle - start
        own += spent
        once += later - middle - spent
        worst = max(worst, (spent, first + LENGTH))
    count = len(firsts) * LENGTH
    return Survey(own / count * 1e9, worst[0] / LENGTH * 1e9, worst[1], once, theirs / count / 2 * 1e9)


def main() -> None:
    """Print a line a function, as soon as it is there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", default="torch")
    parser.add_argument("--names", default="")
    parser.add_argument("--orders", default="0,1")
    parser.add_argument("--every", type=int, default=8)
    parser.add_argument("--seconds", type=int, default=20)
    chosen = parser.parse_args()

    # As in the processes of a run.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    keep_memory()

    def stop(*_: object) -> None:
        raise SlowError

    signal.signal(signal.SIGPROF, stop)
    for name in chosen.names.split(",") if chosen.names else plan.names(chosen.target):
        for order in map(int, chosen.orders.split(",")):
            signal.setitimer(signal.ITIMER_PROF, chosen.seconds)
            try:
                found = survey(Question(chosen.target, name, "float32", order), chosen.every)
                text = f"{found.own:8.1f} ns, at most {found.most:9.1f} from {found.where:#010x}; "
                text += f"once {found.once:5.1f} s; the library {found.theirs:6.1f}"
                text += f"; all {(found.own + found.theirs) * 2**32 / 1e9:6.0f} s"
            except SlowError:
                text = f"more than {chosen.seconds} s"
            except (UnsupportedError, SymactError) as error:
                text = f"not judged: {error}"
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
            print(f"{name:24} {order} {text}", flush=True)


if __name__ == "__main__":
    main()
