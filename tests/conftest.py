"""What tests share. Real published files lie outside the repository; without them their tests skip, with a reason."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of real published files: ``MACHI_REAL``, by default ``../shared/real``."""
    folder = Path(os.environ.get("MACHI_REAL") or ROOT.parent / "shared" / "real")
    if not (folder / "INDEX.md").exists():
        pytest.skip(f"real published files are not in {folder} (set MACHI_REAL)")
    return folder
