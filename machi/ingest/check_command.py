"""``python -m machi check FILE… [--json]``: what the reader sees in a file, before anybody publishes it.

Exit status: 0 clean, 1 issues, 2 unreadable; of several files the worst.
"""

from __future__ import annotations

import argparse
import io
import json
import unicodedata
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from machi.errors import Unreadable
from machi.ingest.causes import cause
from machi.ingest.checks import Issue, kinds
from machi.ingest.container import HEAD_BYTES, container
from machi.ingest.ingested import Ingested
from machi.ingest.meaning import Meaning, meaning_label, meanings_of
from machi.ingest.meaning_cells import unread
from machi.ingest.reader import read_chunks
from machi.ingest.reading import Hint
from machi.ingest.receipt import Receipt
from machi.ingest.records import spoken_delimiter
from machi.ingest.schema import Schema
from machi.ingest.sexes import sums_amiss
from machi.ingest.suggest import suggest
from machi.ingest.workbook import WORKBOOKS, Sheet, tables_of
from machi.text import _

CLEAN, ISSUES, UNREADABLE = 0, 1, 2
LOOKED_AT = 200_000
"""Rows from which the meanings of columns are read, and whose cells are looked at in a table of no known kind."""
EXAMPLES = 3
"""Issues shown for each kind; all are counted."""


def add_parser(subparsers: Any) -> None:
    """Add ``check`` to the commands."""
    parser = subparsers.add_parser("check", help=_("CSVやExcelのブックを読み、何が読めて何が問題かを表示します"))
    parser.add_argument("files", nargs="+", metavar="FILE", help=_("調べるファイル（CSV・.xlsx・.xls）"))
    parser.add_argument("--json", action="store_true", help=_("結果をJSONで出力します"))
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Check each file; prints and returns the exit status."""
    reports = [report for name in args.files for report in reports_of(Path(name), whole=args.json)]
    if args.json:
        print(json.dumps([report["facts"] for report in reports], ensure_ascii=False, indent=2, default=str))
    else:
        print("\n\n".join(report["text"] for report in reports))
    return max(int(report["status"]) for report in reports)


def reports_of(path: Path, *, whole: bool = False) -> list[dict[str, Any]]:
    """One report for a text file, one for each sheet of an Excel workbook."""
    try:
        with path.open("rb") as stream:
            if container(stream.read(HEAD_BYTES)) not in WORKBOOKS:
                return [check(path, whole=whole)]
        sheets = tables_of(path.read_bytes(), path.name)
    except OSError as error:
        return [_unopened(path, error)]
    except Unreadable as error:
        return [_refused(path, error.message, error.remedy)]
    return [check(path, whole=whole, sheet=sheet) for sheet in sheets]


def check(path: Path, *, whole: bool = False, sheet: Sheet | None = None) -> dict[str, Any]:
    """``{status, facts, text}`` of one file, or of one sheet of it. ``whole``: with what each column means and which
    general cards fit.
    """
    name = sheet.name if sheet else path.name
    try:
        with io.BytesIO(sheet.data) if sheet else path.open("rb") as stream:
            issues = list(sheet.issues) if sheet else []
            unknown, held = [], 0
            for piece in read_chunks(stream, name=name):
                issues += piece.issues
                if not piece.receipt.kind and held < LOOKED_AT:
                    unknown.append(piece.frame)
                    held += len(piece.frame)
    except OSError as error:
        return _unopened(path, error)
    except Unreadable as error:
        return _refused(path, error.message, error.remedy)
    if unknown:
        frame = pd.concat(unknown, ignore_index=True)
        found = _meanings(frame, piece, path.name)
        told = (*unread(frame, found), *sums_amiss(frame, found))
        issues += [replace(issue, row=piece.receipt.line_of(issue.row)) for issue in told]
    issues.sort(key=lambda issue: issue.row)
    facts = _facts(path, piece.receipt, issues) | (columns_of(path, sheet) if whole else {})
    return {
        "status": ISSUES if issues else CLEAN,
        "facts": facts | ({"sheet": name} if sheet else {}),
        "text": _text(name, piece.receipt, piece.schema, issues),
    }


def _unopened(path: Path, error: OSError) -> dict[str, Any]:
    why = _("ファイルを開けません（{why}）。").format(why=cause(error))
    return _refused(path, why, _("場所と名前を確かめてください。"))


def _refused(path: Path, message: str, remedy: str) -> dict[str, Any]:
    return {
        "status": UNREADABLE,
        "facts": {"file": str(path), "readable": False, "message": message, "remedy": remedy},
        "text": "\n  ".join((path.name, _("読めません") + f": {message}", _("対処") + f": {remedy}")),
    }


def _facts(path: Path, receipt: Receipt, issues: list[Issue]) -> dict[str, Any]:
    facts = receipt.as_dict()
    facts.pop("name")
    return {
        "file": str(path),
        "readable": True,
        **facts,
        "issues": dict(Counter(issue.kind for issue in issues)),
        "issue_list": [
            {
                "row": issue.row,
                "column": issue.column,
                "kind": issue.kind,
                "severity": issue.severity,
                "value": issue.value,
                "expected": issue.expected,
            }
            for issue in issues
        ],
    }


def columns_of(path: Path, sheet: Sheet | None = None) -> dict[str, Any]:
    """``{meanings, cards}``: of any file, also of a known kind, by its first ``LOOKED_AT`` rows read freely."""
    frames = []
    with io.BytesIO(sheet.data) if sheet else path.open("rb") as stream:
        for piece in read_chunks(stream, name=path.name, free=True):
            frames.append(piece.frame)
            if sum(map(len, frames)) >= LOOKED_AT:
                break
    frame = pd.concat(frames, ignore_index=True)
    found = _meanings(frame, piece, path.name)
    offers = suggest(found, len(frame))
    return {
        "meanings": [_meaning_facts(one) for one in found],
        "cards": [{"card": offer.card_id, "params": offer.params, "why": offer.why} for offer in offers],
    }


def _meanings(frame: pd.DataFrame, piece: Ingested, name: str) -> tuple[Meaning, ...]:
    titles = {column.name: column.title for column in piece.schema.columns}
    return meanings_of(frame, titles, hint=Hint(file_name=name), unit=piece.receipt.unit_above)


def _meaning_facts(one: Meaning) -> dict[str, Any]:
    return {
        "header": one.header,
        "meaning": one.meaning,
        "label": meaning_label(one.meaning),
        "unit": one.unit,
        "confidence": one.confidence,
        "reason": one.reason,
        "filled": one.filled,
    }


def _text(name: str, receipt: Receipt, schema: Schema, issues: list[Issue]) -> str:
    kind = (
        f"{receipt.kind}（{schema.title}、{_('確からしさ')}{receipt.confidence:.0%}）"
        if receipt.kind
        else _("決められません")
    )
    facts = {
        _("文字コード"): receipt.encoding,
        _("区切り"): spoken_delimiter(receipt.delimiter),
        _("改行"): receipt.newline or _("なし"),
        _("見出しの行"): _("{row}行目").format(row=receipt.header_row) if receipt.header_row else _("なし"),
        _("見出しの世代"): receipt.generation,
        _("データの種類"): f"{kind} {receipt.reason}",
        _("データの行"): _("{rows_in}行 = 読めた{rows_ok}行 + 除いた{rows_reported}行").format(
            rows_in=receipt.rows_in, rows_ok=receipt.rows_ok, rows_reported=receipt.rows_reported
        ),
    }
    unused = [header for header, name in receipt.columns.items() if not name]
    if unused:
        facts[_("使わない列")] = "、".join(unused)
    lines = [name, *(f"  {_padded(label)}{value}" for label, value in facts.items())]
    return "\n".join([*lines, *_issue_lines(schema, issues)])


def _issue_lines(schema: Schema, issues: list[Issue]) -> list[str]:
    if not issues:
        return ["  " + _padded(_("問題")) + _("ありません")]
    said = kinds()
    titles = {column.name: column.title for column in schema.columns}
    severities = {"error": _("誤り"), "warning": _("注意"), "info": _("情報")}
    lines = ["  " + _padded(_("問題")) + _("{count}件").format(count=len(issues))]
    for kind, count in Counter(issue.kind for issue in issues).most_common():
        told = (severities[said[kind].severity], said[kind].name, _("{count}件").format(count=count))
        lines.append("    " + "  ".join(told))
        shown = [issue for issue in issues if issue.kind == kind][:EXAMPLES]
        lines += [f"      {_one_line(issue.sentence(titles))}" for issue in shown]
        if count > EXAMPLES:
            lines.append("      " + _("ほか{count}件").format(count=count - EXAMPLES))
    return lines


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _padded(label: str, width: int = 16) -> str:
    """The label filled up to ``width`` columns of a terminal, where a Japanese character takes two."""
    taken = sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in label)
    return label + " " * max(1, width - taken)
