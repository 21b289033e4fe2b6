"""The parent's side of a candidate's process: start, ask, time out, kill, start again; POSIX."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import select
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import numpy as np

from symact.candidates import DEVICE, form
from symact.candidates.call import CallSpec
from symact.candidates.process.reply import Outcome, outcome, parsed, printable, remove
from symact.candidates.process.resources import MARK, check_limits, end_marked
from symact.candidates.row_shape import RowShape
from symact.definition.quantity import Quantity
from symact.errors import SymactError
from symact.formats.arrays import Bits
from symact.formats.floating import Format

WORKER = "symact.candidates.process.worker"
"""The module that runs in the candidate's process."""

MAX_REPLY = 1 << 20
"""Bytes of a reply; a candidate that writes into the pipe cannot fill the parent's memory."""


MEMORY = 8 << 30
"""Bytes of memory that a candidate may take beyond what its import took."""


class Sandbox:
    """A process that runs candidates; a context manager that leaves no process and no file behind.

    Args:
        timeout: seconds that one request may take, the import of the library included.
        memory: bytes that a candidate may take beyond what its import took.
        device: on which a library computes, such as "cuda"; its adapter reads it (`candidates.DEVICE`).
        worker: the module that runs in the process.

    Raises:
        SymactError: this system is not POSIX, or a limit is out of bounds.
    """

    def __init__(self, timeout: float, memory: float = MEMORY, device: str = "cpu", worker: str = WORKER) -> None:
        if not hasattr(os, "killpg"):
            raise SymactError(
                f"a candidate runs in a POSIX process of its own, and {sys.platform} has none; run this in WSL or on "
                "Linux, or judge results from here: symact inputs, then symact verify outputs:FILE there"
            )
        check_limits(timeout, memory)
        self._timeout, self._memory, self._device, self._worker = timeout, int(memory), device, worker
        self._process: subprocess.Popen[bytes] | None = None
        self._requests = self._replies = -1
        self._count = 0
        # The arrays that cross, a folder for each process: it removes it where this one is killed.
        self._folder: tempfile.TemporaryDirectory[str]

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def evaluate(
        self,
        target: str,
        spec: CallSpec,
        x_bits: Bits,
        fmt: Format,
        quantity: Quantity | int,
        shape: RowShape | None = None,
        trial: bool = True,
    ) -> Outcome:
        """Run a candidate on the inputs.

        Args:
            target: a library's name, or ``module:function``.
            spec: the call.
            x_bits: encodings of the inputs, shape (n,), or (n, width) for a function of rows.
            fmt: format of inputs and results.
            quantity: what is asked for; a number is the order of a derivative.
            shape: of a row, for a function of rows.
            trial: whether its conduct is tried too.
        """
        self._ready()
        inputs = Path(self._folder.name) / f"{self._count + 1}.x.npy"
        try:
            np.save(inputs, x_bits, allow_pickle=False)
            about = {"inputs": str(inputs), "trial": trial, "shape": shape}
            due = shape.results(len(x_bits)) if shape else (len(x_bits),)
            return self.request(target, spec, fmt, quantity, due, about)
        finally:
            remove(inputs)

    def evaluate_chunk(
        self, target: str, spec: CallSpec, first: int, count: int, fmt: Format, quantity: Quantity | int, trial: bool
    ) -> Outcome:
        """Run a candidate on consecutive encodings, and try its conduct if asked to; arguments as in `evaluate`."""
        about = {"inputs": None, "chunk": [first, count], "trial": trial, "shape": None}
        return self.request(target, spec, fmt, quantity, (count,), about)

    def request(
        self,
        target: str,
        spec: CallSpec,
        fmt: Format,
        quantity: Quantity | int,
        due: tuple[int, ...],
        about: dict[str, Any],
    ) -> Outcome:
        """Ask for what the worker does.

        Args:
            target, spec, fmt, quantity: as in `evaluate`.
            due: the shape that the results must have.
            about: what else the worker must know, as plain data.
        """
        self._ready()
        deadline = time.monotonic() + self._timeout
        self._count += 1
        # A candidate cannot know where the results of those after it will lie.
        results = Path(self._folder.name) / f"{secrets.token_hex(8)}.y.npy"
        request = {"id": self._count, "target": target, "spec": asdict(spec), "format": fmt.name}
        request |= {
            "quantity": Quantity.of(quantity).to_json(),
            "results": str(results),
            "memory": self._memory,
            **about,
        }
        try:
            reply = self._ask(request, deadline)
            found = reply if isinstance(reply, Outcome) else outcome(reply, results, due, fmt)
        finally:
            remove(results)
        if found.kind == "crashed" or (found.kind == "raised" and form(target)):
            # Whatever it left in its process, the pipes and the folder is not for those who are asked next.
            self.close()
        return found

    def prepare(self, target: str) -> None:
        """Have a target's library imported meanwhile; a failure shows when the target is asked."""
        self._ready()
        with contextlib.suppress(BrokenPipeError):
            os.write(self._requests, json.dumps({"prepare": target}).encode() + b"\n")

    def kill(self) -> None:
        """End the request that another thread waits for; that thread sees a crash and cleans up."""
        process = self._process
        if process is not None:
            _kill_group(process.pid)

    def _ask(self, request: dict[str, Any], deadline: float) -> dict[str, Any] | Outcome:
        try:
            os.write(self._requests, json.dumps(request).encode() + b"\n")
        except BrokenPipeError:
            return self._crashed()
        received = b""
        while not received.endswith(b"\n"):
            left = deadline - time.monotonic()
            ready = select.select([self._replies], [], [], left)[0] if left > 0 else []
            if not ready:
                self.close()
                return Outcome("timeout", message=f"no answer within {self._timeout:g} s, its timeout; it was stopped")
            part = os.read(self._replies, 65536)
            if not part or len(received) > MAX_REPLY:
                return self._crashed()
            received += part
        reply = parsed(received)
        if reply.get("id") != request["id"]:
            return Outcome("crashed", message="it disturbed the channel to symact")
        return reply

    def _ready(self) -> None:
        """Have a process and its folder; a candidate may have ended the one or removed the other."""
        if self._process is not None and (self._process.poll() is not None or not os.path.isdir(self._folder.name)):
            self.close()
        if self._process is None:
            self._start()

    def _start(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="symact-", ignore_cleanup_errors=True)
        request_end, self._requests = os.pipe()
        self._replies, reply_end = os.pipe()
        # Progress bars and prints of the candidate must not reach symact's own output.
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close, with the process
        self._process = subprocess.Popen(
            [sys.executable, "-m", self._worker, str(request_end), str(reply_end), self._folder.name],
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=self._output,
            pass_fds=(request_end, reply_end),
            # Threads that spin while they wait take longer than all short calls of a trial together.
            env={"OMP_WAIT_POLICY": "passive", **os.environ, DEVICE: self._device, MARK: self._folder.name},
            start_new_session=True,
        )
        os.close(request_end)
        os.close(reply_end)

    def _crashed(self) -> Outcome:
        """Say how the process ended, with the last line that it printed."""
        assert self._process is not None
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        code = self._process.poll()
        if code is None:
            how = "it closed the channel to symact"
        elif code < 0:
            how = f"the process was killed by {_signal_name(-code)}"
        else:
            how = f"the process exited with code {code}"
        words = _last_words(self._output)
        self.close()
        return Outcome("crashed", message=f"{how}{f' ({words})' if words else ''}")

    def close(self) -> None:
        """Kill the process and whatever it started, and wait for it."""
        if self._process is None:
            return
        _kill_group(self._process.pid)
        self._process.wait()
        end_marked(self._folder.name)
        for descriptor in (self._requests, self._replies):
            os.close(descriptor)
        self._output.close()
        self._process = None
        self._folder.cleanup()
        # It may be a file by now.
        remove(Path(self._folder.name))


def _last_words(output: IO[bytes]) -> str:
    """Return the last line that a process printed."""
    output.seek(0, os.SEEK_END)
    output.seek(max(0, output.tell() - 4096))
    lines = output.read().decode("utf-8", "replace").strip().splitlines()
    return printable(lines[-1])[:200] if lines else ""


def _kill_group(leader: int) -> None:
    """Kill a process and its group, which outlives it if the candidate started processes of its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
