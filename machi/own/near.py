"""Headers with one slip of the pen: 「名祢」 for 「名称」. Proposed for an own file, said to the visitor, never silent.

Published files are not read so: there a header is mended by its publisher. One character wrong, missing, too many or
changed with its neighbour is a slip; in two characters only the second may be wrong, and only of a column that is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from machi.ingest.receipt import Receipt
from machi.ingest.recognise import recognise
from machi.ingest.schema import Column, Schema, Schemas, header_key
from machi.text import _

_DIGITS = re.compile(r"\D")
TELLING = frozenset("男女東西南北上下左右有無始終入出緯経大小前後新旧年月日内外")
"""Signs that stand for another thing, not for a slip: 男 is no 女 written badly."""
SHORTEST = 3
"""Characters from which any one of them may be wrong."""
EACH = 0.1
"""How much less sure a kind is for each header that had to be mended."""


@dataclass(frozen=True)
class Near:
    """``columns``: header as written → column of ``kind``. Empty where nothing had to be mended."""

    kind: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    confidence: float = 0.0
    reason: str = ""


def near_headers(receipt: Receipt, name: str, schemas: Schemas, settled: Mapping[str, str]) -> Near:
    """The slips in the header of a file that was read, and the kind that it is without them.

    ``settled``: headers whose meaning a person chose; they are no slips.
    """
    headers = [header for header in receipt.columns if header not in settled]
    kind, sure, reason = receipt.kind, receipt.confidence, receipt.reason
    if kind not in schemas:
        mended = [_mended(header, schemas) for header in headers]
        if mended == headers:
            return Near()
        kind, sure, reason = recognise(mended, name, schemas)
        if kind not in schemas:
            return Near()
    slips = _slips(headers, schemas[kind], set(settled.values()))
    if not slips:
        return Near()
    titles = schemas[kind].by_name
    told = "".join(
        _("「{header}」は「{title}」の書きまちがいとみました。").format(header=header, title=titles[column].title)
        for header, column in slips.items()
    )
    return Near(kind, slips, round(max(0.3, sure - EACH * len(slips)), 2), f"{reason}{told}")


def _mended(header: str, schemas: Schemas) -> str:
    """A header that no kind knows, as the kind would spell it that knows one so near."""
    key = header_key(header)
    if not key or any(key in schema.by_header for schema in schemas.values()):
        return header
    found = {
        known for schema in schemas.values() for known, column in schema.by_header.items() if _fits(key, known, column)
    }
    return min(found) if found else header


def _slips(headers: Iterable[str], schema: Schema, taken: set[str]) -> dict[str, str]:
    """Unknown header → the one column without a header of its own that is one slip away."""
    keys = {header: header_key(header) for header in headers}
    had = {schema.by_header[key].name for key in keys.values() if key in schema.by_header} | taken
    slips: dict[str, str] = {}
    for header, key in keys.items():
        if key in schema.by_header or not key:
            continue
        fitting = {
            column.name
            for column in schema.columns
            if column.name not in had and any(_fits(key, header_key(known), column) for known in column.headers)
        }
        if len(fitting) == 1 and not fitting & set(slips.values()):
            slips[header] = fitting.pop()
    return slips


def _fits(key: str, known: str, column: Column) -> bool:
    if len(known) < SHORTEST:
        another = key[0] != known[0] or (set(key) ^ set(known)) & TELLING
        return column.required and len(key) == len(known) == 2 and not another
    return one_slip(key, known)


def one_slip(written: str, known: str) -> bool:
    """Whether two texts differ by one character wrong, missing, too many, or changed with its neighbour."""
    if written == known or len(known) < SHORTEST or abs(len(written) - len(known)) > 1:
        return False
    if _DIGITS.sub("", written) != _DIGITS.sub("", known) or (set(written) ^ set(known)) & TELLING:
        return False
    start = next((at for at, (a, b) in enumerate(zip(written, known, strict=False)) if a != b), None)
    if start is None:
        return True
    one, other = written[start:], known[start:]
    swapped = len(one) > 1 and len(other) > 1 and one[0] == other[1] and one[1] == other[0] and one[2:] == other[2:]
    return one[1:] == other[1:] or one[1:] == other or one == other[1:] or swapped
