"""The server from outside: health, open routes, headers, and the first deep link after a start."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from benchmarks.live import Live, Visitor, running
from tests.contents import pages

pytestmark = pytest.mark.alone


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    log = tmp_path_factory.mktemp("server") / "server.log"
    with running("server.py", log, health="/healthz", env={"MACHI_TODAY": "2026-11-20"}) as live:
        yield live


def get(server: Live, path: str, **headers: str) -> tuple[int, Message, bytes]:
    request = urllib.request.Request(server.url + path, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def test_the_first_deep_link_after_a_start_has_navigation(server: Live) -> None:
    """Must stay the first test on this server: opening the home page once would hide the fault."""
    with Visitor(server, "events") as visitor:
        first = visitor.open()
    assert first.pages == sorted("" if page == "home" else page for page in pages())
    assert "催しはいつ、どこで？" in first.texts


@pytest.mark.full  # the browser opens each of them in every run
@pytest.mark.parametrize("page", pages())
def test_every_page_runs_over_the_wire(server: Live, page: str) -> None:
    with Visitor(server, "" if page == "home" else page) as visitor:
        first = visitor.open()
    assert first.exceptions == []
    assert first.texts


def test_health_is_json(server: Live) -> None:
    status, headers, body = get(server, "/healthz")
    assert (status, json.loads(body)["status"]) == (200, "ok")
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/geo/nothing.json", "/geo/x/y", "/api/v9/cards", "/data/nothing/x.csv", "/data/x"])
def test_an_unknown_path_of_the_open_routes_is_a_json_404(server: Live, path: str) -> None:
    status, headers, body = get(server, path)
    assert status == 404
    assert headers["content-type"].startswith("application/json")
    assert json.loads(body)["message"]


@pytest.mark.parametrize(
    "path", ["/data/../pyproject.toml", "/data/%2e%2e/pyproject.toml", "/geo/..%2f..%2fapp.py", "/tiles/..%2f1/2/3.png"]
)
def test_no_path_climbs_out(server: Live, path: str) -> None:
    status, _, body = get(server, path)
    assert b"[tool.ruff]" not in body
    assert b"st.navigation" not in body
    assert status in (400, 403, 404) or b"<html" in body


def test_the_shell_is_japanese_and_carries_the_security_headers(server: Live) -> None:
    status, headers, body = get(server, "/population")
    assert status == 200
    assert b'<html lang="ja">' in body
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "geolocation=(self)" in headers["permissions-policy"]


def test_a_foreign_host_name_gets_no_session(server: Live) -> None:
    """A page of another site that points its name at this machine must not be able to talk to the app."""
    with (
        pytest.raises(InvalidStatus),
        connect(
            server.stream,
            subprotocols=[Subprotocol("streamlit")],
            additional_headers={"Origin": "http://evil.example"},
        ),
    ):
        pass


def test_the_large_script_travels_compressed(server: Live) -> None:
    _, _, shell = get(server, "/")
    script = next(part for part in shell.decode().split('"') if "/static/js/index." in part)
    _, headers, body = get(server, "/" + script.lstrip("./"), **{"Accept-Encoding": "gzip"})
    assert headers["content-encoding"] == "gzip"
    assert len(body) < 800_000
