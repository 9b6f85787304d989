"""F11: what a network and a server can do wrong, and S30: where a fetch may not go. The published version stays each time."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from machi.publish.fetch_http import Failed, Fetcher, Limits
from machi.publish.fetch_rules import Breaker, NotAllowed, Rules, is_public, redirected
from machi.publish.place import Refused
from tests import portal as at
from tests.portal import Portal, Respond, serving

TLS = Path(__file__).resolve().parent / "data" / "tls"
HERE = Rules(closed_hosts=frozenset({"127.0.0.1", "localhost"}))
QUICK = Limits(connect=0.4, read=0.4, total=1.5, most_bytes=2 * 2**20, pause=0)
GOOD = b"a,b\n1,2\n"


@pytest.fixture(scope="module")
def server() -> Iterator[Portal]:
    with serving() as portal:
        yield portal


def fetcher(**more: object) -> Fetcher:
    return Fetcher(HERE, **{"limits": QUICK, "sleep": lambda seconds: None, **more})  # type: ignore[arg-type]


FAULTS: list[tuple[str, Respond, str, int]] = [
    ("accepted, then silent", at.silent, "答えが返ってきません", 3),
    ("1 byte a moment", at.slow, "終わりませんでした", 1),
    ("cut in the body", at.cut, "途中で切れました", 3),
    ("cut in a chunk", at.cut_chunks, "途中で切れました", 3),
    ("reset", at.reset, "途中で切れました", 3),
    ("404", at.status(404), "404", 1),
    ("403", at.status(403), "403", 1),
    ("500", at.status(500), "500", 3),
    ("302 loop", at.moved("/fault"), "転送が3回を超えました", 4),
    ("302 to another host", at.moved("http://localhost:9/x.csv"), "別のホスト", 1),
    ("gzip bomb", at.bomb, "大きすぎます", 1),
    ("corrupt gzip", at.bad_gzip, "圧縮された中身が壊れています", 1),
    ("gzip cut off", at.half_gzip, "途中で切れました", 3),
    ("too large by its own word", at.announced_too_large, "大きすぎます", 1),
    ("no HTTP at all", at.garbage, "切れました|通信できません", 3),
]


@pytest.mark.parametrize(("fault", "words", "tries"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_a_fault_is_told_in_time(server: Portal, fault: Respond, words: str, tries: int) -> None:
    server.faults = {"/fault": fault}
    server.asked.clear()
    begun = time.monotonic()
    with pytest.raises(Refused, match=words) as told:
        fetcher().get(server.url + "/fault")
    assert time.monotonic() - begun < QUICK.total + 1
    assert "Traceback" not in str(told.value)
    assert server.count("/fault") <= tries


def test_nobody_listens() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(Failed, match="つながりません"):
        fetcher().get(f"http://127.0.0.1:{port}/x.csv")


def test_a_name_that_does_not_exist() -> None:
    rules = Rules(hosts=frozenset({"nowhere.invalid"}))
    with pytest.raises(Failed, match="名前を引けません"):
        Fetcher(rules, QUICK, sleep=lambda seconds: None).get("https://nowhere.invalid/x.csv")


@pytest.mark.parametrize(("certificate", "works"), [("good", True), ("expired", False), ("other_host", False)])
def test_a_certificate(monkeypatch: pytest.MonkeyPatch, certificate: str, works: bool) -> None:
    """The own CA (MACHI_CA) vouches for each of them: what is refused is refused for its day or its name."""
    path = TLS / f"{certificate}.pem"
    monkeypatch.setenv("MACHI_CA", str(path))
    with serving(path) as portal:
        portal.files["/x.csv"] = GOOD
        if works:
            assert fetcher().get(portal.url + "/x.csv").payload == GOOD
        else:
            with pytest.raises(Failed, match="証明書"):
                fetcher().get(portal.url + "/x.csv")
        monkeypatch.delenv("MACHI_CA")
        with pytest.raises(Failed, match="証明書"):
            fetcher().get(portal.url + "/x.csv")


@pytest.mark.parametrize("fault", [at.status(503), at.status(429, Retry_After="1"), at.cut, at.reset])
def test_what_passes_is_tried_again(server: Portal, fault: Respond) -> None:
    server.faults = {"/fault": at.first(2, fault, GOOD)}
    paused: list[float] = []
    patient = Limits(connect=0.4, read=0.4, total=30, pause=0)
    assert fetcher(limits=patient, sleep=paused.append).get(server.url + "/fault").payload == GOOD
    assert len(paused) == 2
    assert paused[1] > paused[0] * 0.9 or paused[0] >= 1


def test_a_wait_that_the_server_asks_for_is_kept(server: Portal) -> None:
    server.faults = {"/fault": at.first(1, at.status(429, Retry_After="7"), GOOD)}
    paused: list[float] = []
    patient = Limits(connect=1, read=1, total=30, pause=0)
    assert fetcher(limits=patient, sleep=paused.append).get(server.url + "/fault").payload == GOOD
    assert paused == [7.0]


def test_a_host_that_stays_silent_is_left_alone(server: Portal) -> None:
    server.faults = {"/fault": at.status(500)}
    one = fetcher(breaker=Breaker(most=2))
    for _ in range(2):
        with pytest.raises(Failed, match="500"):
            one.get(server.url + "/fault")
    server.asked.clear()
    with pytest.raises(Failed, match="これ以上"):
        one.get(server.url + "/fault")
    assert server.asked == []


def test_calls_to_one_host_are_spaced(server: Portal) -> None:
    server.faults, server.files["/x.csv"] = {}, GOOD
    paused: list[float] = []
    polite = fetcher(limits=Limits(pause=2.0), sleep=paused.append)
    for _ in range(3):
        polite.get(server.url + "/x.csv")
    assert len(paused) == 2
    assert all(1.5 < pause <= 2 for pause in paused)


def test_packed_answers_are_unpacked(server: Portal) -> None:
    server.faults = {
        "/fault": lambda handler: handler.give(200, gzip.compress(GOOD), "text/csv", Content_Encoding="gzip")
    }
    assert fetcher().get(server.url + "/fault").payload == GOOD


@pytest.mark.parametrize(
    "number",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
        ),
        *(
            "::1",
            "fe80::1",
            "fc00::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "ff02::1",
        ),
    ],
)
def test_a_private_number_is_private_in_every_spelling(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize("number", ["8.8.8.8", "133.1.2.3", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_a_public_number_is_public(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize(
    "url",
    [
        *("https://127.0.0.1/x", "https://2130706433/x", "https://0x7f.1/x", "https://0177.0.0.1/x", "https://[::1]/x"),
        *(
            "https://[::ffff:127.0.0.1]/x",
            "https://localhost/x",
            "https://localhost./x",
            "https://169.254.169.254/latest",
        ),
    ],
)
def test_an_allowed_name_may_not_lead_inside(url: str) -> None:
    with pytest.raises((NotAllowed, OSError)):
        Rules().also(url).check(url)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://8.8.8.8/x.csv", "暗号化"),
        ("file:///etc/passwd", "形"),
        ("ftp://8.8.8.8/x", "形"),
        ("gopher://8.8.8.8/x", "形"),
        ("https://user:pw@8.8.8.8/x", "形"),
        ("https:///x", "形"),
        ("//8.8.8.8/x", "形"),
    ],
)
def test_other_kinds_of_addresses_are_refused(url: str, words: str) -> None:
    with pytest.raises(NotAllowed, match=words):
        Rules(hosts=frozenset({"8.8.8.8"})).check(url)


def test_a_host_that_nobody_named_is_refused() -> None:
    with pytest.raises(NotAllowed, match="許していません"):
        Rules(hosts=frozenset({"8.8.8.8"})).check("https://8.8.4.4/x")


def test_the_connection_goes_to_the_number_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the name is resolved once; a second look would find another number."""
    numbers = iter(["8.8.8.8", "127.0.0.1"])
    answer = lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(numbers), 443))]  # noqa: E731
    monkeypatch.setattr(socket, "getaddrinfo", answer)
    assert Rules(hosts=frozenset({"rebind.example"})).check("https://rebind.example/x").number == "8.8.8.8"


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("https://other.example/x", "別のホスト"),
        ("//other.example/x", "別のホスト"),
        ("http://a.example/x", "暗号化"),
        ("https://a.example:8443/x", "別のポート"),
        ("https://a.example@evil.example/x", "別のホスト"),
    ],
)
def test_a_redirect_may_not_lead_away(location: str, words: str) -> None:
    with pytest.raises(NotAllowed, match=words):
        redirected("https://a.example/y", location, closed=False)


def test_a_proxy_is_asked_when_the_environment_names_one(server: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    server.faults, server.files["http://closed.example/x.csv"] = {}, GOOD
    monkeypatch.setenv("http_proxy", server.url)
    server.faults = {"/x.csv": lambda handler: handler.file(GOOD)}
    rules = Rules(closed_hosts=frozenset({"closed.example"}))
    server.asked.clear()
    assert Fetcher(rules, QUICK).get("http://closed.example/x.csv").payload == GOOD
    assert server.asked[0][0] == "http://closed.example/x.csv"
