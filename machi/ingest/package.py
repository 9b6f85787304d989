"""What an .xlsx says besides its cells, and whether it may be opened at all.

Nothing that the file says about its own size is believed: every member is unpacked once in small blocks and counted
(a header may lie), and a sheet's extent is taken from its cells. The XML is only searched for a few marks, never
parsed, so entities and external links do nothing.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from machi.errors import Unreadable
from machi.text import _

LIMIT_BYTES = 200 * 1024 * 1024
LIMIT_MEMBERS = 1_000
LIMIT_RATIO = 100
SMALL = 20 * 1024 * 1024
"""Below this nothing is a bomb, whatever its ratio: thousands of empty formatted rows pack well."""
_BLOCK = 1 << 20
_OVERLAP = 4096
"""A mark may lie across two blocks; none is longer."""

_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*\bhidden="(?:1|true)"[^>]*>')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_COL = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,4})(\d{1,9})"[^>]*(?<!/)>(?!</)')
"""A cell that holds something; formatted empty cells may stand anywhere and cost nothing."""
_NUMBER = {name: re.compile(rb"\b" + name.encode() + rb'="(\d{1,9})"') for name in ("r", "min", "max")}
_UNSAVED = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f[^>]*/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_SHEET = re.compile(rb'<(?:\w+:)?sheet\s[^>]*?\b\w+:id="([^"]+)"')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = {name: re.compile(rb"\b" + name.encode() + rb'="([^"]*)"') for name in ("Id", "Target")}
_BASE_1904 = re.compile(rb'date1904="(?:1|true)"')


@dataclass
class NewSheet:
    """What the XML of one sheet says. Numbers are 1-based."""

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    last_row: int = 0
    last_column: int = 0
    formulas: int = 0
    unsaved: int = 0
    """Formulas without the value that Excel would have saved beside them."""


@dataclass
class Package:
    """``sheets`` in the order of the workbook (a chart sheet has an empty entry)."""

    sheets: list[NewSheet] = field(default_factory=list)
    members: tuple[str, ...] = ()
    base_1904: bool = False
    links: bool = False

    @property
    def macros(self) -> bool:
        return any(name.casefold().endswith(("vbaproject.bin", "macrosheets/sheet1.xml")) for name in self.members)


def open_package(data: bytes) -> Package:
    """Count, then look. Raises Unreadable for a bomb, a broken archive and an unknown packing."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    # zipfile promises BadZipFile, yet damaged lengths, offsets and packings reach its callers as these.
    except (zipfile.BadZipFile, struct.error, ValueError, OverflowError, NotImplementedError, EOFError) as error:
        raise broken() from error
    said = sum(member.file_size for member in members)
    if len(members) > LIMIT_MEMBERS:
        raise _bomb(_("中のファイルが{count}個もあります").format(count=len(members)))
    _refuse(said, len(data))
    package = Package(members=tuple(member.filename for member in members))
    package.links = any("externalLinks/" in name for name in package.members)
    small: dict[str, bytes] = {}
    sheets: dict[str, NewSheet] = {}
    total = 0
    for member in members:
        name = member.filename
        is_sheet = name.startswith("xl/worksheets/") and name.endswith(".xml")
        sheet = sheets.setdefault(name, NewSheet()) if is_sheet else None
        kept: list[bytes] | None = [] if name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels") else None
        before = b""
        for block in _blocks(data, member):
            total += len(block)
            _refuse(total, len(data))
            if sheet is not None:
                before = _look(before + block, sheet)
            elif kept is not None:
                kept.append(block)
        if sheet is not None:
            _look(before, sheet, last=True)
        if kept is not None:
            small[name] = b"".join(kept)
    _arrange(package, small, sheets)
    return package


def _refuse(size: int, packed: int) -> None:
    if size > LIMIT_BYTES or (size > SMALL and size > LIMIT_RATIO * packed):
        raise _bomb(_("展開すると{megabytes}MBを超えます").format(megabytes=min(size, LIMIT_BYTES) // (1024 * 1024)))


def _bomb(why: str) -> Unreadable:
    return Unreadable(
        _("{why}。安全のため開いていません。").format(why=why),
        _("必要なシートだけを「CSV UTF-8（コンマ区切り）」で保存してください。"),
        kind="bomb",
    )


def broken() -> Unreadable:
    """The workbook is damaged, so that its cells can't be had."""
    return Unreadable(
        _("Excelのブックが途中で壊れています。"),
        _("Excelで開き直し、「CSV UTF-8（コンマ区切り）」か「Excelブック（.xlsx）」で保存し直してください。"),
        kind="broken_workbook",
    )


def _blocks(data: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member unpacked by its bytes, not by its header: what is really inside is what counts."""
    at = member.header_offset
    if data[at : at + 4] != b"PK\x03\x04" or len(data) < at + 30:
        raise broken()
    name, extra = struct.unpack_from("<HH", data, at + 26)
    start = at + 30 + name + extra
    raw = memoryview(data)[start : start + member.compress_size]
    if member.flag_bits & 1:
        raise Unreadable(_("パスワード付きの書庫です。"), _("パスワードを外してください。"), kind="encrypted")
    if member.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(raw[at : at + _BLOCK]) for at in range(0, len(raw), _BLOCK))
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise broken()
    engine = zlib.decompressobj(-15)
    pending: bytes = bytes(raw)
    try:
        while pending and not engine.eof:
            block = engine.decompress(pending, _BLOCK)
            pending = engine.unconsumed_tail
            yield block
    except zlib.error as error:
        raise broken() from error


def _look(text: bytes, sheet: NewSheet, *, last: bool = False) -> bytes:
    """Search what is whole; gives back the tail that the next block may complete."""
    cut = len(text) if last else text.rfind(b"<", 0, max(0, len(text) - _OVERLAP))
    if cut <= 0:
        return text
    done = text[:cut]
    if b"hidden=" in done:
        numbers = (_NUMBER["r"].search(row) for row in _HIDDEN_ROW.findall(done))
        sheet.hidden_rows += [int(number[1]) for number in numbers if number]
    for column in _COL.findall(done) if b"col " in done else ():
        if _HIDDEN.search(column):
            first, final = (_NUMBER[name].search(column) for name in ("min", "max"))
            if first and final:
                sheet.hidden_columns += range(int(first[1]), min(int(final[1]), 16384) + 1)
    columns, rows = map(set, zip(*found, strict=True)) if (found := _CELL.findall(done)) else (set(), set())
    sheet.last_column = max(sheet.last_column, *map(_column_number, columns), 0)
    sheet.last_row = max(sheet.last_row, *map(int, rows), 0)
    if b"f>" in done or b"f/" in done:
        sheet.formulas += len(_FORMULA.findall(done))
        sheet.unsaved += len(_UNSAVED.findall(done))
    return text[cut:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _arrange(package: Package, small: dict[str, bytes], sheets: dict[str, NewSheet]) -> None:
    """Sheets in the order of ``workbook.xml``, by way of its relations."""
    workbook = small.get("xl/workbook.xml", b"")
    package.base_1904 = bool(_BASE_1904.search(workbook))
    targets = {}
    for relation in _RELATION.findall(small.get("xl/_rels/workbook.xml.rels", b"")):
        name, target = (_ATTRIBUTE[key].search(relation) for key in ("Id", "Target"))
        if name and target:
            path = target[1].decode("utf-8", "replace")
            targets[name[1]] = path.removeprefix("/") if path.startswith("/") else f"xl/{path}"
    for name in _SHEET.findall(workbook):
        package.sheets.append(sheets.get(targets.get(name, ""), NewSheet()))
    if not package.sheets:
        package.sheets = list(sheets.values())
