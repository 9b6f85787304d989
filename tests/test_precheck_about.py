"""What a file as a whole is: homes and persons stop, counts and lists of places do not. Every table is made up here."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from machi.precheck.about import about
from machi.precheck.sheet import read_sheet
from tests.prechecks import CITY, ingested, rules, stops, table

PLACES = ["緑町公園", "栄町小学校", "本町公民館", "旭町図書館", "南原保育園", "北沢体育館"]


def test_homes_and_ages_under_a_year_are_no_counts() -> None:
    homes = [["1", "栄町1-2-3", "72", "1000"], ["2", "東町4-5-6", "81", "0"], ["3", "西町7-8-9", "65", "2000"]]
    assert ("personal.address", "住所") in stops(table(["整理番号", "住所", "年齢", "令和6年度"], homes))
    persons = [["男女"[n % 2], str(age), str(n)] for n, age in enumerate([72, 81, 65, 90, 77, 68])]
    assert ("personal.rows", "性別・年齢") in stops(table(["性別", "年齢", "令和6年度"], persons))
    ages = [[sex, str(age), str(90 + age)] for sex in "男女" for age in range(20)]
    assert stops(table(["性別", "年齢", "令和6年度"], ages)) == set()


HOMES = [f"{CITY}栄町{n}-{n + 1}" for n in range(1, 13)]


@pytest.mark.parametrize(
    ("header", "rows", "found"),
    [
        (["受付番号", "住所", "相談回数"], [[f"{n}", home, f"{n % 3}"] for n, home in enumerate(HOMES)], "address"),
        (["地区", "住所", "件数"], [["東西"[n % 2], home, f"{n % 3}"] for n, home in enumerate(HOMES)], "address"),
        (["対象", "住所", "利用施設"], [[f"{n}", home, f"本町第{n % 4}公民館"] for n, home in enumerate(HOMES)], "address"),
        (["対象", "住所", "回数"], [["中川小山馬場大橋花園石橋"[2 * n : 2 * n + 2], HOMES[n], "1"] for n in range(6)], "address"),
        (["番号", "住所", "相談回数"], [[f"{n}", f"{home} さくら荘", "1"] for n, home in enumerate(HOMES)], "address"),
        (["番号", "住所", "相談回数"], [[f"{n}", f"{CITY}本町{n}番2号　市営住宅A棟", "1"] for n in range(6)], "address"),
        (["番号", "住まい", "住所"], [[f"{n}", f"第{n}団地", home] for n, home in enumerate(HOMES)], "address"),
        (["性別", "年齢", "相談回数"], [["男女"[n % 2], f"{20 + n * n % 47}", "1"] for n in range(40)], "rows"),
        (["受付番号", "障害等級", "相談回数"], [[f"{n}", f"{n % 4 + 1}級", "1"] for n in range(12)], "sensitive"),
    ],
)  # fmt: skip
def test_a_number_beside_homes_or_persons_is_what_each_of_them_has(
    header: list[str], rows: list[list[str]], found: str
) -> None:
    assert f"personal.{found}" in {rule for rule, _column in stops(table(header, rows, "cp932"))}


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (["町丁目", "件数"], [[f"本町{n}丁目", f"{20 + n}"] for n in range(1, 8)]),
        (["発生場所", "件数"], [[f"{CITY}本町{n}丁目", f"{20 + n}"] for n in range(1, 8)]),
        (["地区", "施設名", "所在地", "利用回数"], [["東部", p, home, "90"] for p, home in zip(PLACES, HOMES, strict=False)]),
        (["発生場所", "件数"], [[f"{home}付近", "90"] for home in HOMES]),
        (["地区", "件数"], [[f"本町{n}丁目団地", "90"] for n in range(1, 8)]),
        (["集会所", "住所", "収容人数"], [[f"第{n}集会所", home, "90"] for n, home in enumerate(HOMES)]),
        (["保育所", "所在地", "児童数"], [[f"{n}本町保育所", home, "90"] for n, home in enumerate(HOMES)]),
        (["性別", "年齢", "死亡数", "割合"], [[s, f"{a}", "90", "1.2"] for s in "男女" for a in (*range(98), 99, 101)]),
        (["性別", "年齢", "人数"], [[s, f"{a}", "90"] for s in "男女" for a in (3, 20, 21, 48)]),
        (["要介護度", "認定者数", "年齢区分"], [[f"要介護{n}", "90", age] for n in range(1, 6) for age in ("65～74", "75～")]),
        (["町名", "要介護度", "件数"], [["" if n else t, f"要介護{n}", "90"] for t in ("本町", "栄町") for n in range(4)]),
    ],
)  # fmt: skip
def test_honest_counts_stop_nobody(header: list[str], rows: list[list[str]]) -> None:
    assert stops(table(header, rows, "cp932")) == set()


PUBLIC = ["中央公民館", "東小学校", "西体育館", "南集会所", "北保育園", "山内医院", "佐藤クリニック", "会津病院"]


def beside(header: str, *columns: Sequence[str]) -> bytes:
    return table(header.split(","), list(zip(*columns, strict=False)))


NUMBERS, CALLS, TOWNS = [f"{n}" for n in range(1, 9)], [f"0242-22-{1000 + n}" for n in range(8)], "栄東西南北本緑花"


@pytest.mark.parametrize(
    ("header", "columns", "found"),
    [
        ("整理番号,住所,電話番号,避難先", (NUMBERS, HOMES, CALLS, PUBLIC), ("address", "住所")),
        ("整理番号,所在地,電話番号,避難先", (NUMBERS, HOMES, CALLS, PUBLIC), ("address", "所在地")),
        ("番号,住所,電話,かかりつけ医", (NUMBERS, HOMES, CALLS, PUBLIC), ("address", "住所")),
        ("番号,かかりつけ医院,住所", (NUMBERS, PUBLIC, HOMES), ("address", "住所")),
        ("番号,住所,学校", (NUMBERS, HOMES, PUBLIC), ("address", "住所")),
        ("学校,地区,住所", (PUBLIC[:2] * 4, TOWNS, HOMES), ("address", "住所")),
        ("地区,集積所番号,住所", (["東", "西"] * 4, ["1"] * 8, HOMES), ("address", "住所")),
        ("登録番号,犬の所在地,病院", (NUMBERS, HOMES, PUBLIC), ("address", "犬の所在地")),
        ("番号,病院,所在地,犬種", (NUMBERS, PUBLIC, HOMES, ["柴"] * 8), ("address", "所在地")),
        ("投票所,選任者住所", (PUBLIC, HOMES), ("address", "選任者住所")),
        ("地区,所在地,状態,所有者意向", (TOWNS, HOMES, ["良"] * 8, ["売却"] * 8), ("address", "所在地")),
        ("番号,訪問場所,回数", (NUMBERS, HOMES, NUMBERS), ("address", "訪問場所")),
        ("番号,要支援者の住所,本人電話,避難支援等実施場所", (NUMBERS, HOMES, CALLS, PUBLIC), ("phone", "本人電話")),
    ],
)  # fmt: skip
def test_a_place_beside_homes_makes_no_list_of_places(
    header: str, columns: tuple[Sequence[str], ...], found: tuple[str, str]
) -> None:
    assert (f"personal.{found[0]}", found[1]) in stops(beside(header, *columns))


@pytest.mark.parametrize(
    ("header", "columns", "address"),
    [
        ("集会所,住所,収容人数", (PUBLIC, HOMES, ["90"] * 8), "住所"),
        ("番号,医療機関,住所,電話", (NUMBERS, PUBLIC, HOMES, CALLS), "住所"),
        ("日時,会場,住所", (NUMBERS, PUBLIC[:4] * 2, HOMES[:4] * 2), "住所"),
        ("町名,集積所番号,住所", (["東", "西"] * 4, "11223344", HOMES), "住所"),
        ("町名,設置番号,所在地", (TOWNS, NUMBERS, HOMES), "所在地"),
        ("地区,投票区,投票所の所在地,電話", (TOWNS, NUMBERS, HOMES, CALLS), "投票所の所在地"),
        ("項目,工事場所,工期,請負者", (TOWNS, HOMES, NUMBERS, ["(株)緑組"] * 8), "工事場所"),
        ("掲示場番号,町名,設置場所の所在", (NUMBERS, TOWNS, HOMES), "設置場所の所在"),
        ("地区名,会館所在地,利用世帯数", (TOWNS, HOMES, ["90"] * 8), "会館所在地"),
    ],
)  # fmt: skip
def test_where_a_thing_is_is_asked_about(header: str, columns: tuple[Sequence[str], ...], address: str) -> None:
    data = beside(header, *columns)
    assert stops(data) == set()
    assert rules(data, "warn")["personal.address_unsure"].column == address


def test_homes_stay_homes_when_the_column_that_told_is_gone() -> None:
    told = beside("地区,所在地,所有者意向", TOWNS, HOMES, ["売却"] * 8)
    left = beside("地区,所在地", TOWNS, HOMES)
    was = about(read_sheet(told, ingested(told)), "")
    assert stops(left) == set()
    assert stops(left, before=was) == {("personal.address", "所在地")}


DAYS = [f"2026/4/{n}" for n in range(1, 13)]
GRADES, SUMS = ["1級", "2級", "3級", "1級"] * 3, [f"{1000 + n}" for n in range(12)]


@pytest.mark.parametrize(
    ("header", "columns", "sensitive"),
    [
        ("受付日,性別,障害等級,相談回数", (DAYS, "男女" * 6, GRADES, "1" * 12), "障害等級"),
        ("番号,年齢,要介護度,子どもの人数", (SUMS, [f"{60 + n * n % 37}" for n in range(12)], GRADES, "2" * 12), "要介護度"),
        ("番号,年齢,病名,家族の人数", (SUMS, [f"{60 + n * n % 37}" for n in range(12)], GRADES, "2" * 12), "病名"),
        ("番号,地区,滞納額,延滞金,合計", (DAYS, "東東西南" * 3, SUMS, SUMS, SUMS), "滞納額"),
        ("番号,町名,令和3年度,令和4年度,滞納額", (DAYS, "東東西西" * 3, SUMS, SUMS, SUMS), "滞納額"),
    ],
)  # fmt: skip
def test_a_day_and_an_amount_of_somebody_make_no_counts(
    header: str, columns: tuple[Sequence[str], ...], sensitive: str
) -> None:
    assert ("personal.sensitive", sensitive) in stops(beside(header, *columns))


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("年月,要介護度,件数", (["2026/4"] * 5, ["要介護1", "要介護2", "要介護2", "要介護1", "要介護2"], [*SUMS[:4], "90"])),
        ("採血日,血液型,献血者数", ([d for d in DAYS for _ in "ABOC"], "ABOC" * 12, "5" * 48)),
        ("基準日,滞納件数,滞納額", (DAYS, "5" * 12, SUMS)),
        ("No,地区,滞納件数,滞納額", (NUMBERS, TOWNS, "5" * 8, SUMS)),
        ("年齢,障害等級,子どもの人数", ([f"{n}" for n in range(12) for _ in "123"], "123" * 12, "5" * 36)),
    ],
)  # fmt: skip
def test_counts_of_several_by_day_or_age_stop_nobody(header: str, columns: tuple[Sequence[str], ...]) -> None:
    assert stops(beside(header, *columns)) == set()
