#!/usr/bin/env bash
# Everything that is to be measured on a GPU, in at most 8 minutes: bits against NumPy's, times, candidates, the page.
#
#     bash benchmarks/gpu/all.sh [DEVICE] [FOLDER]
#
# DEVICE is cuda by default; cpu rehearses the same steps on few inputs. Needs Python with torch and symact; nvcc and
# Triton where they are judged. No network. PYTHON names another interpreter; WHEELS a folder of wheels, from which
# symact and what it needs are installed beside that interpreter's torch, in FOLDER. Each step has a time limit and prints its
# figures at once; a step that fails is told, and the others go on. Figures go to FOLDER (/tmp/symact-gpu) as JSON.
set -u
cd "$(dirname "$0")/../.." || exit 2
device=${1:-cuda}
folder=${2:-/tmp/symact-gpu}
python=${PYTHON:-python3}
whole=${SECONDS_IN_ALL:-480}
mkdir -p "$folder"
export PYTHONPATH="$PWD${PYTHONPATH:+:$PYTHONPATH}" SYMACT_CACHE="${SYMACT_CACHE:-$folder/cache}"
export SYMACT_INTRINSICS="$folder/intrinsics.so"
run="benchmarks/gpu/run.py --device $device"
arch=native
sample=""
names=gelu,gelu_tanh,silu,mish,tanh,sigmoid,softplus,elu,selu,hard_swish,log_sigmoid,tanhshrink
few=gelu,silu,tanh
fuse=--fuse
span=""
failed=0
if [ "$device" = cpu ]; then
    arch=sm_90
    sample="--step 65536 --stretch 12"
    names=silu,tanh
    few=tanh
    # Inductor makes C++ here, not the kernels of a GPU, and takes minutes; what it is given is made the same way.
    fuse="--fuse aot_eager"
    span="--range 0.5:0.75"
    export TRITON_INTERPRET=1 SYMACT_BACKEND=aot_eager
fi

step() { # seconds, title, command
    local limit=$1 title=$2 start=$SECONDS left=$((whole - SECONDS))
    shift 2
    echo "== $title"
    [ "$left" -lt "$limit" ] && limit=$left
    if [ "$limit" -lt 1 ]; then
        echo "== $title: FAILED, no time left of $whole s"
        failed=$((failed + 1))
        return 1
    fi
    timeout --kill-after=5 "$limit" "$@" 2>&1
    local code=$?
    [ $code -eq 0 ] || failed=$((failed + 1))
    [ $code -eq 0 ] || echo "== $title: FAILED with $code (124 is the time limit of $limit s); going on"
    echo "== $title: $((SECONDS - start)) s"
    return $code
}

if [ -n "${WHEELS:-}" ]; then
    step 60 "wheels" bash -c "'$python' -m venv --system-site-packages '$folder/venv' &&
        '$folder/venv/bin/python' -m pip install --quiet --no-index --find-links '$WHEELS' symact"
    python="$folder/venv/bin/python"
fi
step 30 "versions" "$python" -c "import sys, torch; print(sys.version.split()[0], torch.__version__, torch.version.cuda)"
[ "$device" = cpu ] || step 10 "device" nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv
step 30 "intrinsics" nvcc -O3 -shared -Xcompiler -fPIC -arch=$arch -o "$SYMACT_INTRINSICS" benchmarks/gpu/intrinsics.cu
step 60 "bits against NumPy's" "$python" $run --equality --names $few
step 60 "eager, one pass after another" "$python" $run $sample --names $few --seconds 40 --json "$folder/unfused.json"
# Where torch.compile has no compiler, passes are judged one after another.
step 120 "eager" "$python" $run $sample $fuse --names $names --seconds 100 --json "$folder/eager.json" || fuse=
[ -s "$folder/eager.json" ] || cp "$folder/unfused.json" "$folder/eager.json" 2> /dev/null
step 60 "verdicts where results are" "$python" -m symact verify torch gelu --dtype float32 --order 0 --order 1 --exhaustive \
    $span --device "$device" --workers 4
step 60 "intrinsics judged" "$python" $run $sample $fuse --names $names --orders 0 --candidates intrinsics \
    --seconds 50 --json "$folder/intrinsics.json"
step 60 "Triton judged" "$python" $run $sample $fuse --names $names --orders 0 --candidates triton \
    --seconds 50 --json "$folder/triton.json"
step 90 "torch.compile judged" "$python" $run $sample $fuse --names $few --candidates compiled \
    --seconds 70 --json "$folder/compiled.json"
step 20 "page" bash -c "'$python' benchmarks/gpu/page.py '$folder' > '$folder/accuracy-nvidia.md' && head -20 '$folder/accuracy-nvidia.md'"
echo "== all: $SECONDS s, $failed steps failed; figures in $folder"
exit $((failed > 0))
