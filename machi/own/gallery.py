"""Recipes that somebody put their name to: ``content/examples/*.toml`` of the project and of the data folder.

They stand in the gallery as examples of the published data. A broken one is told by its file's name, the others stand.
"""

from __future__ import annotations

from pathlib import Path

from machi.content import PAGES, PROJECT_CONTENT
from machi.errors import MachiError
from machi.ingest.schema import Schemas
from machi.own.recipe import Recipe
from machi.own.recipe_read import LARGEST, read_recipe
from machi.text import _

FOLDER = "examples"


def credited(data: Path, schemas: Schemas) -> tuple[list[Recipe], list[str]]:
    """The recipes with an author and a card that can be shown, and sentences about those that can't be read."""
    found: list[Recipe] = []
    problems: list[str] = []
    for path in sorted({path.name: path for path in _files(data)}.values()):
        try:
            with path.open("rb") as stream:
                recipe = read_recipe(stream.read(LARGEST + 1), schemas)
        except (OSError, MachiError) as error:
            problems.append(_("content/examples/{file}: {why}").format(file=path.name, why=error))
            continue
        if recipe.author and recipe.views and recipe.views[0].card and _is_page(recipe.views[0].page):
            found.append(recipe)
    return found, problems


def _files(data: Path) -> list[Path]:
    """The data folder's own win over the project's of the same name."""
    return [path for home in (PROJECT_CONTENT, data / "content") for path in sorted((home / FOLDER).glob("*.toml"))]


def _is_page(stem: str) -> bool:
    return (PAGES / f"{stem}.py").exists()
