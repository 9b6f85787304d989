"""Processes that wait for a question: started before they are needed, used once, killed by the clock.

``subprocess`` starts them (no fork of a process with threads). A process boots in a tenth of a second, which two that
wait already have behind them. At most ``RUNNING`` questions run at once and ``WAITING`` more wait; others are told to
come back, so that no number of visitors can pile questions up on the server.
"""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

CHILD = Path(__file__).with_name("child.py")
SECONDS = 3.0
"""How long a question may run, on the wall's clock."""
BOOT_SECONDS = 15.0
RUNNING = max(1, min(2, (os.cpu_count() or 1) - 1))
"""One processor stays free for those who only look at pages."""
WAITING = 2
NICENESS, SESSION_NICENESS = 19, 5
"""Within a session the last; among sessions about a third of what others get, so that a busy machine still answers."""
READY = b"ready\n"
MOST_BYTES = 64 * 2**20
"""More than the child ever sends; a child that sends more is not the child that was started."""

Reply = dict[str, Any]


class Busy(Exception):
    """Too many questions at once, or a second one of the same visitor."""

    def __init__(self, own: bool) -> None:
        super().__init__("busy")
        self.own = own


class Process:
    """One child. ``ask`` may be called once."""

    def __init__(self, command: Sequence[str] = ()) -> None:
        self.popen = subprocess.Popen(
            [*(command or (sys.executable, "-I", "-B", str(CHILD)))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            bufsize=0,
            start_new_session=True,
        )
        # From its first breath: booting is most of the work of a short question. Where Linux shares the processor out by
        # session (autogroup), a process in the server's session would eat the server's own share, however nice it is.
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.popen.pid, NICENESS)
        with suppress(OSError):
            Path(f"/proc/{self.popen.pid}/autogroup").write_text(f"{SESSION_NICENESS}", encoding="ascii")

    def ask(self, request: Mapping[str, Any], tables: Sequence[bytes], seconds: float) -> Reply:
        """The child's reply; ``{"refused": "time"}`` when it took too long, ``"memory"`` when it died without a word."""
        try:
            if self._read(READY, time.monotonic() + BOOT_SECONDS) is None:
                return {"refused": "start"}
            end = time.monotonic() + seconds
            writer = threading.Thread(target=self._write, args=(request, tables), daemon=True)
            writer.start()
            line = self._read(b"\n", end)
            if line is None:
                return {"refused": "time" if time.monotonic() >= end else "memory"}
            reply = json.loads(line)
            return reply if isinstance(reply, dict) else {"refused": "start"}
        except ValueError:
            return {"refused": "start"}
        finally:
            self.kill()

    def _write(self, request: Mapping[str, Any], tables: Sequence[bytes]) -> None:
        assert self.popen.stdin is not None
        try:
            for piece in (json.dumps(request).encode() + b"\n", *tables):
                view = memoryview(piece)
                while view:
                    view = view[self.popen.stdin.write(view) :]
        except (OSError, ValueError):
            return  # killed meanwhile: whoever waits for the reply tells why

    def _read(self, ending: bytes, end: float) -> bytes | None:
        """Everything up to ``ending``; None when the pipe closes or ``end`` comes first."""
        assert self.popen.stdout is not None
        found = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(self.popen.stdout, selectors.EVENT_READ)
            while not found.endswith(ending):
                left = end - time.monotonic()
                if left <= 0 or not selector.select(left):
                    return None
                piece = os.read(self.popen.stdout.fileno(), 2**16)
                if not piece or len(found) > MOST_BYTES:
                    return None
                found += piece
        return bytes(found)

    def kill(self) -> None:
        """SIGKILL, and nothing stays behind: no zombie, no open pipe."""
        self.popen.kill()
        self.popen.wait()
        for pipe in (self.popen.stdin, self.popen.stdout):
            if pipe is not None:
                pipe.close()


class Pool:
    """Hands each question a fresh process."""

    def __init__(self, ready: int = 2, running: int = RUNNING, waiting: int = WAITING) -> None:
        self._wanted = ready
        self._ready: list[Process] = []
        self._free = threading.Semaphore(running)
        self._places = threading.Semaphore(running + waiting)
        self._asking: set[str] = set()
        self._lock = threading.Lock()

    def warm(self) -> None:
        """Start what is missing. Costs the caller a few milliseconds; the booting happens elsewhere."""
        with self._lock:
            self._ready = [process for process in self._ready if process.popen.poll() is None]
            while len(self._ready) < self._wanted:
                self._ready.append(Process())

    def ask(self, request: Mapping[str, Any], tables: Sequence[bytes], visitor: str, seconds: float = SECONDS) -> Reply:
        """The reply to one question. Raises Busy; everything else is told in the reply."""
        with self._turn(visitor):
            try:
                return self._take().ask(request, tables, seconds)
            finally:
                self.warm()

    @contextmanager
    def _turn(self, visitor: str) -> Iterator[None]:
        with self._lock:
            if visitor in self._asking:
                raise Busy(own=True)
            if not self._places.acquire(blocking=False):
                raise Busy(own=False)
            self._asking.add(visitor)
        try:
            with self._free:
                yield
        finally:
            with self._lock:
                self._asking.discard(visitor)
            self._places.release()

    def _take(self) -> Process:
        with self._lock:
            while self._ready:
                process = self._ready.pop(0)
                if process.popen.poll() is None:
                    return process
                process.kill()
        return Process()

    def close(self) -> None:
        """End the processes that wait."""
        with self._lock:
            for process in self._ready:
                process.kill()
            self._ready.clear()


POOL = Pool()
"""The server's. Empty until the first question or ``warm``: what never asks never starts a process."""
