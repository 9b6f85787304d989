"""What stands at a moment is never added up over moments: its newest one that is told in full is shown and named."""

from __future__ import annotations

from typing import Any

import pytest

import machi.cards.all  # noqa: F401
from machi.cards.card import Card
from machi.cards.registry import build
from tests.anything import anything_shelf


def made(text: str, card_id: str, **params: Any) -> Card:
    return build(anything_shelf(a=text)[0], card_id, params)


def test_what_stands_at_a_moment_is_not_added_up_over_years() -> None:
    lines = [f"令和{year}年度,第{school}小,{99 + school}" for year in (5, 6) for school in (1, 2, 3)]
    shelf, _loaded = anything_shelf(t="年度,学校,児童数\n" + "\n".join(lines) + "\n")
    card = build(shelf, "anything_ranking", {"label": "学校", "amount": "児童数"})
    assert card.table["value"].tolist() == [100, 101, 102]
    assert "303人" in card.finding
    assert card.finding.endswith("2024年度（令和6年度）の値です。")
    assert any("またいで足さず" in note for note in card.notes)
    for head, day in (("年月", "2024-{:02}"), ("基準日", "2024-{:02}-01")):
        months = [f"{day.format(month)},{town},{100 * month}" for month in range(1, 13) for town in ("北", "南")]
        register, _loaded = anything_shelf(t=f"{head},地区,人口\n" + "\n".join(months) + "\n")
        card = build(register, "anything_ranking", {"label": "地区", "amount": "人口"})
        assert card.table["value"].tolist() == [1200, 1200], head
    halls = [f"{2000 + n % 4}-04-01,{'東西'[n % 2]},{10 + n}" for n in range(24)]
    listed, _loaded = anything_shelf(t="認可日,地区,定員\n" + "\n".join(halls) + "\n")
    card = build(listed, "anything_ranking", {"label": "地区", "amount": "定員"})
    assert card.table["value"].sum() == sum(10 + n for n in range(24)), "places of different halls are added up"
    flow, _loaded = anything_shelf(t="年度,館,来館者数\n" + "\n".join(lines) + "\n")
    card = build(flow, "anything_ranking", {"label": "館", "amount": "来館者数"})
    assert card.table["value"].tolist() == [200, 202, 204], "visitors of two years are visitors of both"


def test_months_of_a_population_are_not_added_up_to_a_year() -> None:
    lines = [f"{year}-{month:02}-01,{1000 + month}" for year in range(2018, 2025) for month in range(1, 13)]
    shelf, _loaded = anything_shelf(t="基準日,人口\n" + "\n".join(lines) + "\n")
    for params in ({"time": "基準日", "amount": "人口"}, {"time": "基準日", "amount": "人口", "step": "year"}):
        card = build(shelf, "anything_series", params)
        assert card.table["value"].max() == 1012
        assert "1,012" in card.finding


REGISTER = "年月,地区,性別,{0}\n" + "".join(
    f"令和{8 - (m > 9)}年{m}月,{town},{sex},{m * n}\n"
    for m in (*range(10, 13), *range(1, 10))
    for town, n in (("北", 1), ("南", 10))
    for sex in ("男", "女")
)
"""October 2025 to September 2026, two towns by two sexes: in September the north has 9 men and 9 women, the south 90 each."""


@pytest.mark.parametrize(
    ("head", "values", "said"),
    [
        ("人口", {"北": 18, "南": 180}, "その時点の数です"),
        ("登録者数", {"北": 18, "南": 180}, "その時点の数です"),
        ("人数", {"北": 18, "南": 180}, "見出しからは決められません"),
        # 2 × (1 + 2 + … + 12) = 156
        ("利用者数", {"北": 156, "南": 1560}, "2025年10月から2026年9月までを足し合わせています"),
        ("受付件数", {"北": 156, "南": 1560}, "2025年10月から2026年9月までを足し合わせています"),
        ("金額（円）", {"北": 156, "南": 1560}, "2025年10月から2026年9月までを足し合わせています"),
    ],
)
def test_only_what_happens_over_time_is_added_up_over_months(head: str, values: dict[str, int], said: str) -> None:
    shelf = anything_shelf(a=REGISTER.format(head))[0]
    for name, params, label in (
        ("anything_ranking", {"label": "地区"}, "label"),
        ("anything_cross", {"by": "地区"}, "category"),
    ):
        card = build(shelf, name, params | {"amount": head})
        assert dict(zip(card.table[label], card.table["value"], strict=True)) == values, name
        assert any(said in note for note in card.notes), card.notes
        assert card.finding.endswith("2026年9月の値です。") == (values["北"] == 18), card.finding
    assert not any("足" in note for note in build(shelf, "anything_cross", {"by": "地区"}).notes), "rows are counted"


def test_a_cross_by_month_and_sex_never_adds_a_register_over_its_months() -> None:
    shelf = anything_shelf(a=REGISTER.format("登録者数"))[0]
    by_month = build(shelf, "anything_cross", {"by": "年月", "across": "性別", "amount": "登録者数"})
    assert by_month.table["value"].max() == 12 * 11, "the men of both towns in December"
    assert "全体" not in by_month.finding
    by_sex = build(shelf, "anything_cross", {"by": "性別", "across": "年月", "amount": "登録者数"})
    assert dict(zip(by_sex.table["category"], by_sex.table["value"], strict=True)) == {"男": 99, "女": 99}
    months = build(shelf, "anything_ranking", {"label": "年月", "amount": "登録者数"})
    assert len(months.table) == 12
    assert "合わせ" not in months.finding


def test_squares_of_a_population_show_the_newest_month() -> None:
    rows = [f"2026-{m:02},5640001{n:02d},{m * n}" for m in (1, 2, 3) for n in (11, 12, 13)]
    card = made("年月,メッシュコード,人口\n" + "\n".join(rows) + "\n", "anything_mesh", amount="人口")
    assert card.table["value"].sum() == 3 * (11 + 12 + 13)
    assert card.finding.endswith("2026年3月の値です。")


def test_the_newest_month_beside_a_fiscal_year_is_march_of_the_next() -> None:
    rows = [f"令和7年度,{m}月,{town},{m}" for m in (*range(4, 13), 1, 2, 3) for town in ("北", "南", "東")]
    card = made("年度,月,地区,世帯数\n" + "\n".join(rows) + "\n", "anything_ranking", label="地区", amount="世帯数")
    assert card.table["value"].tolist() == [3, 3, 3]
    assert card.finding.endswith("2026年3月の値です。")


def test_a_newest_moment_of_which_little_is_told_is_passed_over_and_that_is_said() -> None:
    towns = [f"{name}町" for name in "一二三四五六七八九十"]
    lines = [f"2026-{m:02},{town},{100 * m}" for m in (4, 5, 6) for town in towns]
    text = "年月,町名,人口\n" + "\n".join(lines)
    for july in ("\n2026-07,一町,701\n", "\n2026-07,一町,701\n" + "".join(f"2026-07,{t},\n" for t in towns[1:])):
        card = made(text + july, "anything_ranking", label="町名", amount="人口")
        assert "6,000人" in card.finding
        assert card.finding.endswith(
            "2026年6月の値です（2026年7月の値は1件だけなので、10件ある2026年6月を見ています）。"
        )
        series = made(text + july, "anything_series", time="年月", amount="人口", by="町名")
        assert "2026年6月に6,000人" in series.finding
        assert any("2026年7月には「町名」のうち値のないもの" in note for note in series.notes)
    # Two of ten are gone for good: the newest is shown, with how many it has.
    fewer = text + "".join(f"\n2026-07,{town},700" for town in towns[:8])
    card = made(fewer, "anything_ranking", label="町名", amount="人口")
    assert "5,600人" in card.finding
    assert card.finding.endswith("2026年7月の値です。")
    assert any("2026年7月の値は8件です。2026年6月には10件の値があります" in note for note in card.notes)
    # One that grows, and one that has been small for long, show their newest.
    for counts in ((2, 5, 10), (10, 10, 3, 3, 3, 3), (10, 10, 7, 7)):
        lines = [f"{2001 + y}年度,{town},{y}" for y, n in enumerate(counts) for town in towns[:n]]
        card = made("年度,町名,児童数\n" + "\n".join(lines) + "\n", "anything_ranking", label="町名", amount="児童数")
        assert len(card.table) == counts[-1], counts
        fuller = [note for note in card.notes if "2002年度（平成14年度）には10件の値があります" in note]
        assert len(fuller) == (max(counts) > counts[-1]), "said, however long ago"


def test_a_population_whose_months_come_again_without_a_year_is_never_added_up() -> None:
    """Two years of two towns: 10 × month in the first year and 20 more in the second: 65 and 85 on average."""
    text = "月,町名,{0}\n" + "".join(
        f"{m}月,{town},{10 * m + 20 * year}\n" for year in (0, 1) for m in range(1, 13) for town in ("北町", "南町")
    )
    stock = text.format("人口")
    card = made(stock, "anything_ranking", label="町名", amount="人口")
    assert card.table["value"].tolist() == [75, 75]
    assert "合わせ" not in card.finding
    assert any("足していません" in note for note in card.notes)
    cross = made(stock, "anything_cross", by="町名", amount="人口")
    assert cross.table["rows"].tolist() == [24, 24], "rows are counted instead"
    assert "value" not in [column.name for column in cross.columns]
    series = made(stock, "anything_series", time="月", amount="人口", by="町名")
    assert series.table["value"].max() == (120 + 140) / 2
    flow = made(text.format("受付件数"), "anything_ranking", label="町名", amount="受付件数")
    assert flow.table["value"].tolist() == [2 * 780 + 240] * 2  # 10 + 20 + … + 120 = 780, twice, and 12 × 20 more
    assert any("同じ月の行がくり返されています" in note for note in flow.notes)


def test_months_that_come_again_for_other_things_are_of_one_year() -> None:
    text = "月,町名,性別,人口\n" + "".join(f"{m}月,{t},{s},5\n" for m in range(1, 13) for t in "北南" for s in "男女")
    assert made(text, "anything_ranking", label="町名", amount="人口").table["value"].tolist() == [10, 10]
    halls = "園名,月,定員,地区\n" + "".join(f"園{n},{n % 12 + 1},10,{'東西'[n % 2]}\n" for n in range(40))
    assert made(halls, "anything_ranking", label="地区", amount="定員").table["value"].tolist() == [200, 200]


def test_rows_without_a_moment_are_counted_beside_a_series() -> None:
    dated = "".join(f"2024-{m:02}-{d:02},{'東西'[d % 2]},{m}\n" for m in range(1, 7) for d in (1, 8, 15))
    text = "受付日,地区,件数\n" + dated + "未定,東,9\n" * 6 + ",西,8\n" * 5
    for params in ({"how": "count"}, {"amount": "件数"}, {"amount": "件数", "by": "地区"}):
        card = made(text, "anything_series", time="受付日", **params)
        assert "いつのことか分からない11行は入れていません。" in card.notes, params
    # 3 × (1 + … + 6) = 63, 6 × 9 = 54 and 5 × 8 = 40 are added up by district, and that is said.
    card = made(text, "anything_ranking", label="地区", amount="件数")
    assert card.table["value"].sum() == 63 + 54 + 40
    assert any("いつのことか分からない11行を足し合わせています" in note for note in card.notes)
    whole = made("受付日,地区,件数\n" + dated, "anything_series", time="受付日", how="count")
    assert not any("いつのこと" in note for note in whole.notes)


def test_a_row_without_its_month_is_not_of_april() -> None:
    text = "年度,月,件数\n" + "".join(f"令和{y}年度,{m}月,{100 * y}\n" for y in (5, 6) for m in (4, 5, 6))
    card = made(text + "令和6年度,未定,70\n", "anything_series", time="年度", amount="件数", step="month")
    assert card.table["value"].tolist() == [500] * 3 + [600] * 3
    assert "いつのことか分からない1行は入れていません。" in card.notes
    by_year = made(text + "令和6年度,未定,70\n", "anything_series", time="年度", amount="件数", step="fiscal_year")
    assert by_year.table["value"].tolist() == [1500, 1870], "it is of its year"


@pytest.mark.parametrize(
    ("head", "said"), [("人口", ""), ("受付件数", "「受付件数」の合計は18件から26件になりました。")]
)
def test_two_files_over_months_are_compared_by_what_adds_up_over_them(head: str, said: str) -> None:
    """4 + 5 + 6 in the north and 1 + 1 + 1 in the south are 18; July adds 7 and 1."""
    rows = [f"{town}{m},{town},2026-{m:02},{m if town == '北' else 1}" for m in (4, 5, 6, 7) for town in "北南"]
    before, after = (f"台帳,地区,年月,{head}\n" + "\n".join(part) + "\n" for part in (rows[:6], rows))
    shelf = anything_shelf(a=before, b=after)[0]
    card = build(shelf, "anything_compare", {"before": "a", "after": "b", "key": "台帳"})
    assert "増えた行は2" in card.finding
    assert card.finding.endswith(said or "（a → b）。")
    ranges = [note for note in card.notes if "足し合わせています" in note]
    assert len(ranges) == (2 if said else 0), "each file over its own months"
