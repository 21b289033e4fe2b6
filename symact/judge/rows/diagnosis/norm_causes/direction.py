"""Results of norms rounded toward zero."""

from symact.judge.rows.diagnosis.causes.direction import computations as computations
