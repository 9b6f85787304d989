"""``python -m machi build``: make the store and tell, file by file, what came of it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import duckdb

from machi.errors import MachiError
from machi.store.catalogue import Publication
from machi.store.database import Report, build, data_folder, store_path
from machi.text import _

BUILT, INCOMPLETE, FAILED = 0, 1, 2
"""Issues of cells are told but are no failure: `make build` on honest data must not stop."""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``build [--data FOLDER] [--store FILE]``; exit 0 built, 1 built without some file, 2 not built."""
    parser = subparsers.add_parser("build", help=_("data/ からデータベースを作ります"))
    parser.add_argument("--data", type=Path, help=_("データのフォルダー（なければ MACHI_DATA か data/）"))
    parser.add_argument("--store", type=Path, help=_("作るファイル（なければ MACHI_STORE か .build/ の中）"))
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Build, print, and give the exit status."""
    try:
        data = arguments.data.resolve() if arguments.data else data_folder()
        if not data.is_dir():
            raise MachiError(_("フォルダー「{folder}」がありません。").format(folder=data))
        report = build(data, arguments.store or store_path(data))
    except (MemoryError, duckdb.OutOfMemoryException):
        print(_("メモリーが足りないため、データベースを作れませんでした。前のものはそのままです。"), file=sys.stderr)
        return FAILED
    except (MachiError, OSError, duckdb.IOException) as error:
        print(_("データベースを作れませんでした。{error}").format(error=error), file=sys.stderr)
        return FAILED
    print("\n".join(lines(report)))
    return INCOMPLETE if any(problem.stops for problem in report.catalogue.all_problems) else BUILT


def lines(report: Report) -> list[str]:
    """The report in Japanese, one line per file, then the problems."""
    files = [_file_line(item) for item in report.catalogue.publications]
    problems = [problem.sentence() for problem in report.catalogue.all_problems]
    told = [_("確かめてほしいこと（{n}件）").format(n=len(problems)), *(f"  - {text}" for text in problems)]
    rows = sum(item.rows_used for item in report.catalogue.publications)
    done = _("{path} を作りました（{files}ファイル、{rows:,}行、{seconds:.1f}秒）。").format(
        path=report.path.name, files=len(files), rows=rows, seconds=report.seconds
    )
    return [*files, *(told if problems else []), done]


def _file_line(item: Publication) -> str:
    states = {
        "ok": _("使用中"),
        "superseded": _("新しい版あり"),
        "refused": _("使えません"),
        "empty": _("行なし"),
        "aggregated": _("集計して使用中"),
        "aggregate": _("集計用"),
        "internal": _("庁内限り"),
    }
    return _(
        "[{state}] {file}: 行 {rows_in:,} = 読めた {rows_ok:,} + 除いた {rows_reported:,}、気になる点 {issues:,}件"
    ).format(
        state=states[item.status],
        file=f"{item.kind}/{item.path.name}",
        rows_in=item.rows_in,
        rows_ok=item.rows_ok,
        rows_reported=item.rows_reported,
        issues=item.issues,
    )
