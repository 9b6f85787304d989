"""Build, verify, open and swap the store: one DuckDB file made from a data folder, read-only for the app.

Each build is a new file (``store-<fingerprint>-<n>.duckdb``) and the manifest ``store.json`` names the one in force:
its rename is the swap. A fixed file name would not do: inside one process DuckDB hands out the *old* database again when
a path is opened a second time while a visitor still holds the first, and Windows can't replace an open file.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb

from machi.clock import fixed_today, real_today
from machi.errors import BadSettings
from machi.ingest.schema import PROJECT_DATA, Schemas, load_schemas
from machi.store.catalogue import Catalogue
from machi.store.city import City, first_view, load_city
from machi.store.load import load, stored_catalogue
from machi.store.manifest import (
    Manifest,
    digest,
    fingerprint_of,
    hash_inputs,
    inputs_fingerprint,
    locked,
    read_manifest,
    sync_file,
    sync_folder,
    write_manifest,
)
from machi.store.problem import Problem
from machi.store.queries import Library
from machi.store.shelf import Shelf
from machi.store.tables import quoted
from machi.text import _

__all__ = ["Report", "build", "data_folder", "inputs_fingerprint", "open_shelf", "store_path"]

ROOT = PROJECT_DATA.parent
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


def data_folder() -> Path:
    """The data folder in force: ``MACHI_DATA`` or the project's own. Raises BadSettings when it is no folder."""
    given = os.environ.get("MACHI_DATA", "").strip()
    folder = Path(given).expanduser().resolve() if given else PROJECT_DATA
    if not folder.is_dir():
        raise BadSettings(
            _("MACHI_DATA のフォルダー「{folder}」がありません。").format(folder=given or folder),
            _("フォルダーの場所を確かめてください。"),
        )
    return folder


def store_path(data: Path) -> Path:
    """Where the store of a data folder is kept: ``MACHI_STORE``, or ``.build/`` under the project."""
    given = os.environ.get("MACHI_STORE", "").strip()
    if given:
        return Path(given).expanduser().resolve()
    place = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]
    return ROOT / ".build" / f"{data.resolve().name}-{place}" / "store.duckdb"


def manifest_path(store: Path) -> Path:
    """The manifest of a store: ``store.json`` beside ``store-….duckdb``."""
    return store.with_suffix(".json")


def build(data: Path, target: Path) -> Report:
    """Build the store of ``data`` at ``target`` (see the module for the file's real name), whatever stood there before.

    Raises OSError or duckdb.IOException when the folder can't be written, BadSettings when a schema is broken.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with locked(target.parent):
        return _build(data, target)


def _build(data: Path, target: Path) -> Report:
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


def open_shelf(data: Path, store: Path | None = None) -> Shelf:
    """The shelf of a data folder, from its store if that is what it was built as; else built now.

    Where nothing can be written, the tables live in memory and a problem says so. Raises BadSettings (broken schema).
    """
    target = store or store_path(data)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with locked(target.parent):
            connection, fingerprint = _open_valid(data, target) or _open_built(data, target)
        catalogue = stored_catalogue(connection, data)
    except (OSError, duckdb.IOException) as error:
        connection, fingerprint, catalogue = _in_memory(data, target, error)
    return _shelf(data, connection, fingerprint, catalogue)


def _open_built(data: Path, target: Path) -> tuple[duckdb.DuckDBPyConnection, str]:
    size = sum(path.stat().st_size for path in data.rglob("*.csv"))
    if shutil.disk_usage(target.parent).free < 2 * size:
        raise OSError(_("空き容量が足りません"))
    report = _build(data, target)
    return _connect(report.path), report.manifest.fingerprint


def _open_valid(data: Path, target: Path) -> tuple[duckdb.DuckDBPyConnection, str] | None:
    """The stored database if inputs and file are what the manifest says; None means "build"."""
    manifest = read_manifest(manifest_path(target))
    if manifest is None or not manifest.matches(hash_inputs(data)):
        return None
    path = target.with_name(manifest.database)
    if not path.exists() or digest(path) != manifest.sha256:
        return None
    return _connect(path), manifest.fingerprint


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Read-only, no files or network from SQL, and nobody can switch that back on."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": str(min(4, os.cpu_count() or 1)),
        "enable_external_access": "false",
        "lock_configuration": "true",
    }
    return duckdb.connect(str(path), read_only=True, config=config)


def _in_memory(data: Path, target: Path, error: Exception) -> tuple[duckdb.DuckDBPyConnection, str, Catalogue]:
    inputs = hash_inputs(data)
    connection = duckdb.connect()
    catalogue = load(connection, data, load_schemas(data), Library())
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    note = Problem("", "", "in_memory", {"folder": target.parent.name, "detail": str(error)})
    return connection, fingerprint_of(inputs), replace(catalogue, all_problems=(*catalogue.all_problems, note))


def _shelf(data: Path, connection: duckdb.DuckDBPyConnection, fingerprint: str, catalogue: Catalogue) -> Shelf:
    try:
        city = load_city(data)
    except BadSettings:
        # Already told: the build put the same sentence into the catalogue.
        city = City.unknown(first_view(data))
    schemas: Schemas = load_schemas(data)
    return Shelf(connection, catalogue, city, schemas, Library(), day_of(city, catalogue), fingerprint)


def day_of(city: City, catalogue: Catalogue) -> date:
    """The day that the shelf shows: ``MACHI_TODAY``, else the sample's while all event data is sample, else today."""
    events = catalogue.usable("event")
    sample = city.sample_today if events and all(item.synthetic for item in events) else None
    return fixed_today() or sample or real_today()
