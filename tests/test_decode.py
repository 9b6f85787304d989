"""Bytes that are no table, and the same table under every encoding. Line numbers are counted by hand."""

from __future__ import annotations

import pytest

from machi.errors import Unreadable
from machi.ingest.reader import read
from machi.ingest.schema import project_schemas

AED = project_schemas()["aed"]
HEADER = "ID,名称,緯度,経度,小児対応設備の有無\n"


def kinds_of(ingested) -> list[str]:
    return [issue.kind for issue in ingested.issues]


# --- file and container -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "word"),
    [
        (b"", "空のファイル"),
        (b"\xef\xbb\xbf", "中身がありません"),
        (b"\r\n\n\r\n", "中身がありません"),
        (b"\xff\xfe\r\x00\n\x00", "中身がありません"),
        (b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml", "Excel"),
        (b"PK\x03\x04\x14\x00\x06\x00a.csv", "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "古い形式のExcel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "パスワード付き"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "画像"),
        (b"\xff\xd8\xff\xe0", "画像"),
        (b"\x1f\x8b\x08\x00", "圧縮"),
        (b"<!DOCTYPE html>\n<html>", "ウェブページ"),
        (b"\n  <html lang='ja'>", "ウェブページ"),
        (b'<?xml version="1.0"?><a/>', "XML"),
        (b'[{"name": 1}]', "JSON"),
        (b'{"help": "x"}', "JSON"),
    ],
)
def test_a_file_that_is_no_table_is_named_and_refused(source: bytes, word: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(source)
    assert word in caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize(("bad", "code"), [(b"\x00", "0000"), (b"\x1a", "001A"), (b"\x07", "0007"), (b"\x7f", "007F")])
def test_control_characters_are_refused_with_their_line(bad: bytes, code: str) -> None:
    with pytest.raises(Unreadable, match=f"3行目.*U\\+{code}"):
        read(b"a,b\n1,2\n3" + bad + b",4\n")


def test_one_endless_line_is_refused() -> None:
    with pytest.raises(Unreadable, match="行が長すぎます"):
        read(b"a," * 150_000)


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(Unreadable, match="列が多すぎます（1001列）"):
        read(",".join(f"c{i}" for i in range(1001)).encode() + b"\n")


# --- encoding -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codec", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp932", "cp932"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("euc_jp", "euc_jp"),
        ("iso2022_jp", "iso2022_jp"),
    ],
)
def test_each_encoding_gives_the_same_table(codec: str, said: str) -> None:
    text = HEADER + "1,みほん図書館,37.5,139.9,有\n2,ミホン体育館の二階,37.6,139.8,無\n"
    got = read(text.encode(codec), AED)
    assert got.receipt.encoding == said
    assert got.frame["name"].tolist() == ["みほん図書館", "ミホン体育館の二階"]
    assert ("encoding_doubtful" in kinds_of(got)) == (codec in ("euc_jp", "iso2022_jp"))


def test_cp932_keeps_its_own_characters() -> None:
    name = "①㈱髙橋～Ⅲ№﨑"
    got = read(f"ID,名称\n1,{name}\n".encode("cp932"), AED)
    assert got.frame["name"].tolist() == [name]


def test_half_width_kana_in_cp932_stay_cp932() -> None:
    got = read("ID,名称,名称_カナ\n1,見本館,ﾐﾎﾝｶﾝ\n2,第二見本館,ﾀﾞｲﾆﾐﾎﾝｶﾝ\n".encode("cp932"), AED)
    assert got.receipt.encoding == "cp932"
    assert got.frame["name_kana"].tolist() == ["ﾐﾎﾝｶﾝ", "ﾀﾞｲﾆﾐﾎﾝｶﾝ"]


def test_utf8_with_a_bad_byte_says_line_and_hex() -> None:
    with pytest.raises(Unreadable, match="3行目から読めないバイト（e3 81 2c"):
        read("名称,住所\n見本館,見本町\n".encode() + b"\xe3\x81,x\n" + "見本,x\n".encode())


def test_a_cp932_line_inside_utf8_is_refused() -> None:
    with pytest.raises(Unreadable, match="3行目"):
        read("名称,住所\n見本館,見本町\n".encode() + "会館,本町\n".encode("cp932") + "会館,本町\n".encode())


def test_a_utf8_line_inside_cp932_is_refused() -> None:
    source = "名称,住所\n会館,本町\n会館,本町\n".encode("cp932") + "ひまわり\n".encode()
    with pytest.raises(Unreadable, match="4行目"):
        read(source)


def test_undecodable_bytes_name_what_was_tried() -> None:
    with pytest.raises(Unreadable, match=r"CP932.*UTF-16.*EUC-JP"):
        read(b"a,b\n\xff\xfd\xfc,1\n")


def test_an_earlier_wrong_decoding_is_pointed_out() -> None:
    got = read("ID,名称\n1,見\ufffd館\n".encode(), AED)
    assert kinds_of(got) == ["replacement_character"]


def test_a_second_byte_order_mark_does_not_hide_the_first_header() -> None:
    got = read(("\ufeff\ufeff" + HEADER + "1,見本館,37.5,139.9,有\n").encode(), AED)
    assert got.frame["id"].tolist() == ["1"]
