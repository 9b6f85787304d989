"""The cells of an Excel workbook, read in a process of its own: bytes on standard input, sheets on standard output.

A damaged workbook can make calamine panic, spin or ask for all the memory there is (found by fuzzing old .xls files),
and then only this process ends. It holds nothing on disk, gets bounds on memory and time, and knows nothing of the
project, so that it starts in a few hundredths of a second.

Output: for each sheet one line of JSON (what is said about it, and the length of its text), then its text as CSV.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, BinaryIO

MEMORY_BYTES = 2 * 1024**3
SECONDS = 90
PASSWORD, DAMAGED = 3, 4
"""Exit statuses besides 0; any other means that the process was ended."""
INNER_BREAK = "\u2028"
"""A line break inside a cell travels as this, so that a line of the text is a row of the sheet."""


def main(source: BinaryIO, target: BinaryIO) -> int:
    """Write every sheet of ``source`` to ``target``; the exit status."""
    _bound()
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(source.read())) as book:
            for at, meta in enumerate(book.sheets_metadata):
                facts: dict[str, Any] = {
                    "name": meta.name,
                    "table": meta.typ == SheetTypeEnum.WorkSheet,
                    "hidden": meta.visible != SheetVisibleEnum.Visible,
                    "merged": [],
                }
                text = b""
                if facts["table"]:
                    sheet = book.get_sheet_by_index(at)
                    facts["merged"] = sheet.merged_cell_ranges or []
                    if sheet.start is not None:
                        text = as_csv(sheet.iter_rows(), sheet.start[1])
                facts["length"] = len(text)
                target.write(json.dumps(facts).encode() + b"\n" + text)
    except PasswordError:
        return PASSWORD
    except (CalamineError, UnicodeError):
        return DAMAGED
    return 0


def _bound() -> None:
    try:
        import resource
    except ImportError:
        return  # Windows has no such bounds; the parent still ends a process that takes too long
    wanted = ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0))
    for kind, amount in wanted:
        hard = resource.getrlimit(kind)[1]
        limit = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        with suppress(ValueError, OSError):  # macOS refuses some of them; the time that the parent gives still holds
            resource.setrlimit(kind, (limit, limit))


def as_csv(rows: Iterable[list[Any]], left: int) -> bytes:
    """UTF-8 text with one line for each row of the sheet and a field for each column from A.

    ``rows`` begin at the sheet's first row, but (calamine's ``iter_rows``) at its first column with a value.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    before = [""] * left
    for row in rows:
        cells = [cell if type(cell) is str else written(cell) for cell in row]
        joined = "".join(cells)
        if "\n" in joined or "\r" in joined:
            cells = [_one_line(cell) for cell in cells]
        if joined:
            writer.writerow(before + cells)
        else:
            out.write("\n")
    return out.getvalue().encode()


def _one_line(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n").replace("\n", INNER_BREAK)


def written(cell: Any) -> str:
    """A typed cell as a person would write it: 12.0 → 12, 0.1+0.2 → 0.3 (Excel itself holds 15 digits)."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        return format(Decimal(f"{cell:.15g}"), "f")
    if isinstance(cell, datetime):
        seconds = "seconds" if cell.second else "minutes"
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec=seconds)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return f"{cell.hour}:{cell.minute:02d}" + (f":{cell.second:02d}" if cell.second else "")
    if isinstance(cell, timedelta):
        minutes, rest = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}" + (f":{rest:02d}" if rest else "")
    return str(cell)


if __name__ == "__main__":
    sys.exit(main(sys.stdin.buffer, sys.stdout.buffer))
