"""Who would miss a column: the questions that name it and the pages that show their cards. Read from the sources, so that
the answer can't grow stale.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from machi.content import PAGES, ROOT
from machi.store.queries import QUERIES

_CARDS = ROOT / "machi" / "cards"
_UI = ROOT / "ui"


def questions_using(kind: str, column: str, subject: str) -> list[str]:
    """Names of questions that name the column and read the kind (its table, or a view over its subject)."""
    tables = {kind, *_VIEWS.get(subject, ())}
    names = []
    for path in sorted(QUERIES.glob("[!_]*.sql")):
        words = set(re.findall(r"\w+", re.sub(r"--[^\n]*", "", path.read_text(encoding="utf-8"))))
        if column in words and words & tables:
            names.append(path.stem)
    return names


_VIEWS = {
    "places": ("place", "cell_reach"),
    "safety": ("place",),
    "events": ("event_item", "event_day"),
    "population": ("population_age",),
    "population_map": ("mesh_count", "mesh_level", "inhabited_cell"),
}
"""Subject → the views of ``queries/_views*.sql`` over its tables."""


def pages_using(questions: list[str]) -> list[str]:
    """Titles of the pages that show a card which asks one of these questions."""
    cards = {
        card
        for path in _CARDS.glob("*.py")
        if _words(path) & set(questions)
        for card in _words(path)
        if card in _card_ids()
    }
    found = []
    for page in sorted(PAGES.glob("*.py")):
        shown = _words(page).union(*(_words(_UI / f"{part}.py") for part in _ui_parts(page)))
        if shown & (cards | set(questions)):
            found.append(_titles().get(page.stem, page.stem))
    return found


@cache
def _words(path: Path) -> frozenset[str]:
    """Every string constant of a source."""
    if not path.exists():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))


@cache
def _card_ids() -> frozenset[str]:
    """Ids given to ``@card("…")`` anywhere in the cards."""
    found = set()
    for path in _CARDS.glob("*.py"):
        found |= set(re.findall(r'@card\(\s*"(\w+)"', path.read_text(encoding="utf-8")))
    return frozenset(found)


def _ui_parts(page: Path) -> list[str]:
    """Modules of ``ui`` that the page imports, but for those that every page does."""
    for node in ast.parse(page.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module == "ui":
            return [alias.name for alias in node.names if alias.name not in ("parts", "controls", "session", "frame")]
    return []


@cache
def _titles() -> dict[str, str]:
    """Page → its title in the contents."""
    text = (ROOT / "app.py").read_text(encoding="utf-8")
    return dict(re.findall(r'"pages/(\w+)\.py",\s*title=_\("([^"]+)"\)', text))
