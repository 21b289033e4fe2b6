"""SciPy: functions of scipy.special."""

from symact.candidates.spelling import Profile

PROFILES = {
    "erf": Profile.of("scipy.special.erf"),
    "log_sigmoid": Profile.of("scipy.special.log_expit"),
    "log_softmax": Profile.of("scipy.special.log_softmax", axis=-1),
    "logit": Profile.of("scipy.special.logit"),
    "logsumexp": Profile.of("scipy.special.logsumexp", axis=-1),
    "sigmoid": Profile.of("scipy.special.expit"),
    "sinc": Profile.of("scipy.special.sinc"),
    "softmax": Profile.of("scipy.special.softmax", axis=-1),
    "softplus": Profile.of("scipy.special.softplus", note="beta is fixed at 1"),
}
