"""What has been published: one ``Publication`` per CSV with its sidecar, and every ``Problem`` met on the way.

A broken file is a Problem of that file only; the other files, kinds and pages never hear of it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from machi.cards.card import Source
from machi.profile import is_internal
from machi.store.history import kept_copy
from machi.store.problem import Problem

REQUIRED = ("title", "publisher", "licence", "sha256")
OPTIONAL = ("licence_url", "as_of", "synthetic", "access", "page", "ckan_id", "file_url", "part", "note")
ACCESS = ("open", "internal", "aggregate")
FACTS = ("schema.toml", "reference.toml")
"""TOML files of a kind's folder that are no sidecars."""
_SAYS_OLD = re.compile(r"旧|以前|(?:^|[_\-])(?:old|earlier|previous)(?:[_\-]|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Publication:
    """One published CSV: what its sidecar says, and what reading it gave (empty until it has been read).

    ``status``: ``ok`` (its rows are shown), ``superseded`` (a newer file replaces it),
    ``contained`` (all of it stands in a larger one), ``refused`` (see the problems),
    ``empty`` (no rows), ``aggregated`` (rows about single persons, shown only as suppressed tables) or ``aggregate``
    (such rows of a kind that has no ``Aggregator``: nothing of it is shown) or ``internal`` (for the office only, on a
    public server).
    """

    id: str
    kind: str
    path: Path
    title: str
    publisher: str
    licence: str
    as_of: date | None
    sha256: str
    licence_url: str = ""
    synthetic: bool = False
    access: str = "open"
    page: str = ""
    ckan_id: str = ""
    file_url: str = ""
    part: str = ""
    note: str = ""
    status: str = "refused"
    rows_in: int = 0
    rows_ok: int = 0
    rows_reported: int = 0
    rows_used: int = 0
    """Rows that are shown after several files of the kind were united."""
    issues: int = 0
    encoding: str = ""
    delimiter: str = ""
    newline: str = ""
    header_row: int = 0
    generation: str = ""
    unchecked: bool = False
    """True for a visitor's own file that nobody has published: leaves only as 庁内限り."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Published header → column name, ``""`` where the column is not known."""

    @property
    def usable(self) -> bool:
        return self.status in ("ok", "aggregated")

    @property
    def source(self) -> Source:
        """The line that stands under every card made from it."""
        return Source(
            dataset=self.id,
            kind=self.kind,
            title=self.title,
            publisher=self.publisher,
            licence=self.licence,
            as_of=self.as_of,
            page=self.page,
            licence_url=self.licence_url,
            synthetic=self.synthetic,
            version=self.sha256[:12],
            unchecked=self.unchecked,
            internal=self.access == "internal" and is_internal(),
        )


@dataclass(frozen=True)
class Catalogue:
    """Every publication of a data folder and every problem."""

    publications: tuple[Publication, ...] = ()
    all_problems: tuple[Problem, ...] = ()

    def usable(self, kind: str) -> tuple[Publication, ...]:
        """The publications whose rows are shown, newest first (unknown date last)."""
        found = [item for item in self.publications if item.kind == kind and item.usable]
        return tuple(newest_first(found))

    def problems(self, kind: str | None = None) -> tuple[Problem, ...]:
        """The problems of a kind; all of them without one. ``""`` asks for those of no kind (city, reference …)."""
        return tuple(item for item in self.all_problems if kind is None or item.kind == kind)

    @cached_property
    def by_id(self) -> Mapping[str, Publication]:
        return {item.id: item for item in self.publications}


def newest_first(publications: list[Publication]) -> list[Publication]:
    """Newest ``as_of`` first, unknown last.

    Equal dates are a guess that is told (``same_as_of``): a name that says "old" loses, else ``…_02`` beats ``…_01``.
    """
    by_id = sorted(publications, key=lambda item: (not _SAYS_OLD.search(item.id), item.id), reverse=True)
    return sorted(by_id, key=lambda item: item.as_of or date.min, reverse=True)


def is_csv(path: Path) -> bool:
    """Whether a file of a data folder is a published table (``.CSV`` too: Windows tools write it)."""
    return path.suffix.lower() == ".csv" and not path.name.startswith(".")


def scan(data: Path, kinds: Mapping[str, object]) -> tuple[list[Publication], list[Problem]]:
    """Read every sidecar of a data folder. CSVs themselves are not opened here."""
    publications: dict[str, Publication] = {}
    problems: list[Problem] = []
    for folder in sorted(path for path in data.iterdir() if path.is_dir() and _is_kind(path)):
        kind = folder.name
        files = sorted(path for path in folder.iterdir() if path.is_file())
        csvs = [path for path in files if is_csv(path)]
        if kind not in kinds:
            if csvs:
                problems.append(Problem(kind, "", "unknown_kind", {"folder": kind}))
            continue
        stems = {path.stem for path in csvs}
        for path in files:
            if path.suffix == ".toml" and path.name not in FACTS and path.stem not in stems:
                if under_way := _committed(path):
                    csvs.append(under_way)
                else:
                    problems.append(Problem(kind, path.stem, "no_file", {"file": f"{kind}/{path.name}"}))
        if not csvs:
            problems.append(Problem(kind, "", "empty_folder", {"folder": f"{data.name}/{kind}"}))
        for path in csvs:
            found = _read_one(path, data)
            if isinstance(found, Problem):
                problems.append(found)
            elif found.id in publications:
                problems.append(Problem(kind, found.id, "duplicate_id", _names(path, data)))
            else:
                publications[found.id] = found
    return list(publications.values()), problems


def _is_kind(folder: Path) -> bool:
    return folder.name != "reference" and not folder.name.startswith(".")


def _committed(sidecar: Path) -> Path | None:
    """The CSV of a sidecar whose bytes stand only in the history yet: a first publication between its two renames."""
    csv = sidecar.with_suffix(".csv")
    try:
        item = read_sidecar(csv)
    except (OSError, UnicodeDecodeError, ValueError):
        return None
    return csv if kept_copy(csv, item.sha256).is_file() else None


def _names(path: Path, data: Path) -> dict[str, str]:
    shown = f"{path.parent.name}/{path.name}"
    return {"file": shown, "sidecar": f"{path.parent.name}/{path.stem}.toml", "path": f"{data.name}/{shown}"}


def _read_one(path: Path, data: Path) -> Publication | Problem:
    kind = path.parent.name
    sidecar = path.with_suffix(".toml")
    if not sidecar.exists():
        return Problem(kind, path.stem, "no_sidecar", _names(path, data))
    try:
        return read_sidecar(path)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        return Problem(kind, path.stem, "bad_sidecar", {**_names(path, data), "detail": str(error)})


def read_sidecar(path: Path) -> Publication:
    """The publication of the CSV at ``path``. Raises ValueError (TOMLDecodeError is one) that names the key.

    An unknown key is refused: ``acess = "aggregate"`` must not let rows about persons into the open store.
    """
    facts = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    unknown = set(facts) - {*REQUIRED, *OPTIONAL}
    if unknown:
        raise ValueError("、".join(sorted(unknown)) + " ?")
    absent = [key for key in REQUIRED if not facts.get(key)]
    if absent:
        raise ValueError("、".join(absent) + " = ?")
    facts = {key: _checked(key, value) for key, value in facts.items()}
    return Publication(**{"as_of": None, **facts, "id": path.stem, "kind": path.parent.name, "path": path})


def _checked(key: str, value: Any) -> Any:
    if key == "as_of":
        if type(value) is date:
            return value
        if isinstance(value, datetime):
            return value.date()
        raise ValueError(f"as_of = {value!r} → as_of = 2026-10-01")
    if key == "synthetic":
        if not isinstance(value, bool):
            raise ValueError(f"synthetic = {value!r} → true / false")
        return value
    if not isinstance(value, str):
        raise ValueError(f'{key} = {value!r} → {key} = "…"')
    if key == "sha256" and not re.fullmatch(r"[0-9a-f]{64}", value):
        raise ValueError("sha256 → python -m machi seal")
    if key == "access" and value not in ACCESS:
        raise ValueError(f'access = "{value}" → "open" / "internal" / "aggregate"')
    return value
