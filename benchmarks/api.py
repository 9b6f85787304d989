"""Requests a second of a kept card by the API, beside a bare Starlette route that returns the same bytes.

    python -m benchmarks.api [--seconds 4] [--rounds 3]

Both servers run side by side and are asked in turn by the same client (eight connections that stay open, one request
in flight on each), so that whatever else the machine does hits both. The bare route is a Starlette application with
this one route, under the same uvicorn and nothing else; ours is the whole app with its headers, rate limit and
counters. The budget is 60 % of the bare route. Exit status 1 when it is missed.
"""

from __future__ import annotations

import argparse
import selectors
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks.live import free_port, running

BUDGET = 0.6
CONNECTIONS = 8
CARD = "/api/cards/places_counts.json"
UNLIMITED = {"MACHI_TODAY": "2026-11-20", "MACHI_API_RATE": "1000000000"}
BARE = """
import sys
import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

body = open(sys.argv[1], "rb").read()
headers = {"content-encoding": "gzip"} if sys.argv[3] else {}



async def answer_async(request):
    return Response(body, media_type="application/json", headers=headers)


app = Starlette(routes=[Route("/card", answer_async)])
uvicorn.run(app, port=int(sys.argv[2]), log_level="error", access_log=False)
"""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args(arguments)
    missed = False
    with (
        tempfile.TemporaryDirectory() as folder,
        running("server.py", Path(folder) / "ours.log", health="/healthz", env=UNLIMITED) as live,
    ):
        port = int(live.url.rsplit(":", 1)[1])
        for coding in ("", "gzip"):
            body = _body(live.url + CARD, coding)
            with _bare(Path(folder), body, coding) as other:
                ratio = _compare((port, CARD), (other, "/card"), coding, len(body), given.rounds, given.seconds)
            missed |= ratio < BUDGET
    return 1 if missed else 0


def _body(address: str, coding: str) -> bytes:
    request = urllib.request.Request(address, headers={"accept-encoding": coding} if coding else {})
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert answer.headers.get("content-encoding", "") == coding
        return bytes(answer.read())


@contextmanager
def _bare(folder: Path, body: bytes, coding: str) -> Iterator[int]:
    """The bare route in a process of its own; gives its port."""
    kept, port = folder / "body", free_port()
    kept.write_bytes(body)
    process = subprocess.Popen([sys.executable, "-c", BARE, str(kept), str(port), coding])
    try:
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def _compare(
    ours: tuple[int, str], bare: tuple[int, str], coding: str, size: int, rounds: int, seconds: float
) -> float:
    rates: dict[str, list[float]] = {"ours": [], "bare": []}
    for number in range(rounds + 1):
        for name, (port, path) in (("ours", ours), ("bare", bare)):
            rate = _rate(port, path, coding, seconds if number else 1)
            if number:
                rates[name].append(rate)
    ratios = [mine / other for mine, other in zip(rates["ours"], rates["bare"], strict=True)]
    print(f"a kept card, {size:,} bytes{' by gzip' if coding else ''}: {rounds} rounds of {seconds:g} s each")
    for name in ("ours", "bare"):
        print(f"  {name:5} {median(rates[name]):8.0f} requests/s")
    ratio = median(ratios)
    print(f"  ratio {ratio:.2f} (rounds {', '.join(f'{r:.2f}' for r in ratios)}); budget {BUDGET}", flush=True)
    return ratio


def _rate(port: int, path: str, coding: str, seconds: float) -> float:
    """Answers a second over connections that stay open."""
    accept = f"Accept-Encoding: {coding}\r\n" if coding else ""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{accept}\r\n".encode()
    connections = [socket.create_connection(("127.0.0.1", port)) for _ in range(CONNECTIONS)]
    waiting = {connection: [bytearray(), 0] for connection in connections}
    answers = 0
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            selector.register(connection, selectors.EVENT_READ)
            connection.sendall(request)
        begun = time.perf_counter()
        while (now := time.perf_counter()) - begun < seconds:
            for key, _events in selector.select(1):
                connection = key.fileobj
                assert isinstance(connection, socket.socket)
                if _whole(waiting[connection], connection.recv(2**18)):
                    answers += 1
                    connection.sendall(request)
    for connection in connections:
        connection.close()
    return answers / (now - begun)


def _whole(state: list, piece: bytes) -> bool:  # type: ignore[type-arg]
    """Whether the answer on this connection is complete; the first piece tells its length."""
    if not piece:
        raise RuntimeError("the server closed the connection")
    found, wanted = state
    found += piece
    if not wanted:
        end = found.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(found[:end]).lower()
        assert head.startswith(b"http/1.1 200"), head[:200]
        wanted = state[1] = end + 4 + int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
    if len(found) < wanted:
        return False
    del found[:]
    state[1] = 0
    return True


if __name__ == "__main__":
    sys.exit(main())
