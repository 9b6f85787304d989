"""Turns rows into the bytes that a publisher would publish, and writes them with their sidecar.

Layouts (which headers, in which order) are facts in ``layouts.toml``. The makers of rows speak the canonical column
names of ``data/<kind>/schema.toml``; a header that no schema knows (授乳室 …) may be given by its own name, else it is
blank.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from machi.errors import BadSettings
from machi.ingest.schema import Schema, header_key
from machi.text import _

MARK = "合成データ（見本）"
"""Stands in the title, in the note of every row and in the licence line, because a CSV travels without its sidecar."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Published:
    """One file to publish: where, how it is written, what it says of itself."""

    kind: str
    stem: str
    layout: str
    rows: Sequence[Row]
    title: str
    as_of: date
    encoding: str = "utf-8"
    newline: str = "\r\n"
    part: str = ""
    note: str = ""
    access: str = "open"
    between: Mapping[int, str] = field(default_factory=dict)
    """Lines put in before the row of that index (len(rows) = after the last): totals, notes, repeated headers."""


@cache
def layouts() -> dict[str, list[str]]:
    """Every layout by name: its headers in order."""
    text = Path(__file__).with_name("layouts.toml").read_text(encoding="utf-8")
    return {name: facts["headers"] for name, facts in tomllib.loads(text).items()}


def csv_bytes(
    headers: Sequence[str],
    rows: Sequence[Row],
    *,
    encoding: str = "utf-8",
    newline: str = "\r\n",
    schema: Schema | None = None,
    between: Mapping[int, str] | None = None,
) -> bytes:
    """``rows`` under ``headers``, quoted only where needed. None is blank; a character the encoding lacks raises."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator=newline)
    writer.writerow(headers)
    names = [_name(header, schema) for header in headers]
    extra = between or {}
    for index in range(len(rows) + 1):
        if index in extra:
            buffer.write(extra[index] + newline)
        if index < len(rows):
            row = rows[index]
            writer.writerow([row.get(name, row.get(header, "")) for name, header in zip(names, headers, strict=True)])
    return buffer.getvalue().encode(encoding)


def _name(header: str, schema: Schema | None) -> str:
    column = schema.by_header.get(header_key(header)) if schema else None
    return column.name if column else header


def refuse_real(data: Path, files: Sequence[Published]) -> None:
    """Raise BadSettings where a file of that name is there and is not known to be a sample."""
    for file in files:
        path = data / file.kind / f"{file.stem}.csv"
        sidecar = path.with_suffix(".toml")
        if (path.exists() or sidecar.exists()) and not _is_sample(sidecar):
            raise BadSettings(
                _("{file} は見本ではありません。").format(file=f"{file.kind}/{path.name}"),
                _("見本で上書きしません。先に、そのファイルを別の場所に移してください。"),
            )


def _is_sample(sidecar: Path) -> bool:
    try:
        return tomllib.loads(sidecar.read_text(encoding="utf-8")).get("synthetic") is True
    except (OSError, ValueError):  # absent or broken: nobody knows what the CSV beside it is
        return False


def publish(data: Path, file: Published, schema: Schema, city_name: str) -> Path:
    """Write ``data/<kind>/<stem>.csv`` and its sidecar; return the CSV's path."""
    path = data / file.kind / f"{file.stem}.csv"
    content = csv_bytes(
        layouts()[file.layout],
        file.rows,
        encoding=file.encoding,
        newline=file.newline,
        schema=schema,
        between=file.between,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.with_suffix(".toml").write_text(_sidecar(file, content, city_name), encoding="utf-8", newline="\n")
    return path


def _sidecar(file: Published, content: bytes, city_name: str) -> str:
    facts: dict[str, Any] = {
        "title": f"{file.title}（見本）",
        "publisher": f"{city_name}の見本（合成データ）",
        "licence": "CC0 1.0",
        "licence_url": "https://creativecommons.org/publicdomain/zero/1.0/deed.ja",
        "as_of": file.as_of,
        "sha256": hashlib.sha256(content).hexdigest(),
        "synthetic": True,
        "access": file.access,
        "page": "",
        "file_url": "",
        "part": file.part,
        "note": file.note or "python -m machi sample が作った合成データです。実在の施設・催し・人口ではありません。",
    }
    lines = (
        f"{key} = {value if isinstance(value, date) else json.dumps(value, ensure_ascii=False)}"
        for key, value in facts.items()
    )
    return "\n".join(lines) + "\n"
