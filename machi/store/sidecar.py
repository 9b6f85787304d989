"""Writing sidecars: the draft beside a CSV that has none, and the seal (sha256) of one that was replaced on purpose.

``python -m machi seal FILE…`` is the only thing that may change a recorded hash; it never touches the CSV.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from machi.store.catalogue import read_sidecar
from machi.text import _

ASK = "確認してください"
"""Stands in a draft where only a person knows the answer. Written into files, so it is not translated."""
_SEAL = re.compile(r"^sha256[ \t]*=.*$", re.MULTILINE)


def toml_value(value: object) -> str:
    """A value as TOML spells it (a JSON string is a TOML basic string)."""
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def toml_lines(facts: Mapping[str, object]) -> str:
    """``key = value`` lines; a None is left out."""
    return "".join(f"{key} = {toml_value(value)}\n" for key, value in facts.items() if value is not None)


def draft(path: Path, facts: Mapping[str, object]) -> None:
    """Write the sidecar of the CSV at ``path``; what ``facts`` doesn't tell is marked for a person to fill in."""
    whole = {
        "title": facts.get("title") or path.stem,
        "publisher": facts.get("publisher") or ASK,
        "licence": facts.get("licence") or ASK,
        **{name: value for name, value in facts.items() if name not in ("title", "publisher", "licence")},
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "synthetic": False,
        "access": "open",
    }
    path.with_suffix(".toml").write_text(toml_lines(whole), encoding="utf-8")


def seal(path: Path) -> str:
    """Record the hash of the CSV as it is now; returns a sentence. Raises OSError, or ValueError (broken sidecar)."""
    sidecar = path.with_suffix(".toml")
    if not sidecar.exists():
        draft(path, {})
        return _("{file}: 出典の記録の下書きを作りました。公開者・利用条件・基準日（as_of）を書いてください。").format(
            file=sidecar.name
        )
    fresh = f'sha256 = "{hashlib.sha256(path.read_bytes()).hexdigest()}"'
    text = sidecar.read_text(encoding="utf-8")
    if fresh in text:
        return _("{file}: 記録はCSVと合っています。").format(file=sidecar.name)
    sealed, count = _SEAL.subn(fresh, text)
    sidecar.write_text(sealed if count else f"{text.rstrip()}\n{fresh}\n", encoding="utf-8")
    read_sidecar(path)
    return _("{file}: 新しい中身で記録し直しました。基準日（as_of）も確かめてください。").format(file=sidecar.name)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``seal FILE…``; exit status 0, or 2 when a file could not be sealed."""
    parser = subparsers.add_parser("seal", help=_("CSVの出典の記録（.toml）にハッシュ値を書きます"))
    parser.add_argument("files", nargs="+", type=Path)
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Seal every file; a broken one doesn't keep the others from it."""
    status = 0
    for path in arguments.files:
        try:
            print(seal(path))
        except (OSError, ValueError) as error:
            print(_("{file} を記録できませんでした（{error}）。").format(file=path.name, error=error), file=sys.stderr)
            status = 2
    return status
