"""The files of docs/deploy and the app agree: limits, paths, profile, and nothing that would loosen a setting."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from machi.own.limits import DEFAULTS
from machi.web.headers import security_headers

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "docs" / "deploy"
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
UNIT = (DEPLOY / "uchi-no-data.service").read_text(encoding="utf-8")
CONTAINER = (DEPLOY / "Containerfile").read_text(encoding="utf-8")


def test_the_proxy_lets_in_what_the_app_takes_and_no_more() -> None:
    """S38."""
    assert f"client_max_body_size {DEFAULTS['public'] + 1}m;" in NGINX
    assert f"internal: {DEFAULTS['internal'] + 1}m" in NGINX
    for line in ("limit_conn machi_stream 20;", "rate=10r/s", "proxy_read_timeout 3600;", "TLSv1.2 TLSv1.3"):
        assert line in NGINX
    assert "Strict-Transport-Security" in NGINX


def test_headers_are_set_in_one_place() -> None:
    """Two policies at once are cut with each other by browsers; nobody would know which one was tested."""
    assert [name for name in security_headers() if re.search(rf"add_header\s+{name}", NGINX, re.IGNORECASE)] == []


@pytest.mark.parametrize(
    "line",
    [
        *(
            "User=machi",
            "ProtectSystem=strict",
            "NoNewPrivileges=yes",
            "PrivateTmp=yes",
            "MemoryMax=2G",
            "TasksMax=256",
        ),
        *("IPAddressDeny=any", "IPAddressAllow=localhost", "Restart=always", "CapabilityBoundingSet="),
        *("Environment=MACHI_PROFILE=public", "ProtectHome=yes", "RestrictNamespaces=yes"),
    ],
)
def test_the_unit_keeps_the_server_in(line: str) -> None:
    """S41."""
    assert line in UNIT.splitlines()


def test_the_unit_writes_to_its_store_only() -> None:
    assert "ReadWritePaths" not in UNIT
    assert "StateDirectory=uchi-no-data" in UNIT
    assert "MACHI_STORE=/var/lib/uchi-no-data/" in UNIT


def test_the_image_runs_as_nobody_and_holds_what_the_app_needs() -> None:
    assert re.search(r"^USER 10001$", CONTAINER, re.MULTILINE)
    assert "MACHI_PROFILE=public" in CONTAINER
    copied = set(re.findall(r"^COPY (\S+)", CONTAINER, re.MULTILINE))
    needed = {"machi", "ui", "pages", "queries", "data", "content", ".streamlit", "requirements.txt", "app.py"}
    if (ROOT / "locale").exists():
        needed.add("locale")
    assert needed <= copied


@pytest.mark.parametrize("text", [UNIT, CONTAINER])
def test_no_switch_is_loosened(text: str) -> None:
    commands = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    for word in ("enableXsrfProtection", "enableCORS", "showErrorDetails", "enableStaticServing", "allowedHosts='*'"):
        assert word not in commands
    assert "--server.allowedHosts" in commands


def test_systemd_understands_the_unit() -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze is not here")
    done = subprocess.run([tool, "verify", str(DEPLOY / "uchi-no-data.service")], capture_output=True, text=True)
    # The project is not installed in /opt here; nothing else may be wrong.
    told = [line for line in done.stderr.splitlines() if "uchi-no-data" in line and "is not executable" not in line]
    assert told == []
