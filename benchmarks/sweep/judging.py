"""Which functions of a library are judged slowly over all float32 inputs: CPU time of the judge, ns an input.

    python benchmarks/sweep/judging.py [--target torch] [--names gelu,silu] [--orders 0,1] [--every 8] [--seconds 20]

Takes 2^16 inputs of every 8th binade of both signs, each with the library's own results; the slowest stretch is named,
since one class of results there is on many inputs may cost what all others do not. A function that takes longer than
--seconds is told and left.
"""

from __future__ import annotations

import argparse
import signal
import time

import numpy as np

from symact.candidates import UnsupportedError, adapter, plan
from symact.definition.quantity import Quantity
from symact.errors import SymactError
from symact.formats.floating import get_format
from symact.judge.exhaustive.chunk import Judge
from symact.judge.exhaustive.run import presumed_ends
from symact.judge.question import Question

FLOAT32, LENGTH, BINADE = get_format("float32"), 1 << 16, 1 << 23


class SlowError(Exception):
    """A function takes too long."""


def survey(question: Question, every: int) -> tuple[float, float, int, float]:
    """Return ns an input, the greatest of a stretch and its first encoding, and ns of the library."""
    case, library = question.case(), adapter(question.target)
    fn = library.make(case.spec, FLOAT32)
    judge = Judge(case.bound, question, presumed_ends(question, case.bound))
    own = theirs = 0.0
    worst = (0.0, 0)
    firsts = [sign | start for sign in (1 << 31, 0) for start in range(BINADE // 2, 255 * BINADE, every * BINADE)]
    for first in firsts:
        x = np.arange(first, first + LENGTH, dtype=np.uint32)
        start = time.process_time()
        got = library.evaluate(fn, x.view(np.float32), FLOAT32, Quantity.of(question.order)).view(np.uint32)
        middle = time.process_time()
        judge.judge(first, got)
        spent = time.process_time() - middle
        theirs += middle - start
        own += spent
        worst = max(worst, (spent, first))
    count = len(firsts) * LENGTH
    return own / count * 1e9, worst[0] / LENGTH * 1e9, worst[1], theirs / count * 1e9


def main() -> None:
    """Print a line a function, as soon as it is there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", default="torch")
    parser.add_argument("--names", default="")
    parser.add_argument("--orders", default="0,1")
    parser.add_argument("--every", type=int, default=8)
    parser.add_argument("--seconds", type=int, default=20)
    chosen = parser.parse_args()

    def stop(*_: object) -> None:
        raise SlowError

    signal.signal(signal.SIGPROF, stop)
    for name in chosen.names.split(",") if chosen.names else plan.names(chosen.target):
        for order in map(int, chosen.orders.split(",")):
            signal.setitimer(signal.ITIMER_PROF, chosen.seconds)
            try:
                own, most, where, theirs = survey(Question(chosen.target, name, "float32", order), chosen.every)
                text = f"{own:8.1f} ns, at most {most:9.1f} from {where:#010x}; the library {theirs:6.1f}"
            except SlowError:
                text = f"more than {chosen.seconds} s"
            except (UnsupportedError, SymactError) as error:
                text = f"not judged: {error}"
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
            print(f"{name:24} {order} {text}", flush=True)


if __name__ == "__main__":
    main()
