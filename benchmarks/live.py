"""Starts a real server and talks to it over its WebSocket, as a browser does.

``AppTest`` shows neither the garbage collection after each rerun nor the cost of serialising, so both the benchmarks
and some tests need a live server. Used by ``benchmarks/`` and ``tests/browser/``; the app itself never imports it.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_START = 90
SECONDS_TO_RERUN = 60


class ServerFailed(RuntimeError):
    """The server ended, or did not answer in time; the message carries the end of its log."""


@dataclass(frozen=True)
class Live:
    """A running server: its address, and the seconds from start until its health check answered 200."""

    url: str
    seconds_to_ready: float
    log: Path

    @property
    def stream(self) -> str:
        return self.url.replace("http://", "ws://") + "/_stcore/stream"


def free_port() -> int:
    """A TCP port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    entry: str,
    log: Path,
    *,
    health: str = "/_stcore/health",
    env: Mapping[str, str] | None = None,
    root: Path = ROOT,
) -> Iterator[Live]:
    """Run ``streamlit run <entry>`` in ``root`` until the block ends. Output goes to ``log``."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", entry, f"--server.port={port}"]
    command += ["--server.address=127.0.0.1", "--server.headless=true", "--browser.gatherUsageStats=false"]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=root, env={**os.environ, **(env or {})}, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url + health, process, log, begun)
            yield Live(url, time.perf_counter() - begun, log)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(address: str, process: subprocess.Popen[bytes], log: Path, begun: float) -> None:
    while time.perf_counter() - begun < SECONDS_TO_START:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                # Streamlit answers unknown paths with its own page, so 200 alone does not prove that the route exists.
                if answer.status == 200 and not answer.headers["content-type"].startswith("text/html"):
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.02)
    tail = log.read_text(encoding="utf-8", errors="replace")[-3000:]
    raise ServerFailed(f"{address} did not answer 200 within {SECONDS_TO_START} s\n{tail}")


@dataclass(frozen=True)
class Filter:
    """A widget as it arrived: what a visitor could change. ``fragment`` is the part of the page that reruns with it."""

    id: str
    label: str
    kind: str
    choices: tuple[Any, ...]
    chosen: Any
    fragment: str = ""


@dataclass
class Rerun:
    """What one run of the page sent: wall seconds, bytes, cards touched, widgets, exception texts."""

    seconds: float = 0.0
    size: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    """Bytes of the messages for each kind of element: heading, markdown, deck_gl_json_chart, caption …"""
    cards: list[str] = field(default_factory=list)
    filters: dict[str, Filter] = field(default_factory=dict)
    exceptions: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)


class Visitor:
    """One session on one page. ``open()`` first, then ``change(filter, value)`` as often as wanted."""

    def __init__(self, live: Live, page: str, query: str = "") -> None:
        self.page, self.query = page, query
        self.page_hash = ""
        self.values: dict[str, tuple[Filter, Any]] = {}
        self.socket: ClientConnection = connect(live.stream, subprotocols=["streamlit"], max_size=None)  # type: ignore[list-item]

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def open(self) -> Rerun:
        """The first run of the page."""
        return self._run("")

    def change(self, chosen: Filter, value: Any) -> Rerun:
        """Set one widget, as a click does, and wait for the run (of its fragment, if it stands in one) to finish."""
        self.values[chosen.id] = (chosen, value)
        return self._run(chosen.fragment)

    def _run(self, fragment: str) -> Rerun:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash, state.fragment_id = self.query, self.page_hash, fragment
        state.page_name = "" if self.page_hash else self.page
        state.context_info.timezone = "Asia/Tokyo"
        for widget, value in self.values.values():
            _write(state.widget_states.widgets.add(id=widget.id), widget.kind, value)
        begun = time.perf_counter()
        self.socket.send(message.SerializeToString())
        return self._listen(begun)

    def _listen(self, begun: float) -> Rerun:
        result = Rerun()
        while True:
            data = self.socket.recv(timeout=SECONDS_TO_RERUN)
            assert isinstance(data, bytes)
            result.size += len(data)
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if kind == "script_finished":
                result.seconds = time.perf_counter() - begun
                return result
            if kind == "navigation":
                self.page_hash = message.navigation.page_script_hash
                result.pages = sorted(page.url_pathname for page in message.navigation.app_pages)
            elif kind == "delta":
                element = message.delta.new_element.WhichOneof("type") or "block"
                result.by_kind[element] = result.by_kind.get(element, 0) + len(data)
                _note(message.delta, result)


def _note(delta: Any, result: Rerun) -> None:
    if delta.WhichOneof("type") == "add_block":
        if "card-" in delta.add_block.id:
            result.cards.append(delta.add_block.id.rsplit("card-", 1)[1])
        return
    element = delta.new_element
    kind = element.WhichOneof("type")
    if kind == "exception":
        result.exceptions.append(f"{element.exception.type}: {element.exception.message}")
    elif kind in ("heading", "markdown"):
        result.texts.append(getattr(element, kind).body)
    elif kind in _READERS:
        choices, chosen = _READERS[kind](getattr(element, kind))
        widget = getattr(element, kind)
        result.filters[widget.id] = Filter(widget.id, widget.label, kind, choices, chosen, delta.fragment_id)


def _selectbox(widget: Any) -> tuple[tuple[Any, ...], Any]:
    options = tuple(widget.options)
    return options, options[widget.default] if options and widget.HasField("default") else None


def _button_group(widget: Any) -> tuple[tuple[Any, ...], Any]:
    options = tuple(option.content for option in widget.options)
    return options, tuple(options[index] for index in widget.default)


def _slider(widget: Any) -> tuple[tuple[Any, ...], Any]:
    # A slider over words (``st.select_slider``) travels as its words, one over numbers as numbers.
    return tuple(widget.options) or (widget.min, widget.max), tuple(widget.default)


def _checkbox(widget: Any) -> tuple[tuple[Any, ...], Any]:
    return (False, True), widget.default


_READERS = {
    "selectbox": _selectbox,
    "radio": _selectbox,
    "button_group": _button_group,
    "multiselect": lambda widget: (tuple(widget.options), tuple(widget.options[i] for i in widget.default)),
    "slider": _slider,
    "checkbox": _checkbox,
}


def _write(state: Any, kind: str, value: Any) -> None:
    """Put ``value`` where the widget's kind expects it in a WidgetState."""
    if kind in ("selectbox", "radio"):
        state.string_value = value
    elif kind in ("button_group", "multiselect"):
        state.string_array_value.data.extend(value)
    elif kind == "slider":
        words = all(isinstance(item, str) for item in value)
        (state.string_array_value if words else state.double_array_value).data.extend(value)
    else:
        state.bool_value = value
