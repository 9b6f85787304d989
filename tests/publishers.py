"""A publisher in a process of its own, for the tests that kill it: versions 1, 2, 3 … of one dataset, one line for each.

Starts in a twentieth of a second because it imports only the light half of ``machi.publish``.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

from machi.publish.commit import Change, commit
from machi.publish.place import Refused
from machi.publish.versions import current_sha
from machi.store.history import named_bytes

KIND, DATASET = "aed", "999999_aed"


def payload(number: int) -> bytes:
    """Version ``number``: as many rows as fill some pages, each with the number in it."""
    rows = [f"999999,{row},施設{number}-{row},35.0,139.0,有" for row in range(200 + number % 7)]
    return "\n".join(
        ["市区町村コード,NO,名称,緯度,経度,小児対応設備の有無", *rows, f"999999,end,施設{number}-end,,,"]
    ).encode()


def sidecar(number: int) -> bytes:
    sha = hashlib.sha256(payload(number)).hexdigest()
    return (
        f'title = "AED {number}"\npublisher = "見本市"\nlicence = "CC BY 4.0"\nas_of = 2026-04-01\nsha256 = "{sha}"\n'
    ).encode()


def published(data: Path, dataset: str = DATASET) -> int:
    """The number of the version that a reader sees, 0 for none. AssertionError when it is torn or mixed."""
    path = data / KIND / f"{dataset}.csv"
    try:
        text = path.with_suffix(".toml").read_text(encoding="utf-8")
    except FileNotFoundError:
        return 0
    number = int(re.search(r'"AED (\d+)"', text)[1])  # type: ignore[index]
    sha = re.search(r"[0-9a-f]{64}", text)[0]  # type: ignore[index]
    assert named_bytes(path, sha) == payload(number), f"version {number} is torn or mixed"
    return number


def publish(data: Path, number: int, dataset: str = DATASET) -> None:
    base = current_sha(data, KIND, dataset)
    commit(data, KIND, dataset, Change("publish", payload(number), sidecar(number), base, {"title": "AED"}))


def main(folder: str, first: str, count: str) -> int:
    data = Path(folder)
    for number in range(int(first), int(first) + int(count)):
        try:
            publish(data, number)
        except Refused as refusal:
            print(f"refused {type(refusal).__name__} {refusal}", flush=True)
            return 1
        print(number, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
