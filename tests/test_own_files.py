"""A visitor's file as it is opened: what the reader found, what the visitor settled by hand, a name that is no path."""

from __future__ import annotations

from datetime import date

import pytest

from machi.errors import Unreadable
from machi.ingest.schema import header_key, load_schemas
from machi.own.files import Choices, plain_name, settled_schema
from tests.own import AED_HEADER, AED_ROWS, MARKER, aed_bytes, aed_file, csv_text, opened


def test_a_cp932_file_with_a_title_row_is_an_aed_list() -> None:
    file = aed_file()
    assert (file.kind, file.receipt.encoding, file.receipt.header_row) == ("aed", "cp932", 2)
    assert (file.receipt.rows_in, file.receipt.rows_ok, file.receipt.rows_reported) == (3, 3, 0)
    assert file.frame["name"].tolist() == [MARKER, "東の公民館", "西の体育館"]
    assert file.data == aed_bytes()


def test_a_kind_chosen_by_hand_is_kept() -> None:
    file = opened(aed_bytes(), "うちの.csv", Choices(kind="public_facility"))
    assert file.kind == "public_facility"
    assert "lat" in file.frame
    none = opened(aed_bytes(), "うちのAED.csv", Choices(kind=""))
    assert none.kind == ""
    assert [column.title for column in none.schema.columns] == list(AED_HEADER)


def test_a_header_that_nobody_knows_is_given_its_meaning_by_hand() -> None:
    data = csv_text(("置いてある所", *AED_HEADER[1:]), AED_ROWS).encode()
    assert opened(data, "aed.csv").absent == ("名称",)
    settled = opened(data, "aed.csv", Choices(kind="aed", columns={"置いてある所": "name"}))
    assert settled.absent == ()
    assert settled.frame["name"].tolist()[0] == MARKER


def test_a_header_is_taken_away_from_its_column_by_hand() -> None:
    file = opened(aed_bytes(), "aed.csv", Choices(kind="aed", columns={"設置位置": ""}))
    assert file.receipt.columns["設置位置"] == ""
    assert file.frame["location_detail"].isna().all()


def test_two_headers_change_places_by_hand() -> None:
    """The settled one wins over the header that is spelt like the column."""
    swapped = {"所在地": "location_detail", "設置位置": "address"}
    file = opened(aed_bytes(), "aed.csv", Choices(kind="aed", columns=swapped))
    assert file.frame["location_detail"].tolist()[0] == "栄町1-1"
    assert file.frame["address"].tolist()[0] == "1階受付"


@pytest.mark.parametrize("kind", list(load_schemas()))
def test_every_title_can_be_taken_away(kind: str) -> None:
    schema = load_schemas()[kind]
    for column in schema.columns:
        settled = settled_schema(schema, {column.title: ""})
        assert header_key(column.title) not in settled.by_header


def test_the_day_is_told_by_the_name_or_by_hand() -> None:
    assert opened(aed_bytes(), "aed_20251001.csv").as_of == date(2025, 10, 1)
    assert opened(aed_bytes(), "aed_20251001.csv", Choices(as_of=date(2026, 4, 1))).as_of == date(2026, 4, 1)
    assert opened(aed_bytes(), "aed.csv").as_of is None


def test_figures_over_time_of_no_known_kind_are_tidied_too() -> None:
    data = csv_text(("年度", "貸出冊数（冊）"), (("令和5年度", "100"), ("令和6年度", "120"))).encode()
    file = opened(data, "図書.csv")
    assert file.kind == ""
    assert file.tidied is not None
    assert file.tidied.frame["value"].tolist() == [100.0, 120.0]


def test_what_is_no_table_is_told_in_words() -> None:
    with pytest.raises(Unreadable, match="画像"):
        opened(b"\x89PNG\r\n\x1a\n" + b"0" * 50, "図.csv")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("C:\\Users\\yamada\\表.csv", "表.csv"),
        ("../../etc/passwd", "passwd"),
        ("..", "名前のない表"),
        ("", "名前のない表"),
        ("表\u202evsc.exe", "表vsc.exe"),
        ("改\n行.csv", "改行.csv"),
    ],
)
def test_a_name_is_never_a_path(typed: str, shown: str) -> None:
    assert plain_name(typed) == shown


def test_a_long_name_keeps_its_ending() -> None:
    shown = plain_name("長" * 300 + ".csv")
    assert len(shown) <= 80
    assert shown.endswith("….csv")
