"""What may be wrong with any file: points outside the city, rows twice, licence, formulas, new columns."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

import numpy as np
import pandas as pd

from machi.ingest.header import repeated
from machi.ingest.ingested import Ingested
from machi.ingest.mesh import encode_many
from machi.ingest.schema import header_key
from machi.precheck.finding import Finding, Fix, kept
from machi.precheck.lexicon import fold, lexicon
from machi.precheck.sheet import Sheet
from machi.text import _

BUFFER = 2
"""Cells of 250 m around the city's own that still count as inside: a bus stop may stand just over the border."""
_RUNS_AWAY = re.compile(
    r"=.*\|.*!|=\s*(?:HYPERLINK|WEBSERVICE|IMPORT\w*|DDE|CMD|EXEC)\b|@SUM|=\s*cmd", re.IGNORECASE | re.DOTALL
)


def outside(ingested: Ingested, sheet: Sheet, city: str, cells: Collection[str]) -> Iterator[Finding]:
    """Points beyond the city's grid cells and a buffer. Nothing without reference cells: the caller says so."""
    frame = ingested.frame
    if not cells or not {"lat", "lon"} <= set(frame.columns):
        return
    points = frame[["source_row", "lat", "lon"]].dropna()
    if not len(points):
        return
    inside = _around(cells)
    codes = encode_many(points["lat"].to_numpy(dtype=float), points["lon"].to_numpy(dtype=float), 10)
    far = np.array([_steps(code) not in inside if code else True for code in codes.tolist()])
    if not far.any():
        return
    rows = [ingested.receipt.line_of(int(row)) for row in points["source_row"].to_numpy()[far]]
    most = far.sum() > 0.5 * len(points)
    column = "・".join(c.title for c in sheet.columns if c.name in ("lat", "lon", "location"))
    yield Finding(
        "places.outside",
        _("市の外の座標"),
        "warn",
        column,
        kept(rows),
        len(rows),
        _("座標の{n}件が{city}の外にあります。").format(n=len(rows), city=city)
        + (_("半分より多いので、ほかの市のファイルかもしれません。") if most else ""),
        _("緯度と経度の取り違えや打ち間違いだと、地図で別の場所に出ます。個人の家を指していることもあります。"),
        _("行番号の座標を確かめてください。市の外の施設なら、理由を書いて先へ進めます。"),
        weight=5,
    )


def _steps(code: str) -> tuple[int, int]:
    """Place of a 250 m cell in steps of its own size, so that neighbours are ±1."""
    i, j = int(code[:2]) * 320, int(code[2:4]) * 320
    i, j = i + int(code[4]) * 40 + int(code[6]) * 4, j + int(code[5]) * 40 + int(code[7]) * 4
    for digit, half in ((int(code[8]), 2), (int(code[9]), 1)):
        i, j = i + (digit - 1 >> 1) * half, j + (digit - 1 & 1) * half
    return i, j


def _around(cells: Collection[str]) -> set[tuple[int, int]]:
    own = {_steps(code) for code in cells if len(code) == 10}
    around = range(-BUFFER, BUFFER + 1)
    return {(i + di, j + dj) for i, j in own for di in around for dj in around}


def doubles(sheet: Sheet, ingested: Ingested) -> Iterator[Finding]:
    """Rows that stand twice, and rows whose key was met before."""
    table = pd.DataFrame({str(at): column.codes for at, column in enumerate(sheet.columns)})
    again = table.duplicated().to_numpy() if len(table.columns) else np.zeros(0, dtype=bool)
    again = again & sheet.data() if len(again) else again
    if again.any():
        rows = sheet.rows(again)
        yield Finding(
            "rows.twice",
            _("同じ行の重複"),
            "warn",
            "",
            kept(rows),
            len(rows),
            _("まったく同じ行が{n}行、2回以上あります。").format(n=len(rows)),
            _("数えるときに二重になります。"),
            _("片方を消してください。同じ内容で別の物なら、番号で区別してください。"),
            (Fix("drop_doubles"),),
            weight=6,
        )
    twice = set(sheet.rows(again)) if len(again) else set()
    keys = [issue for issue in ingested.issues if issue.kind == "duplicate" and issue.row not in twice]
    if keys:
        titles = {column.name: column.title for column in sheet.columns if column.name}
        yield Finding(
            "rows.same_key",
            _("番号の重複"),
            "warn",
            titles.get(keys[0].column, keys[0].column),
            kept(issue.row for issue in keys),
            len(keys),
            _("前の行と同じ番号・名前の行が{n}行あります。").format(n=len(keys)),
            _("番号で1件を指せなくなります。"),
            _("番号を付け直すか、重複した行を消してください。"),
            weight=6,
        )


def licence(sheet: Sheet, said: str | None) -> Iterator[Finding]:
    """``said``: the licence chosen for the file; None when nobody was asked (a column of licences is still looked at)."""
    words = lexicon()
    if said is not None and not said.strip():
        yield Finding(
            "licence.missing",
            _("ライセンス（利用条件）"),
            "warn",
            "",
            (),
            1,
            _("利用条件（ライセンス）がまだ決まっていません。"),
            _("利用条件がないデータは、使ってよいかが分からず、使われません。"),
            _("CC BY 4.0 か PDL1.0 などを選んでください。"),
            overridable=False,
            weight=4,
        )
    if said and forbids(said):
        yield _forbidding("", [], 1)
    elif said and not any(word in fold(said).casefold() for word in words.open_licences):
        yield Finding(
            "licence.unknown",
            _("ライセンス（利用条件）"),
            "warn",
            "",
            (),
            1,
            _("選ばれた利用条件が、オープンデータのものか分かりません。"),
            _("だれでも、営利でも、直しても使えるのがオープンデータです。"),
            _("利用条件を確かめてください。"),
            weight=4,
        )
    for column in sheet.columns:
        if header_key(column.header).endswith(("ライセンス", "licence", "license", "利用条件", "利用規約")):
            flags = column.where(lambda text: forbids(text))
            if flags.any():
                yield _forbidding(column.title, sheet.rows(flags), int(flags.sum()))


def forbids(text: str) -> bool:
    """Whether a licence keeps others from using, changing or passing on the data."""
    folded = fold(text).casefold()
    short = set(re.split(r"[^a-z]+", folded))
    return any(word in short if word in ("nc", "nd") else word in folded for word in lexicon().closed_licences)


def _forbidding(column: str, rows: list[int], count: int) -> Finding:
    return Finding(
        "licence.forbids",
        _("ライセンス（利用条件）"),
        "stop",
        column,
        kept(rows),
        count,
        _("利用を禁じる条件（営利不可・改変不可・転載禁止など）が{n}件あります。").format(n=count),
        _("オープンデータとして公開すると、その条件に反する使われ方をします。他者の権利を侵すおそれもあります。"),
        _("条件を変えられるか権利者に確かめ、変えられない行や列は外してください。"),
        (Fix("drop_column", column),) if column else (),
        weight=4,
    )


def formulas(sheet: Sheet) -> Iterator[Finding]:
    """Cells that a spreadsheet would run (S62)."""
    for column in sheet.columns:
        live = column.where(lambda text: text.lstrip()[:1] in ("=", "@", "＝") and len(text.strip()) > 1)
        if not live.any():
            continue
        running = column.where(lambda text: text.lstrip()[:1] in ("=", "@") and _RUNS_AWAY.match(text.lstrip()))
        grave = bool(running.any())
        flags = running if grave else live
        yield Finding(
            "formula.runs" if grave else "formula.text",
            _("機械判読ルール 2-6（計算式）"),
            "stop" if grave else "warn",
            column.title,
            kept(sheet.rows(flags)),
            int(flags.sum()),
            _("「{column}」に、表計算ソフトの式が{n}件あります。").format(column=column.title, n=int(flags.sum())),
            _("開いた人の機械で、外への接続や命令の実行に使われるおそれがあります。")
            if grave
            else _("式は、開いた機械によって値が変わったり、エラーになったりします。"),
            _("式を計算した結果の値に置きかえてください。「直したファイル」では式が動かない形（先頭に '）にします。"),
            (Fix("guard", column.title),),
            weight=3,
        )


def versions(sheet: Sheet, previous: Sequence[str] | None) -> Iterator[Finding]:
    """Against the headings of the version before: a new column stops until it is named, a lost one warns."""
    if previous is None:
        return
    old, new = list(previous), [column.header for column in sheet.columns]
    old_keys, new_keys = [header_key(cell) for cell in old], [header_key(cell) for cell in new]
    for column, key in zip(sheet.columns, new_keys, strict=True):
        if key not in old_keys or column.title in {sheet.columns[at].title for at in repeated(new)}:
            yield Finding(
                "version.new_column",
                _("前の版にない列"),
                "stop",
                column.title,
                (),
                len(sheet),
                _("「{column}」は、前に公開した版にはなかった列です。").format(column=column.title),
                _("作業用の列を消し忘れたまま公開した事故が、実際に起きています。"),
                _("公開してよい列なら、理由を書いてください。違うなら消してください。"),
                (Fix("drop_column", column.title),),
                weight=1,
            )
    lost = [cell for cell, key in zip(old, old_keys, strict=True) if key and key not in new_keys]
    if lost:
        yield Finding(
            "version.lost_column",
            _("前の版からなくなった列"),
            "warn",
            "・".join(lost),
            (),
            len(lost),
            _("前の版にあった列が{n}列なくなりました。").format(n=len(lost)),
            _("この列を使っている人のプログラムが止まります。"),
            _("わざとでなければ、戻してください。"),
            weight=5,
        )
    common = [key for key in new_keys if key in set(old_keys)]
    if common != [key for key in old_keys if key in set(new_keys)]:
        yield Finding(
            "version.order",
            _("列の並びの変化"),
            "warn",
            "",
            (),
            len(common),
            _("列の並びが前の版と違います。"),
            _("位置で列を読んでいる人は、違う列を読んでしまいます。"),
            _("前の版と同じ並びに戻してください。"),
            weight=7,
        )
