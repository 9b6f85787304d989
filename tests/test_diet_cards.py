"""Diet cards over a survey whose every figure is known beforehand: forty people in each of four groups, twelve and three alone.

Three of 18–29 are too few; the twelve of 50–64 are hidden with them, or the total minus the rest would give the three.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest

import machi.cards.diet  # noqa: F401 - registers the cards
from machi.cards.card import Card
from machi.cards.diet_compare import t_quantile, welch
from machi.cards.display import readable
from machi.cards.registry import CARDS, build
from machi.export.tables import card_csv
from machi.store.database import open_shelf
from machi.store.shelf import Shelf
from tests.diet import survey_folder
from tests.folders import folder

DIET = [name for name, kind in CARDS.items() if kind.subject == "diet"]
SALT = {("男", 40): 10, ("男", 70): 12, ("女", 40): 8, ("女", 70): 9}
"""Median salt of each group: twenty people one gram below it and twenty one gram above."""


def answers() -> list[dict[str, Any]]:
    rows = [
        {
            "sex": sex,
            "age": age,
            "district": "東地区" if number % 2 else "西地区",
            "energy": 2000,
            "protein": 75,
            "fat": 60,
            "carbohydrate": 270,
            "salt": middle + (1 if number < 20 else -1),
            "potassium": 2600 if age == 70 else 1900,
            "vitamin_c": 90,
            "green_vegetables": 100,
            "other_vegetables": 200 if sex == "女" else 100,
            "fruit": 150 if age == 70 else 50,
        }
        for (sex, age), middle in SALT.items()
        for number in range(40)
    ]
    return rows + [{**rows[0], "age": age} for age in [25] * 3 + [55] * 12]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    root = tmp_path_factory.mktemp("diet")
    return open_shelf(survey_folder(root, answers()), root / "store.duckdb")


def made(shelf: Shelf, card_id: str, **params: Any) -> Card:
    return build(shelf, card_id, params)


def texts(card: Card) -> list[list[str]]:
    return readable(card.table, card.columns).to_numpy().tolist()


@pytest.mark.parametrize("card_id", DIET)
def test_every_card_says_what_a_questionnaire_can_tell(shelf: Shelf, card_id: str) -> None:
    card = made(shelf, card_id)
    assert "BDHQ" in card.notes[0]
    assert "あまり当てになりません" in card.notes[0]
    assert card.finding.endswith("。")
    assert "質問票の推定" in card.finding or card.empty
    assert card.sources
    assert card.synthetic
    if card.figure is not None:
        go.Figure(card.figure.spec)  # type: ignore[union-attr]
        assert card.alt


@pytest.mark.parametrize("card_id", DIET)
def test_without_a_survey_the_card_says_what_to_do(tmp_path: Path, card_id: str) -> None:
    empty = open_shelf(folder(tmp_path), tmp_path / "store.duckdb")
    with pytest.raises(Exception, match="まだありません"):
        made(empty, card_id)


def test_salt_by_sex(shelf: Shelf) -> None:
    """Men: 20 × 9, 55 × 11, 20 × 13; women: 20 each of 7, 8, 9, 10."""
    card = made(shelf, "diet_nutrient", item="salt", breakdown="sex")
    rows = {row[0]: row for row in texts(card)}
    names = [column.name for column in card.columns]
    assert rows["男"][names.index("median")] == "11.0"
    assert rows["女"][names.index("median")] == "8.5"
    assert "男11.0g/日、女8.5g/日" in card.finding


def test_a_hidden_group_is_named_and_never_zero(shelf: Shelf) -> None:
    card = made(shelf, "diet_nutrient", item="salt", breakdown="age")
    rows = {row[0]: row for row in texts(card)}
    assert rows["18〜29歳"][-1] == "人数が少ないため表示しません"
    assert rows["18〜29歳"][1] == "―"
    assert "0" not in "".join(rows["18〜29歳"][1:9])
    assert any("0人という意味ではありません" in note for note in card.notes)
    told = [note["text"] for note in card.figure.spec["layout"]["annotations"]]  # type: ignore[union-attr]
    assert told.count("人数が少ないため表示しません") == sum(row[-1] != "表示" for row in rows.values())


def test_reading_rules(shelf: Shelf) -> None:
    """Potassium 2025: AI 2,500 / 2,000 by the median; DG 3,000 / 2,600 by the share. Those of 70 have 2,600."""
    card = made(shelf, "diet_nutrient", item="potassium", breakdown="sex_age")
    assert "中央値が目安量に届いている集団は、4集団のうち2集団です" in card.finding
    rows = {row[0]: dict(zip((column.name for column in card.columns), row, strict=True)) for row in texts(card)}
    assert rows["男 65〜74歳"]["reference_ai"] == "2,500以上"
    assert rows["男 65〜74歳"]["reference_dg"] == "3,000以上"
    assert rows["男 65〜74歳"]["share_dg"] == "75%を超える割合"  # all 40 are below 3,000: more than 30 of 40
    assert rows["女 65〜74歳"]["share_dg"] == "25%未満"  # none of 40 is below 2,600: fewer than 10 of 40
    assert "share_ai" not in rows["男 65〜74歳"]


def test_a_recommended_amount_gives_no_share(shelf: Shelf) -> None:
    card = made(shelf, "diet_nutrient", item="vitamin_c", breakdown="sex")
    names = [column.name for column in card.columns]
    assert "reference_rda" in names
    assert "share_rda" not in names
    assert any("推奨量（RDA）" in note for note in card.notes)


@pytest.mark.parametrize(("edition", "value"), [("2025", "80以上"), ("2020", "85以上")])
def test_the_edition_can_be_chosen(shelf: Shelf, edition: str, value: str) -> None:
    """90 mg of vitamin C is above both: nobody is below, told as fewer than 10 of 175."""
    card = made(shelf, "diet_nutrient", item="vitamin_c", breakdown="sex", edition=edition)
    assert "推定平均必要量を下回る人は全体の6%未満です" in card.finding
    assert f"{edition}年版" in "".join(card.notes)
    assert set(card.table["reference_ear"]) == {value}


def test_vegetables_against_the_target(shelf: Shelf) -> None:
    """Men 200 g (95 of them), women 300 g (80): mean 43,000 / 175 = 245.7."""
    card = made(shelf, "diet_target", item="vegetable", breakdown="sex")
    assert "平均は246g/日で、健康日本21の目標350g/日より104g/日少ない値" in card.finding


def test_where_the_energy_comes_from(shelf: Shelf) -> None:
    card = made(shelf, "diet_energy", breakdown="sex")
    assert "脂質は27.0%、たんぱく質は15.0%、炭水化物は54.0%" in card.finding
    assert texts(card)[0][3:7] == ["15.0", "27.0", "54.0", "4.0"]


def test_what_a_group_eats_more_of(shelf: Shelf) -> None:
    """Fruit: 65–74 150 g; everybody (80 × 150 + 95 × 50) / 175 = 95.71: 56.7 % more."""
    card = made(shelf, "diet_food_groups", group="65-74", basis="day")
    assert "果実が57%多い値" in card.finding


def test_two_groups(shelf: Shelf) -> None:
    """Women of 40 and of 70: means 8 and 9, sd 1.0127 (40 at ±1), n 40: 1 ± t(78) × 0.22645 = 0.549 … 1.451."""
    card = made(shelf, "diet_compare", item="salt", a="f_30-49", b="f_65-74")
    assert "女 65〜74歳9.00、女 30〜49歳8.00g/日。女 65〜74歳のほうが1.00g/日多い値" in card.finding
    assert "差の95%信頼区間 0.55〜1.45、Welchの方法" in card.finding
    same = made(shelf, "diet_compare", item="fruit", a="m_30-49", b="f_30-49")
    assert "違うとはいえません" in same.finding


@pytest.mark.parametrize(
    ("a", "b", "word"),
    [
        ("m", "m", "選んで"),
        ("m", "30-49", "同じ人が入っている"),
        ("18-29", "65-74", "表示しません"),
        ("m", "x", "選んで"),
    ],
)
def test_groups_that_can_not_be_compared(shelf: Shelf, a: str, b: str, word: str) -> None:
    card = made(shelf, "diet_compare", item="salt", a=a, b=b)
    assert card.empty
    assert word in card.finding


def test_pairs_show_bins_never_people(shelf: Shelf) -> None:
    card = made(shelf, "diet_pair", x="fruit")
    counts = card.table["people"].dropna()
    assert set(counts) == {80, 95}  # 80 with 150 g, 95 with 50 g, all with 90 mg of vitamin C
    assert {trace["type"] for trace in card.figure.spec["data"]} == {"heatmap"}  # type: ignore[union-attr]


@pytest.mark.parametrize(("freedom", "quantile"), [(9, 2.262), (18, 2.101), (30, 2.042), (120, 1.980)])
def test_student_t(freedom: int, quantile: float) -> None:
    """Printed tables of t, two-sided 5 %."""
    assert t_quantile(freedom) == pytest.approx(quantile, abs=0.0006)


def test_welch_by_hand() -> None:
    """n 10 and 10, sd 2 and 2, means 10 and 7: se √0.8 = 0.8944, 18 degrees, t 2.101: 3 ± 1.879."""
    assert welch((10, 2, 10), (7, 2, 10)) == pytest.approx((3, 1.121, 4.879), abs=0.001)


def test_the_csv_of_a_card_says_that_a_group_is_hidden(shelf: Shelf) -> None:
    text = card_csv(made(shelf, "diet_nutrient", item="salt", breakdown="age")).decode("utf-8-sig")
    (line,) = [line for line in text.splitlines() if line.startswith("18〜29歳")]
    assert "人数が少ないため表示しません" in line
