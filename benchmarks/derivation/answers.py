"""Answers of one tool about one activation: a child process that reads questions and writes JSON lines.

    python benchmarks/derivation/answers.py TOOL NAME < questions

Every question may take SECONDS of processor time, then the process is killed by its system limit; the
parent sees the missing line and goes on with the next question in a fresh process.
"""

import importlib
import json
import resource
import sys
import time

SECONDS = 10
TOOLS = ("symact", "sympy", "funcprops")


def main() -> None:
    """Answer the questions of standard input."""
    tool, name = sys.argv[1:3]
    answer = importlib.import_module(f"ask_{tool}").asker(name)
    print("ready", flush=True)
    for line in sys.stdin:
        question = line.strip()
        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(used.ru_utime + used.ru_stime) + 1 + SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        began = time.process_time()
        try:
            said, why = answer(question), ""
        except Exception as error:  # whatever a tool raises is its answer: none
            said, why = None, f"{type(error).__name__}: {error}"[:200]
        seconds = round(time.process_time() - began, 3)
        print(json.dumps({"question": question, "answer": said, "why": why, "seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
