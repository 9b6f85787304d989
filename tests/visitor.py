"""The app in this process, opened at a page as a link opens it: no other page runs before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parent.parent
TODAY = "2026-11-20"
SECONDS = 60


def at(page: str, **query: str) -> AppTest:
    """Before the first run, so that a test can put something into the session. A page's url path is its file's stem."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
    if page != "home":
        app.switch_page(f"pages/{page}.py")
    for name, value in query.items():
        app.query_params[name] = value
    return app


@pytest.fixture
def as_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day is fixed; and AppTest, which forgets before each run that ``server.py`` switched the old way of pages off,
    does not run the file of a page alone, without ``app.py`` (``docs/decisions/0009``).
    """
    begin = PagesManager.__init__

    def inside_the_frame(self: PagesManager, *args: Any, **options: Any) -> None:
        PagesManager.uses_pages_directory = False
        begin(self, *args, **options)

    monkeypatch.setattr(PagesManager, "__init__", inside_the_frame)
    monkeypatch.setenv("MACHI_TODAY", TODAY)
