"""Files written for the office (``access = "internal"``): what of them may stand in the store of a public server.

On the internal profile such a file is read like any other. On the public one its rows are cut *before* they reach the
database: a row whose state is not 公開 keeps nothing but its state, and it loses its place in the file too, because a
gap between two rows of one department tells whose the missing row is. So no card, free SQL, download or message can tell
more. A kind without a rule here stays out of a public store altogether.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace

from machi.ingest.reader import Ingested
from machi.profile import is_internal
from machi.store.catalogue import Publication

OPEN, CONSIDERED, LATER, OTHER = "公開", "検討中", "あとで", "その他・記載なし"
STATES = (OPEN, CONSIDERED, LATER, OTHER)
"""States of a line of the 照会票. ``inquiry_state`` of ``queries/_macros.sql`` says the same (a test compares them)."""


@dataclass(frozen=True)
class PublicPart:
    """What a public store may hold of a kind: these columns of the rows whose ``state`` is 公開, the bare state of others."""

    state: str
    columns: tuple[str, ...]


RULES: Mapping[str, PublicPart] = {
    "inquiry": PublicPart("status", ("department", "data_name", "data_id", "holding_format", "origin"))
}
"""A kind listed here is internal whatever its sidecar says: a forgotten ``access`` must not publish a department."""


def state_of(words: object) -> str:
    """The state that the cell means. Only a plain 公開 is 公開: 公開予定 and 非公開 are not."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", words)) if isinstance(words, str) else ""
    if re.fullmatch(r"公開(中|済み?|している)?", text):
        return OPEN
    if re.search(r"あとで|後で|保留", text):
        return LATER
    return CONSIDERED if re.search(r"検討|予定|準備|調整", text) else OTHER


def as_internal(item: Publication) -> Publication:
    """The publication with the access that its kind demands."""
    return replace(item, access="internal") if item.kind in RULES and item.access == "open" else item


def is_cut(item: Publication) -> bool:
    """Whether this store may hold only the public part of the file."""
    return item.access == "internal" and not is_internal()


def shut_out(item: Publication) -> bool:
    """Whether this store may hold nothing of the file."""
    return is_cut(item) and item.kind not in RULES


class Cut:
    """Cuts the pieces of one file, in their order. Public rows are numbered anew, the others not at all."""

    def __init__(self, rule: PublicPart) -> None:
        self._rule = rule
        self._last = 0

    def piece(self, piece: Ingested) -> Ingested:
        """The public part of a piece. Issues and marks name rows and quote cells: none are kept."""
        rule, frame = self._rule, piece.frame
        states = frame[rule.state].map(state_of)
        is_open = states == OPEN
        kept = {"source_row", rule.state, *rule.columns}
        cut = frame.astype(object).where(is_open, None)
        cut[[name for name in cut.columns if name not in kept]] = None
        cut[rule.state] = states
        cut["source_row"] = None
        cut.loc[is_open, "source_row"] = range(self._last + 1, self._last + 1 + int(is_open.sum()))
        self._last += int(is_open.sum())
        # Open rows first: their order in between would show where the others stood.
        cut = cut.iloc[[*is_open[is_open].index, *states[~is_open].sort_values().index]]
        return replace(piece, frame=cut.reset_index(drop=True), issues=[], marks=piece.marks.iloc[:0])
