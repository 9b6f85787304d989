"""What the cards of the gallery share: names of the data that works were made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from machi.cards.credit import day
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

NEEDS = ("work",)


def data_name(shelf: Shelf, used: str) -> str:
    """A dataset's ID or a kind of data by its title; what the catalogue doesn't know keeps its own name."""
    publication = shelf.catalogue.by_id.get(used)
    if publication is not None:
        return publication.title
    return shelf.schemas[used].title if used in shelf.schemas else used


def as_of(shelf: Shelf) -> str:
    """「作品・示唆の一覧、令和8年10月1日時点」."""
    newest = max((source.as_of for source in shelf.sources("work") if source.as_of), default=None)
    return _("{title}の一覧、{day}時点").format(title=shelf.schemas["work"].title, day=day(newest))
