"""What a licence forbids. Looking at a card here is no redistribution; a file that leaves is.

Only what is written plainly closes anything: a licence that nobody knows is shown on every export, and the reader decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import normalize

from machi.cards.card import Source
from machi.errors import MachiError
from machi.text import _

FORBIDS_ALL = (
    "再配布不可",
    "再配布禁止",
    "転載不可",
    "転載禁止",
    "複製禁止",
    "複製不可",
    "noredistribution",
    "allrightsreserved",
)
"""Nothing may be passed on, not even the file as published."""
FORBIDS_CHANGED = ("ccbync-nd", "ccby-nd", "ccby-nc-nd", "ccbyncnd", "ccbynd", "改変不可", "改変禁止")
"""Only the file as published may be passed on: a table, chart or map made from it may not."""


class ClosedByLicence(MachiError):
    """An export that the licence of one of its sources forbids."""


def closed(sources: Iterable[Source], *, original: bool = False) -> str:
    """Why this export is closed, in one sentence; empty when it is open. ``original``: the file as it was published."""
    for source in sources:
        said = _squeezed(source.licence)
        if any(_squeezed(word) in said for word in FORBIDS_ALL):
            return _("「{title}」の利用条件（{licence}）は再配布を認めていないため、保存できません。").format(
                title=source.title, licence=source.licence
            )
        if not original and any(_squeezed(word) in said for word in FORBIDS_CHANGED):
            return _(
                "「{title}」の利用条件（{licence}）は加工したものの配布を認めていないため、保存できません。"
            ).format(title=source.title, licence=source.licence)
    return ""


def require_open(sources: Iterable[Source], *, original: bool = False) -> None:
    """Raise ClosedByLicence unless the export is open."""
    reason = closed(sources, original=original)
    if reason:
        raise ClosedByLicence(reason, _("画面では見られます。公開元に利用条件を確かめてください。"))


def _squeezed(text: str) -> str:
    return "".join(letter for letter in normalize("NFKC", text).casefold() if letter.isalnum())
