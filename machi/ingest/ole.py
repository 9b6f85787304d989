"""Old Excel files: the OLE2 container and the records of its workbook stream, read only as far as the account needs.

``python-calamine`` gives the cells. What it doesn't give is said by a few records: which rows and columns are hidden,
how far the cells really reach (a lying pair of cells would cost it gigabytes), and whether macros are inside.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE = 0xFFFFFFFA
"""Sector numbers from here on are signs (end of chain, free …), not sectors."""
_BOF, _EOF, _ROW, _COLINFO, _FORMULA = 0x0809, 0x000A, 0x0208, 0x007D, 0x0006
_MULTIPLE = (0x00BD, 0x00BE)
_CELLS = frozenset((0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x00D6, 0x00FD, 0x027E, *_MULTIPLE))
_DATE_1904, _PASSWORD = 0x0022, 0x002F


@dataclass
class OldSheet:
    """What the records of one sheet say. Numbers are 1-based, as Excel shows them."""

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    last_row: int = 0
    last_column: int = 0
    formulas: int = 0


@dataclass
class OldBook:
    """``sheets`` in the order of the workbook."""

    sheets: list[OldSheet] = field(default_factory=list)
    macros: bool = False
    encrypted: bool = False
    base_1904: bool = False


def read_old(data: bytes) -> OldBook:
    """The account of an OLE2 file. What is broken is left out: calamine refuses it with a reason anyway."""
    book = OldBook()
    try:
        names, stream = _open(data)
    except (struct.error, IndexError, ValueError):
        return book
    book.macros = any(name in ("_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA") for name in names)
    book.encrypted = "EncryptedPackage" in names
    _walk(stream, book)
    return book


def _open(data: bytes) -> tuple[list[str], bytes]:
    """Names of all entries, and the stream ``Workbook`` (``Book`` before Excel 97)."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    if not 128 <= size <= 4096:
        raise ValueError("sector size")
    per_sector = size // 4
    places = [sector for sector in struct.unpack_from("<109I", data, 76) if sector < _FREE]
    further = struct.unpack_from("<I", data, 68)[0]
    for _turn in range(len(data) // size):
        if further >= _FREE:
            break
        block = struct.unpack_from(f"<{per_sector}I", data, (further + 1) * size)
        places += [sector for sector in block[:-1] if sector < _FREE]
        further = block[-1]
    table: list[int] = []
    for place in places:
        table += struct.unpack_from(f"<{per_sector}I", data, (place + 1) * size)

    def chain(first: int) -> bytes:
        parts: list[bytes] = []
        while first < len(table) and len(parts) <= len(table):
            parts.append(data[(first + 1) * size : (first + 2) * size])
            first = table[first]
        return b"".join(parts)

    directory = chain(struct.unpack_from("<I", data, 48)[0])
    names, stream = [], b""
    for at in range(0, len(directory) - 127, 128):
        length = min(struct.unpack_from("<H", directory, at + 64)[0], 64)
        name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        names.append(name)
        if name in ("Workbook", "Book"):
            first, amount = struct.unpack_from("<II", directory, at + 116)
            stream = chain(first)[:amount]
    return names, stream


def _walk(stream: bytes, book: OldBook) -> None:
    """Record after record; each BOF after the first begins a sheet."""
    at, end, depth = 0, len(stream) - 4, 0
    sheet: OldSheet | None = None
    started = False
    while at <= end:
        kind, length = struct.unpack_from("<HH", stream, at)
        body = at + 4
        at = body + length
        if at > len(stream):
            return
        if kind in _CELLS and sheet is not None and length >= 4:
            row, column = struct.unpack_from("<HH", stream, body)
            last = struct.unpack_from("<H", stream, at - 2)[0] if kind in _MULTIPLE else column
            sheet.last_row = max(sheet.last_row, row + 1)
            sheet.last_column = max(sheet.last_column, last + 1)
            sheet.formulas += kind == _FORMULA
        elif kind == _ROW and sheet is not None and length >= 16:
            if stream[body + 12] & 0x20:
                sheet.hidden_rows.append(struct.unpack_from("<H", stream, body)[0] + 1)
        elif kind == _COLINFO and sheet is not None and length >= 10:
            first, last = struct.unpack_from("<HH", stream, body)
            if stream[body + 8] & 1:
                sheet.hidden_columns += range(first + 1, min(last, 255) + 2)
        elif kind == _BOF:
            depth += 1
            if depth == 1 and started:
                sheet = OldSheet()
                book.sheets.append(sheet)
            started = True
        elif kind == _EOF:
            depth = max(0, depth - 1)
        elif kind == _PASSWORD:
            book.encrypted = True
        elif kind == _DATE_1904 and length >= 2:
            book.base_1904 = stream[body] == 1
