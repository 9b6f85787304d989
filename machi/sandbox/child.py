"""The process that one free question runs in. It answers once and ends.

Started as ``python -I child.py`` with an empty environment: it imports nothing of the project, so that nothing of the
server is in its memory. What a question could reach is taken away *before* the question is read: files can't be
written, address space and processor time are bounded, there is no network and no file system but the store's folder
where the system allows it (namespaces), and DuckDB's own doors are shut and locked. No list of forbidden names: what is
not there can't be used. The clock is held outside, by SIGKILL.

Protocol: ``ready`` on stdout; then a line of JSON on stdin (followed by the tables of a visitor's own shelf as Arrow
streams, if any); then one line of JSON on stdout.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import math
import os
import resource
import sys
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import duckdb
import pytz

ADDRESS_SPACE = 2**30
MEMORY = "640MB"
"""What DuckDB allows itself; single huge values pass it, and then ADDRESS_SPACE stops them."""
CPU_SECONDS = 4
OPEN_FILES = 32
CELL = 4000
"""Characters of one cell; a longer one is cut and says so."""
ANSWER = 4 * 2**20
"""Characters of all cells together; what comes after is left out like rows beyond the cap."""
ZONE = "Asia/Tokyo"

SETTINGS: dict[str, str | int] = {
    "threads": 1,
    "async_threads": 0,
    "memory_limit": MEMORY,
    "max_temp_directory_size": "0B",
    "temp_directory": "",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}
SHUT = (
    "set home_directory = ''",
    "set extension_directory = ''",
    "set secret_directory = ''",
    f"set timezone = '{ZONE}'",
    "set enable_external_access = false",
    "set lock_configuration = true",
)
"""In this order: the folders must be named before the doors are shut, and the lock comes last."""

NEW_USER, NEW_NET = 0x10000000, 0x40000000
PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 4, 38


def limit() -> None:
    """Bounds that the kernel keeps. Python ignores SIGXFSZ: a write to a file fails instead."""
    bounds = {
        resource.RLIMIT_AS: ADDRESS_SPACE,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_NPROC: 0,
    }
    for which, most in bounds.items():
        resource.setrlimit(which, (most, most))


def isolate(folder: str) -> None:
    """No network, and the store's folder as the whole file system; each where the system allows it (see decision 0100).

    No PR_SET_PDEATHSIG: it fires when the *thread* that started this process ends. Should the server die, RLIMIT_CPU
    ends a question that still runs.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    if libc.unshare(NEW_NET) != 0:
        libc.unshare(NEW_USER | NEW_NET)
    if folder:
        os.chdir(folder)
        with contextlib.suppress(OSError):
            os.chroot(".")
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def opened(asked: dict[str, Any], stream: BinaryIO) -> duckdb.DuckDBPyConnection:
    """The published store read-only, or a visitor's own tables out of the pipe; then every door is shut and locked."""
    config: dict[str, Any] = dict(SETTINGS)
    if asked["file"]:
        connection = duckdb.connect(asked["file"], read_only=True, config=config)
    else:
        connection = duckdb.connect(":memory:", config=config)
        for table in asked["tables"]:
            _take(connection, table["name"], stream.read(table["bytes"]))
        for statement in asked["setup"]:
            connection.execute(statement)
    for statement in SHUT:
        connection.execute(statement)
    return connection


def _take(connection: duckdb.DuckDBPyConnection, name: str, payload: bytes) -> None:
    import pyarrow.ipc

    one = pyarrow.ipc.IpcReadOptions(use_threads=False)
    rows = pyarrow.ipc.open_stream(payload, options=one).read_all()
    connection.from_arrow(rows).create('"' + name.replace('"', '""') + '"')


def answer(connection: duckdb.DuckDBPyConnection, asked: dict[str, Any]) -> dict[str, Any]:
    """Exactly one statement, of the kind that only reads; its first rows."""
    statements = duckdb.extract_statements(asked["sql"])
    if len(statements) != 1:
        texts = [statement.query for statement in statements]
        return {"refused": "count", "count": len(texts), "second": texts[1].strip()[:CELL] if len(texts) > 1 else ""}
    if statements[0].type != duckdb.StatementType.SELECT:
        return {"refused": "kind", "kind": statements[0].type.name}
    wanted = statements[0].named_parameters
    given = {name: _bound(value) for name, value in asked["params"].items() if name in wanted}
    if set(wanted) - set(given):
        return {"refused": "params", "names": sorted(set(wanted) - set(given))}
    cursor = connection.execute(statements[0], given or None)
    columns = [[entry[0], str(entry[1])] for entry in cursor.description or ()]
    rows: list[list[Any]] = []
    size, more, cut = 0, False, 0
    while row := cursor.fetchone():
        if len(rows) == asked["rows"] or size > ANSWER:
            more = True
            break
        cells = [plain(value) for value in row]
        for index, cell in enumerate(cells):
            if isinstance(cell, str) and len(cell) > CELL:
                cells[index], cut = cell[:CELL] + "…", cut + 1
            size += len(cells[index]) if isinstance(cells[index], str) else 8
        rows.append(cells)
    return {"columns": columns, "rows": rows, "more": more, "cut": cut}


def _bound(value: Any) -> Any:
    return date.fromisoformat(value["date"]) if isinstance(value, dict) else value


def plain(value: Any) -> Any:
    """A value as JSON carries it. What JSON has no word for becomes text; not-a-number becomes nothing."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**63 else str(value)
    if isinstance(value, float | Decimal):
        number = float(value)
        return number if math.isfinite(number) else None
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, list | tuple):
        return json.dumps([plain(item) for item in value], ensure_ascii=False)
    if isinstance(value, dict):
        return json.dumps({str(name): plain(item) for name, item in value.items()}, ensure_ascii=False)
    return str(value)


def told(asked: dict[str, Any], stream: BinaryIO) -> dict[str, Any]:
    """The answer, or what went wrong, without a word about where the store lies."""
    try:
        return answer(opened(asked, stream), asked)
    except MemoryError:
        return {"refused": "memory"}
    except (duckdb.Error, OSError, ValueError, OverflowError, RecursionError, RuntimeError) as error:
        if isinstance(error, duckdb.OutOfMemoryException):
            return {"refused": "memory"}
        return {"refused": "error", "type": type(error).__name__, "message": str(error)[:CELL]}


def main() -> None:
    limit()
    # pytz reads its zones from files, which are out of reach later.
    for zone in (ZONE, "UTC"):
        pytz.timezone(zone).utcoffset(datetime(2026, 1, 1))
    out = os.fdopen(os.dup(1), "wb")
    out.write(b"ready\n")
    out.flush()
    line = sys.stdin.buffer.readline()
    if not line:
        return
    asked = json.loads(line)
    folder = asked["folder"]
    isolate(folder)
    text = json.dumps(told(asked, sys.stdin.buffer), ensure_ascii=False)
    # Where chroot is not allowed, DuckDB's lists of open files name the folder.
    out.write((text.replace(folder.rstrip("/"), "") if len(folder) > 1 else text).encode("utf-8", "replace") + b"\n")
    out.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
