"""Names of the files that leave the check: whose they are, what they are, and that they are for the office while not decided."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from machi.precheck.work import Look, Work

UNDECIDED = "庁内限り・検査未了"
SAMPLE = "見本"


def home_name(work: Work, look: Look | None, what: str, ending: str) -> str:
    """``公園一覧_直したもの_庁内限り・検査未了.csv``. Without a look nothing was decided."""
    stem = re.sub(r"[^\w-]+", "_", PurePosixPath(work.file.name).stem).strip("_")[:60] or "data"
    parts = [
        stem,
        what,
        SAMPLE if work.file.synthetic else "",
        UNDECIDED if look is None or work.open(look.findings) else "",
    ]
    return "_".join(part for part in parts if part) + f".{ending}"
