"""Arrays of a process that keeps its memory take pages that are there already."""

import subprocess
import sys

import pytest

COUNTED = """
import resource

import numpy as np

from symact.system.allocation import keep_memory


def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    array = np.empty(1 << 25, np.uint8)
    array[::4096] = 1
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


{begin}
faults()
print(sum(faults() for _ in range(8)))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="page faults and mallopt are those of Linux")
def test_freed_memory_stays_with_the_process():
    programs = [COUNTED.format(begin=begin) for begin in ("keep_memory()", "")]
    runs = [subprocess.run([sys.executable, "-c", each], capture_output=True, check=True) for each in programs]
    kept, given_back = (int(each.stdout) for each in runs)
    assert kept < 100 <= given_back
