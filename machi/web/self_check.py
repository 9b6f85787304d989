"""``python -m machi self-check [--url https://…]``: what of this installation is safe and what is not, in one list.

Looks at the settings in force, the folders, the installed parts and, with ``--url``, at what a visitor's browser is sent.
Exit status: 0 nothing stands against showing it, 1 something to look at, 2 something is unsafe. Changes nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

import urllib3

from machi.content import ROOT
from machi.errors import MachiError
from machi.own.limits import DEFAULTS, most_megabytes
from machi.profile import profile
from machi.publish.audit import verify
from machi.store.database import data_folder, store_path
from machi.store.history import HISTORY
from machi.text import _
from machi.web.headers import security_headers

SAFE, LOOK, UNSAFE = 0, 1, 2
Level = Literal["safe", "look", "unsafe"]
WANTED: Mapping[str, object] = {
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.corsAllowedOrigins": [],
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.fileWatcherType": "none",
    "client.showErrorDetails": "none",
    "browser.gatherUsageStats": False,
}
"""Settings of Streamlit that must stand as they are; ``tests/test_config.py`` holds the same for the shipped file."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Look:
    """One thing that was looked at."""

    level: Level
    what: str
    sentence: str


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``self-check``; see the module for the exit status."""
    parser = subparsers.add_parser("self-check", help=_("この設置が安全かどうかを確かめます"))
    parser.add_argument("--url", default="", help=_("動いているサーバーのアドレス（外から見えるもの）"))
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Look, tell, and give the exit status."""
    looks = list(everything(arguments.url))
    if arguments.json:
        print(json.dumps([vars(look) for look in looks], ensure_ascii=False, indent=2))
    else:
        print("\n".join(lines(looks)))
    worst = {look.level for look in looks}
    return UNSAFE if "unsafe" in worst else LOOK if "look" in worst else SAFE


def lines(looks: Iterable[Look]) -> Iterator[str]:
    """The unsafe first, then what to look at, then what is safe."""
    marks = {"unsafe": _("危険"), "look": _("注意"), "safe": _("安全")}
    for level, mark in marks.items():
        yield from (f"[{mark}] {look.what}: {look.sentence}" for look in looks if look.level == level)


def everything(url: str = "") -> Iterator[Look]:
    """Every look. What can't be looked at is told, never taken for safe."""
    try:
        word, data = profile(), data_folder()
        most_megabytes()
    except MachiError as problem:
        yield Look("unsafe", _("設定"), str(problem))
        return
    yield Look("safe", _("向き"), _("公開用（public）") if word == "public" else _("庁内用（internal）"))
    yield from settings(streamlit_settings())
    yield _upload(word)
    yield _user(word)
    yield from _folders(data, word)
    yield _log(data)
    yield from _parts()
    yield _sandbox()
    yield _outside()
    if url:
        yield from visitor(url)


def streamlit_settings(root: Path = ROOT, environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The shipped file with the environment over it, as Streamlit itself reads them (``STREAMLIT_SERVER_ADDRESS`` …)."""
    found: dict[str, Any] = {}
    for section, values in tomllib.loads((root / ".streamlit/config.toml").read_text(encoding="utf-8")).items():
        found |= {f"{section}.{name}": value for name, value in values.items() if not isinstance(value, dict)}
    for name in [*found, *WANTED]:
        section, key = name.split(".")
        spelt = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).upper()
        given = environment.get(f"STREAMLIT_{section.upper()}_{spelt}")
        if given is not None:
            found[name] = {"true": True, "false": False}.get(given.lower(), given)
    return found


def settings(found: Mapping[str, Any]) -> Iterator[Look]:
    """Streamlit's own switches, the address and the names that it answers to."""
    wrong = [f"{name} = {found.get(name)!r}" for name, value in WANTED.items() if found.get(name) != value]
    if wrong:
        yield Look(
            "unsafe",
            _("Streamlit の設定"),
            _("変えてはいけない設定が違います: {names}").format(names="、".join(wrong)),
        )
    else:
        yield Look(
            "safe",
            _("Streamlit の設定"),
            _("XSRF対策・CORS・エラーの非表示・利用統計の停止など{n}個がそのままです。").format(n=len(WANTED)),
        )
    hosts = found.get("server.allowedHosts") or []
    hosts = [hosts] if isinstance(hosts, str) else hosts
    if not hosts or any("*" in host for host in hosts):
        yield Look(
            "unsafe", _("ホスト名"), _("どのホスト名にも答えます（allowedHosts）。公開する名前だけを書いてください。")
        )
    else:
        yield Look("safe", _("ホスト名"), _("答える名前: {hosts}").format(hosts="、".join(hosts)))
    address = str(found.get("server.address", ""))
    if address in LOOPBACK:
        told = _("{address} だけ（外からは中継サーバーを通ります）。").format(address=address)
        yield Look("safe", _("待ち受け"), told)
    else:
        told = _("{address} で直接待ち受けます。TLSの中継サーバーを前に置いてください。").format(address=address)
        yield Look("look", _("待ち受け"), told)


def _upload(word: str) -> Look:
    most, usual = most_megabytes(), DEFAULTS[word]
    level: Level = "safe" if most <= usual else "look"
    return Look(
        level, _("ファイルの大きさ"), _("1つ{most}MBまで（この向きの目安は{usual}MB）。").format(most=most, usual=usual)
    )


def _user(word: str) -> Look:
    if os.name == "nt":
        return Look("look", _("利用者"), _("Windows では、管理者でない利用者で動かしているかを確かめられません。"))
    if os.geteuid() == 0:
        return Look("unsafe", _("利用者"), _("root で動いています。専用の利用者で動かしてください。"))
    return Look("safe", _("利用者"), _("root ではありません（uid {uid}）。").format(uid=os.geteuid()))


def _folders(data: Path, word: str) -> Iterator[Look]:
    writable = [folder for folder in (data, *data.glob("*/")) if os.access(folder, os.W_OK)]
    if word == "public" and writable:
        yield Look(
            "look",
            _("データ"),
            _("サーバーの利用者が data/ に書けます。公開用では読むだけにしてください（差し替えは庁内の端末で）。"),
        )
    elif word == "public":
        yield Look("safe", _("データ"), _("サーバーの利用者は data/ を読むだけです。"))
    else:
        yield Look("safe", _("データ"), _("差し替えは命令だけで行います（画面は書きません）。"))
    open_to_all = [path for path in (data, data / HISTORY) if path.is_dir() and path.stat().st_mode & 0o002]
    if open_to_all and os.name != "nt":
        names = "、".join(path.name for path in open_to_all)
        yield Look("unsafe", _("データの権限"), _("だれでも書けるフォルダーがあります: {names}").format(names=names))
    kept = store_path(data).parent
    if os.access(kept if kept.exists() else kept.parent if kept.parent.exists() else ROOT, os.W_OK):
        yield Look("safe", _("データベースの置き場所"), _("書けます。"))
    else:
        yield Look(
            "look",
            _("データベースの置き場所"),
            _("書けないため、メモリーの上で動きます（MACHI_STORE で変えられます）。"),
        )
    left = [*data.glob(f"{HISTORY}/*/*/pending.json"), *data.glob("*/.tmp-*.part")]
    if left:
        yield Look("look", _("途中の公開"), _("途中で止まった公開があります。python -m machi versions で片づきます。"))


def _log(data: Path) -> Look:
    try:
        count, faults = verify(data)
    except (OSError, MachiError) as error:
        return Look("look", _("差し替えの記録"), _("読めません（{error}）。").format(error=error))
    if faults:
        return Look("unsafe", _("差し替えの記録"), " ".join(fault.sentence for fault in faults))
    return Look("safe", _("差し替えの記録"), _("{n}行、書いたときのままです。").format(n=count))


def _parts() -> Iterator[Look]:
    """Installed against pinned: what runs must be what was tested."""
    other = []
    pinned = [line for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines() if "==" in line]
    for line in pinned:
        name, wanted = line.split("==")
        try:
            found = version(name)
        except PackageNotFoundError:
            found = _("なし")
        if found != wanted.strip():
            other.append(f"{name} {found}（{wanted}）")
    if other:
        yield Look("unsafe", _("部品"), _("試した版と違う部品があります: {names}").format(names="、".join(other)))
    else:
        yield Look("safe", _("部品"), _("{n}個の部品が、試した版のとおりです。").format(n=len(pinned)))


def _sandbox() -> Look:
    if os.name == "nt":
        return Look("look", _("SQLで調べる"), _("Windows では子プロセスを制限できないため、使えないようにしています。"))
    return Look("safe", _("SQLで調べる"), _("制限した子プロセスの中だけで動きます。"))


def _outside() -> Look:
    if os.environ.get("MACHI_BASEMAP") == "gsi":
        return Look(
            "look", _("外への接続"), _("地図の背景を選んでいるため、閲覧者のブラウザが国土地理院に接続します。")
        )
    return Look("safe", _("外への接続"), _("サーバーもブラウザも、外には接続しません。"))


def visitor(url: str) -> Iterator[Look]:
    """What a browser is sent: headers, health, and that unknown API paths are no page."""
    own_ca = os.environ.get("MACHI_CA") or None
    http = urllib3.PoolManager(retries=False, ca_certs=own_ca, timeout=urllib3.Timeout(connect=3, read=10))
    try:
        page = http.request("GET", url.rstrip("/") + "/")
        health = http.request("GET", url.rstrip("/") + "/healthz")
        unknown = http.request("GET", url.rstrip("/") + "/api/nothing")
    except urllib3.exceptions.HTTPError as error:
        yield Look("look", _("外から見た姿"), _("つながりませんでした（{error}）。").format(error=type(error).__name__))
        return
    wanted = dict(security_headers())
    if url.startswith("https://"):
        wanted["strict-transport-security"] = "max-age="
    absent = [name for name, value in wanted.items() if value not in page.headers.get(name, "")]
    if absent:
        yield Look("unsafe", _("見出し（ヘッダー）"), _("足りないか違います: {names}").format(names="、".join(absent)))
    else:
        yield Look("safe", _("見出し（ヘッダー）"), _("{n}個が付いています。").format(n=len(wanted)))
    if not url.startswith("https://"):
        yield Look("look", "TLS", _("http です。公開するときは https の中継サーバーを前に置いてください。"))
    if health.status == 200 and "application/json" in health.headers.get("content-type", ""):
        yield Look("safe", "/healthz", _("動いています。"))
    else:
        yield Look("unsafe", "/healthz", _("データを読めていません（{n}）。").format(n=health.status))
    if unknown.status == 404 and "application/json" in unknown.headers.get("content-type", ""):
        yield Look("safe", "/api", _("知らないアドレスには404を返します。"))
    else:
        yield Look("look", "/api", _("知らないアドレスに404を返しません。"))
