"""The catalogue's functions of vectors once more, for lists of numbers of mpmath."""

import mpmath


def softmax(values):
    return [mpmath.exp(v) / mpmath.fsum(mpmath.exp(w) for w in values) for v in values]


def bisected(total):
    """Return where a decreasing function is 1, to 45 digits."""
    low, high = mpmath.mpf(-2048), mpmath.mpf(2048)
    for _ in range(170):
        middle = (low + high) / 2
        low, high = (middle, high) if total(middle) > 1 else (low, middle)
    return low


def threshold(values, power):
    return bisected(lambda t: mpmath.fsum(max(v - t, 0) ** power for v in values))


def sparsemax(values):
    t = threshold(values, 1)
    return [max(v - t, mpmath.mpf(0)) for v in values]


def entmax15(values):
    t = threshold([v / 2 for v in values], 2)
    return [max(v / 2 - t, mpmath.mpf(0)) ** 2 for v in values]


def rms_norm(values, *weights):
    root = mpmath.sqrt(mpmath.fsum(v * v for v in values) / len(values) + mpmath.mpf(10) ** -6)
    return [v / root for v in values]


def layer_norm(values):
    mean = mpmath.fsum(values) / len(values)
    variance = mpmath.fsum(v * v for v in values) / len(values) - mean**2
    return [(v - mean) / mpmath.sqrt(variance + mpmath.mpf(10) ** -5) for v in values]


FORMULAS = {
    "softmax": softmax,
    "softmin": lambda values: softmax([-v for v in values]),
    "log_softmax": lambda values: [mpmath.log(y) for y in softmax(values)],
    "logsumexp": lambda values: [mpmath.log(mpmath.fsum(map(mpmath.exp, values)))],
    "logmeanexp": lambda values: [mpmath.log(mpmath.fsum(map(mpmath.exp, values)) / len(values))],
    "softmax_masked": lambda values, mask: softmax([v + m for v, m in zip(values, mask, strict=True)]),
    "quiet_softmax": lambda values: softmax([*values, mpmath.mpf(0)])[:-1],
    "softmax_temperature": softmax,
    "softmax_scaled": lambda values: softmax([v / 8 for v in values]),
    "softmax_base2": lambda values: softmax([v * mpmath.log(2) for v in values]),
    "softmax_softcap": lambda values: softmax([50 * mpmath.tanh(v / 50) for v in values]),
    "maxout": lambda values: [max(values)],
    "hardmax": lambda values: [mpmath.mpf(k == values.index(max(values))) for k in range(len(values))],
    "sparsemax": sparsemax,
    "entmax15": entmax15,
    "rms_norm": rms_norm,
    "rms_norm_weighted": lambda values, w: [y * g for y, g in zip(rms_norm(values), w, strict=True)],
    "rms_norm_offset": lambda values, w: [y + y * g for y, g in zip(rms_norm(values), w, strict=True)],
    "layer_norm": layer_norm,
    "layer_norm_weighted": lambda values, w, b: [y * g + c for y, g, c in zip(layer_norm(values), w, b, strict=True)],
}
"""Each function with its defaults once more, of lists of numbers of mpmath, one a vector that it takes."""
