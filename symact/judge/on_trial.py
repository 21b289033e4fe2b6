"""A candidate of a function of several numbers, such as softmax or SwiGLU, as its judges call it."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from symact.candidates import Adapter
from symact.candidates.behaviour import Trial
from symact.candidates.row_shape import RowShape
from symact.formats.arrays import Bits
from symact.judge.figures.verdict import Target
from symact.judge.reference_table import Progress


class Evaluate(Protocol):
    """Calls the candidate on a batch; raises CandidateError or UnsupportedError where it fails."""

    def __call__(self, bits: Bits, shape: RowShape, trial: bool) -> Trial:
        """Return the results, and findings on its conduct if that is tried."""


class OnTrial(NamedTuple):
    """What is on trial.

    Args:
        evaluate: calls the candidate.
        target: says what was on trial, asked for when it was called.
        library: how it is called; its conduct is tried where that is more than once.
        progress: called with the number of reference rows done since the last call.
        announce: called once with the number of rows to come.
        transposed: calls the candidate's JVP where its VJP is judged, and its VJP where its JVP is; None where it has
            no other one.
    """

    evaluate: Evaluate
    target: Callable[[], Target]
    library: Adapter
    progress: Progress | None = None
    announce: Progress | None = None
    transposed: Evaluate | None = None
