"""The process of a candidate whose results are compared on its device: counts first, then the pieces asked for.

Run as ``python -m symact.judge.exhaustive.device.worker REQUEST_FD REPLY_FD FOLDER`` by
`symact.candidates.process.parent`.
"""

import json
import sys
import time
from functools import lru_cache
from typing import Any

import numpy as np

from symact.candidates import Adapter, Function, adapter
from symact.candidates.call import CallSpec
from symact.candidates.finding import Finding
from symact.candidates.process.resources import limited
from symact.candidates.process.worker import evaluated, leave, main
from symact.definition.quantity import Quantity
from symact.errors import CandidateError, SymactError
from symact.formats.floating import get_format
from symact.judge.exhaustive.device.pieces import Terms, summaries
from symact.judge.exhaustive.job import AT_ONCE
from symact.judge.exhaustive.job import CHUNK as CALL
from symact.judge.question import Question
from symact.reference.sweep.on_device import DeviceSweep
from symact.system.arithmetic import Guest
from symact.system.plain_data import record

FLOAT32 = get_format("float32")

HELD: list[Any] = []
"""The results of the last chunk; after them those at the inputs of the other sign, where these are wanted."""


def work(request: dict[str, Any], guest: Guest) -> dict[str, Any]:
    """Carry out a request: compare a chunk, leave pieces of the last one, or what every candidate's process does."""
    if "compare" in request:
        return _compared(request, request["compare"], guest)
    if "held" in request:
        return _brought(request)
    return evaluated(request, guest)


def _compared(request: dict[str, Any], asked: dict[str, Any], guest: Guest) -> dict[str, Any]:
    """Evaluate and compare a chunk; there are no figures where torch is missing or sees no such device."""
    library, (first, count) = adapter(request["target"]), asked["chunk"]
    with guest:
        fn = _function(request["target"], json.dumps(request["spec"]))
    leave(np.zeros(0, dtype=np.uint32), request["results"])
    try:
        sweep = _sweep(json.dumps(asked["reference"]), asked["device"])
    except SymactError:
        return {"version": library.version(), "findings": [], "seconds": 0.0, "figures": None}
    quantity, begins = Quantity.of(request["quantity"]), [first]
    if asked["mirrored"]:
        begins.append(first ^ FLOAT32.sign_bit)
    start = time.perf_counter()
    with limited(request["memory"]), guest:
        HELD[:] = [_results(library, fn, sweep, begin, count, quantity) for begin in begins]
    middle = time.perf_counter()
    pieces = summaries(sweep, record(Terms, asked["terms"]), first, HELD[0], HELD[1] if len(HELD) > 1 else None)
    return {
        "version": library.version(),
        "findings": [Finding("environment", says) for says in guest.findings()],
        "seconds": middle - start,
        "figures": {"pieces": pieces, "seconds": time.perf_counter() - middle},
    }


def _brought(request: dict[str, Any]) -> dict[str, Any]:
    """Leave pieces of the last chunk's results, and after them their counterparts of the other sign."""
    parts = [held[k * AT_ONCE : (k + 1) * AT_ONCE].cpu().numpy() for held in HELD for k in request["held"]]
    leave(np.concatenate(parts).view(np.uint32), request["results"])
    return {"version": "", "findings": [], "seconds": 0.0}


def _results(library: Adapter, fn: Function, sweep: DeviceSweep, first: int, count: int, quantity: Quantity) -> Any:
    """Return the encodings of consecutive results, from calls as long as where results are brought back."""
    found = sweep.encodings(first, count)
    for start in range(0, count, CALL):
        length = min(CALL, count - start)
        own = library.resident(fn, sweep.encodings(first + start, length), quantity)
        if tuple(own.shape) != (length,) or own.device != found.device:
            raise CandidateError(f"it returns an array of another shape, dtype or device for {length} inputs")
        # Copied at once: a candidate may use the memory of its results again.
        found[start : start + length] = own
    sweep.wait()
    return found


@lru_cache(maxsize=1)
def _function(target: str, spec: str) -> Function:
    return adapter(target).make(record(CallSpec, json.loads(spec)), FLOAT32)


@lru_cache(maxsize=1)
def _sweep(reference: str, device: str) -> DeviceSweep:
    """Return the reference of a question, given as JSON of its fields."""
    fields = json.loads(reference)
    asked = Question(**{**fields, "params": tuple(map(tuple, fields["params"]))})
    return DeviceSweep(asked.case().bound, asked.quantity.order, device)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], work)
