"""H050–H077: records, headers and what stands around a table."""

from __future__ import annotations

import csv
import io

import duckdb
import pytest

from machi.ingest.choices import Choices
from machi.ingest.reader import read
from machi.store.tables import quoted
from tests.hostile import AED, FIX, KEEP, ROWS, STOP, WARN, Case, check

HEAD = "品目,色,数\n"
BODY = "りんご,赤,3\nなし,緑,4\nもも,桃,5\n"


def free(text: str) -> bytes:
    return text.encode()


CASES = [
    Case("H050[1]", free(HEAD + BODY), KEEP, rows=3),
    Case("H050[2]", free((HEAD + BODY).replace("\n", "\r\n")), KEEP, rows=3),
    Case("H050[3]", free((HEAD + BODY).replace("\n", "\r")), KEEP, rows=3),
    Case("H050[4]", free(HEAD + BODY.replace("\n", "\r\n")), WARN, "mixed_newlines", sentence="CRLF 3、LF 1", rows=3),
    Case(
        "H051",
        free(HEAD + '"りん\nご",赤,3\nなし,緑,4\n'),
        KEEP,
        holds={"source_row": [2, 4], "c1": ["りん\nご", "なし"]},
    ),
    Case(
        "H052",
        free(HEAD + 'りんご,"赤,3\nなし,緑,4\nもも,桃,5\n'),
        STOP,
        "open_quote",
        2,
        sentence='2行目の引用符（"）が正しく閉じていません',
    ),
    Case("H053", free(HEAD + BODY + '"a"b,c,1\n'), STOP, "open_quote", 5, sentence="5行目の引用符"),
    Case("H054", free(HEAD + BODY + '"a\\"b",c,1\n'), STOP, "open_quote", 5, sentence='「""」と重ねて書く'),
    Case(
        "H055",
        free(HEAD + "“りんご”,赤,3\n"),
        KEEP,
        "smart_quotes",
        2,
        sentence="曲がった引用符",
        holds={"c1": ["“りんご”"]},
    ),
    Case("H056[1]", free((HEAD + BODY).replace(",", "\t")), WARN, "delimiter", sentence="（タブ）", rows=3),
    Case("H056[2]", free((HEAD + BODY).replace(",", ";")), WARN, "delimiter", sentence="（セミコロン）", rows=3),
    Case("H056[3]", free((HEAD + BODY).replace(",", "，")), WARN, "delimiter", sentence="（全角コンマ）", rows=3),
    Case(
        "H057[1]",
        free(HEAD + BODY + "すもも,赤\nびわ,黄,6\n"),
        STOP,
        "ragged",
        5,
        sentence="見出し3列、この行2列",
        rows=4,
    ),
    Case("H057[2]", free(HEAD + BODY + "すもも,赤,6,7\n"), STOP, "ragged", 5, sentence="見出し3列、この行4列", rows=3),
    Case("H058", free(HEAD + BODY.replace("\n", ",\n")), FIX, "set_aside:trailing_cells", 3, rows=3),
    Case("H059[1]", free(HEAD + BODY + "\n,,\n,,\n"), FIX, "set_aside:blank_row", 3, rows=3),
    Case(
        "H059[2]",
        free(HEAD + "りんご,赤,3\n,,\n\nなし,緑,4\n"),
        WARN,
        "blank_rows",
        3,
        sentence="空の行が2行あります",
        rows=2,
    ),
    Case("H060", free("果物の一覧\n令和6年,,\n" + HEAD + BODY), FIX, "set_aside:above_header", 2, rows=3),
    Case(
        "H061",
        free("町名,人口,,世帯数\n,男,女,\n北町,5,6,3\n南町,7,8,4\n"),
        FIX,
        "joined_header",
        1,
        sentence="「人口_男」「人口_女」",
        rows=2,
    ),
    Case("H062", free("品目,数,数\nりんご,1,2\n"), STOP, "duplicate_header", 0, "数", sentence="見出し「数」が2回以上"),
    Case("H063[1]", free("品目,,数\nりんご,赤,3\n"), STOP, "blank_header", sentence="2列目、2行目から"),
    Case("H063[2]", free("品目,色,数,\nりんご,赤,3,\n"), FIX, "set_aside:blank_column", 1, rows=1),
    Case("H064", free("Name,name\na,b\nc,d\n"), STOP, "similar_header", 1, "name", sentence="「name」と「Name」"),
    Case("H065[1]", free("名称,名　称,数\n館,別,1\n"), STOP, "similar_header", 1, "名　称", sentence="空白が違うだけ"),
    Case("H065[2]", free("ID,ＩＤ,数\n1,2,3\n"), STOP, "similar_header", 1, "ＩＤ", sentence="全角・半角"),
    Case(
        "H066",
        free('"品\n目",色\nりんご,赤\n'),
        FIX,
        "header_line_break",
        1,
        "品目",
        sentence="見出し「品目」の中の改行",
        rows=1,
    ),
    Case("H067[1]", b"1,2,3\n4,5,6\n", WARN, "header_like_data", sentence="データのように見えます"),
    Case("H067[2]", b"2024-04-01,3\n2024-05-01,4\n", WARN, "header_like_data", sentence="1行目を見出しとして"),
    Case(
        "H071[1]",
        free("あ" * 255 + ",数\nりんご,3\n"),
        STOP,
        "long_header",
        1,
        "あ" * 255,
        sentence="（255字。200字まで）",
    ),
    Case("H071[2]", free("a" * 10_240 + ",数\nりんご,3\n"), STOP, "long_header", 1, "a" * 10_240, sentence="10240字"),
    Case(
        "H075[1]",
        free("調査年月日,地域名,総人口\n2024-04-01,一番町,5\n2024-04-01,合計,5\n"),
        WARN,
        "total_row",
        3,
        sentence="「合計」は合計の行",
        schema="population",
        rows=1,
    ),
    Case(
        "H075[2]",
        free(HEAD + BODY + "小計,,12\n総数,,12\n"),
        WARN,
        "total_like",
        5,
        sentence="「小計」など、合計とみえる行が2行",
        rows=5,
    ),
    Case("H076[1]", free(HEAD + BODY + "※令和6年4月1日現在,,\n"), FIX, "note_row", 5, sentence="注記の行", rows=3),
    Case(
        "H076[2]",
        free(HEAD + BODY + "注）見本です\n出典：市の資料\n"),
        FIX,
        "note_row",
        5,
        sentence="注）見本です",
        rows=3,
    ),
    Case(
        "H077[1]",
        free("町,人,,町,人\n北,1,,南,2\n東,3,,,\n"),
        STOP,
        "abreast",
        1,
        sentence="「町」「人」の表が横に2つ並んでいる",
        rows=3,
    ),
    Case("H077[2]", free("町,人,,店,数\n北,1,,南店,2\n東,3,,,\n"), STOP, "side_by_side", 1, sentence="左右に別の表"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_hostile_structure(case: Case) -> None:
    check(case)


STRANGE = ['"; DROP TABLE x; --', "select", "order", "group", "rowid", "index", "__index_level_0__", "{name}", "%s"]
STRANGE += ["$x$", ":red[a]", "a|b", "`a`", "a.b", "a[0]", "<b>", "=1", "'", "\\"]


@pytest.mark.parametrize("header", STRANGE)
def test_h068_to_h070_any_name_is_a_plain_name(header: str) -> None:
    """Kept as published; and as a column of a database, quoted, it is just a name."""
    out = io.StringIO()
    csv.writer(out).writerows([["数", header], ["1", "a"], ["2", "b"]])
    got = read(out.getvalue().encode())
    assert list(got.receipt.columns) == ["数", header]
    assert [issue for issue in got.issues if issue.severity == "error"] == []
    assert got.frame["c2"].tolist() == ["a", "b"]
    with duckdb.connect() as base:
        base.execute(f"create table t ({quoted(header)} varchar, n integer)")
        base.execute("insert into t values ('a', 1), ('b', 2)")
        assert base.execute(f"select sum(n) from t where {quoted(header)} = 'b'").fetchall() == [(2,)]


def test_h069_lat_and_lat_in_capitals_are_told_apart_from_no_one() -> None:
    got = read(b"lat,LAT\n1,2\n")
    assert [(issue.kind, issue.value, issue.expected) for issue in got.issues] == [("similar_header", "LAT", "lat")]


# --- the two-row header, by hand and by guess ---------------------------------------------------------------------

JOINS = [
    ("町名,人口,,世帯数\n,男,女,\n", ["町名", "人口_男", "人口_女", "世帯数"]),
    (",人口,,世帯,\n町名,男,女,一般,施設\n", ["町名", "人口_男", "人口_女", "世帯_一般", "世帯_施設"]),
    ("町名,男,,女,\n,人,割合,人,割合\n", ["町名", "男_人", "男_割合", "女_人", "女_割合"]),
    ("町名,人口,,\n,男,女,計\n", ["町名", "人口_男", "人口_女", "人口_計"]),
]


@pytest.mark.parametrize(("header", "names"), JOINS)
def test_h061_upper_and_lower_names_are_joined_and_shown(header: str, names: list[str]) -> None:
    cells = ",".join(str(number) for number in range(len(names) - 1))
    got = read(f"令和6年の表\n{header}北町,{cells}\n南町,{cells}\n".encode())
    assert list(got.receipt.columns) == names
    assert (got.receipt.header_row, got.receipt.set_aside["header_joined"]) == (2, 1)
    assert got.frame["source_row"].tolist() == [4, 5]
    assert [issue.kind for issue in got.issues] == ["joined_header"]


def test_h061_a_person_may_join_two_rows_or_refuse_to() -> None:
    source = "町,人\n名,数\n北,1\n南,2\n".encode()
    assert list(read(source).receipt.columns) == ["町", "人"]
    assert list(read(source, choices=Choices(header_rows=2)).receipt.columns) == ["町_名", "人_数"]
    guessed = "町名,人口,\n,男,女\n北,1,2\n南,3,4\n".encode()
    assert list(read(guessed).receipt.columns) == ["町名", "人口_男", "人口_女"]
    got = read(guessed, choices=Choices(header_rows=1))
    assert got.receipt.rows_in == 3


def test_h061_known_names_are_found_in_either_part() -> None:
    got = read("地域名,総人口,人口,\n,,男性,女性\n北町,11,5,6\n南町,15,7,8\n".encode(), name="population_20240401.csv")
    assert got.receipt.kind == "population"
    assert got.frame["total"].tolist() == [11, 15]
    assert got.frame["men"].tolist() == [5, 7]


@pytest.mark.parametrize(
    "source",
    [
        AED + ROWS,
        "町名,色,\n北,赤,1\n南,青,2\n",
        "表1,,\n町名,色,数\n北,赤,1\n",
        "町名,色,備考\n北,赤,\n南,青,\n,,x\n",
        "町名,,\n北,赤,\n南,青,緑\n",
        "果物の一覧,,（単位：個）\n町名,色,数\n北,赤,1\n南,青,2\n",
    ],
)
def test_h061_one_row_of_names_stays_one(source: str) -> None:
    assert "joined_header" not in [issue.kind for issue in read(source.encode()).issues]


def test_h057_every_ragged_row_is_counted_and_named() -> None:
    got = read((HEAD + BODY + "x\n" * 30).encode())
    ragged = [issue.row for issue in got.issues if issue.kind == "ragged"]
    assert ragged == list(range(5, 35))
    assert (got.receipt.rows_in, got.receipt.rows_ok, got.receipt.rows_reported) == (33, 3, 30)
