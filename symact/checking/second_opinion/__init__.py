"""A second opinion on a sheet: it tries to refute each fact by numbers, with mpmath and no code of the prover.

Nothing here imports anything else of symact, SymPy or Arb (a contract of `make lint` holds it): texts are read by
Python's own parser, values come from mpmath and from fractions. It looks where claims fail: at every end that the sheet
names, at every switch and singularity of the formula and beside them, at special values of the parameters and far
away. It proves nothing; what it finds refutes.
"""

from symact.checking.second_opinion.opinion import SecondOpinion

__all__ = ["SecondOpinion"]
