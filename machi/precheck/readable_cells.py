"""機械判読ルール, cell by cell: numbers with units, 同上, 和暦, one word in two spellings, gaps of merged cells."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from machi.ingest.reading import EDGE
from machi.precheck.finding import Finding, Fix, Severity, kept
from machi.precheck.lexicon import fold
from machi.precheck.sheet import Column, Sheet
from machi.text import _

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
UNITS = (
    "人|名|円|千円|万円|億円|件|台|か所|カ所|箇所|ヶ所|m|km|cm|mm|m2|km2|ha|a|%|歳|才"
    "|世帯|戸|棟|本|冊|個|枚|回|点|席|kg|t|g|L|l|ml|kWh|度"
)
_TYPED_NUMBER = re.compile(rf"[△▲]?[-+]?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?\s?(?:{UNITS})?", re.IGNORECASE)
_WAREKI = re.compile(r"(?:明治|大正|昭和|平成|令和|[MTSHR])\s?(?:元|\d{1,2})\s?[年./-]")
_SAME = {"同上", "〃", "々", "″", "同じ", "同左", "以下同じ", '"', "''"}


def rule(
    number: str,
    severity: Severity,
    column: str,
    rows: list[int],
    count: int,
    what: str,
    why: str,
    todo: str,
    *fixes: Fix,
) -> Finding:
    name = _("機械判読ルール {number}").format(number=number)
    return Finding(f"readable.{number}", name, severity, column, kept(rows), count, what, why, todo, fixes, weight=7)


Found = list[tuple[str, np.ndarray]]
"""(title of a column, a flag for each row)."""


def cells(sheet: Sheet) -> Iterator[Finding]:
    """One finding for each rule, with all its columns: twenty cards that say the same would hide the one that matters."""
    amounts: Found = []
    same: Found = []
    days: Found = []
    spelt: Found = []
    for column in sheet.columns:
        counts = column.counts()
        total = int(sum(count for text, count in zip(column.texts, counts, strict=True) if text.strip()))
        if total:
            amounts += _flagged(column, _amounts(column, total))
            same += _flagged(column, column.where(lambda text: text.strip() in _SAME))
            wareki = column.where(lambda text: len(text) <= 20 and _WAREKI.match(fold(text)))
            days += _flagged(column, wareki) if wareki.sum() >= 0.5 * total else []
            spelt += _flagged(column, _variants(column, total))
    if amounts:
        yield _joined(
            "2-1",
            "fix",
            amounts,
            sheet,
            _("数に、単位・コンマ・全角などが混ざっています（{n}件）。"),
            _("文字の混ざった数は、機械が足したり比べたりできません。"),
            _("数字だけにして、単位は見出しに書いてください。"),
            "numbers",
        )
    if same:
        yield _joined(
            "2-2",
            "warn",
            same,
            sheet,
            _("「同上」などの省略が{n}件あります。"),
            _("並べ替えると、何と同じか分からなくなります。"),
            _("省略せずに値を書いてください。"),
            "fill_same",
        )
    if days:
        yield _joined(
            "3-5",
            "fix",
            days,
            sheet,
            _("日付が和暦です（{n}件）。"),
            _("和暦は、機械が順番に並べられません。"),
            _("西暦（2026-05-08の形）にしてください。"),
            "dates",
        )
    if spelt:
        yield _joined(
            "2-4",
            "fix",
            spelt,
            sheet,
            _("同じ言葉の書き方違いがあります（{n}件）。"),
            _("機械は別の値として数えます。"),
            _("書き方をそろえてください（多いほうに合わせます）。"),
            "same_spelling",
        )


def _flagged(column: Column, flags: np.ndarray) -> Found:
    return [(column.title, flags)] if flags.any() else []


def _joined(
    number: str, severity: Severity, found: Found, sheet: Sheet, what: str, why: str, todo: str, op: str
) -> Finding:
    titles = tuple(title for title, _flags in found)
    rows = sheet.rows(np.logical_or.reduce([flags for _title, flags in found]))
    count = int(sum(flags.sum() for _title, flags in found))
    fix = Fix(op, titles[0], titles)
    return rule(number, severity, "・".join(titles), rows, count, what.format(n=f"{count:,}"), why, todo, fix)


def _amounts(column: Column, total: int) -> np.ndarray:
    """Numbers that are not typed as plain numbers, in a column of amounts. Addresses, codes and times are none."""
    folded = {text: fold(text) for text in column.texts}
    plain = column.where(lambda text: _NUMBER.fullmatch(text.strip(EDGE)))
    typed = column.where(lambda text: not _NUMBER.fullmatch(text.strip(EDGE)) and _TYPED_NUMBER.fullmatch(folded[text]))
    if plain.sum() + typed.sum() < 0.9 * total or column.name.endswith(("_minute", "phone", "code", "id")):
        return np.zeros(len(column), dtype=bool)
    return typed


def merged(sheet: Sheet) -> Iterator[Finding]:
    """A first column with a value and gaps under it: cells that were merged in the spreadsheet."""
    if not sheet.columns or len(sheet) < 6:
        return
    column = sheet.columns[0]
    gaps = column.where(lambda text: not text.strip()) & sheet.data()
    if gaps[0] or not 0.3 * len(sheet) <= gaps.sum() <= 0.9 * len(sheet):
        return
    yield rule(
        "1-12",
        "warn",
        column.title,
        sheet.rows(gaps),
        int(gaps.sum()),
        _("「{column}」が、上の値の続きとして空いているようです（{n}件）。").format(
            column=column.title, n=int(gaps.sum())
        ),
        _("表計算ソフトで結合したセルは、CSVでは先頭の1つにしか値が残りません。"),
        _("どの行にも値を書いてください。上と同じ値で埋めるときは、結果を確かめてください。"),
        Fix("fill_down", column.title),
    )


def _variants(column: Column, total: int) -> np.ndarray:
    """The rarer spellings (full width, spaces) of a word in a column of few words."""
    if len(column.texts) > 60 or total < 10:
        return np.zeros(len(column), dtype=bool)
    return np.isin(column.codes, list(spellings(column)))


def spellings(column: Column) -> dict[int, int]:
    """Code of a rarer spelling → code of the commonest one of the same word."""
    alike: dict[str, list[int]] = defaultdict(list)
    for code, text in enumerate(column.texts):
        if text.strip():
            alike[unicodedata.normalize("NFKC", text).casefold().replace(" ", "")].append(code)
    counts = column.counts()
    found: dict[int, int] = {}
    for codes in alike.values():
        if len({column.texts[code].strip(EDGE) for code in codes}) > 1:
            best, *others = sorted(codes, key=lambda code: (-counts[code], code))
            found |= dict.fromkeys(others, best)
    return found
