"""Evacuation sites: signs kept apart, floods of two sizes, old lists without a ranking, the text to read out.

The hall of the test city is at 35.0, 139.0; a thousandth of a degree of latitude is 111.195 m (2π · 6371008.8 / 360 / 1000).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import machi.cards.evacuation  # noqa: F401  # registers the cards
from machi.cards import registry
from machi.cards.card import Card, Map, Source
from machi.cards.evacuation_readout import LONGEST, read_out
from machi.cards.evacuation_words import HAZARDS, LEVELS
from machi.store.database import open_shelf
from machi.store.shelf import Shelf
from tests.folders import folder, publish

WARNING = "市の避難情報を確かめてください。命の危険があるときは119番へ。"
SITES = """NO,名称,緯度,経度,災害種別_洪水,災害種別_地震,災害種別_津波,指定避難所との重複,想定収容人数
1,見本第1広場,35.001,139.000,○,1,,,300
2,見本第2広場,35.0005,139.000,△,,,×,50
3,見本第3小学校,35.003,139.000,1,1,,1,"1,200"
4,見本第4広場,35.002,139.000,×,-,,,
5,見本第5広場,,,1,,,,80
6,見本第6広場,35.004,139.000,要確認,不明,,,
"""
LEVELLED = """#property,name,latitude,longitude,flood_L1,flood_L2,earthquake,tunami,evacuationSpace,capacity
1,甲,35.001,139.0,○,○,○,○,○,100
2,乙,35.002,139.0,○,△,○,○,,
3,丙,35.003,139.0,×,×,○,○,,
4,丁,35.004,139.0,-,−,-,-,○,
5,戊,35.005,139.0,,,○,○,,
6,己,35.006,139.0,△,×,○,○,,
7,庚,35.007,139.0,×,,○,○,,
"""


def make(root: Path, patch: pytest.MonkeyPatch, text: str, today: str = "2026-06-15", **sidecar: str) -> Shelf:
    patch.setenv("MACHI_TODAY", today)
    data = folder(root)
    publish(data, "evacuation_space/999999_evacuation_space", text, title='"避難場所一覧"', **sidecar)
    return open_shelf(data, root / "store.duckdb")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    with pytest.MonkeyPatch.context() as patch:
        yield make(tmp_path_factory.mktemp("evacuation"), patch, SITES)


def build(shelf: Shelf, card_id: str = "evacuation_sites", **params: Any) -> Card:
    return registry.build(shelf, card_id, params)


def answers(shelf: Shelf, hazard: str) -> dict[str, str]:
    frame = shelf.ask("evacuation_sites", hazard=hazard).frame
    return dict(zip(frame["name"], frame["answer"], strict=True))


# -- signs -------------------------------------------------------------------------------------------------------------


def test_six_ways_of_answering_stay_apart(shelf: Shelf) -> None:
    assert list(dict(sorted(answers(shelf, "flood").items())).values()) == ["○", "△", "○", "×", "○", "!"]
    assert list(dict(sorted(answers(shelf, "earthquake").items())).values()) == ["○", "", "○", "-", "", "?"]


def test_a_flood_of_two_sizes_is_a_yes_only_where_both_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = make(tmp_path, monkeypatch, LEVELLED)
    assert answers(shelf, "flood") == {"甲": "○", "乙": "△", "丙": "×", "丁": "-", "戊": "", "己": "△", "庚": "×"}
    assert answers(shelf, "flood_l1")["乙"] == "○"
    assert answers(shelf, "flood_l2")["乙"] == "△"
    card = build(shelf, hazard="flood")
    assert list(card.table["name"]) == ["甲", "乙", "己"]
    assert card.table["levels"].iloc[1] == "L1は○ 対象、L2は△ 条件つき"
    assert any("2つの規模（L1・L2）" in note for note in card.notes)
    assert not any("2つの規模" in note for note in build(shelf, hazard="earthquake").notes)
    counts = build(shelf, "evacuation_hazards").table.set_index("hazard")
    assert list(counts.index) == ["flood_l1", "flood_l2", "earthquake", "tsunami"]
    assert counts.loc["flood_l2", ["yes", "partly", "no", "unsaid"]].tolist() == [1, 1, 2, 3]


# -- nearest -----------------------------------------------------------------------------------------------------------


def test_those_on_a_condition_come_after_those_meant_for_it_however_near(shelf: Shelf) -> None:
    card = build(shelf, hazard="flood")
    assert list(card.table["name"]) == ["見本第1広場", "見本第3小学校", "見本第2広場"]
    assert list(card.table["distance_m"].round()) == [111, 334, 56]
    assert list(card.table["answer_words"]) == ["○ 対象", "○ 対象", "△ 条件つき"]
    assert list(card.table["shelter_words"]) == ["記載なし", "指定避難所でもある", "指定避難所ではない"]
    assert card.lead == WARNING
    assert card.finding.startswith(
        "洪水のときの指定緊急避難場所（○）は、一覧の6か所のうち3か所（ほかに条件つき△が1か所）。"
    )
    assert (
        "見本市役所にいちばん近いのは見本第1広場、直線で111m、想定収容300人（避難場所一覧、令和8年4月1日時点）"
        in card.finding
    )
    assert isinstance(card.figure, Map)


def test_what_the_ranking_leaves_out_is_counted_by_its_reason(shelf: Shelf) -> None:
    notes = " ".join(build(shelf, hazard="flood").notes)
    assert "使わない（×）と書かれた1か所" in notes
    assert "（空欄・「-」・読めない）1か所" in notes
    assert "使える座標のない1か所" in notes
    assert "「指定緊急避難場所」は" in notes
    assert "「指定避難所」は" in notes
    assert "（空欄・「-」・読めない）4か所" in " ".join(build(shelf, hazard="earthquake").notes)


def test_a_hazard_that_nobody_wrote_about_is_empty_and_says_a_way_out(shelf: Shelf) -> None:
    card = build(shelf, hazard="tsunami")
    assert card.empty
    assert "津波のときに使うと書かれた避難場所は、一覧の6か所の中にありません" in card.finding
    assert "ほかの災害を選ぶか" in card.finding
    assert read_out(card) == f"津波のときの避難場所は、この一覧では見つかりません。{WARNING}"


def test_an_unknown_hazard_in_a_link_shows_earthquakes(shelf: Shelf) -> None:
    assert build(shelf, hazard="meteor").finding.startswith("地震のとき")


def test_the_visitors_position_is_nowhere_in_the_card(shelf: Shelf) -> None:
    card = build(shelf, hazard="flood", lat=35.0031, lon=139.0002)
    assert "現在地" in card.finding
    assert card.ran[0].params["lat"] is None
    assert "35.0031" not in f"{card.title}{card.finding}{card.alt}{read_out(card)}"
    assert card.table["name"].iloc[0] == "見本第3小学校"


def test_typed_words_that_are_no_point_say_what_to_do(shelf: Shelf) -> None:
    card = build(shelf, near="どこか")
    assert card.empty
    assert "「どこか」を地点として読めません" in card.finding


@pytest.mark.parametrize(("today", "sidecar"), [("2030-01-01", {}), ("2026-06-15", {"as_of": ""})])
def test_an_old_or_undated_list_is_not_ranked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, today: str, sidecar: dict[str, str]
) -> None:
    shelf = make(tmp_path, monkeypatch, SITES, today, **sidecar)
    card = build(shelf, hazard="flood")
    assert "近い順に並べていません" in card.finding
    assert list(card.table["name"]) == ["見本第1広場", "見本第2広場", "見本第3小学校", "見本第5広場"]
    assert "distance_m" not in card.table
    assert card.figure is None
    why = "の日付が分からない" if sidecar else "が古い"
    assert read_out(card) == f"避難場所の一覧{why}ため、近い場所をお伝えできません。{WARNING}"
    nobody = build(shelf, hazard="tsunami")
    assert nobody.empty
    assert "一覧の6か所の中にありません" in nobody.finding


# -- the whole list ----------------------------------------------------------------------------------------------------


def test_the_map_counts_every_answer(shelf: Shelf) -> None:
    card = build(shelf, "evacuation_map", hazard="flood")
    assert (
        "○）は3か所、条件つき（△）は1か所、対象でない（×）は1か所、記載なしなどは1か所。○のうち1か所は、指定避難所でも"
        in card.finding
    )
    assert [label for label, _colour in card.figure.legend] == [
        "◎ 避難場所で、指定避難所でもある（1）", "○ 避難場所（1）", "△ 条件つき（1）", "× 対象でない（1）", "… 記載なしなど（1）",
    ]  # fmt: skip
    assert len(card.table) == 6


def test_hazards_without_a_word_are_named_and_not_zero(shelf: Shelf) -> None:
    card = build(shelf, "evacuation_hazards")
    assert list(card.table["hazard"]) == ["flood", "earthquake"]
    assert "高潮・津波・火山現象については、どの場所にも記載がありません" in " ".join(card.notes)


# -- the text to read out ----------------------------------------------------------------------------------------------


def test_the_text_says_the_finding_without_signs(shelf: Shelf) -> None:
    assert read_out(build(shelf, hazard="flood")) == (
        "見本市役所に近い、洪水のときの避難場所は、見本第1広場。直線でおよそ110メートル、収容はおよそ300人。"
        f"次は見本第3小学校、およそ330メートル。{WARNING}"
    )


def test_a_sample_says_first_that_it_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = make(tmp_path, monkeypatch, SITES, synthetic="true")
    assert read_out(build(shelf, hazard="flood")).startswith("これは見本です。")


def spoken_card(rows: list[dict[str, Any]], hazard: str, synthetic: bool) -> Card:
    source = Source("x", "evacuation_space", "一覧", "市", "CC BY 4.0", None, synthetic=synthetic)
    columns = ["name", "answer", "distance_m", "capacity", "measured_from"]
    table = pd.DataFrame(rows, columns=columns)
    return Card("evacuation_sites", {"hazard": hazard}, "", "", table, (), sources=(source,))


NAMES = st.text(max_size=300) | st.text(alphabet="亜（ア)①㈱ 　\n😀ー・", max_size=200)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "name": NAMES.filter(lambda text: text != ""),
            "answer": st.sampled_from("○△"),
            "distance_m": st.floats(0, 5_000_000),
            "capacity": st.none() | st.integers(0, 10**9),
            "measured_from": NAMES,
        }
    ),
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(ROWS, st.sampled_from([*HAZARDS, *LEVELS, "", "meteor"]), st.booleans())
def test_the_text_is_never_longer_than_it_may_be(rows: list[dict[str, Any]], hazard: str, synthetic: bool) -> None:
    text = read_out(spoken_card(rows, hazard, synthetic))
    assert len(text) <= LONGEST == 120
    assert text.endswith(WARNING)
    assert text.startswith("これは見本です。") == synthetic
    assert "\n" not in text
    assert not set(text) & set("○△×（）()")
    if rows and rows[0]["answer"] == "△":
        assert "条件つきの避難場所" in text


def test_a_long_name_is_cut_and_the_warning_stays() -> None:
    row = {"name": "長" * 200, "answer": "○", "distance_m": 2345.0, "capacity": 10, "measured_from": "駅"}
    text = read_out(spoken_card([row], "landslide", True))
    assert len(text) == 120
    assert "長…。直線でおよそ2.3キロメートル。" in text
