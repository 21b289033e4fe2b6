#!/usr/bin/env bash
# An exhaustive run on a Dask cluster of this machine with 1 worker, then with 2: seconds of wall time.
#
#     bash benchmarks/sweep/dask.sh [NAME] [RANGE]      # gelu and all float32 inputs by default; on quiet cores
#
# PYTHON names the interpreter, torch the library on trial. Models of blocks are made by the first run and kept.
set -eu
cd "$(dirname "$0")/../.."
name=${1:-gelu}
python=${PYTHON:-.venv/bin/python}
port=${PORT:-8796}
export PYTHONPATH="$PWD${PYTHONPATH:+:$PYTHONPATH}"
jobs=()
trap 'kill "${jobs[@]}" 2> /dev/null; wait' EXIT
"$python" -m distributed.cli.dask_scheduler --host 127.0.0.1 --port "$port" --no-dashboard > /dev/null 2>&1 &
jobs+=($!)
for workers in 1 2; do
    "$python" -m distributed.cli.dask_worker "tcp://127.0.0.1:$port" --nthreads 1 --no-dashboard --death-timeout 60 \
        --local-directory "${TMPDIR:-/tmp}" > /dev/null 2>&1 &
    jobs+=($!)
    sleep 10
    start=$(date +%s.%N)
    "$python" -m symact verify torch "$name" --exhaustive ${2:+--range "$2"} --scheduler "tcp://127.0.0.1:$port" > /dev/null
    echo "$name ${2:-all}: $workers workers, $(echo "$(date +%s.%N) - $start" | bc) s"
done
