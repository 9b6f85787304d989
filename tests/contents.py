"""Which pages and views there are, read from the sources: a new one is tested without anybody adding it here."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def pages() -> list[str]:
    """File stems in ``pages/``; a page's URL path is its stem (home is the root)."""
    return sorted(path.stem for path in (ROOT / "pages").glob("*.py"))


def views(page: str) -> list[str]:
    """The keys of a page's ``VIEWS``: what ``?view=`` may be. Empty for a page without views."""
    tree = ast.parse((ROOT / "pages" / f"{page}.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if (
            isinstance(node, ast.Assign)
            and ast.unparse(node.targets[0]) == "VIEWS"
            and isinstance(node.value, ast.Dict)
        ):
            return [str(ast.literal_eval(key)) for key in node.value.keys if key is not None]
    return []


def screens() -> list[tuple[str, str]]:
    """Every (page, view); the view is empty for the page as it opens by itself."""
    return [(page, view) for page in pages() for view in ["", *views(page)[1:]]]


def address(page: str, view: str = "") -> str:
    """The path and query of a screen."""
    path = "/" if page == "home" else f"/{page}"
    return f"{path}?view={view}" if view else path
