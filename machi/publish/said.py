"""What the command says of a file that can't be true or must not be: a sample as real, a forbidding licence, a far day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from machi.clock import fixed_today, real_today
from machi.precheck.common import forbids
from machi.publish.draft import samples
from machi.publish.finding import Allowed, Finding
from machi.publish.place import Place
from machi.text import _

FORBIDS = "licence.forbids|"
"""Key under which a reason lifts a forbidding licence, as in the common examination."""


def said_findings(
    place: Place, payload: bytes, facts: Mapping[str, Any], allowed: Allowed, *, by_hand: bool
) -> Iterator[Finding]:
    """``facts``: the drafted sidecar. A licence is only judged where a person typed it; a portal's is the portal's."""
    if any(_same(payload, place, one) for one in samples(place.data, place.kind)):
        yield Finding(
            "sample",
            "stop",
            _("見本（合成データ）と同じ中身です。公開すると、合成データの印がないまま本物として見えます。"),
        )
    licence = str(facts.get("licence", ""))
    if by_hand and facts.get("access") == "open" and forbids(licence):
        sentence = _("利用条件「{licence}」は、ほかの人が使うことを禁じています。条件を確かめてください。").format(
            licence=licence[:60]
        )
        reason = allowed.overrides.get(FORBIDS, "")
        lift = "" if reason else f'--override "{FORBIDS}" "…"'
        yield Finding("licence", "told" if reason else "stop", sentence, lift)
    day = facts.get("as_of")
    if isinstance(day, date) and day.year > (fixed_today() or real_today()).year + 1:
        sentence = _("いつ時点のデータかが {day} です。遠い先の日付なので、打ちまちがいではありませんか。")
        yield Finding("far_day", "warn", sentence.format(day=day.isoformat()), "--accept far_day")


def _same(payload: bytes, place: Place, sample: str) -> bool:
    """Whether the rows are the sample's, whatever a save in between did to the mark at the start and the line ends."""
    try:
        kept = (place.data / place.kind / f"{sample}.csv").read_bytes()
    except OSError:
        return False  # a sample without its file is told by the build; nothing can equal it
    return _bare(kept) == _bare(payload)


def _bare(data: bytes) -> bytes:
    return data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").strip()
