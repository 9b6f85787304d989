"""Tells by the first bytes that a file is not a CSV at all, whatever its name says.

Spreadsheet readers guess here and return garbage or one big cell; a reader of this project gets a sentence that names
the real format and what to do. Nothing is unpacked: a zip bomb costs nothing.
"""

from __future__ import annotations

import re

from machi.errors import Unreadable
from machi.text import _

HEAD_BYTES = 65536

_XLSX = re.compile(rb"\[Content_Types\]\.xml|xl/|_rels/")
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"\x1f\x8b", "compressed"),
    (b"BZh", "compressed"),
    (b"7z\xbc\xaf\x27\x1c", "compressed"),
    (b"Rar!\x1a", "compressed"),
    (b"\xfd7zXZ\x00", "compressed"),
    (b"PAR1", "binary"),
    (b"SQLite format 3\x00", "binary"),
    (b"MZ\x90\x00", "binary"),
    (b"\x7fELF", "binary"),
)
_HTML = re.compile(rb"(<!--.*?-->\s*)?<(!doctype\s+html|html|head|body|script|meta)\b", re.IGNORECASE | re.DOTALL)
_XML = re.compile(rb"<\?xml|<[A-Za-z][\w:.-]*[\s>/]")
_JSON = re.compile(rb"[\[{]\s*[\"{\[\]}]")


def container(head: bytes) -> str:
    """Name of the format when ``head`` (the first bytes of the file) is not text of a table; "" when it may be one."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if _ODS in head[:200]:
            return "ods"
        return "xlsx" if _XLSX.search(head) else "zip"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "encrypted" if _ENCRYPTED in head else "xls"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        return "blank"
    for pattern, kind in ((_HTML, "html"), (_XML, "xml"), (_JSON, "json")):
        if pattern.match(text):
            return kind
    return ""


def unreadable(kind: str) -> Unreadable:
    """The error for a format that ``container`` named."""
    save_as_csv = _("表計算ソフトで開き、「名前を付けて保存」で「CSV UTF-8（コンマ区切り）」を選んで保存してください。")
    said = {
        "empty": (_("空のファイルです（0バイト）。"), _("書き出しやダウンロードをやり直してください。")),
        "blank": (
            _("中身がありません（改行や空白だけのファイルです）。"),
            _("書き出しやダウンロードをやり直してください。"),
        ),
        "xlsx": (_("CSVではなくExcelのブックです。"), save_as_csv),
        "xls": (_("CSVではなく古い形式のExcelのブックです。"), save_as_csv),
        "encrypted": (
            _("パスワード付きのExcelのブックです。"),
            _("パスワードを外し、「CSV UTF-8（コンマ区切り）」で保存してください。"),
        ),
        "macros": (
            _("マクロの入ったExcelのブックです。安全のため開いていません。"),
            _("「Excelブック（.xlsx）」か「CSV UTF-8（コンマ区切り）」で保存し直してください。"),
        ),
        "xlsb": (
            _("バイナリ形式のExcelのブック（.xlsb）です。"),
            _("「Excelブック（.xlsx）」か「CSV UTF-8（コンマ区切り）」で保存し直してください。"),
        ),
        "ods": (_("CSVではなくOpenDocumentの表計算です。"), save_as_csv),
        "zip": (_("CSVではなくZIPの書庫です。"), _("展開して、中のCSVファイルを選んでください。")),
        "compressed": (_("圧縮されたファイルです。"), _("展開して、中のCSVファイルを選んでください。")),
        "pdf": (_("CSVではなくPDFの文書です。"), _("もとになった表をCSVで保存してください。")),
        "image": (_("CSVではなく画像です。"), _("もとになった表をCSVで保存してください。")),
        "binary": (
            _("CSVではない、プログラムやデータベースのファイルです。"),
            _("表をCSVで書き出してください。"),
        ),
        "html": (
            _("CSVではなくウェブページです（エラーやログインの画面が保存された場合もあります）。"),
            _("配布元のページを開き、CSVファイルそのものをダウンロードしてください。"),
        ),
        "xml": (_("CSVではなくXMLの文書です。"), _("CSV形式で書き出すか、配布元でCSVを選んでください。")),
        "json": (_("CSVではなくJSONのデータです。"), _("CSV形式で書き出すか、配布元でCSVを選んでください。")),
    }
    return Unreadable(*said[kind], kind=kind)
