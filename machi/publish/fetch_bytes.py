"""The bytes of what was found, whole: from the network, from a datastore, or from a folder that somebody may still fill."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from machi.ingest.causes import cause
from machi.publish.fetch_ckan import datastore
from machi.publish.fetch_find import Found, day_said
from machi.publish.fetch_http import Answer, Failed, Fetcher, day_of_http
from machi.text import _

SECONDS_AT_REST = 2.0


def bytes_of(found: Found, fetcher: Fetcher, known: Mapping[str, str]) -> Answer:
    """The bytes of what was found. Raises Refused."""
    if found.path is not None:
        return _from_folder(found.path, found.sha256, fetcher)
    if found.datastore:
        return Answer(found.url, datastore(fetcher, found.url, found.datastore))
    return fetcher.get(found.url, known)


def _from_folder(path: Path, sha256: str, fetcher: Fetcher) -> Answer:
    """A file that somebody copies may still be growing: it must have rested for two seconds, and be what its record says."""
    unfinished = Failed(
        _("{file} はまだ書き込みの途中か、写しそこねています。").format(file=path.name),
        _("写し終わってから実行してください。"),
    )
    try:
        before = path.stat()
        if time.time() - before.st_mtime < SECONDS_AT_REST:
            fetcher.sleep(SECONDS_AT_REST)
        payload = path.read_bytes()
        after = path.stat()
    except OSError as error:
        raise Failed(_("{file} を読めません（{why}）。").format(file=path.name, why=cause(error))) from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(payload) != after.st_size:
        raise unfinished
    if sha256 and hashlib.sha256(payload).hexdigest() != sha256:
        raise unfinished
    return Answer(path.name, payload)


def answer_facts(facts: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
    """The facts, and the server's own day where nobody said one."""
    day = facts.get("as_of") or day_said(day_of_http(answer.modified))
    return {**facts, "as_of": day}
