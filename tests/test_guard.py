"""What a card could be misread as: for each rule a card that triggers it, one that doesn't, and one that says it already."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import machi.cards.all  # noqa: F401
from machi.cards import charts, guard
from machi.cards.card import Card, Chart, Map, TableColumn
from machi.cards.registry import CARDS, build
from machi.errors import MachiError
from machi.store.shelf import Shelf
from tests.anything import anything_shelf
from tests.own import shipped as shipped_shelf


def card(columns: dict[str, tuple[TableColumn, list[Any]]] | None = None, **more: Any) -> Card:
    """A card of these columns: name → (how it is shown, its values)."""
    columns = columns or {}
    frame = pd.DataFrame({name: values for name, (_column, values) in columns.items()})
    facts = {"id": "x", "params": {}, "title": "t", "finding": "数は3件です。", "table": frame}
    return Card(**{**facts, "columns": tuple(column for column, _values in columns.values()), **more})


def line(zero: bool, values: tuple[float, ...] = (100.0, 103.0)) -> Chart:
    frame = pd.DataFrame({"x": [2020, 2021], "y": list(values)})
    return charts.line_chart(frame, "x", {"y": "数"}, "件", y_title="数", zero=zero)


def bars(**axis: Any) -> Chart:
    frame = pd.DataFrame({"n": ["a", "b"], "v": [100.0, 103.0]})
    made = charts.ranked_bar(frame, "n", "v", "件", x_title="数")
    return Chart({**made.spec, "layout": {**made.spec["layout"], "xaxis": {**made.spec["layout"]["xaxis"], **axis}}})


def rates(counts: list[int]) -> dict[str, tuple[TableColumn, list[Any]]]:
    return {
        "share": (TableColumn("share", "割合", "%", "percent1"), [50.0] * len(counts)),
        "people": (TableColumn("people", "回答", "人", "integer"), counts),
    }


def shares_only(title: str = "投票率") -> dict[str, tuple[TableColumn, list[Any]]]:
    return {"share": (TableColumn("share", title, "%", "percent1"), [50.0, 60.0])}


def halves(part: bool) -> dict[str, tuple[TableColumn, list[Any]]]:
    return {
        "value": (TableColumn("value", "数", "件", "integer"), [5, 2]),
        "part": (TableColumn("part", "途中"), [False, part]),
    }


def colours(count: int) -> Chart:
    frame = pd.DataFrame({"x": [2020, 2021], **{f"c{at}": [1.0, 2.0] for at in range(count)}})
    return charts.line_chart(frame, "x", {f"c{at}": f"区分{at}" for at in range(count)}, "件", y_title="数", zero=True)


def legend(count: int) -> Map:
    return Map(layers=(), view={}, legend=tuple((f"区分{at}", "#000000") for at in range(count)))


METRES = {"d": (TableColumn("d", "距離", "m", "metre"), [120.0])}
MEANS = {
    "v": (TableColumn("v", "接種率の平均", "%", "decimal1"), [40.0]),
    "n": (TableColumn("n", "人数", "人", "integer"), [90]),
}
PLAIN_MEANS = {"v": (TableColumn("v", "面積の平均", "㎡", "decimal1"), [40.0])}

CASES = [
    ("cut line", guard.cut_axis, card(figure=line(False)), card(figure=line(True)), "0から始まって"),
    ("cut bar", guard.cut_axis, card(figure=bars(range=[90, 110])), card(figure=bars()), "0から始まって"),
    ("few of ten", guard.small_base, card(rates([9, 200])), card(rates([30, 200])), "10未満"),
    ("few of thirty", guard.small_base, card(rates([29, 200])), card(rates([30])), "もとになる数が29"),
    ("bare rate", guard.bare_rate, card(shares_only()), card(rates([500])), "割合だけの表示"),
    (
        "part as bar",
        guard.part_as_bar,
        card(halves(True), figure=bars()),
        card(halves(False), figure=bars()),
        "途中まで",
    ),
    ("straight", guard.straight_line, card(METRES), card(halves(False)), "道のり"),
    ("straight in words", guard.straight_line, card(finding="直線で120mです。"), card(), "道のり"),
    ("mean of rates", guard.mean_of_means, card(MEANS), card(PLAIN_MEANS), "重み"),
    ("many lines", guard.too_many, card(figure=colours(9)), card(figure=colours(8)), "9種類"),
    ("many on a map", guard.too_many, card(figure=legend(13)), card(figure=legend(12)), "13種類"),
]


@pytest.mark.parametrize(
    ("rule", "bad", "good", "words"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_rule_speaks_where_it_must_and_nowhere_else(rule: guard.Rule, bad: Card, good: Card, words: str) -> None:
    assert words in rule(bad)
    assert rule(good) == ""
    assert words in " ".join(guard.guarded(bad).notes)


@pytest.mark.parametrize(
    ("rule", "bad", "words"), [case[1:3] + case[4:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_is_said_already_is_not_said_again(rule: guard.Rule, bad: Card, words: str) -> None:
    said = replace(bad, notes=(rule(bad),))
    assert sum(note == rule(bad) for note in guard.guarded(said).notes) == 1


def test_a_part_of_a_period_beside_a_line_is_no_bar() -> None:
    assert guard.part_as_bar(card(halves(True), figure=line(True))) == ""


def test_few_rows_behind_the_share_of_a_sentence() -> None:
    rows = {"rows": (TableColumn("rows", "行の数", "件", "integer"), [5, 8])}
    told = card(rows, finding="いちばん多いのは公園の8件。全体の13件の61.5%です。", unit="件")
    assert "もとになる数が13と少ない" in guard.small_base(told)
    assert "7.7ポイント" in guard.small_base(told)
    assert guard.small_base(replace(told, finding="いちばん多いのは公園の8件です。")) == ""


def test_a_rate_in_thousandths_of_a_percent_axis_that_ends_at_hundred_is_no_cut() -> None:
    frame = pd.DataFrame({"x": ["a", "b"], "p": [40.0, 60.0]})
    whole = charts.stacked_bar(frame, "x", {"p": ("割合", "#4DC4FF")}, "%", y_title="割合")
    assert guard.cut_axis(card(figure=whole)) == ""


def test_an_empty_card_and_a_card_without_figure_are_left_alone() -> None:
    nothing = card(shares_only(), empty=True)
    assert guard.guarded(nothing) is nothing
    assert guard.guarded(card()).notes == ()


def test_the_road_to_every_card_leads_through_the_guard() -> None:
    """Mean of rates per group of an unknown table, built as a page builds it."""
    shelf, _loaded = anything_shelf(a="地区,接種率（％）\n東,40\n東,60\n西,80\n")
    made = build(shelf, "anything_ranking", {"label": "地区", "amount": "接種率（％）"})
    assert any("重みをつけていない" in note for note in made.notes)


@pytest.fixture(scope="module")
def shipped() -> Shelf:
    return shipped_shelf()


def test_no_shipped_card_says_a_thing_twice(shipped: Shelf, tmp_path: Path) -> None:
    """Every card with its defaults: no note twice, and none of the guard's words in two notes of one card."""
    built = 0
    for card_id in CARDS:
        try:
            made = build(shipped, card_id)
        except MachiError:
            continue
        built += 1
        assert max(Counter(made.notes).values(), default=1) == 1, card_id
        for known, _rule in guard.RULES:
            if known.pattern in ("途中まで", "0から始ま"):
                assert sum(bool(known.search(note)) for note in made.notes) <= 1, (card_id, made.notes)
    assert built > 40


@pytest.mark.parametrize(
    ("figures", "values", "said"),
    [([1, 1], [8000, 9100], ""), ([1, 1], [6, 9], "10未満"), ([0, 0], [14, 12], "もとになる数が12")],
)
def test_the_base_of_a_change_is_what_was_counted_not_the_rows(
    figures: list[int], values: list[int], said: str
) -> None:
    """Two years of 件: one row each holds thousands, or the rows themselves are counted."""
    rows = values if not any(figures) else [1, 1]
    columns = {
        "start_on": (TableColumn("start_on", "年"), ["2023-01-01", "2024-01-01"]),
        "rows": (TableColumn("rows", "行の数", "件", "integer"), rows),
        "figures": (TableColumn("figures", "値のある行", "件", "integer"), figures),
        "value": (TableColumn("value", "件数", "件", "number"), values),
    }
    told = card(columns, finding="2024年に9件。前の年より13.8%多くなりました。", unit="件")
    assert said in guard.small_base(told) if said else guard.small_base(told) == ""
