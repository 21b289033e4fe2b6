"""Where a run's results are compared: in the candidate's process on its device, or here; the one place that decides.

On the device the reference shares a process with the candidate, which only libraries that symact has an adapter of are
trusted with. Targets of one's own, and whatever the device's passes do not cover, are judged from results brought here.
"""

from symact.candidates import adapter, form
from symact.judge.comparison.policy import Policy
from symact.judge.exhaustive.job import AT_ONCE
from symact.judge.question import Question

DEVICES = ("cuda",)
"""Devices whose results stay there."""

CHUNK = 64 * AT_ONCE
"""Inputs of a chunk: few, so that a device does not wait for the process that hands them out."""


def stays(question: Question) -> bool:
    """Whether a run compares results where they are computed.

    Args:
        question: what is judged; terms other than the usual ones are judged from results brought here.
    """
    return (
        question.device.partition(":")[0] in DEVICES
        and form(question.target) is None
        and adapter(question.target).resides
        and question.dtype == "float32"
        and question.order in (0, 1, 2)
        and question.policy == Policy()
        and (question.max_ulp is None or question.max_ulp >= 0.5)
        and isinstance(question.activation, str)
        and all(isinstance(value, str) for _, value in question.params)
    )
