"""出典・ライセンス・時点 in words: one line for all files of one kind by one publisher under one licence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from machi.cards import words
from machi.cards.card import Source
from machi.text import N_, _

SAMPLE = N_("合成データ（見本）")
"""Like the other marks translated on the screen only: the same words stand on everything that leaves."""
UNCHECKED = N_("庁内限り・検査未了")
OFFICE = N_("庁内限り")


def marks(sources: Iterable[Source]) -> tuple[str, ...]:
    """What must stand on everything that is made of these sources: on the screen, on paper, in files."""
    known = tuple(sources)
    words = [SAMPLE] if any(source.synthetic for source in known) else []
    if any(source.unchecked for source in known):
        words.append(UNCHECKED)
    elif any(source.internal for source in known):
        words.append(OFFICE)
    return tuple(words)


def credit(source: Source) -> str:
    """The credit of one file."""
    line = _("出典: {publisher}「{title}」（{licence}）{day}").format(
        publisher=source.publisher, title=source.title, licence=source.licence, day=_as_of(source.as_of)
    )
    return f"{line} {SAMPLE}" if source.synthetic else line


def credits(sources: Sequence[Source]) -> list[str]:
    """The credits of a card: the newest file of each group by name, the others counted."""
    lines = []
    for _key, group in groupby(sources, key=lambda s: (s.kind, s.publisher, s.licence, s.synthetic, s.unchecked)):
        newest, *others = sorted(group, key=lambda source: source.as_of or date.min, reverse=True)
        line = credit(newest)
        if others and others[-1].as_of == newest.as_of:
            line += _("（ほか{n}件）").format(n=len(others))
        elif others and others[-1].as_of is None:
            line += _("（ほか{n}件、日付不明のものを含む）").format(n=len(others))
        elif others:
            line += _("（ほか{n}件、いちばん古いものは{day}時点）").format(n=len(others), day=day(others[-1].as_of))
        lines.append(line)
    return lines


def _as_of(value: date | None) -> str:
    return _("{day}時点").format(day=words.day(value)) if value else _("日付不明")


def day(value: date | None) -> str:
    """A day in words; unknown is said."""
    return words.day(value) if value else _("日付不明")
