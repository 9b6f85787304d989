"""``python -m machi ask "select …"``: a question from a terminal, through the very sandbox of the page."""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata

from machi.cards.credit import credits
from machi.cards.display import readable
from machi.errors import MachiError
from machi.export.cells import json_value, plain_values
from machi.export.tables import csv_bytes
from machi.sandbox.ask import Result, ask
from machi.sandbox.figure import columns_of
from machi.sandbox.guide import sources
from machi.sandbox.pool import Pool
from machi.store.database import data_folder, open_shelf
from machi.store.shelf import Shelf
from machi.text import _

ANSWERED, REFUSED = 0, 1
WIDEST = 40
"""Columns on a terminal that one cell may take."""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``ask SQL [--json | --csv]``; exit 0 answered, 1 refused or failed. ``-`` reads the question from stdin."""
    parser = subparsers.add_parser("ask", help=_("公開データにSQLで聞きます（読むだけ）"))
    parser.add_argument("sql", help=_("select で始まる質問。- なら標準入力から読みます"))
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=_("JSONで出します"))
    form.add_argument("--csv", action="store_true", help=_("CSVで出します（出典の列つき）"))
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Ask, print, and give the exit status."""
    pool = Pool(ready=0)
    try:
        shelf = open_shelf(data_folder())
        sql = sys.stdin.read() if arguments.sql == "-" else arguments.sql
        result = ask(shelf, sql, "terminal", pool)
    except MachiError as problem:
        print(" ".join(str(problem).split()), file=sys.stderr)
        return REFUSED
    if arguments.csv:
        # Excel's mark in front belongs to a file; a pipe's reader would take it for a part of the first heading.
        sys.stdout.write(csv_bytes(result.frame, columns_of(result), sources(shelf, sql)).decode("utf-8-sig"))
    elif arguments.json:
        print(json.dumps(payload(shelf, result), ensure_ascii=False, indent=1))
    else:
        print(table(result))
        print("\n".join(credits(sources(shelf, sql))))
    if result.more:
        print(_("続きがあります（はじめの{n}行だけを出しました）。").format(n=len(result.frame)), file=sys.stderr)
    return ANSWERED


def payload(shelf: Shelf, result: Result) -> dict[str, object]:
    """The answer for a program: columns, rows, whether there is more, and where the data comes from."""
    shown = columns_of(result)
    cells = [[json_value(value, column) for value in plain_values(result.frame[column.name])] for column in shown]
    return {
        "columns": [{"name": column.name, "type": result.types[column.name]} for column in shown],
        "rows": [list(row) for row in zip(*cells, strict=True)],
        "more": result.more,
        "sources": credits(sources(shelf, result.ran.sql)),
    }


def table(result: Result) -> str:
    """The answer as aligned text; a full-width letter takes two places."""
    shown = readable(result.frame, columns_of(result))
    rows = [
        [str(name) for name in shown.columns],
        *([_short(cell) for cell in row] for row in shown.itertuples(index=False)),
    ]
    widths = [max(_width(row[index]) for row in rows) for index in range(len(shown.columns))]
    return "\n".join(
        "  ".join(cell + " " * (widths[index] - _width(cell)) for index, cell in enumerate(row)).rstrip()
        for row in rows
    )


def _short(text: object) -> str:
    """One line, without control characters: a cell may not steer the terminal."""
    line = "".join(letter if letter.isprintable() else " " for letter in str(text))
    while _width(line) > WIDEST:
        line = line[:-2] + "…"
    return line


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
