"""Which inputs a built store was made from, and whether it still is what was built.

The store is derived: it is trusted only while every input has the hash written here *and* the database file itself has
its own. Modification times are used to notice a change quickly, never to conclude that nothing changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from machi.ingest.schema import PROJECT_DATA
from machi.profile import profile
from machi.store.catalogue import is_csv
from machi.store.durable import write_whole
from machi.store.queries import QUERIES

STORE_VERSION = 1
"""Raise when tables change in a way that the hashes of the code below don't show."""
SCHEMAS = ("schema.toml", "reference.toml", "columns.toml", "other_kinds.toml")
CODE = Path(__file__).resolve().parent.parent


def input_files(data: Path) -> dict[str, Path]:
    """Everything that decides what is in the store, by a name that doesn't depend on where the folders lie.

    The reading code is an input too: a store read by yesterday's rules is as stale as one made from yesterday's file.
    A folder counts by being there (an empty one is a problem that the page tells).
    """
    found: dict[str, Path] = {}
    for origin, folder in (("project", PROJECT_DATA), ("data", data)):
        for path in sorted([*folder.glob("*"), *folder.glob("*/*")]):
            # Of the project's own data only the schemas stand in for a folder that has none.
            mine = path.is_dir() or path.suffix == ".toml" or is_csv(path) if origin == "data" else path.name in SCHEMAS
            # Earlier versions and unfinished files decide nothing.
            mine = mine and not any(part.startswith(".") for part in path.relative_to(folder).parts)
            # A pipe or a device has no bytes of its own: opening one would wait for ever.
            if mine and (path.is_dir() or path.is_file() or not path.exists()):
                found[f"{origin}/{path.relative_to(folder).as_posix()}"] = path
    found |= {f"queries/{path.name}": path for path in sorted(QUERIES.glob("_*.sql"))}
    for package in ("ingest", "store", "store/aggregates"):
        found |= {f"{package}/{path.name}": path for path in sorted((CODE / package).glob("*.py"))}
    return found


def inputs_fingerprint(data: Path) -> str:
    """Changes when an input or a question was touched, judged by path, size, mtime and inode: cheap enough to poll."""
    total = hashlib.sha256(profile().encode())
    questions = {f"queries/{path.name}": path for path in sorted(QUERIES.glob("*.sql"))}
    for name, path in (input_files(data) | questions).items():
        try:
            stat = path.stat()
        except FileNotFoundError:
            continue
        # A folder's own mtime moves when a lock or a temporary file comes and goes; its files tell what matters.
        facts = "folder" if path.is_dir() else f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ino}"
        total.update(f"{name}\0{facts}\0".encode())
    return total.hexdigest()


def digest(path: Path) -> str:
    """sha256 of a file in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hash_inputs(data: Path) -> dict[str, str]:
    """sha256 of every input; a word instead where there are no bytes to hash (the load then tells the problem)."""
    return {"profile": profile(), **{name: _state(path) for name, path in input_files(data).items()}}


def _state(path: Path) -> str:
    try:
        return "folder" if path.is_dir() else digest(path)
    except OSError:
        return "unreadable"


@dataclass(frozen=True)
class Manifest:
    """What stands beside a store. ``database`` is the name of the file in the same folder."""

    database: str
    sha256: str
    inputs: Mapping[str, str]
    version: int = STORE_VERSION
    duckdb: str = duckdb.__version__

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.inputs)

    def matches(self, inputs: Mapping[str, str]) -> bool:
        """Whether a store with these inputs, read by this program, would be the same."""
        return (dict(self.inputs), self.version, self.duckdb) == (dict(inputs), STORE_VERSION, duckdb.__version__)


def fingerprint_of(inputs: Mapping[str, str]) -> str:
    """One hash over all inputs and every question, so that a changed question also changes what is shown."""
    questions = {f"queries/{path.name}": digest(path) for path in QUERIES.glob("*.sql")}
    return hashlib.sha256(json.dumps([dict(inputs), questions], sort_keys=True).encode()).hexdigest()


def read_manifest(path: Path) -> Manifest | None:
    """The manifest, or None when it is absent or damaged (then the store is built anew)."""
    try:
        return Manifest(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, ValueError, TypeError):
        return None


def write_manifest(manifest: Manifest, path: Path) -> None:
    """Write beside, flush to disk, then rename: the rename is the one moment at which the new store takes over."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
    write_whole(path, text.encode())


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the store's folder: two processes (or threads) that open at once build only once.

    Where there is no fcntl (Windows) both build; the rename keeps either result whole. A folder that can't be written
    needs no lock: nobody builds there, but a store that was put there can still be opened.
    """
    try:
        import fcntl

        handle = (folder / ".lock").open("a")
    except (ImportError, OSError):
        yield
        return
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
