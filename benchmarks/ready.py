"""Seconds from start until the server says that it is ready, with a store that exists.

    python -m benchmarks.ready [--starts 3]

The first start warms the file cache and is printed but not judged. The budget is 5 s; exit status 1 when it is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.live import running

BUDGET_S = 5


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--starts", type=int, default=3)
    starts = parser.parse_args(arguments).starts
    times = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(starts + 1):
            with running("server.py", Path(folder) / "server.log", health="/healthz") as live:
                times.append(live.seconds_to_ready)
    middle = median(times[1:])
    warm = ", ".join(f"{seconds:.2f}" for seconds in times[1:])
    print(f"ready after {middle:.2f} s (median of {warm}; first start {times[0]:.2f}); budget {BUDGET_S} s")
    return 1 if middle > BUDGET_S else 0


if __name__ == "__main__":
    sys.exit(main())
