"""Tables that leave the house: nothing wakes up as a formula, nothing is changed without need, the mark goes along."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from types import SimpleNamespace

import pandas as pd
import pyarrow.parquet as pq
import pytest

from machi.cards.card import Card, Source, TableColumn
from machi.cards.report import report_link
from machi.export.cells import defuse
from machi.export.tables import card_csv, card_file_name, columns_of, csv_bytes, file_name, geojson_bytes, parquet_bytes
from machi.ingest.schema import Column, Schema

SOURCE = Source(
    "999997_event",
    "event",
    "イベント一覧",
    "試験市",
    "CC BY 4.0",
    date(2026, 5, 1),
    licence_url="https://creativecommons.org/licenses/by/4.0/deed.ja",
    synthetic=True,
    version="0123456789ab",
)
REAL = Source("999997_aed", "aed", "AED一覧", "試験市", "CC BY 4.0", date(2026, 4, 1))

DANGEROUS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x.example","見る")',
    '=WEBSERVICE("http://x.example")',
    '=IMPORTXML("http://x.example","//a")',
    "=",
    "=SUM(A1:A9)",
    "@SUM(1+1)",
    "@",
    "@here",
    "\t=1+1",
    "\tplain",
    "\r=1+1",
    "\0=1+1",
    "+1+cmd|' /C calc'!A0",
    "+SUM(1)",
    "+81-242-39-1111",
    "+81 242 39 1111",
    "+",
    "+A1",
    "-1+1",
    "-2+3+cmd|' /C calc'!A0",
    "-A1",
    "--1",
    "-1-2",
    "- 5",
    "-5円",
    "-1,2",
    "+1.2.3",
]
HARMLESS = [
    "-5",
    "+5",
    "-5.25",
    "-.5",
    "-1,234",
    "-1,234,567.8",
    "+81242391111",
    "-1e5",
    "-12%",
    "-",
    "",
    "0",
    "072028",
    "1=1",
    "a@example.jp",
    " =1+1",
    "'=1+1",
    "△5",
    "－5",
    "10:00-12:00",
    "2026-05-09",
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "#nr#",
    'a"b,c\nd',
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_a_spreadsheet_would_run_gets_a_quote(text: str) -> None:
    assert defuse(text) == "'" + text


@pytest.mark.parametrize("text", HARMLESS)
def test_all_else_stays_as_it_is(text: str) -> None:
    assert defuse(text) == text


def cells(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


COLUMNS = (
    TableColumn("name", "名前"),
    TableColumn("people", "人口", "人", "integer"),
    TableColumn("open", "開始時間", "", "minute"),
    TableColumn("day", "日", "", "date"),
    TableColumn("pads", "パッド"),
    TableColumn("share", "割合", "%", "percent1"),
)


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "source_row": [2, 3, 4],
            "name": ["=危険", "二\r\n行", None],
            "people": pd.array([1234, None, 0], dtype="Int64"),
            "open": pd.array([540, 1440, 1530], dtype="Int32"),
            "day": pd.to_datetime(["2026-05-09", None, "0800-01-01"], format="%Y-%m-%d"),
            "pads": pd.array([True, False, None], dtype="boolean"),
            "share": [25.64, float("nan"), -5.0],
        }
    )


def test_csv_is_for_excel_and_keeps_every_value() -> None:
    data = csv_bytes(frame(), COLUMNS)
    assert cells(data) == [
        ["名前", "人口（人）", "開始時間", "日", "パッド", "割合（%）"],
        ["'=危険", "1234", "09:00", "2026-05-09", "有", "25.64"],
        ["二\r\n行", "", "24:00", "", "無", ""],
        ["", "0", "25:30", "0800-01-01", "", "-5"],
    ]
    assert data.count(b"\r\n") == 4 + 1


def test_a_known_reason_for_a_missing_value_is_said() -> None:
    marks = {(3, "people"): "suppressed", (4, "name"): "none", (4, "pads"): "unknown", (2, "people"): "unknown"}
    rows = cells(csv_bytes(frame(), COLUMNS, marks=marks))
    assert rows[2][1] == "秘匿"
    assert (rows[3][0], rows[3][4]) == ("該当なし", "不詳")
    assert rows[1][1] == "1234"


def card(*sources: Source) -> Card:
    return Card("x", {}, "題", "文", frame(), COLUMNS, sources=sources)


def test_the_sample_mark_stands_on_every_row_and_goes_by_itself() -> None:
    rows = cells(card_csv(card(SOURCE)))
    assert rows[0][-4:] == ["出典", "ライセンス", "時点", "注意"]
    expected = ["試験市「イベント一覧」", "CC BY 4.0", "2026-05-01", "合成データ（見本）"]
    assert [row[-4:] for row in rows[1:]] == [expected] * 3
    assert {row[-1] for row in cells(card_csv(card(REAL)))[1:]} == {""}
    assert {row[-1] for row in cells(card_csv(card(REAL, SOURCE)))[1:]} == {"合成データ（見本）"}


def test_no_rows_still_give_a_heading() -> None:
    assert cells(csv_bytes(frame().head(0), COLUMNS, (SOURCE,))) == [
        ["名前", "人口（人）", "開始時間", "日", "パッド", "割合（%）", "出典", "ライセンス", "時点", "注意"]
    ]


def test_parquet_keeps_types_and_says_where_it_comes_from() -> None:
    table = pq.read_table(io.BytesIO(parquet_bytes(frame(), COLUMNS, (SOURCE,))))
    assert table.column("people").to_pylist() == [1234, None, 0]
    assert table.column("pads").to_pylist() == [True, False, None]
    assert table.schema.field("people").metadata[b"title"].decode() == "人口（人）"
    facts = json.loads(table.schema.metadata[b"machi"])
    assert facts["caution"] == "合成データ（見本）"
    assert facts["sources"][0]["licence"] == "CC BY 4.0"


def test_geojson_has_longitude_first_and_loses_no_row() -> None:
    places = frame().assign(lat=[37.5, None, 0.1], lon=[139.9, 140.0, 0.2])
    columns = (*COLUMNS, TableColumn("lat", "緯度"), TableColumn("lon", "経度"))
    made = json.loads(geojson_bytes(places, columns, (SOURCE,)))
    assert made["type"] == "FeatureCollection"
    assert [feature["geometry"] for feature in made["features"]] == [
        {"type": "Point", "coordinates": [139.9, 37.5]},
        None,
        {"type": "Point", "coordinates": [0.2, 0.1]},
    ]
    assert made["features"][0]["properties"] == {
        "名前": "=危険",
        "人口（人）": 1234,
        "開始時間": "09:00",
        "日": "2026-05-09",
        "パッド": True,
        "割合（%）": 25.64,
        "注意": "合成データ（見本）",
    }
    assert made["metadata"]["synthetic"] is True
    assert "注意" not in json.loads(geojson_bytes(places, columns, (REAL,)))["features"][0]["properties"]


def test_headings_of_a_cleaned_table_come_from_the_standard() -> None:
    columns = (
        Column("name", "名称"),
        Column("open_minute", "開始時間", "minute", unit="分"),
        Column("area_m2", "面積", "number", unit="㎡"),
        Column("location", "緯度経度", "point"),
    )
    made = columns_of(Schema("x", "題", "places", columns))
    assert [(column.name, column.title, column.unit, column.format) for column in made] == [
        ("name", "名称", "", "text"),
        ("open_minute", "開始時間", "", "minute"),
        ("area_m2", "面積", "㎡", "text"),
    ]


def test_file_names_are_safe_and_carry_the_mark() -> None:
    assert file_name(SOURCE, "csv") == "999997_event_20260501_見本.csv"
    assert file_name(REAL, "geojson") == "999997_aed_20260401.geojson"
    assert card_file_name(card(SOURCE), "csv") == "x_20260501_見本.csv"
    nasty = Source("../../etc/\r\nCON: <b>", "x", "題", "市", "CC0", None)
    assert file_name(nasty, "c/sv") == "etc_CON_b.csv"
    assert file_name(Source("con", "x", "題", "市", "CC0", None), "csv") == "_con.csv"


def city(mail: str = "", form_url: str = "", department: str = "試験課") -> SimpleNamespace:
    return SimpleNamespace(contact=SimpleNamespace(mail=mail, form_url=form_url, department=department))


def test_a_form_gets_dataset_row_version_and_title() -> None:
    link = report_link(city(form_url="https://example.jp/form?a=1#top"), SOURCE, 12)
    assert link.url == (
        "https://example.jp/form?a=1&dataset=999997_event&row=12&version=0123456789ab"
        "&title=%E3%82%A4%E3%83%99%E3%83%B3%E3%83%88%E4%B8%80%E8%A6%A7#top"
    )


def test_a_mail_is_filled_in_and_no_name_can_add_a_header() -> None:
    nasty = Source("x&bcc=a@b.c", "x", "題\r\nBcc: a@b.c", "市", "CC0", None, version="abc")
    link = report_link(city(mail="data@example.jp"), nasty, 3)
    assert link.url.startswith("mailto:data@example.jp?subject=")
    assert link.url.count("&") == 1
    assert "bcc=" not in link.url
    assert "\n" not in link.url


def test_without_an_address_the_text_says_what_to_tell_whom() -> None:
    link = report_link(city(), SOURCE)
    assert link.url == ""
    for part in ("試験課", "999997_event", "0123456789ab", "イベント一覧", "一覧の全体"):
        assert part in link.text
    assert report_link(city(form_url="javascript:alert(1)"), SOURCE).url == ""
