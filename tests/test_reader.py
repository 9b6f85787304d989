"""Hostile and honest bytes through the one door. Expected values are counted by hand in the bytes beside them."""

from __future__ import annotations

import io
import random
import time
from datetime import date

import pytest

from machi.errors import Unreadable
from machi.ingest.reader import read, read_chunks
from machi.ingest.schema import project_schemas
from machi.ingest.values import Hint

SCHEMAS = project_schemas()
AED = SCHEMAS["aed"]
POPULATION = SCHEMAS["population"]
HEADER = "ID,名称,緯度,経度,小児対応設備の有無\n"


def kinds_of(ingested) -> list[str]:
    return [issue.kind for issue in ingested.issues]


def balanced(ingested) -> bool:
    receipt = ingested.receipt
    return receipt.rows_in == receipt.rows_ok + receipt.rows_reported and receipt.rows_ok == len(ingested.frame)


# --- records ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("delimiter", "issues"), [(",", []), ("\t", ["delimiter"]), (";", ["delimiter"]), ("，", ["delimiter"])]
)
def test_delimiters_are_found(delimiter: str, issues: list[str]) -> None:
    lines = [["ID", "名称", "緯度", "経度"], ["1", "見本、本館", "37.5", "139.9"], ["2", "別館", "37.6", "139.8"]]
    got = read("\n".join(delimiter.join(line) for line in lines).encode(), AED)
    assert got.receipt.delimiter == delimiter
    assert got.frame["lat"].tolist() == [37.5, 37.6]
    assert kinds_of(got) == issues


@pytest.mark.parametrize(("end", "said"), [("\n", "LF"), ("\r\n", "CRLF"), ("\r", "CR")])
def test_line_ends_and_line_numbers(end: str, said: str) -> None:
    got = read(end.join(["ID,名称", "1,a", "2,b", ""]).encode(), AED)
    assert (got.receipt.newline, got.frame["source_row"].tolist()) == (said, [2, 3])


def test_line_breaks_inside_cells_are_no_mixture_and_lines_stay_physical() -> None:
    got = read('ID,名称\r\n1,"見本\n本館"\r\n2,別館\r\n'.encode(), AED)
    assert got.receipt.newline == "CRLF"
    assert got.frame["source_row"].tolist() == [2, 4]
    assert kinds_of(got) == []


def test_mixed_line_ends_are_an_issue_of_the_file() -> None:
    got = read("ID,名称\r\n1,a\n2,b\r\n".encode(), AED)
    assert [(issue.kind, issue.row, issue.value) for issue in got.issues] == [("mixed_newlines", 0, "CRLF 2、LF 1")]


@pytest.mark.parametrize(
    "source",
    [
        'ID,名称\n1,a\n2,"b\n3,c\n4,d\n',
        'ID,名称\n1,a\n2,"b\n3,"c"\n',
        'ID,名称\n1,a\n2,"b"x\n3,c\n',
        'ID,名称\n1,a\n2,"b\\"c"\n',
    ],
)
def test_a_broken_quote_names_the_line_where_it_opens(source: str) -> None:
    with pytest.raises(Unreadable, match="3行目"):
        read(source.encode(), AED)


def test_rows_swallowed_by_a_quote_are_suspected() -> None:
    got = read('ID,名称,住所,備考\n1,"館,町,x\n2,館,町,y\n3,館",町,z\n'.encode(), AED)
    assert [(i.row, i.kind) for i in got.issues] == [(2, "swallowed_rows")]


def test_ragged_records_are_set_aside_and_reported() -> None:
    got = read((HEADER + "1,a,37.5,139.9,有\n2,b\n3,c,37.5,139.9,有,余り\n4,d,37.5,139.9,無\n").encode(), AED)
    assert got.frame["id"].tolist() == ["1", "4"]
    assert [(i.row, i.kind, i.value, i.expected) for i in got.issues] == [
        (3, "ragged", "2", "5"),
        (4, "ragged", "6", "5"),
    ]
    assert (got.receipt.rows_in, got.receipt.rows_ok, got.receipt.rows_reported) == (4, 2, 2)


def test_empty_extra_cells_are_trimmed_and_counted() -> None:
    got = read((HEADER + "1,a,37.5,139.9,有,,\n2,b,37.5,139.9,無\n").encode(), AED)
    assert (got.receipt.rows_ok, got.receipt.set_aside["trailing_cells"], kinds_of(got)) == (2, 1, [])


def test_blank_records_are_counted_but_are_no_rows() -> None:
    got = read((HEADER + "\n1,a,37.5,139.9,有\n,,,,\n, ,　,,\n2,b,37.6,139.9,有\n,,,,\n").encode(), AED)
    assert (got.receipt.rows_in, got.receipt.set_aside["blank_row"]) == (2, 4)
    assert got.frame["source_row"].tolist() == [3, 6]


def test_a_repeated_header_and_a_note_are_no_data() -> None:
    got = read(
        (HEADER + "1,a,37.5,139.9,有\n" + HEADER + "2,b,37.6,139.9,有\n※令和6年4月1日現在,,,,\n注：見本\n").encode(),
        AED,
    )
    assert [(i.row, i.kind) for i in got.issues] == [(3, "repeated_header"), (5, "note_row"), (6, "note_row")]
    assert (got.receipt.rows_in, got.receipt.rows_ok, got.receipt.rows_reported) == (5, 2, 3)


# --- header -------------------------------------------------------------------------------------------------------


def test_title_rows_and_metadata_rows_stand_above_the_header() -> None:
    source = "AED設置箇所一覧,,,,\n#lang,ja,,,\n\n" + HEADER + "#object_type_xsd,string,,,\n1,a,37.5,139.9,有\n"
    got = read(source.encode())
    assert (got.receipt.header_row, got.receipt.kind) == (4, "aed")
    assert (got.receipt.set_aside["above_header"], got.receipt.set_aside["type_row"]) == (2, 1)
    assert (got.receipt.rows_in, got.frame["source_row"].tolist()) == (1, [6])


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("都道府県コード又は市区町村コード,NO,名称,住所", "推奨"),
        ("都道府県コ―ド又は市区町村コ―ド,ＮＯ,名称,住所", "推奨"),
        ("市区町村コード,NO,名称,方書", "推奨"),
        ("全国地方公共団体コード,ID,名称,所在地_連結表記", "標準"),
        ("localgov_code,id,name,seat_copulative_spell", "標準（英語名）"),
        ("#property,name,address,location", "独自"),
        ("№,名称,開催日", "独自"),
    ],
)
def test_generation_follows_the_names(header: str, said: str) -> None:
    assert read((header + "\n").encode()).receipt.generation == said


def test_columns_are_found_by_name_whatever_their_order_width_and_brackets() -> None:
    got = read("建物名等（方書）,経 度,名称＿カナ,ＩＤ,緯度,名称\n２階,139.9,ミホン,1,37.5,見本館\n".encode(), AED)
    row = got.frame.iloc[0]
    assert (row["building"], row["lon"], row["name_kana"], row["id"], row["lat"]) == (
        "２階",
        139.9,
        "ミホン",
        "1",
        37.5,
    )


def test_of_two_headers_for_one_column_the_earlier_alias_wins() -> None:
    got = read("_id,ID,名称\n1,A7,見本館\n".encode(), AED)
    assert got.frame["id"].tolist() == ["A7"]
    assert got.receipt.columns == {"_id": "", "ID": "id", "名称": "name"}


def test_a_stray_underscore_before_a_header_does_no_harm() -> None:
    assert read("ID,_名称\n1,見本館\n".encode(), AED).frame["name"].tolist() == ["見本館"]


def test_an_empty_rival_gives_way() -> None:
    got = read("#property,identification,name\n5,,見本館\n".encode(), AED)
    assert got.frame["id"].tolist() == ["5"]


def test_a_repeated_header_name_is_an_issue_and_the_first_counts() -> None:
    got = read("ID,名称,名称\n1,はじめ,あと\n".encode(), AED)
    assert got.frame["name"].tolist() == ["はじめ"]
    assert kinds_of(got) == ["duplicate_header"]


def test_a_blank_header_over_data_is_an_issue_and_one_over_nothing_is_not() -> None:
    with_data = read("ID,,名称,\n1,x,見本館,\n".encode(), AED)
    assert kinds_of(with_data) == ["blank_header"]
    assert with_data.receipt.set_aside["blank_column"] == 1
    assert kinds_of(read("ID,名称,,\n1,見本館,,\n".encode(), AED)) == []


def test_a_header_alone_is_a_table_without_rows() -> None:
    got = read(HEADER.encode(), AED)
    assert (got.receipt.rows_in, len(got.frame), kinds_of(got)) == (0, 0, ["no_rows"])
    assert list(got.frame.columns) == ["source_row", *(column.name for column in AED.table_columns)]


def test_two_header_rows_of_mesh_statistics_do_not_crash() -> None:
    source = "KEY_CODE,HTKSYORI,T000847001\n,,　人口総数\n533900054,0,64\n"
    got = read(source.encode("cp932"))
    assert balanced(got)
    assert got.receipt.header_row == 1


def test_a_header_of_numbers_is_suspected() -> None:
    assert "header_like_data" in kinds_of(read(b"1,2,3\n4,5,6\n"))


# --- values -------------------------------------------------------------------------------------------------------


def test_a_bad_cell_is_none_with_an_issue_and_its_row_stays() -> None:
    got = read((HEADER + "1,a,37.5,139.9,たぶん\n").encode(), AED)
    issue = got.issues[0]
    assert (issue.row, issue.column, issue.kind, issue.value) == (2, "child_pads", "not_a_flag", "たぶん")
    assert got.receipt.rows_ok == 1
    assert got.frame["child_pads"].isna().all()


def test_coordinates_are_judged_in_pairs() -> None:
    source = HEADER + "1,a,139.9,37.5,\n2,b,0,0,\n3,c,37.5,,\n4,d,51.5,-0.1,\n5,e,きた,139.9,\n6,f,,,\n"
    got = read(source.encode(), AED)
    assert got.frame["lat"].fillna(-1).tolist() == [37.5, -1, -1, -1, -1, -1]
    assert got.frame["lon"].fillna(-1).tolist() == [139.9, -1, -1, -1, -1, -1]
    assert [(i.row, i.kind) for i in got.issues] == [
        (3, "zero_coordinate"),
        (4, "half_coordinate"),
        (5, "outside_japan"),
        (6, "not_a_coordinate"),
    ]
    assert got.receipt.conversions["lat"]["swapped"].count == 1


def test_a_point_in_one_cell_fills_both() -> None:
    got = read('ID,名称,location\n1,a,"37.5, 139.9"\n2,b,\n'.encode(), AED)
    assert got.frame["lat"].fillna(-1).tolist() == [37.5, -1]
    assert got.frame["lon"].fillna(-1).tolist() == [139.9, -1]


def test_hours_come_from_prose_and_may_pass_midnight() -> None:
    header = "ID,名称,開始時間,終了時間,利用可能日時特記事項\n"
    rows = "1,a,,,9時00分〜21時00分\n2,b,9:00,17:00,8:00～20:00\n3,c,18:00,2:00,\n4,d,17:00,13:00,\n5,e,8:30,8:30,\n"
    got = read((header + rows).encode(), AED)
    assert got.frame["open_minute"].fillna(-1).tolist() == [540, 540, 1080, -1, 510]
    assert got.frame["close_minute"].fillna(-1).tolist() == [1260, 1020, 1560, -1, 1950]
    assert [(i.row, i.kind) for i in got.issues] == [(5, "hours_reversed")]
    assert got.receipt.conversions["hours_note"]["hours_prose"].count == 1


def test_marks_keep_none_unknown_and_suppressed_apart_from_blank() -> None:
    source = (
        "調査年月日,地域名,総人口,世帯数\n2024-04-01,見本町,100,-\n2024-04-01,二番町,X,不詳\n2024-04-01,三番町,5,\n"
    )
    got = read(source.encode(), POPULATION)
    assert list(got.marks.itertuples(index=False, name=None)) == [
        (3, "total", "suppressed"),
        (2, "households", "none"),
        (3, "households", "unknown"),
    ]
    assert got.receipt.marks["households"] == {"none": 1, "unknown": 1, "blank": 1}


def test_conversions_are_counted_with_examples() -> None:
    rows = "".join(f'2024-04-01,町{i},"1,{i:03d}"\n' for i in range(5))
    got = read(("調査年月日,地域名,総人口\n" + rows).encode(), POPULATION)
    thousands = got.receipt.conversions["total"]["thousands"]
    assert thousands.count == 5
    assert thousands.examples == [("1,000", "1000", 2), ("1,001", "1001", 3), ("1,002", "1002", 4)]


def test_population_takes_its_day_from_the_file_where_it_is_missing() -> None:
    source = "地域名,総人口\n見本町,100\n".encode()
    by_name = read(source, POPULATION, name="072028_population_20240401.csv")
    assert by_name.frame["surveyed_on"].tolist() == [date(2024, 4, 1)]
    by_hint = read(source, POPULATION, hint=Hint(as_of=date(2025, 1, 1)))
    assert by_hint.frame["surveyed_on"].tolist() == [date(2025, 1, 1)]
    assert kinds_of(by_hint) == []
    assert kinds_of(read(source, POPULATION)) == ["column_missing"]


def test_a_total_row_of_towns_is_set_aside_but_a_series_of_totals_is_kept() -> None:
    towns = "調査年月日,地域名,総人口\n2024-04-01,一番町,5\n2024-04-01,合計,5\n"
    got = read(towns.encode(), POPULATION)
    assert [(i.row, i.kind, i.value) for i in got.issues] == [(3, "total_row", "合計")]
    assert got.frame["town"].tolist() == ["一番町"]
    series = read("調査年月日,地域名,総人口\n2023-04-01,総数,5\n2024-04-01,総数,6\n".encode(), POPULATION)
    assert series.receipt.rows_ok == 2


def test_an_unknown_file_is_read_freely_with_every_row() -> None:
    got = read("品目,数\nりんご,3\nなし,007\n".encode(), name="fruit.csv")
    assert (got.receipt.kind, got.schema.kind) == ("", "")
    assert [(column.name, column.title) for column in got.schema.columns] == [("c1", "品目"), ("c2", "数")]
    assert got.frame["c2"].tolist() == ["3", "007"]


# --- mutations ---


@pytest.mark.parametrize("seed", range(4))
def test_damaged_bytes_are_read_with_a_full_account_or_refused(seed: int) -> None:
    rng = random.Random(seed)
    rows = "".join(f'{i},"見本、館{i}",37.{i:03d},139.9,{"有無"[i % 2]}\n' for i in range(40))
    good = ("見本市のAED一覧\n" + HEADER + rows).encode(rng.choice(["utf-8", "cp932"]))
    read_at_all = 0
    refusals: list[Unreadable] = []
    for _turn in range(150):
        damaged = bytearray(good)
        for _ in range(rng.randint(1, 4)):
            at = rng.randrange(len(damaged))
            new = rng.choice([b'"', b",", b"\n", b"\r", b"\t", b"#", b"9" * 30, b"", bytes([rng.randrange(256)])])
            damaged[at : at + rng.randint(0, 30)] = new
        try:
            got = read(bytes(damaged))
        except Unreadable as error:
            refusals.append(error)
            continue
        read_at_all += 1
        assert balanced(got)
        assert all(issue.sentence() for issue in got.issues)
    assert read_at_all > 10
    assert all(refusal.message and refusal.remedy for refusal in refusals)


# --- pieces -------------------------------------------------------------------------------------------------------


def test_pieces_join_to_the_same_table_and_account() -> None:
    rows = "".join(f"{i % 9},名{i},37.{i:03d},139.9,有\n" if i % 10 else f"{i}\n" for i in range(2000))
    source = (HEADER + rows).encode("cp932")
    whole = read(source, AED)
    pieces = list(read_chunks(io.BytesIO(source), AED, size=7))
    assert len(pieces) > 10
    assert [r for p in pieces for r in p.frame["source_row"]] == whole.frame["source_row"].tolist()
    assert pieces[-1].receipt.as_dict() == whole.receipt.as_dict()
    assert sorted(kinds_of(whole)) == sorted(kind for piece in pieces for kind in kinds_of(piece))
    assert (whole.receipt.rows_in, whole.receipt.rows_reported) == (2000, 200)


def test_a_stream_that_cannot_seek_is_read_too_and_a_callers_stream_stays_open() -> None:
    class OneWay(io.BytesIO):
        def seekable(self) -> bool:
            return False

    source = (HEADER + "1,a,37.5,139.9,有\n").encode()
    assert read(OneWay(source), AED).receipt.rows_ok == 1
    stream = io.BytesIO(source)
    read(stream, AED)
    assert not stream.closed


# --- long files ---------------------------------------------------------------------------------------------------


class Enough(Exception):
    """Raised by the one who waits."""


def test_progress_rises_to_the_whole_file_and_may_cancel() -> None:
    source = ("品目,数\n" + "りんご,3\n" * 400_000).encode("cp932")
    told: list[tuple[int, int]] = []
    got = read(source, on_progress=lambda done, total: told.append((done, total)))
    assert got.receipt.rows_ok == 400_000
    assert {total for _done, total in told} == {len(source)}
    assert [done for done, _total in told] == sorted({done for done, _total in told})
    assert told[-1][0] == len(source)
    assert len(told) >= 3

    def stop(done: int, total: int) -> None:
        if done > total // 3:
            raise Enough

    with pytest.raises(Enough):
        read(source, on_progress=stop)


@pytest.mark.alone
def test_ten_thousand_rows_take_less_than_two_seconds() -> None:
    rows = "".join(f'{i},"見本、館{i}",37.{i:05d},139.9,{"有無"[i % 2]}\n' for i in range(10_000))
    source = (HEADER + rows).encode("cp932")
    started = time.process_time()
    assert read(source).receipt.rows_ok == 10_000
    assert time.process_time() - started < 2


@pytest.mark.parametrize("odd", ['"見本\n館"', '"見""本"', "見本"])
def test_a_long_file_is_one_table_whatever_its_blocks_are(odd: str) -> None:
    """12,000 rows, then a few of every sort: one way of reading hands over to the other and back."""
    rows = [f"{i},館{i},37.5{i:05d},139.9,有\n" for i in range(12_000)]
    rows[11_000] = f"11000,{odd},37.5,139.9,有\n"
    rows[11_500] = "11500,館\n"
    rows[11_600] = ",,,,\n"
    rows[11_700] = "※見本,,,,\n"
    got = read((HEADER + "".join(rows) + "※おわり\n").encode(), AED)
    lines = 1 if "\n" in odd else 0
    assert (got.receipt.rows_in, got.receipt.rows_ok, got.receipt.rows_reported) == (12_000, 11_997, 3)
    assert [(i.row, i.kind) for i in got.issues if i.kind != "coarse_points"] == [
        (11_502 + lines, "ragged"),
        (11_602 + lines, "blank_rows"),
        (11_702 + lines, "note_row"),
        (12_002 + lines, "note_row"),
    ]
    assert got.frame["name"][11_000] == odd.strip('"').replace('""', '"')
    assert got.frame["source_row"].iloc[-1] == 12_001 + lines
