"""SciPy: functions of scipy.special."""

from symact.candidates.spelling import Profile

PROFILES = {
    "log_sigmoid": Profile.of("scipy.special.log_expit"),
    "sigmoid": Profile.of("scipy.special.expit"),
    "softplus": Profile.of("scipy.special.softplus", note="beta is fixed at 1"),
}
