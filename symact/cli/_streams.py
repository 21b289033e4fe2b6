"""Standard output and error whose reader may go away, as in `symact show gelu | head`, or whose disk may be full."""

import io
import os
import sys


class _Unread(io.FileIO):
    """A pipe that swallows what is written once nobody reads it, so that a command ends as it would have."""

    def write(self, data: object, /) -> int:
        try:
            return super().write(data)  # type: ignore[arg-type]
        except BrokenPipeError:
            _end_in_nothing(self.fileno())
            return super().write(data)  # type: ignore[arg-type]


def outlive_readers() -> None:
    """Make standard output and error outlive their readers: no exit code and no message depends on them."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            # The command was started with this stream closed.
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115 - open as long as the process
        elif isinstance(stream, io.TextIOWrapper):
            stream.flush()
            raw = io.BufferedWriter(_Unread(stream.fileno(), "w", closefd=False))
            by_line = stream.line_buffering or stream.write_through
            setattr(sys, name, io.TextIOWrapper(raw, stream.encoding, stream.errors, line_buffering=by_line))


def end(message: str) -> None:
    """Print the line with which a command ends, "" for none, on standard error; give up what a full disk refuses."""
    for stream, text in ((sys.stdout, ""), (sys.stderr, message)):
        try:
            print(text, end="\n" if text else "", file=stream, flush=True)
        except OSError:
            _end_in_nothing(stream.fileno())


def _end_in_nothing(descriptor: int) -> None:
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, descriptor)
    os.close(nothing)
