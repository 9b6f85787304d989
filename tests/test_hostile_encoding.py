"""H027–H049: what the bytes mean, and characters that hide, act or break."""

from __future__ import annotations

import unicodedata

import pytest

from machi.ingest.reader import read
from tests.hostile import AED, FIX, KEEP, ROWS, STOP, WARN, Case, check

HEAD = "ID,名称,緯度,経度\n"
GOOD = "1,見本館,37.501,139.901\n"


def named(name: str, codec: str = "utf-8") -> bytes:
    """Two rows; the second, on line 3, has this name."""
    return (HEAD + GOOD + f"2,{name},37.502,139.902\n").encode(codec)


EUC = (HEAD + GOOD + "2,中央図書館,37.5021,139.9021\n3,東公民館,37.5031,139.9031\n").encode("euc_jp")
NAMES = ["見本館", "中央図書館", "東公民館"]
CASES = [
    Case("H027", named("別館"), KEEP, schema="aed", holds={"name": ["見本館", "別館"]}),
    Case("H028", b"\xef\xbb\xbf" + "名称,緯度,経度\n館,37.501,139.901\n".encode(), KEEP, holds={"c1": ["館"]}),
    Case(
        "H029[1]",
        b"\xef\xbb\xbf\xef\xbb\xbf" + named("別館"),
        FIX,
        "stray_mark",
        1,
        sentence="余分に1個",
        holds={"id": ["1", "2"]},
        schema="aed",
    ),
    Case(
        "H029[2]",
        named("\ufeff別館"),
        FIX,
        "stray_mark",
        3,
        sentence="余分に1個",
        holds={"name": ["見本館", "別館"]},
        schema="aed",
    ),
    Case(
        "H030",
        named("①㈱髙～", "cp932"),
        WARN,
        "platform_characters",
        3,
        sentence="機種依存文字（①、㈱）が2文字",
        also=("extension_characters",),
        schema="aed",
        holds={"name": ["見本館", "①㈱髙～"]},
    ),
    Case("H031", named("№Ⅲ㈱①"), WARN, "platform_characters", 3, sentence="が4文字あります", schema="aed"),
    Case(
        "H032",
        named("髙橋・﨑山", "cp932"),
        WARN,
        "extension_characters",
        3,
        sentence="名前なら直さず",
        schema="aed",
        holds={"name": ["見本館", "髙橋・﨑山"]},
    ),
    Case(
        "H033",
        named("∵纊", "cp932"),
        WARN,
        "extension_characters",
        3,
        sentence="（纊）が1文字",
        schema="aed",
        holds={"name": ["見本館", "∵纊"]},
    ),
    Case(
        "H034",
        (HEAD + b"1,".decode()).encode("cp932") + b"\x81\x60\x81\x7c\x81\x61" + b",37.501,139.901\n",
        KEEP,
        schema="aed",
        holds={"name": ["\uff5e\uff0d\u2225"]},
    ),
    Case(
        "H035[1]",
        EUC,
        WARN,
        "encoding_doubtful",
        sentence="文字コードをeuc_jpと推定",
        schema="aed",
        holds={"name": NAMES},
    ),
    Case(
        "H035[2]",
        named("中央図書館", "iso2022_jp"),
        WARN,
        "encoding_doubtful",
        sentence="iso2022_jp",
        schema="aed",
        holds={"name": NAMES[:2]},
    ),
    Case(
        "H035[3]",
        HEAD.encode("cp932") + b"1,\xff\xff\xfd,37.5,139.9\n",
        STOP,
        "unknown_encoding",
        1,
        sentence="UTF-16、EUC-JP、ISO-2022-JPを試しました",
    ),
    Case(
        "H036[1]",
        named("別館").decode().replace(",", "\t").encode("utf-16"),
        KEEP,
        schema="aed",
        holds={"name": ["見本館", "別館"]},
    ),
    Case(
        "H036[2]",
        b"\xfe\xff" + named("別館").decode().replace(",", "\t").encode("utf-16-be"),
        KEEP,
        schema="aed",
        holds={"name": ["見本館", "別館"]},
    ),
    Case("H037", named("別館").decode().encode("utf-16-le"), KEEP, schema="aed", holds={"name": ["見本館", "別館"]}),
    Case(
        "H038",
        named("別館").replace("別".encode(), b"\xe5\x88,"),
        STOP,
        "bad_bytes",
        3,
        sentence="3行目から読めないバイト（e5 88",
    ),
    Case(
        "H039[1]",
        named("別館") + "3,北館,37.5,139.9\n4,南館,37.5,139.9\n".encode("cp932"),
        STOP,
        "mixed_encodings",
        4,
        sentence="CP932（Shift_JIS）の行が混ざっている",
    ),
    Case(
        "H039[2]",
        named("別館", "cp932") + "3,さくら会館,37.5,139.9\n".encode(),
        STOP,
        "mixed_encodings",
        4,
        sentence="4行目はUTF-8で書かれています",
    ),
    Case("H040[1]", named("譁\ufffdｭ怜喧縺"), STOP, "replacement_character", sentence="最初は3行目", schema="aed"),
    Case("H040[2]", named("ï¿½ï¿½"), STOP, "mojibake", 3, sentence="文字化けした文字（ï¿½）", schema="aed"),
    Case("H040[3]", named("縺輔￥繧峨�".replace("\ufffd", "")), STOP, "mojibake", 3, sentence="文字化け", schema="aed"),
    Case("H041", named("\ue000沢"), WARN, "private_use", 3, sentence="外字（[U+E000]）が1文字", schema="aed"),
    Case("H042[1]", named("ｻｸﾗ会館"), KEEP, schema="aed", holds={"name": ["見本館", "ｻｸﾗ会館"]}),
    Case(
        "H042[2]",
        (HEAD + "ｱ-1,館,37.501,139.901\n").encode(),
        FIX,
        "conversion:full_width",
        2,
        "id",
        "ｱ-1 → ア-1",
        schema="aed",
    ),
    Case(
        "H043",
        named(unicodedata.normalize("NFD", "がぱ")),
        WARN,
        "decomposed",
        3,
        sentence="濁点・半濁点が文字と分かれた書き方が2文字",
        schema="aed",
    ),
    Case("H044[1]", named("\u3000別館 "), FIX, "conversion:trimmed", 3, "name", "→ 別館", schema="aed"),
    Case(
        "H044[2]",
        named("別\u200b館"),
        WARN,
        "invisible_characters",
        3,
        sentence="見えない文字（[U+200B]）が1文字",
        schema="aed",
    ),
    Case("H045", named("館\u202etxt"), STOP, "bidi_control", 3, sentence="（[U+202E]）が1文字", schema="aed"),
    Case(
        "H046",
        named("葛\U000e0100飾👨\u200d👩館"),
        KEEP,
        schema="aed",
        holds={"name": ["見本館", "葛\U000e0100飾👨\u200d👩館"]},
    ),
    Case("H047[1]", named("別\x01館"), STOP, "control_character", 3, sentence="3行目に制御文字（U+0001）"),
    Case("H047[2]", named("別館") + b"\x1a", STOP, "control_character", 4, sentence="U+001A"),
    Case("H047[3]", named("別\x7f館", "cp932"), STOP, "control_character", 3, sentence="U+007F"),
    Case("H048", named("1\x002"), STOP, "control_character", 3, sentence="U+0000"),
    Case(
        "H049",
        b"ID,name\n1,a\n2,\xed\xa0\xbd\xed\xb8\x81\n",
        STOP,
        "bad_bytes",
        3,
        sentence="3行目から読めないバイト（ed a0",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_hostile_encoding(case: Case) -> None:
    check(case)


def test_h033_the_bytes_of_the_file_are_never_touched() -> None:
    source = HEAD.encode("cp932") + b"1,\x87\x9a\x81\xe6\xfa\x54,37.5,139.9\n"
    before = bytes(source)
    got = read(source)
    assert source == before
    assert got.frame["c2"].tolist() == ["∵∵￢"]


@pytest.mark.parametrize("wave", ["\u301c", "\uff5e", "~", "∼"])
def test_h034_every_wave_dash_means_the_same_in_hours(wave: str) -> None:
    header = "ID,名称,利用可能日時特記事項,開始時間,終了時間,小児対応設備の有無\n"
    got = read((header + f"1,館,9:00{wave}17:00,,,有\n").encode())
    assert (got.frame["open_minute"].tolist(), got.frame["close_minute"].tolist()) == ([540], [1020])


@pytest.mark.parametrize("minus", ["\u2212", "\uff0d", "-"])
def test_h034_every_minus_means_the_same_in_numbers(minus: str) -> None:
    got = read(f"観測日,最深積雪,平均気温\n2026-01-01,5,{minus}1.5\n".encode(), name="snow.csv")
    temperature = next(c for c in got.frame.columns if "temp" in c or c == "c3")
    assert got.frame[temperature].tolist() in ([-1.5], [f"{minus}1.5"])


def test_h043_header_names_are_the_same_in_both_forms() -> None:
    decomposed = unicodedata.normalize("NFD", "ガイド名,データ\n")
    got = read((decomposed + "1,2\n3,4\n").encode())
    assert list(got.receipt.columns) == ["ガイド名", "データ"]
    assert read((unicodedata.normalize("NFD", AED) + ROWS).encode()).receipt.kind == "aed"
