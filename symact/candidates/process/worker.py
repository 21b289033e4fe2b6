"""The child process that runs a candidate: requests and replies are lines of JSON on two private pipes.

Run as ``python -m symact.candidates.process.worker REQUEST_FD REPLY_FD FOLDER`` by
`symact.candidates.process.parent`. Standard output is not part of the protocol, so a candidate may print.
SymPy is not imported here.
"""

import contextlib
import json
import os
import queue
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from symact.candidates import Adapter, UnsupportedError, adapter, row_behaviour, vjp_linearity
from symact.candidates.behaviour import Trial, once, trial
from symact.candidates.call import CallSpec
from symact.candidates.finding import Finding
from symact.candidates.process.resources import end_marked, limited
from symact.candidates.process.source_loader import read_sources
from symact.candidates.resolve import one_line
from symact.candidates.row_shape import RowShape
from symact.definition.quantity import Quantity
from symact.errors import CandidateError
from symact.formats.arrays import Bits, bits_dtype
from symact.formats.floating import Format, get_format
from symact.system.arithmetic import Guest
from symact.system.plain_data import record

Work = Callable[[dict[str, Any], Guest], dict[str, Any]]
"""Carries out a request, and returns what a reply that is done has besides."""


def handle(request: dict[str, Any], guest: Guest, work: Work) -> dict[str, Any]:
    """Carry out one request and return the reply.

    A reply has ``outcome``: "done" with what the work returned; or "unsupported", "misconduct" or "raised" with a
    message of one line. The guest holds the floating-point environment of the candidates, which are called one after
    another in one process.
    """
    try:
        return {"outcome": "done", **work(request, guest)}
    except UnsupportedError as error:
        return {"outcome": "unsupported", "message": str(error)}
    except CandidateError as error:
        return {"outcome": "misconduct", "message": str(error)}
    except KeyboardInterrupt:
        raise
    except MemoryError:
        return {
            "outcome": "raised",
            "message": f"ran out of memory; it may take {request['memory'] / 2**30:g} GiB",
        }
    # A candidate may raise anything, SystemExit included; it is reported, and the worker lives on.
    except BaseException as error:
        return {"outcome": "raised", "message": one_line(error)}


def evaluated(request: dict[str, Any], guest: Guest) -> dict[str, Any]:
    """Evaluate a candidate, leave its results, and return its version, findings and seconds.

    A request names the target, the call, the format, the quantity, and two files of encodings: the inputs to
    read (.npy; or, instead, the first of consecutive inputs and their count) and the results to write, as raw
    words of this machine; the shape of a row where inputs are rows; and whether the candidate's conduct is tried.
    """
    fmt = get_format(request["format"])
    library = adapter(request["target"])
    shape = record(RowShape, request["shape"]) if request["shape"] else None
    with guest:
        fn = library.make(record(CallSpec, request["spec"]), fmt)
        if shape:
            fn = library.of_rows(fn, shape, fmt)
    x_bits, quantity = _inputs(request, fmt), Quantity.of(request["quantity"])
    seconds = 0.0

    def evaluate(values: Any, vector: Any = None) -> Any:
        nonlocal seconds
        start = time.perf_counter()
        with guest:
            result = library.evaluate(fn, values, fmt, quantity, vector)
        seconds += time.perf_counter() - start
        return result

    with limited(request["memory"]):
        found = _tried(library, evaluate, x_bits, fmt, request["trial"], shape)
        linear = request["trial"] and not shape
        more = vjp_linearity.findings(library, fn, x_bits, fmt, quantity, guest) if linear else ()
    leave(found.bits.astype(bits_dtype(fmt), copy=False), request["results"])
    return {
        "version": library.version(),
        "findings": [
            *library.noticed(),
            *found.findings,
            *more,
            *(Finding("environment", says) for says in guest.findings()),
        ],
        "seconds": seconds,
    }


def leave(bits: Bits, path: str) -> None:
    """Write results; what a candidate has put at that place, a link or a pipe, is left for the parent to refuse."""
    with contextlib.suppress(OSError), open(path, "xb") as file:
        bits.tofile(file)


def prepare(target: str, guest: Guest) -> None:
    """Import a target's library before it is asked for."""
    # Its import may raise anything; the request that needs it will say so.
    with contextlib.suppress(BaseException), guest:
        adapter(target).version()


def _tried(
    library: Adapter, evaluate: Callable[..., Any], x_bits: Bits, fmt: Format, tried: bool, shape: RowShape | None
) -> Trial:
    """Call a candidate, and try its conduct in the ways that its adapter allows."""
    tried = tried and library.repeatable
    if shape and not tried:
        return row_behaviour.once(evaluate, x_bits, shape, fmt)
    if shape:
        return row_behaviour.trial(evaluate, x_bits, shape, fmt, library.short_calls, library.layouts)
    if not tried:
        return once(evaluate, x_bits, fmt)
    return trial(evaluate, x_bits, fmt, library.short_calls, library.layouts)


def _inputs(request: dict[str, Any], fmt: Format) -> Bits:
    if request["inputs"] is not None:
        bits: Bits = np.load(request["inputs"], allow_pickle=False).astype(bits_dtype(fmt), copy=False)
        return bits
    first, count = request["chunk"]
    return np.arange(first, first + count, dtype=bits_dtype(fmt))


def read_requests(descriptor: int, requests: queue.SimpleQueue[str], folder: str) -> None:
    """Hand on requests; the end of the pipe means that the parent is gone, and nothing may outlive it."""
    with os.fdopen(descriptor, encoding="utf-8") as stream:
        for line in stream:
            requests.put(line)
    shutil.rmtree(folder, ignore_errors=True)
    end_marked(folder)
    # The parent made this process the leader of a session; run by hand, it is not.
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(0)


def main(request_descriptor: int, reply_descriptor: int, folder: str, work: Work | None = None) -> None:
    """Serve requests until the parent closes the pipe; folder holds the arrays that cross.

    Args:
        request_descriptor, reply_descriptor, folder: as on the command line.
        work: what carries out a request in place of `evaluated`.
    """
    # Candidates of the form module:function live where the user is.
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    read_sources()
    for descriptor in (request_descriptor, reply_descriptor):
        os.set_inheritable(descriptor, False)
    requests: queue.SimpleQueue[str] = queue.SimpleQueue()
    guest = Guest()
    threading.Thread(target=read_requests, args=(request_descriptor, requests, folder), daemon=True).start()
    while True:
        request = json.loads(requests.get())
        if "prepare" in request:
            prepare(request["prepare"], guest)
            continue
        reply = {"id": request["id"], **handle(request, guest, work or evaluated)}
        os.write(reply_descriptor, json.dumps(reply).encode() + b"\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
