"""Population cards over a small city that was counted by hand (tests/data/population, tests/golden).

東町 shrinks, 西町 is large, 谷<b>町 has fewer than ten people and a name with a tag in it, 新町 is 秘匿 and new. The
files bring 和暦, full-width digits, thousands, ``-``, CP932 and a 合計 row that must not be counted twice.
"""

from __future__ import annotations

import csv
import hashlib
import math
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

import machi.cards.population  # noqa: F401
from machi.cards.card import Card, Chart, Value
from machi.cards.registry import CARDS, build
from machi.errors import NotOnShelf
from machi.store.database import open_shelf
from machi.store.shelf import Shelf
from tests.folders import POPULATION, REAL, folder, needs_real, publish

HERE = Path(__file__).resolve().parent
GOLDEN: dict[str, dict[str, Any]] = {
    "census_totals": {},
    "population_ages": {},
    "population_households": {},
    "population_pair": {"a": "東町", "b": "西町", "measure": "ageing"},
    "population_pyramid": {"compare": date(2020, 10, 1)},
    "population_town_names": {},
    "population_towns": {},
    "population_trend": {},
    "population_years": {},
}
MINE = sorted(card_id for card_id, kind in CARDS.items() if kind.subject == "population")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    root = tmp_path_factory.mktemp("population")
    data = folder(root)
    for kind in ("population", "census_total"):
        shutil.copytree(HERE / "data" / kind, data / kind)
    return open_shelf(data, root / "store.duckdb")


def small(root: Path, text: str, name: str = "population/one") -> Shelf:
    data = folder(root)
    publish(data, name, text)
    return open_shelf(data, root / "store.duckdb")


def made(shelf: Shelf, card_id: str, **params: Value) -> Card:
    return build(shelf, card_id, params)


def drawn(card: Card) -> Mapping[str, Any]:
    assert isinstance(card.figure, Chart)
    go.Figure(card.figure.spec)
    return card.figure.spec


def spelt(value: Any) -> str:
    """A cell as the golden files write it: a missing one is blank, a whole number has no point."""
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return f"{value:g}" if isinstance(value, float) else str(value)


@pytest.mark.parametrize("name", GOLDEN)
def test_a_question_answers_what_was_counted_by_hand(name: str, shelf: Shelf) -> None:
    frame = shelf.ask(name, **GOLDEN[name]).frame
    with (HERE / "golden" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        header, *rows = list(csv.reader(stream))
    assert list(frame.columns) == header
    answered = [[spelt(value) for value in row] for row in frame.astype(object).itertuples(index=False)]
    assert answered == [[spelt(float(cell)) if "." in cell else cell for cell in row] for row in rows]


FINDINGS: list[tuple[str, dict[str, Value], str]] = [
    (
        "population_trend",
        {},
        "見本市の人口は1,236人。1年前より15人（1.2%）少なくなりました。"
        "令和2年10月1日より72人（5.5%）少なくなりました（地域・年齢別人口、令和7年10月1日）。",
    ),
    (
        "population_ages",
        {},
        "見本市の65歳以上は373人、住民の30.2%。令和2年10月1日の28.0%より2.2ポイント高い割合です"
        "（地域・年齢別人口、令和7年10月1日）。",
    ),
    (
        "population_ages",
        {"town": "東町"},
        "東町の65歳以上は32人、住民の35.6%。見本市全体の30.2%より5.4ポイント高い割合です"
        "（地域・年齢別人口、令和7年10月1日）。",
    ),
    (
        "population_ages",
        {"town": "谷<b>町"},
        "谷<b>町の65歳以上は5人です。人数が少ないため割合は表示しません（地域・年齢別人口、令和7年10月1日）。",
    ),
    (
        "population_pyramid",
        {},
        "見本市で最も人数が多い年齢は15〜19歳の763人。令和2年10月1日は15〜19歳の812人でした"
        "（地域・年齢別人口、令和7年10月1日）。",
    ),
    (
        "population_towns",
        {"order": "change"},
        "令和2年10月1日より人口が増えたのは0地域、減ったのは3地域、同じなのは0地域です"
        "（地域・年齢別人口、令和7年10月1日）。",
    ),
    (
        "population_pair",
        {"a": "東町", "b": "西町", "measure": "ageing"},
        "東町の65歳以上の割合は35.6%、西町は29.5%。東町のほうが6.1ポイント高い割合です"
        "（地域・年齢別人口、令和7年10月1日）。",
    ),
    (
        "population_households",
        {},
        "見本市の世帯数は553世帯、1世帯あたり2.24人。令和2年10月1日の2.40人より少なくなりました"
        "（地域・年齢別人口、令和7年10月1日）。",
    ),
    (
        "census_totals",
        {},
        "見本市の人口は2020年に1,320人。2015年より80人（5.7%）少なくなりました（国勢調査）。",
    ),
]


@pytest.mark.parametrize(("card_id", "params", "sentence"), FINDINGS)
def test_the_finding_says_what_was_counted_by_hand(
    card_id: str, params: dict[str, Value], sentence: str, shelf: Shelf
) -> None:
    assert build(shelf, card_id, params).finding == sentence


@pytest.mark.parametrize("card_id", MINE)
def test_a_card_is_complete(card_id: str, shelf: Shelf) -> None:
    card = build(shelf, card_id)
    assert not card.empty
    assert card.title
    assert card.alt
    assert card.unit
    assert card.sources
    assert card.ran
    assert drawn(card)["data"]
    assert {column.name for column in card.columns} <= set(card.table.columns)
    assert card.params.keys() == {param.name for param in CARDS[card_id].params}


def test_the_census_is_drawn_apart_from_the_register_and_said_so(shelf: Shelf) -> None:
    card = made(shelf, "population_trend")
    register, census = drawn(card)["data"]
    assert register["y"] == [1308, 1251, 1236]
    assert census["mode"] == "markers"
    assert census["y"] == [1500, 1400, 1320]
    assert any("国勢調査" in note for note in card.notes)
    assert set(card.table["counted"]) == {"地域・年齢別人口", "国勢調査"}


def test_one_town_has_no_census_beside_it(shelf: Shelf) -> None:
    card = made(shelf, "population_trend", town="東町")
    assert len(drawn(card)["data"]) == 1
    assert {source.kind for source in card.sources} == {"population"}


def test_areas_without_a_number_are_counted_in_the_notes(shelf: Shelf) -> None:
    assert any("1地域" in note and "合計に入っていません" in note for note in made(shelf, "population_trend").notes)


@pytest.mark.parametrize(
    ("order", "towns"),
    [
        ("name", ["新町", "東町", "西町", "谷<b>町"]),
        ("size", ["西町", "東町", "谷<b>町", "新町"]),
        ("change", ["谷<b>町", "東町", "西町", "新町"]),
        ("ageing", ["東町", "西町", "新町", "谷<b>町"]),
        ("no such order", ["新町", "東町", "西町", "谷<b>町"]),
    ],
)
def test_towns_stand_in_the_order_asked_for(order: str, towns: list[str], shelf: Shelf) -> None:
    card = made(shelf, "population_towns", order=order)
    assert card.table["town"].tolist() == towns


def test_the_figure_of_towns_has_the_first_rows_and_the_table_all(shelf: Shelf) -> None:
    card = made(shelf, "population_towns", order="size", limit=2)
    assert drawn(card)["layout"]["yaxis"]["ticktext"] == ["西町", "東町"]
    assert len(card.table) == 4
    assert any("先頭から2地域" in note for note in card.notes)


def test_a_tag_in_a_town_name_never_reaches_plotly(shelf: Shelf) -> None:
    for card in (made(shelf, "population_towns"), made(shelf, "population_pair", a="谷<b>町", b="東町")):
        assert "<b>" not in str(drawn(card))
        assert "谷&lt;b&gt;町" in str(drawn(card))


def test_an_address_raises_the_floor_and_never_lowers_it(shelf: Shelf) -> None:
    for floor in (0, 5, -1):
        lowered = made(shelf, "population_ages", town="谷<b>町", floor=floor)
        assert "人数が少ないため割合は表示しません" in lowered.finding
        towns = made(shelf, "population_towns", floor=floor).table.set_index("town")
        assert pd.isna(towns.loc["谷<b>町", "old_percent"])
    assert "人数が少ないため" in made(shelf, "population_ages", town="東町", floor=91).finding


def test_fewer_than_ten_people_have_no_pyramid(shelf: Shelf) -> None:
    card = made(shelf, "population_pyramid", town="谷<b>町")
    assert card.empty
    assert card.figure is None
    assert card.table.empty
    assert "人数が少ないため表示しません" in card.finding


def test_ages_with_the_same_number_are_all_named(tmp_path: Path) -> None:
    head = "調査年月日,地域名,総人口,0-4歳の男性,0-4歳の女性,5-9歳の男性,5-9歳の女性,10-14歳の男性,10-14歳の女性\n"
    card = made(small(tmp_path, head + "2026-04-01,東町,30,5,6,6,5,4,4\n"), "population_pyramid")
    assert card.finding.startswith("見本市で最も人数が多い年齢は0〜4歳と5〜9歳で、どちらも11人です")


def test_areas_stand_by_name_and_the_number_of_their_chome_whatever_their_code(tmp_path: Path) -> None:
    names = ["栄町二丁目", "栄町十一丁目", "栄町三丁目", "栄町１丁目", "栄町五丁目", "中町"]
    head = "調査年月日,地域名,総人口,世帯数\n"
    plain = small(tmp_path, head + "".join(f"2026-04-01,{name},30,10\n" for name in names))
    expected = ["中町", "栄町１丁目", "栄町二丁目", "栄町三丁目", "栄町五丁目", "栄町十一丁目"]
    assert plain.ask("population_town_names").frame["town"].tolist() == expected
    assert made(plain, "population_towns").table["town"].tolist() == expected
    assert made(plain, "population_pair").columns[1].title.startswith("中町の")
    (tmp_path / "coded").mkdir()
    head = "地域コード,調査年月日,地域名,総人口,世帯数\n"
    rows = [(10, "甲町"), (9, "乙町"), (1, "丙町三丁目"), (2, "丙町一丁目")]
    coded = small(tmp_path / "coded", head + "".join(f"{code},2026-04-01,{name},30,10\n" for code, name in rows))
    assert made(coded, "population_towns").table["town"].tolist() == ["丙町一丁目", "丙町三丁目", "乙町", "甲町"]


def test_the_figure_of_changes_has_both_ends_and_names_the_gap(tmp_path: Path) -> None:
    rows = [
        f"{year}-04-01,町{n:02},{100 + (n - 20 if year == 2026 else 0)},40\n"
        for year in (2025, 2026)
        for n in range(40)
    ]
    card = made(
        small(tmp_path, "調査年月日,地域名,総人口,世帯数\n" + "".join(rows)), "population_towns", order="change"
    )
    bars = drawn(card)["data"][0]
    assert bars["x"] == [*range(19, 4, -1), *range(-6, -21, -1)]
    assert bars["y"] == [*range(15), *range(16, 31)]
    (gap,) = drawn(card)["layout"]["annotations"]
    assert (gap["y"], gap["text"]) == (15, "…（間の10地域は表にあります）")
    assert len(set(bars["marker"]["color"])) == 2
    assert any("両端の15地域ずつ" in note for note in card.notes)


def test_an_area_without_people_has_an_axis_from_zero_and_no_note_that_denies_it(tmp_path: Path) -> None:
    shelf = small(
        tmp_path, "調査年月日,地域名,総人口,世帯数\n2025-04-01,空町,0,0\n2026-04-01,空町,0,0\n2026-04-01,東町,9,3\n"
    )
    card = made(shelf, "population_trend", town="空町")
    assert drawn(card)["layout"]["yaxis"]["range"] == [0, 1]
    assert not any("0から始まっていません" in note for note in card.notes)
    assert any("0から始まっていません" in note for note in made(shelf, "population_trend", town="東町").notes)


def test_no_word_shames_an_area(shelf: Shelf) -> None:
    for order in ("name", "size", "change", "ageing"):
        card = made(shelf, "population_towns", order=order)
        words = " ".join([card.title, card.finding, card.alt, *card.notes])
        assert not any(word in words for word in ("ワースト", "最下位", "過疎", "限界", "消滅", "位"))


def test_a_town_that_is_not_listed_gives_a_way_out(shelf: Shelf) -> None:
    for card_id, name in (
        ("population_trend", "town"),
        ("population_ages", "town"),
        ("population_pyramid", "town"),
        ("population_households", "town"),
        ("population_pair", "a"),
    ):
        card = build(shelf, card_id, {name: "無い町"})
        assert card.empty
        assert "「無い町」" in card.finding
        assert "地域を選び直すか" in card.finding


@pytest.mark.parametrize("card_id", ["population_pyramid", "population_towns"])
def test_a_year_without_a_survey_names_the_years_there_are(card_id: str, shelf: Shelf) -> None:
    card = made(shelf, card_id, year=2021)
    assert card.empty
    assert "2020年、2024年、2025年" in card.finding


def test_the_pyramid_of_the_oldest_year_has_no_outline(shelf: Shelf) -> None:
    assert len(drawn(made(shelf, "population_pyramid", year=2020))["data"]) == 2
    assert len(drawn(made(shelf, "population_pyramid", year=2025, compare=2024))["data"]) == 4


def test_one_single_survey_is_compared_with_nothing(tmp_path: Path) -> None:
    shelf = small(tmp_path, POPULATION + "2026-04-01,東町,30,14,16,4,6,10,10\n2026-04-01,西町,20,11,9,11,9,0,0\n")
    assert made(shelf, "population_trend").finding == "見本市の人口は50人です（地域・年齢別人口、令和8年4月1日）。"
    assert "比べる調査日" in " ".join(made(shelf, "population_towns", order="change").notes)
    # 20 of 50 are 85 and over: 10 men and 10 women of 東町.
    assert "20人、住民の40.0%です" in made(shelf, "population_ages").finding
    for card_id in ("population_trend", "population_ages", "population_pyramid", "population_towns", "population_pair"):
        drawn(made(shelf, card_id))


def test_monthly_files_are_told_apart_by_their_day(tmp_path: Path) -> None:
    rows = [("2023-03-01", 100), ("2024-01-01", 98), ("2024-07-01", 97)]
    shelf = small(tmp_path, POPULATION + "".join(f"{day},東町,{n},,,{n},0,0,0\n" for day, n in rows))
    card = made(shelf, "population_trend")
    assert card.finding == (
        "見本市の人口は97人。令和5年3月1日より3人（3.0%）少なくなりました（地域・年齢別人口、令和6年7月1日）。"
    )
    axis = drawn(card)["layout"]["xaxis"]
    assert axis["ticktext"][-1] == "2024/7<br>令和6"
    assert shelf.ask("population_years").frame["surveyed_on"].dt.date.tolist() == [date(2023, 3, 1), date(2024, 7, 1)]


def test_a_file_without_ages_still_has_its_totals(tmp_path: Path) -> None:
    shelf = small(tmp_path, "調査年月日,地域名,総人口,世帯数\n2026-04-01,東町,30,10\n2026-04-01,西町,20,10\n")
    assert "50人" in made(shelf, "population_trend").finding
    for card_id in ("population_ages", "population_pyramid"):
        card = made(shelf, card_id)
        assert card.empty
        assert "年齢別の人数がありません" in card.finding
    assert "2.50人" in made(shelf, "population_households").finding


def test_ages_that_do_not_add_up_to_the_total_are_told(tmp_path: Path) -> None:
    shelf = small(tmp_path, POPULATION + "2026-04-01,東町,40,20,20,4,6,10,10\n")
    notes = " ".join(made(shelf, "population_ages").notes)
    assert "年齢別の合計（30人）と総人口（40人）が違います" in notes


def test_an_age_class_without_any_number_is_not_called_zero(tmp_path: Path) -> None:
    shelf = small(tmp_path, POPULATION + "2026-04-01,東町,10,4,6,4,6,秘匿,秘匿\n")
    card = made(shelf, "population_ages")
    assert "65歳以上の人数は、一覧に書かれていません" in card.finding
    assert card.figure is None


def test_without_any_file_the_subject_says_so(tmp_path: Path) -> None:
    shelf = open_shelf(folder(tmp_path), tmp_path / "store.duckdb")
    with pytest.raises(NotOnShelf, match="地域・年齢別人口"):
        build(shelf, "population_trend")


@needs_real
def test_takamatsus_monthly_files_make_one_trend(tmp_path: Path) -> None:
    data = folder(tmp_path)
    for path in sorted(REAL.glob("takamatsu_*_0066_*.csv")):
        publish(data, f"population/{path.stem}", "", as_of=f"{path.stem[-6:-2]}-{path.stem[-2:]}-01", sha256="")
        target = data / "population" / path.name
        shutil.copy(path, target)
        seal(target)
    shelf = open_shelf(data, tmp_path / "store.duckdb")
    frame = shelf.ask("population_trend").frame
    assert frame["surveyed_on"].dt.strftime("%Y-%m").tolist() == [
        "2023-03", "2024-01", "2024-02", "2024-03", "2024-04", "2024-05", "2024-07",
    ]  # fmt: skip
    # Sum of totalPopulation in the file of January 2024, added up with csv.reader alone.
    with (REAL / "takamatsu_population_0066_202401.csv").open(encoding="utf-8-sig", newline="") as stream:
        total = sum(int(row["totalPopulation"].replace(",", "")) for row in csv.DictReader(stream))
    assert frame["people"].iloc[1] == total
    for card_id in MINE:
        if card_id != "census_totals":
            drawn(made(shelf, card_id))


def seal(path: Path) -> None:
    """Write the hash of the file into its sidecar."""
    sidecar = path.with_suffix(".toml")
    text = sidecar.read_text(encoding="utf-8")
    sidecar.write_text(f'{text}sha256 = "{hashlib.sha256(path.read_bytes()).hexdigest()}"\n', encoding="utf-8")
