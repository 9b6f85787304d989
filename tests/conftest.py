"""What tests share. Real published files lie outside the repository; without them their tests skip, with a reason."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of real published files: ``MACHI_REAL``, by default ``../shared/real``."""
    folder = Path(os.environ.get("MACHI_REAL") or ROOT.parent / "shared" / "real")
    if not (folder / "INDEX.md").exists():
        pytest.skip(f"real published files are not in {folder} (set MACHI_REAL)")
    return folder


@pytest.fixture(scope="session", autouse=True)
def packages_are_searched_once() -> Iterator[None]:
    """At each run AppTest looks through all installed packages for components, half a second that tells nothing new."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield
