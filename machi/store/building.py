"""Build a store: one DuckDB file made from a data folder, verified, then swapped in by one rename.

Each build is a new file (``store-<fingerprint>-<n>.duckdb``) and the manifest ``store.json`` names the one in force:
its rename is the swap. A fixed file name would not do: inside one process DuckDB hands out the *old* database when a
path is opened again while a visitor still holds the first, and Windows can't replace an open file.
"""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

from machi.ingest.schema import load_schemas
from machi.store.catalogue import Catalogue
from machi.store.durable import sync_file, sync_folder
from machi.store.load import load
from machi.store.manifest import (
    Manifest,
    digest,
    fingerprint_of,
    hash_inputs,
    locked,
    read_manifest,
    write_manifest,
)
from machi.store.queries import Library
from machi.store.tables import quoted

STALE_SECONDS = 3600
"""A temporary file this old belongs to a build that died."""
ATTEMPTS = 3
"""How often a build starts again because an input changed while it was read."""


@dataclass(frozen=True)
class Report:
    """What a build did. ``path`` is the database file."""

    path: Path
    catalogue: Catalogue
    manifest: Manifest
    seconds: float


def manifest_path(store: Path) -> Path:
    """The manifest of a store: ``store.json`` beside ``store-….duckdb``."""
    return store.with_suffix(".json")


def build(data: Path, target: Path) -> Report:
    """Build the store of ``data`` at ``target`` (see the module for the file's real name), whatever stood there before.

    Raises OSError or duckdb.IOException when the folder can't be written, BadSettings when a schema is broken.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with locked(target.parent):
        return build_unlocked(data, target)


def build_unlocked(data: Path, target: Path) -> Report:
    started = time.monotonic()
    _sweep(target)
    handle, name = tempfile.mkstemp(prefix=".tmp-", suffix=".duckdb", dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        inputs, catalogue = _fill(data, temporary)
        sync_file(temporary)
        _verify(temporary, catalogue)
        stem = f"{target.stem}-{fingerprint_of(inputs)[:12]}-{time.time_ns():x}"
        manifest = Manifest(f"{stem}{target.suffix}", digest(temporary), inputs)
        path = target.with_name(manifest.database)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(target.parent)
    write_manifest(manifest, manifest_path(target))
    _sweep(target)
    return Report(path, catalogue, manifest, time.monotonic() - started)


def _fill(data: Path, path: Path) -> tuple[dict[str, str], Catalogue]:
    """Build into ``path``; again when an input changed meanwhile, so that the hashes are those of what was read."""
    for attempt in range(ATTEMPTS):
        inputs = hash_inputs(data)
        path.unlink(missing_ok=True)
        with duckdb.connect(str(path)) as con:
            catalogue = load(con, data, load_schemas(data), Library())
            con.execute("checkpoint")
        if attempt == ATTEMPTS - 1 or hash_inputs(data) == inputs:
            break
    return inputs, catalogue


def _verify(path: Path, catalogue: Catalogue) -> None:
    """Reopen read-only and count: what is swapped in must answer, and hold the rows that were loaded."""
    with duckdb.connect(str(path), read_only=True) as con:
        for kind in {item.kind for item in catalogue.publications}:
            wanted = sum(item.rows_used for item in catalogue.publications if item.kind == kind)
            ((counted,),) = con.execute(f"select count(*) from {quoted(kind)}").fetchall()
            if counted != wanted:
                raise OSError(f"{kind}: {counted} ≠ {wanted}")


def _sweep(target: Path) -> None:
    """Remove what died builds and earlier versions left. A file open elsewhere may refuse (Windows): next time."""
    in_force = read_manifest(manifest_path(target))
    old = time.time() - STALE_SECONDS
    for path in target.parent.glob(".tmp-*"):
        if path.stat().st_mtime < old:
            _remove(path)
    for path in target.parent.glob(f"{target.stem}-*{target.suffix}"):
        if in_force is not None and path.name != in_force.database:
            _remove(path)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        return
