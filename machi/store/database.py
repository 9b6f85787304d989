"""Open the store: read-only, trusted only while it is what was built, else built anew.

Which folder and which file is settled here too: ``MACHI_DATA``, ``MACHI_STORE``.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb

from machi.clock import fixed_today, real_today
from machi.errors import BadSettings
from machi.ingest.schema import PROJECT_DATA, Schemas, load_schemas
from machi.profile import is_internal
from machi.store.building import Report, build, build_unlocked, manifest_path
from machi.store.catalogue import Catalogue
from machi.store.city import City, first_view, load_city
from machi.store.load import load, stored_catalogue
from machi.store.manifest import (
    digest,
    fingerprint_of,
    hash_inputs,
    inputs_fingerprint,
    locked,
    read_manifest,
)
from machi.store.problem import Problem
from machi.store.queries import Library
from machi.store.shelf import Shelf
from machi.text import _

__all__ = ["Report", "build", "data_folder", "inputs_fingerprint", "open_shelf", "store_path"]

ROOT = PROJECT_DATA.parent


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
    # One each: a store for the office holds what a public one may not, and the two would build over each other.
    kept = f"{data.resolve().name}-{place}" + ("-internal" if is_internal() else "")
    return ROOT / ".build" / kept / "store.duckdb"


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
    size = sum(path.stat().st_size for path in data.glob("[!.]*/*.csv") if path.is_file())
    if shutil.disk_usage(target.parent).free < 2 * size:
        raise OSError(_("空き容量が足りません"))
    report = build_unlocked(data, target)
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
