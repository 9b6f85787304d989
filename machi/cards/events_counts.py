"""How many events: by month, by weekday, by category. What counts as one is said beside each figure."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

import pandas as pd

from machi.cards import theme, words
from machi.cards.address import Param
from machi.cards.card import Card, Chart, TableColumn
from machi.cards.charts import grouped_bar, ranked_bar, stacked_bar
from machi.cards.events_common import (
    NEEDS,
    Coverage,
    coverage,
    reach_sentence,
    records,
    undated_sentence,
    weekday_names,
    year_shown,
)
from machi.cards.registry import card
from machi.store.shelf import Shelf
from machi.text import _

YEAR = Param("year", "integer")
CATEGORY = Param("category", "text", "")
MOST_BARS = 15
"""More categories than these stay in the table: a list of forty bars is no figure."""


@card("events_by_month", subject="events", needs=NEEDS, params=(YEAR, CATEGORY))
def events_by_month(shelf: Shelf, year: int | None, category: str) -> Card:
    """Events per month of a year. A month that the lists don't cover is a gap, whatever exhibition still runs in it."""
    covered = coverage(shelf)
    year = year_shown(year, covered, shelf.today)
    answer = shelf.ask("event_months", year=year, category=category)
    spans = [(row["month"].date(), row["events"]) for row in records(answer.frame)]
    known = {_month(first): n for first, n in spans if covered.known(first, _end(first))}
    whole = {_month(first): n for first, n in spans if covered.whole(first, _end(first))}
    names = [_month(first) for first, _n in spans]
    frame = pd.DataFrame({"month": names, "events": pd.array([known.get(name) for name in names], dtype="Int64")})
    some = any(known.values())
    return Card(
        id="",
        params={},
        title=_("催しが多い月は？"),
        finding=_month_finding(year, known, whole, reach_sentence(covered, shelf.today))
        if covered.dated
        else undated_sentence(covered),
        table=frame,
        columns=(TableColumn("month", _("月")), TableColumn("events", _("催し"), _("件"), "integer")),
        figure=_month_bars(frame) if some else None,
        alt=_("{year}年の月ごとの催しの数の棒グラフ。{counts}。").format(
            year=year, counts=_("、").join(words.counted(name, n) for name, n in known.items())
        ),
        unit=_("件"),
        sources=shelf.sources("event"),
        ran=(answer.ran, covered.ran),
        notes=_month_notes(known, whole) if some else (),
        empty=not some,
    )


def _month(first: date) -> str:
    return words.month_label(first.month)


def _end(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def _month_bars(frame: pd.DataFrame) -> Chart:
    """Bars with the bare number of the month below: twelve times 「10月」 would stand on end on a phone."""
    chart = grouped_bar(frame, "month", {"events": _("催し")}, _("件"), y_title=_("催し"), x_title=_("月"))
    chart.spec["layout"]["xaxis"]["ticktext"] = [str(month) for month in range(1, 13)]
    return chart


def _month_notes(known: dict[str, int], whole: dict[str, int]) -> tuple[str, ...]:
    counted = _("月をまたぐ催しは、かかる月のそれぞれで1件と数えています。")
    partial = [name for name in known if name not in whole]
    if not partial:
        return (counted,)
    return counted, _("{months}は、一覧が月の途中までの分です。").format(months=_("・").join(partial))


def _month_finding(year: int, known: dict[str, int], whole: dict[str, int], reach: str) -> str:
    if not any(known.values()):
        return _("{year}年の催しは一覧にありません。別の年や種類を選んでください。{reach}").format(
            year=year, reach=reach
        )
    most = max(known.values())
    text = _("{year}年に催しがいちばん多い月は{months}").format(year=year, months=_which(known, most))
    least = min(whole.values(), default=most)
    if least < most:
        text += _("、いちばん少ない月は{months}").format(months=_which(whole, least))
    return text + _("です。") + reach


def _which(counts: dict[str, int], wanted: int) -> str:
    return words.tied([name for name, n in counts.items() if n == wanted], words.items(wanted))


@card("events_by_weekday", subject="events", needs=NEEDS, params=(YEAR, CATEGORY))
def events_by_weekday(shelf: Shelf, year: int | None, category: str) -> Card:
    """Events per weekday of a year: single ones below, those of a week and more (on every weekday) on top."""
    covered = coverage(shelf)
    year = year_shown(year, covered, shelf.today)
    answer = shelf.ask("event_weekdays", year=year, category=category)
    rows = records(answer.frame)
    short = [row["events"] - row["week_long"] for row in rows]
    frame = pd.DataFrame(
        {"weekday": list(weekday_names()), "short": short, "week_long": [row["week_long"] for row in rows]}
    )
    frame["events"] = frame["short"] + frame["week_long"]
    some = bool(frame["events"].sum())
    series = {"short": (_("6日以内の催し"), theme.SKY), "week_long": (_("7日以上つづく催し"), theme.MUTED)}
    return Card(
        id="",
        params={},
        title=_("催しが多い曜日は？"),
        finding=_weekday_finding(year, short, covered, shelf.today) if covered.dated else undated_sentence(covered),
        table=frame,
        columns=(
            TableColumn("weekday", _("曜日")),
            TableColumn("short", _("6日以内の催し"), _("件"), "integer"),
            TableColumn("week_long", _("7日以上つづく催し"), _("件"), "integer"),
            TableColumn("events", _("合わせて"), _("件"), "integer"),
        ),
        figure=stacked_bar(frame, "weekday", series, _("件"), y_title=_("催し")) if some else None,
        alt=_("{year}年の曜日ごとの催しの数の棒グラフ。6日以内の催しは{counts}。").format(
            year=year,
            counts=_("、").join(
                words.counted(_("{name}曜").format(name=name), n)
                for name, n in zip(weekday_names(), short, strict=True)
            ),
        ),
        unit=_("件"),
        sources=shelf.sources("event"),
        ran=(answer.ran, covered.ran),
        notes=(
            _("1つの催しは、何週つづいても曜日ごとに1件と数えています。祝日も曜日どおりに数えています。"),
            _("7日以上つづく催しは、どの曜日にも数えています。休みの日は一覧からは分かりません。"),
            reach_sentence(covered, shelf.today),
        )
        if some
        else (),
        empty=not some,
    )


def _weekday_finding(year: int, short: list[int], covered: Coverage, today: date) -> str:
    reach = reach_sentence(covered, today)
    if not any(short):
        return _("{year}年に6日以内の催しは一覧にありません。別の年や種類を選んでください。{reach}").format(
            year=year, reach=reach
        )
    most = max(short)
    days = [
        _("{weekday}曜日").format(weekday=name) for name, n in zip(weekday_names(), short, strict=True) if n == most
    ]
    return _(
        "{year}年の6日以内の催しがいちばん多いのは{days}。平日（月〜金）は1つの曜日あたり平均{mean}件です。"
    ).format(
        year=year,
        days=words.tied(days, words.items(most)),
        mean=words.number(sum(short[:5]) / 5, 1),
    )


@card("events_by_category", subject="events", needs=NEEDS, params=(YEAR,))
def events_by_category(shelf: Shelf, year: int | None) -> Card:
    """Events of a year per category, most first; those without one are named, not dropped."""
    covered = coverage(shelf)
    year = year_shown(year, covered, shelf.today)
    answer = shelf.ask("event_categories", year=year)
    rows = records(answer.frame)
    named = [row for row in rows if row["category"]]
    span = {"first": date(year, 1, 1), "last": date(year, 12, 31)}
    counted = shelf.ask("event_counts", **span)
    blank = sum(row["events"] for row in rows if not row["category"])
    rest = [{"category": _("記載なし"), "events": blank}] if blank else []
    frame = pd.DataFrame([*named, *rest], columns=["category", "events"])
    notes = [_("1つの催しに種類が2つ以上あるときは、それぞれで1件と数えています。")]
    if len(named) > MOST_BARS:
        notes.append(_("図は多いほうから{n}種類です。すべては表にあります。").format(n=MOST_BARS))
    if named:
        notes.append(reach_sentence(covered, shelf.today))
    bars = pd.DataFrame([*named[:MOST_BARS], *rest], columns=["category", "events"])
    return Card(
        id="",
        params={},
        title=_("どんな催しが多い？"),
        finding=_category_finding(
            year, records(counted.frame)[0]["events"], named, blank, reach_sentence(covered, shelf.today)
        )
        if covered.dated
        else undated_sentence(covered),
        table=frame,
        columns=(TableColumn("category", _("種類")), TableColumn("events", _("催し"), _("件"), "integer")),
        figure=_category_bars(bars, bool(rest)) if named else None,
        alt=_("{year}年の種類ごとの催しの数の棒グラフ。{counts}。").format(
            year=year, counts=_("、").join(words.counted(row["category"], row["events"]) for row in records(bars))
        ),
        unit=_("件"),
        sources=shelf.sources("event"),
        ran=(answer.ran, counted.ran, covered.ran),
        notes=tuple(notes) if named else (),
        empty=not named,
    )


def _category_bars(bars: pd.DataFrame, blank: bool) -> Chart:
    """Bars of the named categories; 「記載なし」, last and grey, shows how much they leave open."""
    chart = ranked_bar(bars, "category", "events", _("件"), x_title=_("催し"))
    if blank:
        chart.spec["data"][0]["marker"]["color"][-1] = theme.MUTED
    return chart


def _category_finding(year: int, total: int, named: list[dict[str, Any]], blank: int, reach: str) -> str:
    if not named and blank:
        return _("{year}年の催し{n}件には、種類の記載がありません。{reach}").format(
            year=year, n=words.number(blank), reach=reach
        )
    if not named:
        return _("{year}年の催しは一覧にありません。別の年を選んでください。{reach}").format(year=year, reach=reach)
    facts = {"year": year, "n": words.number(total), "k": words.number(total - blank)}
    most = named[0]["events"]
    names = [_("「{name}」").format(name=row["category"]) for row in named if row["events"] == most]
    facts["first"] = words.tied(names, words.items(most))
    following = [row for row in named if row["events"] != most]
    facts["next"] = (
        _("、次は「{second}」の{n}件").format(second=following[0]["category"], n=words.number(following[0]["events"]))
        if following
        else ""
    )
    if blank:
        return _(
            "{year}年の催し{n}件のうち種類が書かれているのは{k}件。その中でいちばん多い種類は{first}{next}です。"
        ).format(**facts)
    return _("{year}年の催し{n}件でいちばん多い種類は{first}{next}です。").format(**facts)
