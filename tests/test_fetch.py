"""Fetching real files in the place of the samples, from a server on this machine that speaks CKAN's documented answers."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from machi.__main__ import main
from machi.publish import audit
from machi.publish.fetch_state import last_trouble, only_one
from machi.publish.place import Refused
from machi.store.database import open_shelf
from tests import folders
from tests import portal as at
from tests.portal import Portal, serving

AED = (
    "全国地方公共団体コード,ID,地方公共団体名,名称,緯度,経度,設置位置,小児対応設備の有無,備考\n"
    "131016,A1,見本市,東町体育館,35.001,139.011,1階,有,\n131016,A2,見本市,西町図書館,35.002,139.002,玄関,無,\n"
)
EVENTS = [
    {
        "title": f"催し{n}",
        "start_date": f"2026/12/{n % 28 + 1:02d}",
        "end_date": f"2026/12/{n % 28 + 1:02d}",
        "start_time": "10:00",
        "end_time": "12:00",
        "description": "一行目#nr#二行目",
        "place": "市民会館",
        "x": "139.01",
        "y": "35.00",
        "link": "https://www.example.jp/",
        "bosyu_start": "",
    }
    for n in range(2300)
]
SOURCES = """closed_hosts = ["127.0.0.1"]
pause_seconds = 0
[portals]
main = "{url}"
[[dataset]]
id = "999999_aed"
kind = "aed"
portal = "main"
ckan_id = "10060228"
[[dataset]]
id = "999999_event"
kind = "event"
portal = "main"
ckan_id = "10060001"
resource = "events-table"
"""

Machi = Callable[..., tuple[int, str]]


@pytest.fixture
def server() -> Iterator[Portal]:
    with serving() as portal:
        portal.files["/dl/131016_aed.csv"] = AED.encode("cp932")
        portal.packages["10060228"] = {
            "name": "10060228",
            "title": "AED設置箇所",
            "organization": {"title": "見本市"},
            "license_title": "CC BY 4.0",
            "license_url": "https://creativecommons.org/licenses/by/4.0/deed.ja",
            "metadata_modified": "2026-10-31T16:30:00.000000",
            "resources": [
                {
                    "id": "r1",
                    "name": "AED",
                    "format": "CSV",
                    "url": f"{portal.url}/dl/131016_aed.csv",
                    "last_modified": None,
                },
                {"id": "r2", "name": "説明", "format": "PDF", "url": f"{portal.url}/dl/aed.pdf"},
            ],
        }
        portal.packages["10060001"] = {
            "name": "10060001",
            "title": "イベント情報",
            "organization": {"title": "見本市"},
            "license_title": "CC BY 4.0",
            "resources": [
                {
                    "id": "events-table",
                    "name": "催し",
                    "format": "",
                    "url": "",
                    "datastore_active": True,
                    "last_modified": "2026-11-05T01:00:00",
                },
                {"id": "other", "name": "別の表", "format": "CSV", "url": f"{portal.url}/dl/other.csv"},
            ],
        }
        portal.tables["events-table"] = EVENTS
        yield portal


@pytest.fixture
def data(tmp_path: Path, server: Portal, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = folders.folder(tmp_path)
    (folder / "sources.toml").write_text(SOURCES.format(url=server.url), encoding="utf-8")
    monkeypatch.setenv("MACHI_PROFILE", "internal")
    monkeypatch.setenv("MACHI_DATA", str(folder))
    monkeypatch.setenv("MACHI_STORE", str(tmp_path / "store" / "store.duckdb"))
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    return folder


@pytest.fixture
def machi(capsys: pytest.CaptureFixture[str]) -> Machi:
    def run(*words: str | Path) -> tuple[int, str]:
        capsys.readouterr()
        status = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return status, out + err

    return run


def aed(data: Path) -> bytes:
    path = data / "aed" / "999999_aed.csv"
    return path.read_bytes() if path.exists() else b""


def test_a_ckan_dataset_takes_the_place_of_its_sample(data: Path, server: Portal, machi: Machi) -> None:
    """The bytes as published (CP932 here), what the portal says about them, and the sample gone; other samples stay."""
    folders.publish(data, "aed/999999_aed_sample", AED, synthetic="true", as_of="2030-01-01")
    folders.publish(data, "park/999999_park_sample", "NO,名称,緯度,経度\n1,見本公園,35,139\n", synthetic="true")
    status, told = machi("fetch", "999999_aed")
    assert status == 0, told
    assert aed(data) == AED.encode("cp932")
    shelf = open_shelf(data)
    (source,) = shelf.sources("aed")
    assert (source.dataset, source.title, source.publisher, source.licence) == (
        "999999_aed",
        "AED設置箇所",
        "見本市",
        "CC BY 4.0",
    )
    # 16:30 on 31 October in UTC is the first of November in Japan.
    assert str(source.as_of) == "2026-11-01"
    assert not source.synthetic
    assert source.page == f"{server.url}/dataset/10060228"
    assert [other.synthetic for other in shelf.sources("park")] == [True]
    assert audit.entries(data)[-1]["action"] == "fetch"


def test_a_datastore_table_comes_page_by_page_without_ckans_own_number(data: Path, machi: Machi) -> None:
    """2,300 records in three answers; x is the longitude, #nr# a line break, and _id nobody's id."""
    status, told = machi("fetch", "999999_event")
    assert status == 0, told
    text = (data / "event" / "999999_event.csv").read_text(encoding="utf-8")
    assert text.splitlines()[0].startswith("title,start_date")
    shelf = open_shelf(data)
    frame = shelf.table("event", "999999_event").frame
    assert len(frame) == 2300
    assert frame["name"].tolist() == [f"催し{n}" for n in range(2300)]
    assert (frame["lat"].iloc[0], frame["lon"].iloc[0]) == (35.0, 139.01)
    assert frame["description"].iloc[0] == "一行目\n二行目"
    (source,) = shelf.sources("event")
    assert str(source.as_of) == "2026-11-05"


def test_a_table_that_ends_early_is_not_taken_for_the_whole(data: Path, server: Portal, machi: Machi) -> None:
    def short(handler: at.Handler) -> None:
        handler.result({"fields": [{"id": "title"}], "records": [], "total": 2300})

    server.faults["/api/3/action/datastore_search"] = short
    status, told = machi("fetch", "999999_event")
    assert status == 1
    assert "2300行中0行" in told
    assert not (data / "event" / "999999_event.csv").exists()


def test_nothing_is_loaded_twice(data: Path, server: Portal, machi: Machi) -> None:
    """ETag: the second time the server says 304 and no byte of the file travels."""
    assert machi("fetch", "999999_aed")[0] == 0
    server.asked.clear()
    status, told = machi("fetch", "999999_aed")
    assert status == 0
    assert "変わりなし" in told
    headers = next(headers for path, headers in server.asked if path == "/dl/131016_aed.csv")
    assert headers["if-none-match"]
    assert len(audit.entries(data)) == 1


def test_without_an_etag_the_hash_tells(data: Path, server: Portal, machi: Machi) -> None:
    server.faults["/dl/131016_aed.csv"] = lambda handler: handler.give(200, AED.encode("cp932"), "text/csv")
    assert machi("fetch", "999999_aed")[0] == 0
    status, told = machi("fetch", "999999_aed")
    assert status == 0
    assert "変わりなし" in told
    assert len(audit.entries(data)) == 1


def changed(old: str, new: str) -> Callable[[Portal], None]:
    def change(server: Portal) -> None:
        server.files["/dl/131016_aed.csv"] = AED.replace(old, new).encode("cp932")

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (changed("35.001", "35.009"), "「緯度」が1件変わります"),
        (changed("131016,A2,見本市,西町図書館,35.002,139.002,玄関,無,\n", ""), "1件がなくなります"),
        (changed("備考\n", "備考,管理者の氏名\n"), "管理者の氏名"),
        (changed(",小児対応設備の有無", ""), "小児対応設備の有無"),
        (changed(AED.split("\n", 1)[1], ""), "データの行がありません"),
    ],
)
def test_drift_is_held_and_told_and_the_last_good_copy_stays(
    data: Path, server: Portal, machi: Machi, change: Callable[[Portal], None], words: str
) -> None:
    assert machi("fetch", "999999_aed")[0] == 0
    change(server)
    server.packages["10060228"]["metadata_modified"] = "2026-11-20T00:00:00"
    status, told = machi("fetch", "999999_aed")
    assert status == 1
    assert "保留" in told
    assert words in told
    assert aed(data) == AED.encode("cp932")
    held = list((data / ".history" / "quarantine").glob("*.bin"))
    assert [path.read_bytes() for path in held] == [server.files["/dl/131016_aed.csv"]]
    assert last_trouble(data, "aed/999999_aed")["why"]


def test_what_was_held_goes_in_once_a_person_says_so(data: Path, server: Portal, machi: Machi) -> None:
    assert machi("fetch", "999999_aed")[0] == 0
    changed("35.001", "35.009")(server)
    assert machi("fetch", "999999_aed")[0] == 1
    status, told = machi("fetch", "999999_aed", "--accept", "safety")
    assert status == 0, told
    assert aed(data) == AED.replace("35.001", "35.009").encode("cp932")
    assert last_trouble(data, "aed/999999_aed") == {}


@pytest.mark.parametrize(
    "fault", [at.html("text/html"), at.html("text/csv"), at.status(404), at.cut, at.reset, at.bad_gzip]
)
def test_a_broken_source_changes_nothing(data: Path, server: Portal, machi: Machi, fault: at.Respond) -> None:
    """F11-8, H014, H016: a web page is no CSV, whatever its header says."""
    assert machi("fetch", "999999_aed")[0] == 0
    server.faults["/dl/131016_aed.csv"] = fault
    status, told = machi("fetch", "999999_aed", "999999_event")
    assert status == 1
    assert "公開中の版はそのまま" in told
    assert aed(data) == AED.encode("cp932")
    assert (data / "event" / "999999_event.csv").exists(), "one broken source kept the others from coming"
    assert audit.verify(data)[1] == []


def test_a_portal_that_says_no_is_told(data: Path, server: Portal, machi: Machi) -> None:
    server.packages.clear()
    status, told = machi("fetch")
    assert status == 1
    assert told.count("404") == 2


def test_a_dataset_with_several_files_asks_which(data: Path, server: Portal, machi: Machi) -> None:
    server.packages["10060228"]["resources"][1]["format"] = "CSV"
    status, told = machi("fetch", "999999_aed")
    assert status == 1
    assert "CSVが2個" in told
    assert "説明=r2" in told
    assert aed(data) == b""
    words = (
        "fetch",
        "--ckan",
        "10060228",
        "--portal",
        server.url,
        "--resource",
        "r1",
        "--kind",
        "aed",
        "--id",
        "999999_aed",
    )
    assert machi(*words)[0] == 0
    assert aed(data) == AED.encode("cp932")


def test_a_plain_address(data: Path, server: Portal, machi: Machi) -> None:
    words = ("fetch", "--url", server.url + "/dl/131016_aed.csv", "--title", "AED", "--licence", "CC BY 4.0")
    status, told = machi(*words)
    assert status == 0, told
    (source,) = open_shelf(data).sources("aed")
    # The server's own Last-Modified, as a day in Japan; the publisher is the city whose folder this is.
    assert (source.dataset, str(source.as_of), source.publisher) == ("131016_aed", "2026-11-02", "見本市")


def test_what_nobody_says_is_asked_and_not_invented(data: Path, server: Portal, machi: Machi) -> None:
    status, told = machi("fetch", "--url", server.url + "/dl/131016_aed.csv")
    assert status == 1
    assert "--licence" in told
    assert not (data / "aed" / "131016_aed.csv").exists()


def test_an_address_of_a_host_that_nobody_named_is_not_followed(data: Path, server: Portal, machi: Machi) -> None:
    server.packages["10060228"]["resources"][0]["url"] = "https://evil.example/aed.csv"
    status, told = machi("fetch", "999999_aed")
    assert status == 1
    assert "evil.example" in told
    assert "hosts" in told


LIST_HEADER = (
    "データセット_ID,全国地方公共団体コード,地方公共団体名,データセット_タイトル,データセット_最終更新日,データセット_URL,"
    "ファイル_タイトル,ファイル_ダウンロードURL,ファイル形式,ファイル_ライセンス,ファイル_最終更新日\n"
)


def test_a_whole_city_from_its_list(data: Path, server: Portal, machi: Machi) -> None:
    """What was read, what not, and why: one line each."""
    park = "全国地方公共団体コード,ID,名称,緯度,経度,遊具\n131016,P1,見本公園,35.00,139.00,すべり台\n"
    server.files["/dl/park.csv"] = park.encode()
    server.files["/dl/unknown.csv"] = "あ,い\n1,2\n3,4\n".encode()
    server.faults["/dl/page.csv"] = at.html("text/html")
    rows = [
        ("1", "AED設置箇所一覧", "/dl/131016_aed.csv", "CSV", "CC BY 4.0", "2026-10-01"),
        ("2", "知らない表", "/dl/unknown.csv", "CSV", "CC BY 4.0", "2026-10-01"),
        ("3", "案内", "/dl/guide.pdf", "PDF", "CC BY 4.0", "2026-10-01"),
        ("4", "消えた表", "/dl/gone.csv", "CSV", "CC BY 4.0", "2026-10-01"),
        ("5", "ページになった表", "/dl/page.csv", "CSV", "CC BY 4.0", "2026-10-01"),
        ("6", "よその表", "https://elsewhere.example/x.csv", "CSV", "CC BY 4.0", "2026-10-01"),
        ("7", "アドレスのない表", "", "CSV", "CC BY 4.0", "2026-10-01"),
        ("8", "公園一覧", "/dl/park.csv", "CSV", "CC BY 4.0", "2026-09-01"),
    ]
    text = LIST_HEADER
    for number, title, where, form, licence, day in rows:
        url = where if "://" in where or not where else server.url + where
        text += f"{number},131016,見本市,{title},{day},,{title},{url},{form},{licence},{day}\n"
    server.files["/list.csv"] = text.encode()
    status, told = machi("fetch", "--list", server.url + "/list.csv", "--json")
    assert status == 1
    outcomes = {item["name"]: item for item in json.loads(told)}
    states = {name: item["state"] for name, item in outcomes.items()}
    assert states == {
        "131016_aed.csv": "new",
        "unknown.csv": "failed",
        "guide.pdf": "skipped",
        "gone.csv": "failed",
        "page.csv": "failed",
        "x.csv": "failed",
        "アドレスのない表": "skipped",
        "park.csv": "new",
    }
    assert "404" in outcomes["gone.csv"]["told"][0]
    assert "PDF" in outcomes["guide.pdf"]["told"][0]
    assert "elsewhere.example" in outcomes["x.csv"]["told"][0]
    shelf = open_shelf(data)
    assert {(s.title, s.licence, str(s.as_of)) for kind in ("aed", "park") for s in shelf.sources(kind)} == {
        ("AED設置箇所一覧", "CC BY 4.0", "2026-10-01"),
        ("公園一覧", "CC BY 4.0", "2026-09-01"),
    }
    status, told = machi("fetch", "--list", server.url + "/list.csv")
    assert "8件のうち、読んだもの0件、変わりなし2件、読まなかったもの6件。" in told


def test_a_folder_that_was_carried_here(data: Path, tmp_path: Path, machi: Machi) -> None:
    """For closed networks: no network at all, the record beside the file says the rest and vouches for the bytes."""
    carried = tmp_path / "usb"
    carried.mkdir()
    folders.publish(tmp_path, "usb/999999_aed", AED, title='"AED設置箇所一覧"')
    torn = folders.publish(tmp_path, "usb/999999_park", "NO,名称,緯度,経度\n1,公園,35,139\n")
    torn.write_bytes(torn.read_bytes()[:-8])
    status, told = machi("fetch", "--folder", carried)
    assert status == 1
    assert "写し終わってから" in told
    assert aed(data) == AED.encode()
    assert not (data / "park").exists() or not list((data / "park").glob("*.csv"))


def test_another_installations_folder_gives_what_is_real_and_published(
    data: Path, tmp_path: Path, machi: Machi
) -> None:
    """Its samples stay there, and so does its history: an earlier version must not come back as a dataset of its own."""
    other = tmp_path / "other"
    other.mkdir()
    folders.publish(other, "aed/999999_aed", AED, title='"AED設置箇所一覧"')
    folders.publish(other, "park/999999_park_sample", "NO,名称,緯度,経度\n1,見本公園,35,139\n", synthetic="true")
    kept = other / ".history" / "aed" / "999999_aed"
    kept.mkdir(parents=True)
    (kept / f"{'0' * 64}.csv").write_text(AED, encoding="utf-8")
    status, told = machi("fetch", "--folder", other)
    assert status == 1
    assert "合成データ（見本）です。" in told
    assert "0000" not in told
    assert sorted(path.name for path in data.glob("[!.]*/*.csv") if path.parent.name != "reference") == [
        "999999_aed.csv"
    ]


def test_a_file_that_still_grows_is_left_alone(
    data: Path, tmp_path: Path, machi: Machi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F09: a slow copy over the network; while we wait for it to rest, more of it arrives."""
    carried = tmp_path / "usb"
    carried.mkdir()
    path = carried / "131016_aed.csv"
    path.write_bytes(AED.encode()[:100])

    def grows(seconds: float) -> None:
        path.write_bytes(AED.encode()[:160])

    monkeypatch.setattr("machi.publish.fetch_http.time.sleep", grows)
    monkeypatch.setattr("machi.publish.fetch_command.Fetcher", _with_sleep(grows))
    status, told = machi(
        "fetch", "--folder", carried, "--licence", "CC BY 4.0", "--title", "AED", "--as-of", "2026-11-01"
    )
    assert status == 1
    assert "書き込みの途中" in told
    assert aed(data) == b""


def _with_sleep(sleep: Callable[[float], None]) -> Callable[..., Any]:
    from machi.publish.fetch_http import Fetcher

    return lambda *words: Fetcher(*words, sleep=sleep)


def test_looking_only_changes_nothing(data: Path, server: Portal, machi: Machi) -> None:
    status, told = machi("fetch", "--check")
    assert status == 0
    assert "2,300行" in told
    assert not (data / "aed").exists() or not list((data / "aed").iterdir())
    assert audit.entries(data) == []
    server.faults["/dl/131016_aed.csv"] = at.status(404)
    assert machi("fetch", "--check")[0] == 1
    assert not list((data / ".history").rglob("*.json"))
    assert not (data / ".history" / "quarantine").exists()


def test_the_public_profile_refuses(data: Path, server: Portal, machi: Machi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MACHI_PROFILE", "public")
    status, told = machi("fetch")
    assert status == 2
    assert "MACHI_PROFILE=internal" in told
    assert server.asked == []


def test_two_fetches_at_once_do_not_meet(data: Path, machi: Machi) -> None:
    with only_one(data):
        status, told = machi("fetch")
        assert status == 2
        assert "ほかの取り込みが実行中" in told
        with pytest.raises(Refused), only_one(data):
            pass
    assert machi("fetch")[0] == 0


@pytest.mark.parametrize(
    "text",
    [
        "[[dataset]]\nid = 'x'\n",
        "x = [",
        "[[dataset]]\nid='a'\nkind='aed'\nckan_id='1'\nportal='?'\n",
        "[[dataset]]\nidd='a'\n",
    ],
)
def test_a_broken_configuration_is_told(data: Path, machi: Machi, text: str) -> None:
    (data / "sources.toml").write_text(text, encoding="utf-8")
    status, told = machi("fetch")
    assert status == 2
    assert "sources.toml" in told


def test_the_shipped_configuration_names_the_citys_portal() -> None:
    from machi.ingest.schema import PROJECT_DATA
    from machi.publish.fetch_sources import load_sources

    sources = load_sources(PROJECT_DATA)
    assert sources.rules.hosts == {"data.data4citizen.jp"}
    assert {item["kind"]: item["ckan_id"] for item in sources.datasets} == {"event": "10060001", "aed": "10060228"}


def test_the_app_serves_while_a_fetch_waits(data: Path, server: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages read files: a source that says nothing costs them nothing."""
    monkeypatch.setattr("machi.publish.fetch_command.Fetcher", _with_sleep(lambda seconds: None))
    folders.publish(data, "aed/999999_aed", AED)
    open_shelf(data)
    released, met = threading.Event(), threading.Event()

    def says_nothing(handler: at.Handler) -> None:
        met.set()
        released.wait(30)
        handler.close_connection = True

    server.faults["/api/3/action/package_show"] = says_nothing
    worker = threading.Thread(target=main, args=(["fetch", "999999_aed"],), daemon=True)
    worker.start()
    assert met.wait(20)
    begun = time.monotonic()
    assert len(open_shelf(data).table("aed", "999999_aed").frame) == 2
    assert time.monotonic() - begun < 3
    assert worker.is_alive()
    server.faults.clear()
    released.set()
    worker.join(60)
    assert not worker.is_alive()
