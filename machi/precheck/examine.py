"""``examine``: every finding of a file. Nothing is written, logged or remembered; the result names rows and columns, no cell.

What could not be looked at is no finding and no all-clear: ``not_checked`` says it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from machi.ingest.checks import Issue, kinds
from machi.ingest.ingested import Ingested
from machi.ingest.verdict import Verdict, verdict_of
from machi.precheck.about import PLACES, About
from machi.precheck.common import doubles, formulas, licence, outside, versions
from machi.precheck.finding import Finding, by_danger, kept
from machi.precheck.personal import personal
from machi.precheck.readable import readable
from machi.precheck.sheet import Sheet, read_sheet
from machi.precheck.small import LEAST, small_cells
from machi.precheck.standard import OF_CELLS, standard
from machi.text import N_, _

NOTHING = N_("この検査では見つかりませんでした（安全の保証ではありません）")


def examine(
    data: bytes,
    name: str,
    ingested: Ingested,
    city: str,
    *,
    cells: Collection[str] = (),
    licence_said: str | None = None,
    previous: Sequence[str] | None = None,
    least: int = LEAST,
    sheet: Sheet | None = None,
    before: About | None = None,
) -> tuple[Finding, ...]:
    """All findings about ``data``, the most dangerous first.

    ``cells``: 250 m codes of the city; ``previous``: headings of the version that is published now; ``least``: smallest
    count that may be shown (raise only); ``licence_said``: None when the licence is somebody else's question; ``before``:
    what the rows were (``about``) before repairs were made.
    """
    sheet = sheet if sheet is not None else read_sheet(data, ingested)
    found = [
        *personal(sheet, ingested.schema.kind, before),
        *versions(sheet, previous),
        *formulas(sheet),
        *(() if ingested.schema.kind in PLACES else small_cells(sheet, max(LEAST, least))),
        *outside(ingested, sheet, city, cells),
        *licence(sheet, licence_said),
        *doubles(sheet, ingested),
        *standard(sheet, ingested),
        *readable(sheet, ingested),
        *_reader(ingested),
    ]
    return by_danger(found)


_ELSEWHERE = """
    ragged total_row total_like repeated_header note_row blank_header duplicate_header similar_header header_like_data headless
    duplicate duplicate_row blank_rows delimiter column_missing required_missing formula formula_like platform_characters
"""
SAID_ELSEWHERE = frozenset(_ELSEWHERE.split())
"""Issues of the reader that a rule above already tells with its columns and repairs."""


OF_THE_WORKBOOK = frozenset(
    ("hidden_sheets", "hidden_rows", "hidden_columns", "formula_without_value", "base_1904", "old_workbook")
)
"""Issues whose sentence names sheets, rows and columns of a workbook and no cell."""


def _reader(ingested: Ingested) -> list[Finding]:
    """What else the reader and the workbook said, as heavy as the common table of verdicts says."""
    said = kinds()
    grouped: dict[str, list[Issue]] = {}
    for issue in ingested.issues:
        if issue.kind not in SAID_ELSEWHERE and issue.kind not in OF_CELLS:
            grouped.setdefault(issue.kind, []).append(issue)
    return [
        Finding(
            f"reader.{kind}",
            _("ファイルの読み取り（{name}）").format(name=said[kind].name),
            "stop" if verdict_of(kind) is Verdict.STOP else "warn",
            "",
            kept(issue.row for issue in issues if issue.row),
            len(issues),
            issues[0].sentence()
            if kind in OF_THE_WORKBOOK
            else _("「{name}」が{n}件あります。").format(name=said[kind].name, n=f"{len(issues):,}"),
            _("読んだ結果が、書いた人の思いと違っているかもしれません。隠れたものは、そのまま公開されます。"),
            _advice(said[kind].sentence),
            weight=2,
        )
        for kind, issues in grouped.items()
        if verdict_of(kind) in (Verdict.STOP, Verdict.WARN)
    ]


def _advice(sentence: str) -> str:
    """What an issue's sentence says to do: its parts that name no cell (a finding never holds one)."""
    parts = [part for part in re.split(r"(?<=。)", sentence) if part and "{" not in part]
    return "".join(parts) or _("もとの表を確かめ、「CSV UTF-8」で保存し直してから、もう一度検査してください。")


def not_checked(ingested: Ingested, *, cells: Collection[str] = (), previous: Sequence[str] | None = None) -> list[str]:
    """What this examination could not look at, in sentences."""
    unsaid = []
    if previous is None:
        unsaid.append(_("前に公開した版との違い（前の版が選ばれていません）"))
    if {"lat", "lon"} <= set(ingested.frame.columns) and not cells:
        unsaid.append(_("座標が市の外にないか（市の区画のデータがありません）"))
    if not ingested.schema.kind:
        unsaid.append(_("国の標準データセットとの一致（ファイルの種類が分かりません）"))
    unsaid.append(_("画像・リンク先のページ・このファイルに書かれていないほかのデータとの組み合わせ"))
    return unsaid
