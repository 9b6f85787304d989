"""Workbooks made by code: .xlsx through openpyxl, old .xls written record by record, and hostile archives."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import openpyxl

Cell = str | int | float | bool | None


def xlsx(*sheets: Sequence[Sequence[Any]], change: Any = None) -> bytes:
    """One sheet for each table; ``change(workbook)`` may do more before it is saved."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"表{number}")
        for row in rows:
            sheet.append(list(row))
    if change is not None:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_members(
    data: bytes, more: Mapping[str, bytes], replace: Mapping[str, tuple[bytes, bytes]] | None = None
) -> bytes:
    """The archive with further members, and with bytes replaced inside members."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if replace and name in replace:
                before, after = replace[name]
                assert before in content, name
                content = content.replace(before, after)
            new.writestr(name, content)
        for name, content in more.items():
            new.writestr(name, content)
    return out.getvalue()


def archive(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in members.items():
            new.writestr(name, content)
    return out.getvalue()


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _unicode(text: str) -> bytes:
    return struct.pack("<HB", len(text.encode("utf-16-le")) // 2, 1) + text.encode("utf-16-le")


def _cell(row: int, column: int, value: Cell, style: int) -> bytes:
    place = struct.pack("<HHH", row, column, style)
    if isinstance(value, bool):
        return _record(0x0205, place + bytes([value, 0]))
    if isinstance(value, int | float):
        return _record(0x0203, place + struct.pack("<d", value))
    return _record(0x0204, place + _unicode(str(value)))


def _styles() -> bytes:
    """Cell style 0 is General, 1 a date (built-in number format 14)."""
    return b"".join(_record(0x00E0, struct.pack("<HH", 0, number) + bytes(16)) for number in (0, 14))


def xls(
    rows: Sequence[Sequence[Cell]],
    *,
    name: str = "表1",
    dates: Iterable[tuple[int, int]] = (),
    hidden_rows: Iterable[int] = (),
    hidden_columns: Iterable[int] = (),
    merged: Iterable[tuple[int, int, int, int]] = (),
    password: bool = False,
    base_1904: bool = False,
    entries: Iterable[str] = (),
) -> bytes:
    """A BIFF8 workbook of one sheet in its OLE2 container. Rows and columns count from 0 here, as in the format."""
    dated = set(dates)
    bof = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    head = _record(0x0809, bof)
    if password:
        head += _record(0x002F, struct.pack("<HHH", 0, 0x1234, 0x5678))
    head += _record(0x0042, struct.pack("<H", 1200)) + _record(0x0022, struct.pack("<H", base_1904)) + _styles()
    title = name.encode("utf-16-le")
    sheet_at = len(head) + 4 + 8 + len(title) + 4
    head += _record(0x0085, struct.pack("<IHBB", sheet_at, 0, len(title) // 2, 1) + title) + _record(0x000A)
    body = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    for column in hidden_columns:
        body += _record(0x007D, struct.pack("<HHHHHH", column, column, 2048, 0, 1, 0))
    for row in hidden_rows:
        body += _record(0x0208, struct.pack("<HHHHHHHH", row, 0, 1, 255, 0, 0, 0x20, 15))
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                body += _cell(at, column, value, 1 if (at, column) in dated else 0)
    areas = list(merged)
    if areas:
        body += _record(0x00E5, struct.pack("<H", len(areas)) + b"".join(struct.pack("<HHHH", *area) for area in areas))
    return ole({"Workbook": head + body + _record(0x000A)}, entries)


def ole(streams: Mapping[str, bytes], entries: Iterable[str] = ()) -> bytes:
    """An OLE2 container with these streams (each filled up to 4,096 bytes or more) and further empty entries."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    sectors: list[bytes] = []
    table: list[int] = []

    def put(content: bytes) -> int:
        first = len(sectors)
        content += bytes(-len(content) % 512)
        for at in range(0, len(content), 512):
            sectors.append(content[at : at + 512])
            table.append(len(sectors))
        table[-1] = end
        return first

    def entry(name: str, kind: int, first: int, size: int, right: int = free, child: int = free) -> bytes:
        text = name.encode("utf-16-le") + b"\0\0"
        return (
            text.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(text), kind, 1, free, right, child)
            + bytes(36)
            + struct.pack("<IQ", first, size)
        )

    names = list(streams)
    more = list(entries)
    total = len(names) + len(more)
    listed = [entry("Root Entry", 5, end, 0, child=1)]
    for number, name in enumerate(names, 1):
        content = streams[name].ljust(4096, b"\0")
        listed.append(entry(name, 2, put(content), len(content), right=number + 1 if number < total else free))
    for number, name in enumerate(more, len(names) + 1):
        listed.append(entry(name, 1, end, 0, right=number + 1 if number < total else free))
    directory = put(b"".join(listed))
    count = 1
    while (len(table) + count) > count * 128:
        count += 1
    first = len(sectors)
    table += [0xFFFFFFFD] * count
    packed = struct.pack(f"<{len(table)}I", *table).ljust(count * 512, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, count, directory, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", *range(first, first + count), *[free] * (109 - count))
    return header + b"".join(sectors) + packed
