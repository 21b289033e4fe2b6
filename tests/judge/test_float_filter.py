"""Classes of errors by their exponents: those that the edges of the histogram say."""

import numpy as np

from symact.judge.comparison.compare import HISTOGRAM_EDGES
from symact.judge.exhaustive.float_filter import _bins


def test_classes_are_those_of_the_edges_on_them_and_beside_them():
    edges = np.array(HISTOGRAM_EDGES)
    spread = 2.0 ** np.random.default_rng(0).uniform(-12, 30, 20_000)
    error = np.concatenate([edges, np.nextafter(edges, 0), np.nextafter(edges, np.inf), [0.0, 5e-324, 1e300], spread])
    certain, places = _bins(error, np.zeros(len(error)))
    assert certain.all()
    assert places.tolist() == [sum(edge < each for edge in HISTOGRAM_EDGES) for each in error.tolist()]


def test_errors_near_an_edge_are_left():
    error = np.array([0.1, 0.45, 0.5, 0.55, 0.7, 1.0, 1.2, 3e6])
    certain, places = _bins(error, np.array([0.2, 0.1, 1e-3, 0.1, 0.1, 0.0, 0.1, np.inf]))
    assert certain.tolist() == [True, False, False, False, True, True, True, False]
    assert places[certain].tolist() == [0, 1, 1, 2]
