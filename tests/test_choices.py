"""What a person decides by hand wins over every guess; what can't be read so is refused with a reason."""

from __future__ import annotations

import pytest

from machi.errors import Unreadable
from machi.ingest.choices import FREE, NO_HEADER, Choices
from machi.ingest.doubts import doubts
from machi.ingest.reader import read

AED = "ID,名称,緯度,経度,小児対応設備の有無\n1,見本館,37.5,139.9,有\n"


def test_an_encoding_is_obeyed_or_refused_with_the_line() -> None:
    source = "名称,数\nｱｲｳ,1\n".encode("cp932")
    assert read(source, choices=Choices(encoding="cp932")).frame["c1"].tolist() == ["ｱｲｳ"]
    with pytest.raises(Unreadable, match="UTF-8としては読めません。1行目") as caught:
        read(source, choices=Choices(encoding="utf-8"))
    assert (caught.value.kind, caught.value.row) == ("bad_bytes", 1)
    with pytest.raises(Unreadable, match="文字コード「x」はありません"):
        read(source, choices=Choices(encoding="x"))


def test_a_delimiter_and_a_header_row_are_obeyed() -> None:
    source = "表題;その他\n品目,数;単位\nりんご,3;個\n".encode()
    got = read(source, choices=Choices(delimiter=",", header_row=2))
    assert list(got.receipt.columns) == ["品目", "数;単位"]
    assert got.frame["source_row"].tolist() == [3]
    assert got.receipt.set_aside["above_header"] == 1
    with pytest.raises(Unreadable, match="9行目から始まる見出しはありません"):
        read(source, choices=Choices(header_row=9))


def test_a_kind_is_obeyed_also_none_at_all() -> None:
    assert read(AED.encode(), choices=Choices(kind="public_toilet")).receipt.kind == "public_toilet"
    free = read(AED.encode(), name="072028_aed.csv", choices=Choices(kind=FREE))
    assert (free.receipt.kind, free.receipt.confidence) == ("", 0.0)
    assert free.frame["c3"].tolist() == ["37.5"]
    with pytest.raises(Unreadable, match="「ufo」はありません"):
        read(AED.encode(), choices=Choices(kind="ufo"))


def test_columns_are_mapped_moved_and_left_out() -> None:
    source = "ID,名称,旧名称,緯度,経度\n1,新しい館,古い館,37.5,139.9\n".encode()
    got = read(source, choices=Choices(kind="aed", columns={"旧名称": "name", "経度": "", "去年の列": "note"}))
    assert got.receipt.columns == {"ID": "id", "名称": "", "旧名称": "name", "緯度": "lat", "経度": ""}
    assert got.frame["name"].tolist() == ["古い館"]
    with pytest.raises(Unreadable, match="「ID」に選ばれた列「height」はありません"):
        read(source, choices=Choices(kind="aed", columns={"ID": "height"}))


def test_columns_of_an_unknown_file_can_be_left_out() -> None:
    got = read("品目,内緒\nりんご,x\n".encode(), choices=Choices(columns={"内緒": ""}))
    assert got.receipt.columns == {"品目": "c1", "内緒": ""}
    assert got.frame["c2"].isna().all()


# --- doubts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        AED.encode(),
        AED.encode("cp932"),
        ("施設の一覧,,,,\n" + AED).encode(),
        "品目,色\nりんご,赤\nなし,緑\n".encode(),
        "品目,数\nりんご,3\nなし,4\n".encode(),
        "名称\n見本館\n別館\n".encode(),
    ],
)
def test_a_clear_file_raises_no_question(source: bytes) -> None:
    assert doubts(source) == ()


def test_a_doubtful_encoding_shows_both_ways() -> None:
    source = "アイウ,カキ\nサシス,タチツ\nナニヌ,ハヒフ\n".encode("euc_jp")
    (doubt,) = doubts(source)
    assert doubt.about == "encoding"
    first = doubt.options[0]
    assert first.choices == Choices(encoding="euc_jp")
    assert first.preview[:2] == (("アイウ", "カキ"), ("サシス", "タチツ"))
    assert doubt.options[1].choices == Choices(encoding="cp932")
    assert doubts(source, choices=first.choices) == ()


def test_a_doubtful_delimiter_shows_both_ways() -> None:
    (doubt,) = doubts(b"a,b;c\n1,2;3\n5,6;7\n")
    assert doubt.about == "delimiter"
    assert {option.choices.delimiter for option in doubt.options} == {",", ";"}
    assert all(len(option.preview[0]) >= 2 for option in doubt.options)


def test_a_header_that_looks_like_data_is_asked_about() -> None:
    (doubt,) = doubts(b"1,2\n2025,2\n2026,3\n")
    assert (doubt.about, [option.choices.header_row for option in doubt.options]) == ("header_row", [1, 2, NO_HEADER])


def test_two_rows_of_words_over_numbers_are_asked_about() -> None:
    (doubt,) = doubts("表の名,その他,備考欄\n地区名,人数,世帯数字\n北,1,2\n南,3,4\n".encode())
    assert [option.choices.header_row for option in doubt.options] == [1, 2]
    assert doubt.options[1].preview[0] == ("地区名", "人数", "世帯数字")
