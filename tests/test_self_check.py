"""``self-check``: what is safe is called safe, and each unsafe thing is found when it is there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from machi.__main__ import main
from machi.publish import audit
from machi.web import self_check
from machi.web.headers import security_headers
from tests import folders, portal
from tests.portal import serving

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = folders.folder(tmp_path)
    monkeypatch.setenv("MACHI_DATA", str(folder))
    monkeypatch.setenv("MACHI_STORE", str(tmp_path / "store" / "store.duckdb"))
    monkeypatch.setenv("MACHI_PROFILE", "internal")
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    return folder


def levels() -> dict[str, str]:
    return {look.what: look.level for look in self_check.everything()}


def test_an_installation_as_shipped_is_safe(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["self-check"]) == 0
    told = capsys.readouterr().out
    assert "[危険]" not in told
    assert "[注意]" not in told
    assert told.count("[安全]") >= 9


def test_root_is_unsafe(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    assert levels()["利用者"] == "unsafe"
    assert main(["self-check"]) == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION", "false"),
        ("STREAMLIT_CLIENT_SHOW_ERROR_DETAILS", "full"),
        ("STREAMLIT_BROWSER_GATHER_USAGE_STATS", "true"),
        ("STREAMLIT_SERVER_ENABLE_STATIC_SERVING", "true"),
        ("STREAMLIT_SERVER_ENABLE_AGENT_API", "true"),
        ("STREAMLIT_SERVER_ENABLE_CORS", "false"),
    ],
)
def test_a_switch_that_the_environment_turned_is_found(
    data: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert levels()["Streamlit の設定"] == "unsafe"


@pytest.mark.parametrize("hosts", [[], ["*"], ["*.example.jp"]])
def test_answering_to_every_name_is_unsafe(hosts: list[str]) -> None:
    found = {**self_check.streamlit_settings(), "server.allowedHosts": hosts}
    assert {look.what: look.level for look in self_check.settings(found)}["ホスト名"] == "unsafe"


def test_listening_to_the_network_is_something_to_look_at() -> None:
    found = {**self_check.streamlit_settings(), "server.address": "0.0.0.0"}
    assert {look.what: look.level for look in self_check.settings(found)}["待ち受け"] == "look"


def test_a_public_server_that_could_write_to_the_data(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MACHI_PROFILE", "public")
    assert levels()["データ"] == "look"
    assert main(["self-check"]) == 1


def test_a_folder_that_everybody_can_write(data: Path) -> None:
    data.chmod(0o777)
    assert levels()["データの権限"] == "unsafe"


def test_a_log_that_was_changed(data: Path) -> None:
    audit.append(data, {"token": "1", "kind": "aed", "id": "x", "new": ""})
    assert levels()["差し替えの記録"] == "safe"
    path = audit.log_path(data)
    path.write_bytes(path.read_bytes().replace(b'"aed"', b'"AED"'))
    assert levels()["差し替えの記録"] == "unsafe"


def test_a_part_of_another_version(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / ".streamlit", tmp_path / "root" / ".streamlit")
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8").replace("duckdb==", "duckdb==0.")
    (tmp_path / "root" / "requirements.txt").write_text(pins, encoding="utf-8")
    monkeypatch.setattr(self_check, "ROOT", tmp_path / "root")
    assert levels()["部品"] == "unsafe"


def test_a_larger_upload_than_the_profile_thinks_wise(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MACHI_PROFILE", "public")
    assert levels()["ファイルの大きさ"] == "safe"
    monkeypatch.setenv("MACHI_MAX_UPLOAD", "100")
    assert levels()["ファイルの大きさ"] == "look"


def test_a_misspelt_profile_is_unsafe(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MACHI_PROFILE", "Public")
    assert main(["self-check"]) == 2


def test_what_a_visitor_is_sent(data: Path) -> None:
    """Against a server that sends everything, and one that forgot a header."""
    with serving() as server:
        sent = {name.replace("-", "_"): value for name, value in security_headers().items()}
        server.faults["/"] = lambda handler: handler.give(200, b"<html>", "text/html", **sent)
        server.faults["/healthz"] = lambda handler: handler.give(200, b"{}", "application/json")
        server.faults["/api/nothing"] = lambda handler: handler.give(404, b"{}", "application/json")
        found = {look.what: look.level for look in self_check.visitor(server.url)}
        assert found == {"見出し（ヘッダー）": "safe", "TLS": "look", "/healthz": "safe", "/api": "safe"}
        sent.pop("content_security_policy")
        server.faults["/healthz"] = portal.status(503)
        server.faults["/api/nothing"] = portal.html("text/html")
        found = {look.what: look.level for look in self_check.visitor(server.url)}
        assert found == {"見出し（ヘッダー）": "unsafe", "TLS": "look", "/healthz": "unsafe", "/api": "look"}
    told = [look.level for look in self_check.visitor(server.url)]
    assert told == ["look"]


def test_it_runs_as_a_command(data: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "machi", "self-check", "--json"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode in (0, 1, 2)
    assert '"level"' in done.stdout
    assert done.stderr == ""
