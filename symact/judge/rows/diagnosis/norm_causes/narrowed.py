"""Results of norms that go through a narrower format, or are on a grid."""

from symact.judge.rows.diagnosis.causes.narrowed import computations as computations
