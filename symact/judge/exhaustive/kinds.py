"""Which kind of run judges all inputs of a question: of one number, of gated pairs, their gradients, rows of two."""

from symact.definition.domain import Pair, Vector
from symact.judge.exhaustive.pair_gradients import PairGradientRun
from symact.judge.exhaustive.pairs import PairRun
from symact.judge.exhaustive.rows_of_two import RowsOfTwoRun
from symact.judge.exhaustive.run import Run
from symact.judge.question import Question


def run_of(question: Question) -> type[Run]:
    """Return the kind of run that judges all inputs of a question."""
    if isinstance(question.domain, Vector):
        return RowsOfTwoRun
    if not isinstance(question.domain, Pair):
        return Run
    return PairGradientRun if question.order else PairRun
