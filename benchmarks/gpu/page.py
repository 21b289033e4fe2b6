"""The page docs/accuracy-nvidia.md from what all.sh has measured.

python benchmarks/gpu/page.py FOLDER > docs/accuracy-nvidia.md
"""

from __future__ import annotations

import json
import struct
import sys
from pathlib import Path

KINDS = {
    "eager": "torch",
    "compiled": "torch.compile",
    "intrinsics": "fast intrinsics",
    "triton": "Triton",
}


def page(folder: Path) -> str:
    """Return the page as Markdown."""
    found = [json.loads(path.read_text()) for kind in KINDS if (path := folder / f"{kind}.json").exists()]
    rows = [row for each in found for row in each["rows"]]
    if not rows:
        raise SystemExit(f"{folder}: holds no figures; run benchmarks/gpu/all.sh first")
    versions = ", ".join(f"{name} {version}" for name, version in found[0]["versions"].items())
    lines = [
        "# Accuracy of activations on a GPU",
        "",
        f"{rows[0]['device']}, {versions}; float32, {rows[0]['inputs']} inputs a row. An error is the distance to the",
        "exact value in ulp of it; *correctly rounded* is the share of results that are the nearest number. Written by",
        "`benchmarks/gpu/page.py`; what is judged is in `benchmarks/gpu/candidates.py`, how in [sweep.md](sweep.md).",
        "",
        "| function | | candidate | worst ulp | at x | correctly rounded | above 1 ulp | ns an input | judged, ns |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in sorted(rows, key=lambda row: (row["name"], row["order"], list(KINDS).index(row["candidate"]))):
        worst = float(row["worst"])
        lines.append(
            f"| {row['name']} | {'forward' if row['order'] == 0 else 'gradient'} | {KINDS[row['candidate']]} "
            f"| {worst:.4g} | {number(row['worst_input'])} | {1 - row['wrong'] / row['judged']:.4%} "
            f"| {row['beyond']['1.0']} | {row['candidate_ns']:.3f} | {row['judge_ns']:.3f} |"
        )
    return "\n".join(lines) + "\n"


def number(bits: int) -> str:
    """Return a float32 by its encoding, as its shortest decimal and in hexadecimal."""
    (value,) = struct.unpack("<f", struct.pack("<I", bits))
    return f"{value:.8g} ({bits:#010x})"


if __name__ == "__main__":
    print(page(Path(sys.argv[1])), end="")
