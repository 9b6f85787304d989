"""Winters (November to April, never calendar years): days with snow from a given depth, and one winter day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from machi.cards import charts, theme, words
from machi.cards.address import Param
from machi.cards.axes import hovers
from machi.cards.card import Card, Chart, TableColumn
from machi.cards.registry import card
from machi.cards.statistics_common import as_day, nothing
from machi.cards.statistics_periods import with_legend
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

LEAST_CM, MOST_CM = 1, 300
MOST_TICKS = 6
PARAMS = (Param("threshold_cm", "integer", None), Param("winter", "integer", None))


def winter_label(year: int) -> str:
    """``2025`` → 「2025–26年の冬」: a winter belongs to two years."""
    return _("{year}–{next:02d}年の冬").format(year=year, next=(year + 1) % 100)


def threshold(shelf: Shelf, asked: int | None) -> int:
    """The depth from which a day counts: as asked, else the city's setting."""
    return min(max(shelf.city.snow_dispatch_cm if asked is None else asked, LEAST_CM), MOST_CM)


@card("snow_seasons", subject="statistics", needs=("snow",), params=PARAMS[:1])
def snow_seasons(shelf: Shelf, threshold_cm: int | None) -> Card:
    """One bar a winter: days at or over the depth. A winter that isn't over is drawn apart and not compared."""
    title, depth = _("雪の深い日は何日ありましたか"), threshold(shelf, threshold_cm)
    answer = shelf.ask("snow_seasons", threshold_cm=depth)
    frame = answer.frame
    if frame.empty:
        return _no_winter(shelf, title)
    frame = frame.assign(
        name=[winter_label(year) for year in frame["winter"]],
        state=[_("途中まで") if part else "―" for part in frame["part"]],
    )
    return Card(
        id="snow_seasons",
        params={},
        title=title,
        finding=_seasons_sentence(shelf, frame, depth),
        table=frame,
        columns=_season_columns(depth),
        figure=_seasons_chart(frame, depth),
        alt=_("棒グラフ。積雪が{depth}cm以上の日数を冬ごとに示しています。{said}").format(
            depth=depth,
            said=_("、").join(
                _("{name}{n}日").format(name=row.name, n=row.days_over) for row in frame.itertuples(index=False)
            ),
        ),
        unit=_("日"),
        sources=shelf.sources("snow"),
        ran=(answer.ran,),
        notes=_season_notes(frame),
    )


def _season_columns(depth: int) -> tuple[TableColumn, ...]:
    day = _("日")
    return (
        TableColumn("name", _("冬（11月〜4月）")),
        TableColumn("days_over", _("積雪{depth}cm以上の日").format(depth=depth), day, "integer"),
        TableColumn("days_unknown", _("積雪の記載がない日"), day, "integer"),
        TableColumn("deepest_cm", _("いちばん深い積雪"), "cm", "integer"),
        TableColumn("days_out", _("除雪が出動した日"), day, "integer"),
        TableColumn("vehicles_out", _("出動台数の合計"), _("台"), "integer"),
        TableColumn("requests", _("要望の件数"), _("件"), "integer"),
        TableColumn("state", _("途中まで")),
    )


def _seasons_chart(frame: pd.DataFrame, depth: int) -> Chart:
    label = _("積雪{depth}cm以上の日数").format(depth=depth)
    # Years of a winter as ticks (2025 over –26), every second one: the names of ten winters don't fit a phone.
    winters = list(zip(frame["winter"], frame["part"], strict=True))
    step = 1 if len(winters) <= MOST_TICKS else 2
    ticks = [
        f"{year}<br>–{(year + 1) % 100:02d}" + (_("途中") if part else "")
        if (len(winters) - 1 - at) % step == 0
        else ""
        for at, (year, part) in enumerate(winters)
    ]
    chart = charts.grouped_bar(
        frame,
        "name",
        {"days_over": label},
        _("日"),
        y_title=_("日数"),
        x_title=_("冬（11月〜4月）"),
        fills=(theme.SKY,),
    )
    layout = dict(chart.spec["layout"])
    layout["xaxis"] = {**layout["xaxis"], "tickvals": list(range(len(winters))), "ticktext": ticks}
    fills = [theme.MUTED if part else theme.SKY for part in frame["part"]]
    (bar,) = chart.spec["data"]
    return replace(chart, spec={"data": [{**bar, "marker": {**bar["marker"], "color": fills}}], "layout": layout})


def _seasons_sentence(shelf: Shelf, frame: pd.DataFrame, depth: int) -> str:
    whole = frame[~frame["part"]]
    source = shelf.sources("snow")[0].title
    if whole.empty:
        last = frame.iloc[-1]
        return _("{name}は、{day}までに積雪が{depth}cm以上の日が{n}日です（{source}）。").format(
            name=last["name"],
            day=words.day(as_day(last["counted_to"])),
            depth=depth,
            n=last["days_over"],
            source=source,
        )
    last = whole.iloc[-1]
    facts = {"name": last["name"], "depth": depth, "n": int(last["days_over"]), "source": source}
    earlier = whole[whole["winter"] == last["winter"] - 1]
    if earlier.empty:
        return _("{name}に、積雪が{depth}cm以上の日は{n}日でした（{source}）。").format(**facts)
    gap = int(last["days_over"]) - int(earlier.iloc[0]["days_over"])
    facts["gap"] = abs(gap)
    if gap == 0:
        return _("{name}に、積雪が{depth}cm以上の日は{n}日。前の冬と同じ日数でした（{source}）。").format(**facts)
    text = (
        _("{name}に、積雪が{depth}cm以上の日は{n}日。前の冬より{gap}日多い日数でした（{source}）。")
        if gap > 0
        else _("{name}に、積雪が{depth}cm以上の日は{n}日。前の冬より{gap}日少ない日数でした（{source}）。")
    )
    return text.format(**facts)


def _season_notes(frame: pd.DataFrame) -> tuple[str, ...]:
    said = [
        _("この表にあるのは、その日の積雪の深さです。実際の出動は、新しく積もった雪の深さや路面の様子でも決まります。"),
        _("要望の件数は、電話のかけやすさや知らせ方でも変わります。雪の多さだけを表すものではありません。"),
    ]
    for row in frame[frame["part"]].itertuples():
        day = words.day(as_day(row.counted_to))
        said.append(_("{name}は{day}までの分です。ほかの冬とは比べていません。").format(name=row.name, day=day))
    unknown = int(frame["days_unknown"].sum())
    if unknown:
        said.append(_("積雪の書かれていない日（合わせて{n}日）は、数えていません。").format(n=unknown))
    return tuple(said)


@card("snow_days", subject="statistics", needs=("snow",), params=PARAMS)
def snow_days(shelf: Shelf, threshold_cm: int | None, winter: int | None) -> Card:
    """Depth day by day over one winter, with the depth that counts as a line."""
    title, depth = _("その冬の雪はどうでしたか"), threshold(shelf, threshold_cm)
    seasons = shelf.ask("snow_seasons", threshold_cm=depth).frame
    if seasons.empty:
        return _no_winter(shelf, title)
    whole = seasons[~seasons["part"]]
    year = int((whole if len(whole) else seasons)["winter"].iloc[-1]) if winter is None else winter
    answer = shelf.ask("snow_days", winter=year)
    frame = answer.frame
    if frame["depth_cm"].notna().sum() == 0:
        return nothing(
            shelf, title, _("{name}の積雪は、この表にありません。").format(name=winter_label(year)),
            _("冬を選び直してください。"), kinds=("snow",),
        )  # fmt: skip
    return Card(
        id="snow_days",
        params={},
        title=title,
        finding=_days_sentence(shelf, frame, year, depth),
        table=frame,
        columns=(
            TableColumn("day", _("日付"), format="date"),
            TableColumn("depth_cm", _("積雪の深さ"), "cm", "integer"),
            TableColumn("vehicles_out", _("出動台数"), _("台"), "integer"),
            TableColumn("requests", _("要望件数"), _("件"), "integer"),
        ),
        figure=_days_chart(frame, depth),
        alt=_("折れ線グラフ。1日ごとの積雪の深さ。") + _days_sentence(shelf, frame, year, depth),
        unit="cm",
        sources=shelf.sources("snow"),
        ran=(answer.ran,),
        notes=(_("線の切れているところは、積雪の書かれていない日です。"),) if frame["depth_cm"].isna().any() else (),
    )


def _days_chart(frame: pd.DataFrame, depth: int) -> Chart:
    chart = charts.line_chart(
        frame.assign(threshold=depth), "day",
        {"depth_cm": _("積雪の深さ"), "threshold": _("数える深さ（{depth}cm）").format(depth=depth)}, "cm",
        y_title=_("積雪の深さ"), x_title=_("日"), zero=True,
    )  # fmt: skip
    snow, line = chart.spec["data"]
    days = [words.day(as_day(day), western=True) for day in frame["day"]]
    snow = {**snow, "mode": "lines", "hovertext": _hovers(days, frame)}
    line = {**line, "mode": "lines", "line": {**line["line"], "dash": "dash", "width": 1.5}, "hoverinfo": "skip"}
    layout = dict(chart.spec["layout"])
    layout["xaxis"] = {**layout["xaxis"], **_day_ticks([as_day(day) for day in frame["day"]])}
    return with_legend(replace(chart, spec={"data": [snow, line], "layout": layout}))


def _day_ticks(days: Sequence[date]) -> dict[str, Any]:
    """The first of each month; within one month the ends."""
    firsts = [day for day in days if day.day == 1]
    if len(firsts) > 1:
        names = [_month_tick(day, day in (firsts[0], date(day.year, 1, 1))) for day in firsts]
        return {"tickvals": [day.isoformat() for day in firsts], "ticktext": names}
    ends = list(dict.fromkeys((days[0], days[-1])))
    return {"tickvals": [day.isoformat() for day in ends], "ticktext": [f"{day.month}/{day.day}" for day in ends]}


def _month_tick(day: date, with_year: bool) -> str:
    month = words.month_label(day.month)
    return f"{month}<br>{day.year}" if with_year else month


def _hovers(days: Sequence[str], frame: pd.DataFrame) -> list[str]:
    depths: list[Any] = [None if value != value else value for value in frame["depth_cm"]]
    return hovers(days, depths, _("積雪の深さ"), "cm")


def _days_sentence(shelf: Shelf, frame: pd.DataFrame, year: int, depth: int) -> str:
    over = int((frame["depth_cm"] >= depth).sum())
    deepest = frame.loc[frame["depth_cm"].idxmax()]
    if deepest["depth_cm"] == 0:
        last = words.day(as_day(frame.dropna(subset=["depth_cm"])["day"].iloc[-1]))
        return _("{name}は、{day}まで積雪がありません（{source}）。").format(
            name=winter_label(year), day=last, source=shelf.sources("snow")[0].title
        )
    return _(
        "{name}は、積雪が{depth}cm以上の日が{n}日、いちばん深かったのは{day}の{cm}cmです（{source}）。"
    ).format(
        name=winter_label(year), depth=depth, n=over, day=words.day(as_day(deepest["day"])),
        cm=words.number(deepest["depth_cm"]), source=shelf.sources("snow")[0].title,
    )  # fmt: skip


def _no_winter(shelf: Shelf, title: str) -> Card:
    return nothing(
        shelf,
        title,
        _("11月から4月の積雪を読み取れる行がありません。"),
        _("「データ一覧」で、このデータの見つかった点を確かめてください。"),
        kinds=("snow",),
    )
