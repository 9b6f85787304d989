"""The public server from outside, as somebody with bad manners would try it: uploads, origins, paths, errors."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.live import Live, free_port, running
from machi.__main__ import main
from machi.publish import audit
from machi.web.headers import security_headers
from tests import folders

ROOT = Path(__file__).resolve().parent.parent
STREAMLIT = [Subprotocol("streamlit")]
AED = folders.AED + "131016,1,東町体育館,35.001,139.011,有\n"
SECRET = "たかはしけいこの申立て"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small city with a history that must not be served, and a file that is for the office only."""
    folder = folders.folder(tmp_path_factory.mktemp("public"))
    folders.publish(folder, "aed/999999_aed", AED)
    folders.publish(folder, "parking/999999_parking", f"NO,名称,緯度,経度\n1,{SECRET},35,139\n", access='"internal"')
    kept = folder / ".history" / "aed" / "999999_aed"
    kept.mkdir(parents=True)
    (kept / "x.csv").write_text(SECRET, encoding="utf-8")
    audit.append(folder, {"token": "1", "kind": "aed", "id": "999999_aed", "new": "", "why": "", "access": "open"})
    return folder


@pytest.fixture(scope="module")
def server(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder = tmp_path_factory.mktemp("server")
    env = {"MACHI_DATA": str(data), "MACHI_STORE": str(folder / "store.duckdb"), "MACHI_PROFILE": "public"}
    with running("server.py", folder / "server.log", health="/healthz", env=env) as live:
        yield live


def call(server: Live, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One request whose path is sent as it is written."""
    connection = http.client.HTTPConnection(str(urlsplit(server.url).hostname), urlsplit(server.url).port, timeout=30)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        # The server may have read enough to refuse.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.send(body)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


@pytest.fixture
def session(server: Live) -> Iterator[tuple[str, ClientConnection]]:
    """A visitor's session: its id, while its socket is open."""
    # The server answers a close only after its run has ended; nobody here waits for that.
    with connect(server.stream, subprotocols=STREAMLIT, max_size=None, close_timeout=0.2) as socket:
        message = BackMsg()
        message.rerun_script.query_string = ""
        socket.send(message.SerializeToString())
        while True:
            told = ForwardMsg.FromString(bytes(socket.recv(timeout=60)))  # type: ignore[arg-type]
            if told.WhichOneof("type") == "new_session":
                yield told.new_session.initialize.session_id, socket
                return


def token(server: Live) -> str:
    _, headers, _ = call(server, "GET", "/_stcore/health")
    found = re.search(r"_streamlit_xsrf=([^;]+)", headers.get("set-cookie", ""))
    assert found
    return found[1]


def upload(server: Live, session: str, name: str, body: bytes, *, xsrf: str, length: int | None = None) -> int:
    boundary = "b0undary"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    whole = head + body + f"\r\n--{boundary}--\r\n".encode()
    headers = {"Content_Type": f"multipart/form-data; boundary={boundary}"}
    if xsrf:
        headers |= {"X_Xsrftoken": xsrf, "Cookie": f"_streamlit_xsrf={xsrf}"}
    if length:
        headers["Content-Length"] = str(length)
    return call(
        server, "PUT", f"/_stcore/upload_file/{session}/00000000-0000-0000-0000-000000000001", whole, **headers
    )[0]


def test_an_upload_without_the_token_is_refused(server: Live, session: tuple[str, ClientConnection]) -> None:
    """S19."""
    assert upload(server, session[0], "a.csv", b"x", xsrf="") == 403
    assert upload(server, session[0], "a.csv", b"x", xsrf="2|made|up|1") == 403


def test_an_upload_into_nobodys_session_is_refused(server: Live) -> None:
    assert upload(server, "00000000-aaaa-bbbb-cccc-000000000000", "a.csv", b"x", xsrf=token(server)) == 400


def test_an_upload_over_the_limit_is_refused(server: Live, session: tuple[str, ClientConnection]) -> None:
    """S17: 20 MB on the public profile, by its announced length and by what really comes."""
    xsrf = token(server)
    assert upload(server, session[0], "a.csv", b"x" * 1000, xsrf=xsrf, length=21 * 2**20) == 413
    assert upload(server, session[0], "a.csv", b"x" * (20 * 2**20 + 200_000), xsrf=xsrf) in (400, 413)


@pytest.mark.parametrize("name", ["../../evil.py", "evil.exe", "..\\\\..\\\\evil.csv", "con.csv"])
def test_what_a_file_is_called_decides_no_path(
    server: Live, session: tuple[str, ClientConnection], name: str, data: Path
) -> None:
    """S16: Streamlit takes any bytes under any name into memory; nothing of that touches a disk."""
    before = {path for folder in (ROOT, data.parent) for path in folder.iterdir()}
    assert upload(server, session[0], name, b"PK\x03\x04", xsrf=token(server)) in (200, 204, 400)
    assert {path for folder in (ROOT, data.parent) for path in folder.iterdir()} == before
    assert not list(data.rglob("*evil*"))


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "https://evil.example", "null", "http://127.0.0.1.evil.example"]
)
def test_a_page_of_another_site_gets_no_session(server: Live, origin: str) -> None:
    """S19, S21."""
    with pytest.raises(InvalidStatus) as refused:
        connect(server.stream, subprotocols=STREAMLIT, additional_headers={"Origin": origin})
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        *("/data/.history/audit.jsonl", "/.history/audit.jsonl", "/data/aed/999999_aed.csv", "/data/city.toml"),
        *("/app/static/../data/city.toml", "/static/..%2f..%2fserver.py", "/static/%2e%2e/%2e%2e/server.py"),
        *(
            "//etc/passwd",
            "/media/../../etc/passwd",
            "/component/../../etc/passwd",
            "/component/x/..%2f..%2fetc%2fpasswd",
        ),
        *(
            "/static/....//....//etc/passwd",
            "/_stcore/../server.py",
            "/geo/..%5c..%5cserver.py",
            "/data/parking/999999_parking.csv",
        ),
    ],
)
def test_no_path_gives_a_file_of_the_machine(server: Live, path: str) -> None:
    """S27, S28, ASVS 5.3: neither the history nor the raw folder nor anything outside is served by path."""
    _, _, body = call(server, "GET", path)
    for word in (SECRET, "東町体育館", '"prev"', "sample_today", "lifespan", "root:x:0"):
        assert word.encode() not in body


def test_every_answer_carries_the_headers(server: Live) -> None:
    """S20, S39: pages, open routes, errors and static files alike."""
    _, _, shell = call(server, "GET", "/")
    script = next(part for part in shell.decode().split('"') if "/static/js/index." in part)
    for path in ("/", "/places", "/healthz", "/api/nothing", "/geo/nothing.json", "/" + script.lstrip("./")):
        _, headers, _ = call(server, "GET", path)
        for name, value in security_headers().items():
            assert headers[name] == value, path


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
@pytest.mark.parametrize("path", ["/api/datasets", "/data/aed", "/geo/towns.json", "/healthz"])
def test_open_routes_only_give(server: Live, method: str, path: str) -> None:
    status, _, body = call(server, method, path)
    assert status in (400, 403, 404, 405)
    assert b"Traceback" not in body


@pytest.mark.parametrize("header", ["X" * 70_000, "\x00", "a\tb"])
def test_a_strange_request_is_answered_in_words_or_not_at_all(server: Live, header: str) -> None:
    try:
        status, _, body = call(server, "GET", "/healthz", X_Strange=header)
    except (http.client.HTTPException, ConnectionError, ValueError):
        status, body = 400, b""
    assert status in (200, 400, 431)
    assert b"Traceback" not in body
    assert call(server, "GET", "/healthz")[0] == 200


def test_what_is_for_the_office_reaches_nobody(server: Live) -> None:
    for path in ("/", "/catalogue", "/api/datasets", "/geo/parking.json", "/catalog.jsonld"):
        assert SECRET.encode() not in call(server, "GET", path)[2]


def test_the_log_names_no_visitor_and_no_cell(server: Live) -> None:
    """S14, S44: nothing that a visitor did or brought stands in the server's log."""
    call(server, "GET", "/places?near=37.1234,139.4321")
    log = server.log.read_text(encoding="utf-8", errors="replace")
    for word in ("37.1234", "東町体育館", SECRET, "PK\x03"):
        assert word not in log


def test_what_is_taken_down_is_gone_within_a_minute(server: Live, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """S48, on a running public server: from the command to the 404. Then it comes back, byte for byte."""
    path = "/api/datasets/999999_aed.csv"
    assert call(server, "GET", path)[0] == 200
    monkeypatch.setenv("MACHI_PROFILE", "internal")
    monkeypatch.setenv("MACHI_DATA", str(data))
    begun = time.monotonic()
    assert main(["take-down", "--kind", "aed", "--id", "999999_aed", "--why", "確認のため"]) == 0
    while call(server, "GET", path)[0] == 200:
        assert time.monotonic() - begun < 60
        time.sleep(0.2)
    print(f"taken down: {time.monotonic() - begun:.1f} s from the command to the 404")
    assert call(server, "GET", path)[0] == 404
    assert main(["rollback", "--kind", "aed", "--id", "999999_aed"]) == 0
    assert (data / "aed" / "999999_aed.csv").read_text(encoding="utf-8") == AED
    while call(server, "GET", path)[0] != 200:
        assert time.monotonic() - begun < 120
        time.sleep(0.2)


@pytest.mark.full
@pytest.mark.skipif(
    shutil.which("strace") is None or shutil.which("unshare") is None, reason="needs strace and unshare"
)
@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="needs root to make a network of its own")
def test_a_start_without_a_network_asks_nobody(data: Path, tmp_path: Path) -> None:
    """F11, F12, S25: in a network of its own with nothing but a loopback the server comes up, and every connect is local."""
    port, trace = free_port(), tmp_path / "connects.log"
    inner = f"""
import fcntl, json, os, signal, socket, struct, subprocess, sys, time, urllib.request
probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
fcntl.ioctl(probe, 0x8914, struct.pack('16sh', b'lo', 0x1 | 0x40))
command = ['strace', '-f', '-qq', '--seccomp-bpf', '-e', 'trace=connect,sendto', '-o', {str(trace)!r}]
command += [sys.executable, '-m', 'streamlit', 'run', 'server.py', '--server.port={port}']
server = subprocess.Popen(command, cwd={str(ROOT)!r}, start_new_session=True)
for _ in range(600):
    time.sleep(0.2)
    try:
        told = urllib.request.urlopen('http://127.0.0.1:{port}/healthz', timeout=5).read()
        print(json.loads(told)['status'])
        break
    except OSError:
        continue
os.killpg(server.pid, signal.SIGKILL)
server.wait()
"""
    env = {
        **os.environ,
        "MACHI_DATA": str(data),
        "MACHI_STORE": str(tmp_path / "store.duckdb"),
        "MACHI_PROFILE": "public",
    }
    done = subprocess.run(
        ["unshare", "-n", sys.executable, "-c", inner], env=env, capture_output=True, text=True, timeout=180
    )
    assert done.stdout.split()[-1:] == ["ok"], done.stderr[-2000:]
    calls = trace.read_text(encoding="utf-8", errors="replace").splitlines()
    inet = [line for line in calls if "AF_INET" in line]
    outside = [line for line in inet if "127.0.0.1" not in line and '"::1"' not in line]
    print(json.dumps({"calls": len(calls), "to an address": len(inet), "outside": len(outside)}))
    assert outside == []
