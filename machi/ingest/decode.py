"""Bytes to text, strictly: one encoding for the whole file, no replacement characters, no guess that hides a loss.

Order (standards 5.2): a BOM, then strict UTF-8, then CP932 (never ``shift_jis``: it fails on ① ㈱ 髙 ～), then UTF-16
by its NUL pattern. EUC-JP often decodes as CP932 into half-width kana, so a CP932 result mostly of those is looked
at twice. The file is scanned once in blocks before anything is parsed, so a bad byte in the last line is found first.
Of a file on disk neither the decoded text nor the bytes are ever held whole; of an upload, which is in memory, both are.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO, TextIO, cast

from machi.errors import Unreadable
from machi.ingest.characters import END, Sights, line_ends, units_of
from machi.ingest.container import HEAD_BYTES, container, unreadable
from machi.ingest.held import Held, in_memory
from machi.ingest.looks import HALF_KANA, JAPANESE, decoded, is_surrogate, line_states, mostly_utf8, share, utf16_by_nul
from machi.ingest.watched import Progress, Watched
from machi.text import _

_BLOCK = 1 << 20
_UTF8_SEEN_AS_CP932 = "縺繧繝"
"""The kanji into which CP932 turns the first two bytes of UTF-8 kana (E3 81, E3 82, E3 83)."""
_BYTES_END = re.compile(b"\r\n|\r|\n")


@dataclass
class Text:
    """A decodable source: how, and what the scan over all of it found."""

    stream: BinaryIO
    encoding: str
    crlf: int = 0
    lf: int = 0
    cr: int = 0
    sights: Sights = field(default_factory=Sights)
    """Odd characters; ``replaced`` (U+FFFD) means that somebody decoded this file wrongly before us."""
    ends_open: bool = False
    """True when no line end follows the last line."""
    doubtful: bool = False
    """True when the encoding was inferred from how the text looks, not from its rules."""
    pieces: list[str] | None = None
    """The decoded text, where the bytes are in memory anyway."""

    @contextmanager
    def open(self, *, last: bool = False) -> Iterator[TextIO]:
        """The text from its beginning, line ends untouched. The source itself stays open.

        ``last``: nobody will ask for the kept text again (whoever does gets it decoded anew).
        """
        self.stream.seek(0)
        if self.pieces is not None:
            pieces, self.pieces = self.pieces, None if last else self.pieces
            yield cast(TextIO, Held(pieces, self.stream, _BLOCK, last=last))
            return
        wrapper = io.TextIOWrapper(self.stream, encoding=self.encoding, errors="strict", newline="")
        wrapper._CHUNK_SIZE = _BLOCK  # type: ignore[attr-defined]  # 8 kB by default: twice the time for CP932
        try:
            yield wrapper
        finally:
            wrapper.detach()


class _Bad(Exception):
    """Bytes that the encoding under trial forbids."""

    def __init__(self, line: int, found: bytes) -> None:
        super().__init__(line)
        self.line, self.found = line, found


ENCODINGS = ("utf-8", "cp932", "utf-16", "utf-16-le", "utf-16-be", "euc_jp", "iso2022_jp")
"""What a person may choose by hand."""


def decode(source: bytes | BinaryIO, encoding: str = "", on_progress: Progress | None = None) -> Text:
    """Find the one encoding that the whole of ``source`` obeys. Raises Unreadable saying what was tried.

    ``encoding`` (one of ENCODINGS) was chosen by a person: it is obeyed strictly, or refused with the line.
    """
    stream: BinaryIO = _seekable(source)
    if on_progress is not None:
        stream = cast(BinaryIO, Watched(stream, on_progress))
    head = stream.read(HEAD_BYTES)
    if not head:
        raise unreadable("empty")
    kind = container(head)
    if kind == "blank" and stream.read(1):
        kind = ""
    if kind:
        raise unreadable(kind)
    if encoding:
        return _as_chosen(stream, head, encoding)
    for mark, marked in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return _with_mark(stream, marked)
    return _without_mark(stream, head)


def _as_chosen(stream: BinaryIO, head: bytes, encoding: str) -> Text:
    marked = encoding in ("utf-8", "utf-8-sig") and head.startswith(codecs.BOM_UTF8)
    try:
        return _scan(stream, "utf-8-sig" if marked else encoding)
    except LookupError as error:
        raise Unreadable(
            _("文字コード「{encoding}」はありません。").format(encoding=encoding),
            _("文字コードを選び直してください。"),
            kind="bad_choice",
        ) from error
    except _Bad as bad:
        raise Unreadable(
            _("{encoding}としては読めません。{line}行目のバイト {found} が合いません。").format(
                encoding=encoding.upper(), line=bad.line, found=bad.found.hex(" ")
            ),
            _("文字コードを選び直してください。"),
            kind="bad_bytes",
            row=bad.line,
        ) from bad


def _seekable(source: bytes | BinaryIO) -> BinaryIO:
    if isinstance(source, bytes | bytearray | memoryview):
        return io.BytesIO(source)
    if source.seekable():
        source.seek(0)
        return source
    return io.BytesIO(source.read())


def _with_mark(stream: BinaryIO, encoding: str) -> Text:
    try:
        text = _scan(stream, encoding)
    except _Bad as bad:
        raise Unreadable(
            _("{encoding} の印（BOM）がありますが、{line}行目に読めないバイト（{found}）があります。").format(
                encoding=encoding.upper().removesuffix("-SIG"), line=bad.line, found=bad.found.hex(" ")
            ),
            _("もとの表から「CSV UTF-8」で書き出し直してください。"),
            kind="bad_bytes",
            row=bad.line,
        ) from bad
    return text


def _without_mark(stream: BinaryIO, head: bytes) -> Text:
    if b"\x1b$" in head or b"\x1b(" in head:
        found = _try(stream, "iso2022_jp")
        if found:
            found.doubtful = True
            return found
    if b"\x00" in head:
        wide = utf16_by_nul(head)
        found = _try(stream, wide) if wide else None
        if found:
            return found
    try:
        return _scan(stream, "utf-8")
    except _Bad as bad:
        utf8_fault = bad
    if mostly_utf8(head) or is_surrogate(utf8_fault.found, head):
        raise _broken_utf8(utf8_fault, head)
    shift_jis = _try(stream, "cp932")
    if shift_jis is None or share(decoded(head, "cp932"), HALF_KANA) > 0.3:
        euc = _try(stream, "euc_jp")
        if euc and share(decoded(head, "euc_jp"), JAPANESE) > 0.9:
            euc.doubtful = True
            return euc
        if shift_jis is not None:
            shift_jis.doubtful = True
    if shift_jis is None:
        raise Unreadable(
            _(
                "文字コードが分かりません（UTF-8、CP932（Shift_JIS）、UTF-16、EUC-JP、ISO-2022-JPを試しました）。"
                "UTF-8としては{line}行目のバイト {found} が読めません。"
            ).format(line=utf8_fault.line, found=utf8_fault.found.hex(" ")),
            _("もとの表を「CSV UTF-8（コンマ区切り）」で保存し直してください。"),
            kind="unknown_encoding",
            row=utf8_fault.line,
        )
    return shift_jis


def _try(stream: BinaryIO, encoding: str) -> Text | None:
    try:
        return _scan(stream, encoding)
    except _Bad:
        return None


def _scan(stream: BinaryIO, encoding: str) -> Text:
    """Decode everything in blocks and count line ends. Raises _Bad, or Unreadable at a control character."""
    text = Text(stream, encoding, pieces=[] if in_memory(stream) else None)
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    stream.seek(0)
    carried = ""
    look: tuple[str, Future[Seen]] | None = None
    # Decoding is Python's work, looking is numpy's: while one block is decoded, a thread looks at the last one.
    with ThreadPoolExecutor(1) as worker:
        while True:
            block = stream.read(_BLOCK)
            try:
                piece = carried + decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                _settle(text, look)
                before = carried.encode() + error.object[: error.start]
                raise _Bad(
                    1 + _lines(text) + len(_BYTES_END.findall(before)), error.object[error.start : error.start + 4]
                ) from error
            except UnicodeError as error:  # an escape sequence of ISO-2022-JP that never ends
                _settle(text, look)
                raise _Bad(1 + _lines(text), block[:4]) from error
            carried = "\r" if piece.endswith("\r") and block else ""
            piece = piece[: len(piece) - len(carried)]
            if text.pieces is not None:
                text.pieces.append(piece)
            _settle(text, look)
            look = piece, worker.submit(_look, text, piece)
            text.ends_open = piece[-1] not in "\r\n" if piece else text.ends_open and not carried
            if not block:
                _settle(text, look)
                return text


Seen = tuple[set[str], int]
"""Classes of odd characters in a block, and how many line ends stand before it."""


def _look(text: Text, piece: str) -> Seen:
    """Count what a block holds into ``text``."""
    units, before = units_of(piece), _lines(text)
    here = text.sights.look(piece, units, before) if piece else set()
    crlf, lf, cr = line_ends(units, returns="\r" in piece)
    text.crlf, text.lf, text.cr = text.crlf + crlf, text.lf + lf, text.cr + cr
    return here, before


def _settle(text: Text, look: tuple[str, Future[Seen]] | None) -> None:
    """Wait for the block that is looked at, and refuse what is no text."""
    if look is None:
        return
    piece, (here, before) = look[0], look[1].result()
    if text.encoding == "cp932" and here & {"not_cp932", "mojibake"}:
        _refuse_false_cp932(piece, before, here)
    if "control" in here:
        line, character = text.sights.line_of("control", piece, before)
        raise _control(character, line)


def _refuse_false_cp932(piece: str, lines_before: int, here: set[str]) -> None:
    """Bytes that Python's cp932 lets through although they are no text, and UTF-8 lines that happen to decode."""
    if "not_cp932" in here:
        line, odd = Sights().line_of("not_cp932", piece, lines_before)
        raise _Bad(line, odd.encode("cp932"))
    for number, line_text in enumerate(END.split(piece), lines_before + 1):
        if any(character in line_text for character in _UTF8_SEEN_AS_CP932):
            try:
                line_text.encode("cp932").decode("utf-8")
            except UnicodeError:
                continue
            raise Unreadable(
                _("CP932（Shift_JIS）のファイルですが、{line}行目はUTF-8で書かれています。").format(line=number),
                _("もとの表を「CSV UTF-8（コンマ区切り）」で保存し直してください。"),
                kind="mixed_encodings",
                row=number,
            )


def _lines(text: Text) -> int:
    return text.crlf + text.lf + text.cr


def _control(character: str, line: int) -> Unreadable:
    return Unreadable(
        _("{line}行目に制御文字（U+{code:04X}）があります。表のファイルではないか、途中で壊れています。").format(
            line=line, code=ord(character)
        ),
        _("その文字を消すか、もとの表からCSVを書き出し直してください。"),
        kind="control_character",
        row=line,
    )


def _broken_utf8(fault: _Bad, head: bytes) -> Unreadable:
    states = line_states(head)
    mixed = states.count(False) > 1 and share(decoded(head, "cp932"), HALF_KANA) < 1
    return Unreadable(
        _("UTF-8のファイルですが、{line}行目から読めないバイト（{found}）があります。").format(
            line=fault.line, found=fault.found.hex(" ")
        )
        + (_("CP932（Shift_JIS）の行が混ざっているようです。") if mixed else ""),
        _("{line}行目を直すか、もとの表を「CSV UTF-8」で保存し直してください。").format(line=fault.line),
        kind="mixed_encodings" if mixed else "bad_bytes",
        row=fault.line,
    )
