"""Charts are valid Plotly figures, escape what files bring, stand on zero and leave the text colour to the page."""

from __future__ import annotations

import copy
import json
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from machi.cards import charts, theme
from machi.cards.axes import MAX_TICKS, time_axis
from machi.cards.card import Chart
from machi.cards.glimpse import first_bars, glimpse, legend_of

NASTY = "<b>山</b> & %{y} $x$"
FRAME = pd.DataFrame(
    {"year": [2018, 2019, 2020], "a": [10, None, 12], "b": [3.0, 4.5, 5.0], "name": [NASTY, "川", "海"]}
)
DATES = pd.DataFrame({"day": pd.to_datetime(["2023-03-01", "2024-01-01", "2024-07-01"]), "a": [100, 98, 97]})
AGES = pd.DataFrame(
    {"band": ["0〜4歳", NASTY], "men": [120, 80], "women": [110, 90], "men_then": [150, 60], "women_then": [140, None]}
)

ALL: dict[str, Chart] = {
    "line": charts.line_chart(FRAME, "year", {"a": NASTY, "b": "乙"}, "人", y_title="人口"),
    "line of one": charts.line_chart(DATES, "day", {"a": "計"}, "人", y_title="人口"),
    "line with points": charts.line_chart(
        DATES, "day", {"a": "計"}, "人", y_title="人口", points={NASTY: (DATES, "day", "a")}
    ),
    "stacked": charts.stacked_bar(
        FRAME, "year", {"b": (NASTY, theme.OLD)}, "%", y_title="割合", digits=1, line=("b", "市")
    ),
    "grouped": charts.grouped_bar(FRAME, "name", {"a": "甲", "b": NASTY}, "件", y_title="数"),
    "ranked": charts.ranked_bar(FRAME, "name", "a", "人", x_title="人口", highlight="川"),
    "pyramid": charts.pyramid(
        AGES, "band", "men", "women", "人", label=NASTY, compare=("men_then", "women_then"), compare_label=NASTY
    ),
}


def strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings(item)]
    if isinstance(value, (list, tuple)):
        return [text for item in value for text in strings(item)]
    return [value] if isinstance(value, str) else []


def keys(value: Any, path: str = "") -> list[str]:
    if isinstance(value, dict):
        return [name for key, item in value.items() for name in (f"{path}{key}", *keys(item, f"{path}{key}."))]
    return [name for item in value for name in keys(item, path)] if isinstance(value, list) else []


@pytest.mark.parametrize("name", ALL)
def test_a_chart_is_a_plain_dict_that_plotly_accepts(name: str) -> None:
    spec = ALL[name].spec
    go.Figure(spec)
    json.dumps(spec, allow_nan=False)


@pytest.mark.parametrize("name", ALL)
def test_no_tag_of_a_file_reaches_the_figure(name: str) -> None:
    assert not any("<b>" in text for text in strings(ALL[name].spec))


@pytest.mark.parametrize("name", ALL)
def test_no_template_reads_names_as_fields(name: str) -> None:
    assert not any(key.endswith(("hovertemplate", "texttemplate")) for key in keys(ALL[name].spec))


@pytest.mark.parametrize("name", ALL)
def test_the_page_decides_text_grid_and_background(name: str) -> None:
    layout = ALL[name].spec["layout"]
    paths = keys({key: value for key, value in layout.items() if key != "annotations"})
    assert not [path for path in paths if path.endswith(("font.color", "gridcolor", "bgcolor.color", "template"))]
    assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == "rgba(0,0,0,0)"
    for note in layout.get("annotations", ()):
        assert ("color" in note.get("font", {})) == ("bgcolor" in note)


@pytest.mark.parametrize("name", ALL)
def test_a_finger_scrolls_the_page_and_not_the_chart(name: str) -> None:
    layout = ALL[name].spec["layout"]
    assert layout["dragmode"] is False
    assert layout["xaxis"]["fixedrange"] is True
    assert layout["yaxis"]["fixedrange"] is True
    assert layout["xaxis"]["automargin"] is True


def test_a_missing_value_is_a_gap_and_says_so() -> None:
    trace = ALL["line"].spec["data"][0]
    assert trace["y"] == [10, None, 12]
    assert trace["connectgaps"] is False
    assert trace["hovertext"][1].endswith("数値なし")
    assert trace["hovertext"][2] == f"{theme.escape(NASTY)}<br>2020年（令和2年）<br>12人"


def test_two_lines_carry_their_names_and_five_need_a_legend() -> None:
    two = ALL["line"].spec["layout"]
    assert [note["text"] for note in two["annotations"]] == [theme.escape(NASTY), "乙"]
    assert two["showlegend"] is False
    wide = pd.DataFrame({"year": [2020, 2021], **{str(n): [n, n + 1] for n in range(5)}})
    five = charts.line_chart(wide, "year", {str(n): f"系列{n}" for n in range(5)}, "人", y_title="人口").spec["layout"]
    assert five["showlegend"] is True
    assert "annotations" not in five


def test_ticks_have_the_era_and_stand_apart() -> None:
    years = pd.Series(range(1990, 2027))
    axis = time_axis(years)
    assert len(axis["tickvals"]) <= MAX_TICKS + 1
    assert axis["tickvals"][-1] == 2026
    assert axis["ticktext"][-1] == "2026<br>令和8"


def test_surveys_of_one_year_are_labelled_by_month_at_true_distances() -> None:
    axis = ALL["line of one"].spec["layout"]["xaxis"]
    assert axis["type"] == "date"
    assert axis["tickvals"] == ["2023-03-01", "2024-01-01", "2024-07-01"]
    assert axis["ticktext"] == ["2023/3<br>令和5", "2024/1<br>令和6", "2024/7<br>令和6"]


def test_a_single_day_has_room_around_it() -> None:
    one = charts.line_chart(DATES.head(1), "day", {"a": "計"}, "人", y_title="人口").spec["layout"]["xaxis"]
    assert one["range"] == ["2022-03-15", "2024-03-15"]


@pytest.mark.parametrize("name", ["stacked", "grouped"])
def test_bars_stand_on_zero(name: str) -> None:
    axis = ALL[name].spec["layout"]["yaxis"]
    assert axis.get("rangemode") == "tozero" or axis["range"] == [0, 100]


def test_a_ranked_bar_reads_from_the_top_and_includes_zero() -> None:
    spec = ALL["ranked"].spec
    assert spec["layout"]["yaxis"]["ticktext"][0] == theme.escape(NASTY)
    assert spec["layout"]["yaxis"]["range"] == [2.5, -0.5]
    low, high = spec["layout"]["xaxis"]["range"]
    assert low == 0
    assert high > 12
    assert spec["data"][0]["marker"]["color"][1] == theme.ORANGE
    fewer = charts.ranked_bar(FRAME.assign(a=[-5, 2, 0]), "name", "a", "人", x_title="増減").spec["layout"]["xaxis"][
        "range"
    ]
    assert fewer[0] < -5 < 2 < fewer[1]


def test_no_value_of_a_ranked_bar_runs_over_the_edge_of_a_phone() -> None:
    """The label's end in px, worked out from the axis: 130 px of names leave 120 of the narrowest figure's 250."""
    frame = pd.DataFrame({"name": ["ア" * 10, "イ", "ウ", "エ"], "a": [2809, 2500, 900, 3]})
    spec = charts.ranked_bar(frame, "name", "a", "人", x_title="人口").spec
    bar, (low, high) = spec["data"][0], spec["layout"]["xaxis"]["range"]
    assert bar["textposition"] == ["inside", "inside", "outside", "outside"]
    for value, text, where in zip(bar["x"], bar["text"], bar["textposition"], strict=True):
        wide = sum(13 if letter == "人" else 7.3 for letter in text)
        end = (value - low) / (high - low) * 120
        assert (end >= wide) if where == "inside" else (end + wide <= 120), text
    losses = charts.ranked_bar(pd.DataFrame({"name": ["ア", "イ"], "a": [40, -1]}), "name", "a", "%", x_title="差").spec
    assert losses["data"][0]["textposition"][1] == "outside"
    assert losses["layout"]["xaxis"]["range"][0] < -3  # room for 「-1%」 on the left of its bar


def test_a_glimpse_has_few_ticks_none_upon_another_and_no_title_that_runs_out() -> None:
    axis = {"title": {"text": "○（対象）と書かれた場所（か所）"}, "tickformat": ","}
    assert glimpse(Chart({"data": [], "layout": {"xaxis": axis}}, 300))["layout"]["xaxis"] == {
        "title": {"text": ""},
        "tickformat": ",",
        "nticks": 3,
    }
    near = {
        "tickvals": ["2023-03-01", "2024-03-01", "2024-07-01"],
        "ticktext": ["a", "b", "c"],
        "title": {"text": "日"},
    }
    assert glimpse(Chart({"data": [], "layout": {"xaxis": near}}, 300))["layout"]["xaxis"]["ticktext"] == ["a", "c"]
    years = {"tickvals": [2010, 2018, 2022, 2026], "ticktext": list("abcd"), "title": {"text": "年"}}
    assert glimpse(Chart({"data": [], "layout": {"xaxis": years}}, 300))["layout"]["xaxis"]["ticktext"] == list("abd")
    both = {"tickvals": [-30, -20, -10, 0, 10, 20, 30], "ticktext": list("3210123"), "title": {"text": "人数"}}
    assert glimpse(Chart({"data": [], "layout": {"xaxis": both}}, 300))["layout"]["xaxis"]["tickvals"] == [-20, 0, 20]


def test_a_glimpse_shortens_long_names_beside_bars_without_cutting_an_entity() -> None:
    assert names_of("崖崩れ、土石流及び地滑り", "甲&乙&丙&丁&戊&己&庚", *"一二三四五") == [
        "崖崩れ、土石流…", "甲&amp;乙&amp;丙&amp;丁&amp;…", *"一二三四五",
    ]  # fmt: skip


def names_of(*names: str) -> list[str]:
    """The names beside the bars of a glimpse."""
    frame = pd.DataFrame({"name": names, "a": range(1, len(names) + 1)})
    made = glimpse(charts.ranked_bar(frame, "name", "a", "か所", x_title="数"))
    return list(made["layout"]["yaxis"]["ticktext"])


def test_a_glimpse_of_few_bars_has_names_of_two_lines() -> None:
    assert names_of("崖崩れ、土石流及び地滑り", "甲&乙", "地震") == [
        "崖崩れ、土石流及<br>び地滑り",
        "甲&amp;乙",
        "地震",
    ]
    assert names_of("一" * 17, "地震") == ["一" * 7 + "…", "地震"], "three lines are cut to one"


def test_a_glimpse_shows_the_first_bars_where_all_would_stand_upon_each_other() -> None:
    frame = pd.DataFrame({"name": [f"ひまわり保育園{n}" for n in range(1, 16)], "a": range(10, 160, 10)})
    chart = charts.ranked_bar(frame, "name", "a", "人", x_title="定員")
    assert first_bars(chart) == 9
    made = glimpse(chart)
    bar, axis = made["data"][0], made["layout"]["yaxis"]
    assert bar["x"] == [10, 20, 30, 40, 50, 60, 70, 80, 90]
    assert len(bar["y"]) == len(bar["text"]) == len(bar["marker"]["color"]) == len(axis["tickvals"]) == 9
    assert axis["range"] == [8.5, -0.5]
    assert made["layout"]["xaxis"]["range"][1] >= 150, "as long as the longest bar of all"
    few = charts.ranked_bar(frame.head(9), "name", "a", "人", x_title="定員")
    assert first_bars(few) == 0
    assert len(glimpse(few)["data"][0]["x"]) == 9


def test_a_glimpse_names_its_series_in_their_colours() -> None:
    layout = {"showlegend": True}
    lines = [
        {"type": "scatter", "name": "A&amp;B", "line": {"color": "#005AFF"}, "marker": {"color": "#FFFFFF"}},
        {"type": "bar", "name": "C", "marker": {"color": "#F6AA00"}},
        {"type": "bar", "name": "hidden", "marker": {"color": "#F6AA00"}, "showlegend": False},
        {"type": "scatter", "name": "white on white", "marker": {"color": "#FFFFFF"}},
    ]
    assert legend_of(Chart({"data": lines, "layout": layout}, 300)) == [("A&B", "#005AFF"), ("C", "#F6AA00")]
    assert legend_of(Chart({"data": lines, "layout": {"showlegend": False}}, 300)) == []


def test_a_glimpse_has_room_for_twice_as_many_latin_letters() -> None:
    made = names_of("earthquake", "slope failure, debris flow", *"abcde")
    assert "earthquake" in made
    cut = next(name for name in made if name.startswith("slope"))
    assert cut.endswith("…")
    assert len("slope fail") < len(cut) <= 16


def test_a_glimpse_keeps_names_apart_that_begin_alike() -> None:
    names = names_of(*(f"第一ひまわり保育園{n}" for n in (1, 2)), *"一二三四五")
    assert names[:2] == ["第一ひま…育園1", "第一ひま…育園2"]


def test_shares_in_lying_bars_end_at_a_hundred() -> None:
    frame = pd.DataFrame({"name": ["甲", "乙"], "a": [60.04, 20], "b": [39.96, 80]})
    parts = {"a": ("い", theme.SKY), "b": ("ろ", theme.ORANGE)}
    spec = charts.stacked_rows(frame, "name", parts, "%", x_title="割合", digits=1).spec
    assert spec["layout"]["xaxis"]["range"] == [0, 100]
    assert spec["data"][0]["text"] == ["60.0", "20.0"]


def test_the_pyramid_has_men_left_women_right_and_absolute_labels() -> None:
    men, women, then_men, then_women = ALL["pyramid"].spec["data"]
    assert men["x"] == [-120, -80]
    assert women["x"] == [110, 90]
    assert then_men["x"] == [-150, -60]
    assert then_women["x"] == [140, None]
    assert then_men["marker"]["color"] == "rgba(0,0,0,0)"
    axis = ALL["pyramid"].spec["layout"]["xaxis"]
    assert not any("-" in text for text in axis["ticktext"])
    assert axis["tickvals"] == [-150, -100, -50, 0, 50, 100, 150]
    assert men["hovertext"][0].endswith("120人")


def test_women_and_men_are_not_pink_and_blue() -> None:
    assert theme.MEN == "#03AF7A"
    assert theme.WOMEN == "#F6AA00"


def contrast(first: str, second: str) -> float:
    """WCAG 2 contrast ratio, from its definition."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_thin_lines_reach_text_contrast_on_the_light_and_on_the_dark_page() -> None:
    for colour in theme.LINES:
        spec = {"data": [{"type": "scatter", "line": {"color": colour}}], "layout": {}}
        assert contrast(colour, "#FFFFFF") >= 4.5
        assert contrast(theme.for_dark(spec)["data"][0]["line"]["color"], "#0E1117") >= 4.5


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", ALL)
def test_painted_text_reaches_seven_to_one_on_its_page(name: str, dark: bool) -> None:
    before = copy.deepcopy(ALL[name].spec)
    spec, ground = theme.painted(ALL[name].spec, dark), "#12161C" if dark else "#FFFFFF"
    go.Figure(spec)
    assert ALL[name].spec == before
    layout = spec["layout"]
    fonts = [layout["font"], layout["legend"]["font"]]
    for axis in (layout["xaxis"], layout["yaxis"]):
        assert axis["tickangle"] == 0
        fonts += [axis["tickfont"], axis["title"]["font"]]
    fonts += [note["font"] for note in layout.get("annotations", ()) if "bgcolor" not in note]
    assert all(contrast(font["color"], ground) >= 7 for font in fonts)


@pytest.mark.parametrize("name", ["grouped", "ranked"])
def test_values_beside_bars_are_never_shrunk(name: str) -> None:
    frame = FRAME.drop(columns="b")
    chart = ALL[name] if name == "ranked" else charts.grouped_bar(frame, "name", {"a": "甲"}, "件", y_title="数")
    (bar,) = chart.spec["data"]
    assert bar["constraintext"] == "none"
    assert bar["textfont"]["size"] >= 12


def test_values_that_would_touch_on_a_phone_are_left_out() -> None:
    many = pd.DataFrame({"name": [str(n) for n in range(14)], "a": [12345] * 14})
    assert "text" not in charts.grouped_bar(many, "name", {"a": "甲"}, "件", y_title="数").spec["data"][0]


def test_long_names_side_by_side_take_several_lines() -> None:
    names = pd.DataFrame({"name": ["公共施設の一覧"] * 6, "a": [1] * 6})
    axis = charts.grouped_bar(names, "name", {"a": "甲"}, "件", y_title="数").spec["layout"]["xaxis"]
    assert axis["tickangle"] == 0
    assert all(len(line) <= 3 for line in axis["ticktext"][0].split("<br>"))
    assert axis["ticktext"][0].replace("<br>", "") == "公共施設の一覧"


def test_the_outline_of_fills_is_seen_on_both_pages() -> None:
    assert contrast(theme.OUTLINE, "#FFFFFF") >= 4.5
    assert contrast(theme.OUTLINE, "#0E1117") >= 3


FILLS = sorted({*theme.FILLS, theme.OLD, theme.WORKING, theme.YOUNG, theme.MEN, theme.WOMEN})


@pytest.mark.parametrize("fill", FILLS)
def test_text_inside_a_fill_is_legible(fill: str) -> None:
    assert contrast(theme.text_on(fill), fill) >= 4.5


def test_the_dark_figure_is_a_copy() -> None:
    spec = ALL["pyramid"].spec
    before = copy.deepcopy(spec)
    dark = theme.for_dark(spec)
    assert spec == before
    assert dark["data"][2]["marker"]["line"]["color"] != spec["data"][2]["marker"]["line"]["color"]
    assert dark["data"][0]["marker"] == spec["data"][0]["marker"]


def test_an_empty_frame_draws_an_empty_chart() -> None:
    nothing = FRAME.head(0)
    for chart in (
        charts.line_chart(nothing, "year", {"a": "甲"}, "人", y_title="人口"),
        charts.stacked_bar(nothing, "year", {"a": ("甲", theme.SKY)}, "人", y_title="人口"),
        charts.grouped_bar(nothing, "year", {"a": "甲"}, "人", y_title="人口"),
        charts.ranked_bar(nothing, "name", "a", "人", x_title="人口"),
        charts.pyramid(AGES.head(0), "band", "men", "women", "人", label=""),
    ):
        go.Figure(chart.spec)


def test_a_day_from_the_store_is_written_as_a_day() -> None:
    frame = pd.DataFrame({"day": [date(2024, 1, 1), date(2025, 1, 1)], "a": [1, 2]})
    trace = charts.line_chart(frame, "day", {"a": "計"}, "人", y_title="人口").spec["data"][0]
    assert trace["x"] == ["2024-01-01", "2025-01-01"]
    assert trace["hovertext"][0] == "計<br>2024年（令和6年）1月1日<br>1人"
