"""Which general cards a shelf's file is shown by, best first: ``machi.ingest.suggest`` asked of what is on the shelf."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from machi.cards.anything_common import datasets, open_table
from machi.cards.anything_compare import matching_key, oldest_and_newest
from machi.ingest.suggest import Offer
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

MOST_COMPARED = 200_000
"""Rows up to which two files are compared without being asked."""


def offers(shelf: Shelf, dataset: str = "") -> list[Offer]:
    """Every general card that fits the file, the most telling first; with several files on the shelf they carry its name.

    A map by town names needs a town that was found; with two files that a key ties, the comparison is offered too, last but one.
    """
    known = datasets(shelf)
    if not known:
        return []
    table = open_table(shelf, dataset)
    found = [offer for offer in table.offers if table.placed or offer.card_id not in ("anything_map", "anything_mesh")]
    if len(known) > 1:
        found = [replace(offer, params={"dataset": table.dataset, **offer.params}) for offer in found]
        why = _("表が2つあるので、増えた行・なくなった行・変わった行をくらべられます。")
        if table.rows > MOST_COMPARED:
            return found
        before, after = oldest_and_newest(shelf, table.dataset)
        if matching_key(open_table(shelf, before), open_table(shelf, after)) is None:
            return found
        found.insert(max(len(found) - 1, 0), Offer("anything_compare", {"before": before, "after": after}, why))
    return found
