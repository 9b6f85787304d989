"""What stands below a table in the same file: read into its columns, it would be counted twice."""

from __future__ import annotations

import pytest

from machi.ingest.reader import read

STACKED = "宿泊\n年,宿泊者数,うち外国人\n令和4年,100,5\n令和5年,200,6\n\n日帰り,,\n年,日帰り客数,\n令和4年,300,\n令和5年,400,\n"
WITHOUT_BLANK = "年,宿泊者数,泊数\n令和4年,100,5\n令和5年,200,6\n第2表　地区別,,\n地区,利用者,回数\n本町,300,1\n"
AFTER_A_NOTE = ",7年度,8年度\n北駅,100,5\n南駅,200,6\n※福祉パスを含む,,\n,７年度,８年度\n東駅,-,1\n西駅,30,2\n"
NARROW = "年,宿泊者数,泊数\n令和4年,100,5\n令和5年,200,6\n\n地区,利用者\n本町,300\n東町,400\n"
AGES = "年齢,人数\n総数,60\n0～14歳,10\n15～64歳,30\n65歳以上,20\n（再掲）,\n75歳以上,12\n85歳以上,4\n"
AGES_BESIDE = "区分,年齢,人数\n全体,0～64歳,40\n,65歳以上,20\n再掲,75歳以上,12\n,85歳以上,4\n日本人,0～64歳,39\n"
CLOSED_SCHOOL = "学校,児童数,学級数\n一小,10,1\n\n分校,休校,休校\n二小,20,2\n"
SECTIONS = "学校,児童数,学級数\n小学校,,\n一小,10,1\n\n中学校,,\n一中,30,3\n"
MARKS = "学校,児童数,学級数\n一小,10,1\n\n二小,不明,非公開\n三小,20,2\n"


@pytest.mark.parametrize(
    ("text", "kind", "lines"),
    [
        (STACKED, "second_table", [6, 7, 8, 9]),
        (WITHOUT_BLANK, "second_table", [4, 5, 6]),
        (AFTER_A_NOTE, "second_table", [5, 6, 7]),
        (NARROW, "second_table", [5, 6, 7]),
        (AGES, "relisted", [6, 7, 8]),
        (AGES_BESIDE, "relisted", [4, 5]),
    ],
)
def test_what_stands_below_is_set_aside_row_by_row(text: str, kind: str, lines: list[int]) -> None:
    got = read(text.encode("cp932"), free=True)
    assert [issue.row for issue in got.issues if issue.kind == kind] == lines
    assert got.receipt.set_aside[kind] == len(lines)
    assert (got.receipt.rows_ok, got.receipt.rows_in) == (
        len(got.frame),
        len(got.frame) + len(lines) + got.receipt.set_aside["note_row"],
    )


@pytest.mark.parametrize(("text", "rows"), [(CLOSED_SCHOOL, 3), (SECTIONS, 4), (MARKS, 3)])
def test_words_among_numbers_are_still_rows_of_the_table(text: str, rows: int) -> None:
    got = read(text.encode("cp932"), free=True)
    assert (got.receipt.rows_ok, got.receipt.rows_reported) == (rows, 0)


SAID_BELOW = '"年度[西暦]","件数[件]"\n"2021","3"\n"2022","10"\n\n"令和5年度見本市行政資料集　相談件数","Ver202303"\n'
SAID_WIDE = "年,区分,件数,金額\n令和4年,甲,1,2\n令和5年,乙,3,4\n\n第3回見本市世論調査 集計表,Ver2,,\n"
NOT_KNOWN = "年齢,人数\n0,10\n1,12\n\n不詳,5\n"
NOT_YET = "年度,件数\n令和4年度,10\n令和5年度,12\n\n令和6年度,調査中\n"
NEW_HALL = "番号,施設,定員\n1,東館,10\n2,西館,20\n\n,新館,建設中\n"


@pytest.mark.parametrize("text", [SAID_BELOW, SAID_WIDE])
def test_what_is_said_of_the_table_after_a_blank_line_is_no_row_of_figures(text: str) -> None:
    got = read(text.encode(), free=True)
    assert [(issue.row, issue.kind) for issue in got.issues] == [(5, "note_row")]  # and no blank row inside the table
    assert (got.receipt.rows_in, got.receipt.rows_ok, got.receipt.rows_reported) == (3, 2, 1)


@pytest.mark.parametrize("text", [NOT_KNOWN, NOT_YET, NEW_HALL])
def test_a_row_after_a_blank_line_with_a_figure_a_time_or_no_first_cell_stays(text: str) -> None:
    got = read(text.encode(), free=True)
    assert (got.receipt.rows_ok, got.receipt.rows_reported) == (3, 0)
    assert [issue.row for issue in got.issues if issue.kind == "blank_rows"] == [4]


@pytest.mark.parametrize(
    "text",
    [
        "番号,施設名,定員\n1,東館,10\n2,西館,20\n\nA-1,南館,\nA-2,北館,\n",
        "番号,名称,所在地\n1,東園,本町1\n2,西園,本町2\n\n認可外,南園,栄町4\n認可外,北園,栄町5\n",
        "開始日,催し,会場,定員\n2026/4/5,花見,城跡,10\n2026/4/19,朝市,駅前,20\n\n5月中旬,祭り,公園,\n5月下旬,相談,本庁,\n",
        "番号,工事,落札額\n1,道路,1200\n2,橋,2200\n\n追加,堤防,不調\n追加,水路,不調\n",
        "年齢,人数\n0,10\n1,12\n2,9\n\n年齢不詳,-\n",
    ],
)
def test_a_row_of_words_after_a_blank_line_is_data(text: str) -> None:
    got = read(text.encode("cp932"), free=True)
    assert (got.receipt.rows_in, got.receipt.rows_ok, got.receipt.rows_reported) == (4, 4, 0)


PHONES = "名称,所在地,電話\n東公衆電話,東町1,あり\n西公衆電話,西町2,なし\n"


@pytest.mark.parametrize(
    "note",
    [
        "令和5年4月1日現在の情報です。撤去されることがあります。,,",
        "出典：市の統計書,,",
        "問い合わせ先（平日）：建設課,,",
    ],
)
@pytest.mark.parametrize("gap", ["", "\n"])
def test_a_sentence_alone_under_words_is_a_note(note: str, gap: str) -> None:
    got = read(f"{PHONES}{gap}{note}\n".encode(), name="x.csv", free=True)
    assert (got.receipt.rows_ok, got.receipt.rows_reported) == (2, 1)
    assert got.receipt.set_aside["note_row"] == 1


@pytest.mark.parametrize(
    "text",
    [
        f"{PHONES}南公衆電話,,\n",
        "意見,回答,担当\n駐車場が狭い。雨の日は足もとがぬかるみます。,検討します,総務\n案内が足りない。,直します,総務\n"
        "窓口の案内板を大きくしてほしい。,,\n",
        f"{PHONES}南公衆電話（駅前広場の、時計の下の、屋根のある所）,,\n",
    ],
)
def test_a_row_with_its_first_cell_only_is_data(text: str) -> None:
    got = read(text.encode(), name="x.csv", free=True)
    assert (got.receipt.rows_ok, got.receipt.rows_reported) == (len(text.splitlines()) - 1, 0)
