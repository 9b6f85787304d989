"""The examples that a visitor's own file can be shown as: which card on which page, and the columns that it draws on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from machi.cards.card import Value
from machi.cards.place_kinds import KINDS as PLACE_KINDS
from machi.text import _


@dataclass(frozen=True)
class Example:
    """``view`` is the query of ``pages/<page>.py`` at which the card stands; ``params`` are the card's own."""

    card: str
    page: str
    kinds: tuple[str, ...]
    columns: tuple[str, ...]
    """Without a value in each of these the example has nothing to show."""
    question: str
    way: str
    """How the rows are seen then: ends the sentence 「…の列があれば、」."""
    view: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, Value] = field(default_factory=dict)


def examples() -> tuple[Example, ...]:
    """Every example, the most telling first within a kind."""
    return (*_places(), *_safety(), *_events(), *_people(), *_figures(), *_city_hall())


def _places() -> list[Example]:
    point, listed = ("lat", "lon"), []
    listed.append(
        Example("places_map", "places", PLACE_KINDS, point, _("どこにある？"), _("地図で見られます"), {"view": "map"})
    )
    for kind in PLACE_KINDS:
        words = (_("近くにあるのは？"), _("近い順に探せます"))
        listed.append(
            Example("places_nearest", "places", (kind,), point, *words, {"kind": kind}, {"kinds": (kind,)}),
        )
    for kind in PLACE_KINDS:
        words = (_("どこまで届いている？"), _("届く範囲を見られます"))
        query = {"view": "coverage", "kind": kind}
        listed.append(Example("places_coverage", "places", (kind,), point, *words, query, {"kind": kind}))
    listed += [
        Example(
            "park_equipment", "places", ("park",), ("equipment",), _("遊具のある公園は？"), _("遊具ごとに見られます"),
            {"view": "parks"},
        ),
        Example(
            "place_hours", "places", PLACE_KINDS, ("days", "open_minute"), _("いま開いているのは？"),
            _("曜日と時刻で探せます"), {"view": "hours"},
        ),
        Example(
            "places_counts", "places", PLACE_KINDS, ("name",), _("いくつある？"), _("種類や地区ごとの数を見られます"),
            {"view": "counts"},
        ),
    ]  # fmt: skip
    return listed


def _safety() -> list[Example]:
    kinds, point = ("evacuation_space",), ("lat", "lon")
    return [
        Example(
            "evacuation_sites", "safety", kinds, point, _("いちばん近い避難場所は？"), _("近い順に探せます"),
            {"view": "sites"},
        ),
        Example(
            "evacuation_map", "safety", kinds, point, _("避難場所はどこ？"), _("地図で見られます"), {"view": "map"}
        ),
        Example(
            "evacuation_hazards", "safety", kinds, ("earthquake",), _("災害ごとの避難場所は？"),
            _("災害ごとの数を見られます"), {"view": "hazards"},
        ),
    ]  # fmt: skip


def _events() -> list[Example]:
    kinds, every = ("event",), {"period": "all"}
    return [
        Example(
            "events_calendar", "events", kinds, ("start_on",), _("催しの多い時期は？"), _("カレンダーで見られます"),
            {"view": "calendar"},
        ),
        Example(
            "events_list", "events", kinds, ("name", "start_on"), _("どんな催しがある？"), _("日付の順に見られます"),
            every, every,
        ),
        Example(
            "events_by_month", "events", kinds, ("start_on",), _("いつ・何が多い？"), _("月ごとの数を見られます"),
            {"view": "counts"},
        ),
        Example("events_map", "events", kinds, ("lat", "lon"), _("催しはどこで？"), _("地図で見られます"), every, every),
    ]  # fmt: skip


def _people() -> list[Example]:
    kinds, mesh, diet = ("population",), ("mesh_population",), ("diet_survey",)
    return [
        Example(
            "population_trend", "population", kinds, ("surveyed_on", "total"), _("人口はどう変わった？"),
            _("うつりかわりを見られます"),
        ),
        Example(
            "population_pyramid", "population", kinds, ("m_0_4", "f_0_4"), _("年齢のかたちは？"),
            _("人口ピラミッドで見られます"), {"view": "ages"},
        ),
        Example(
            "population_towns", "population", kinds, ("town", "total"), _("町ごとの人口は？"),
            _("町ごとに比べられます"), {"view": "towns"},
        ),
        Example(
            "population_households", "population", kinds, ("households",), _("世帯は？"), _("世帯の数を見られます"),
            {"view": "households"},
        ),
        Example(
            "census_totals", "population", ("census_total",), ("year", "total"), _("国勢調査では？"),
            _("うつりかわりを見られます"),
        ),
        Example(
            "mesh_map", "population_map", mesh, ("mesh_code", "total"), _("どこに誰が住んでいる？"),
            _("250mの区画の地図で見られます"),
        ),
        Example(
            "diet_target", "diet", diet, ("energy",), _("国の目標に届いた？"), _("国の目標とくらべられます"),
            {"view": "target"},
        ),
        Example("diet_nutrient", "diet", diet, ("energy", "salt"), _("何を食べている？"), _("集団ごとに比べられます")),
    ]  # fmt: skip


def _figures() -> list[Example]:
    figures = ("statistic",)
    return [
        Example(
            "statistic_waste", "statistics", ("waste",), ("fiscal_year", "tonnes"), _("ごみは減った？"),
            _("1人1日あたりで見られます"),
        ),
        Example(
            "snow_seasons", "statistics", ("snow",), ("day", "depth_cm"), _("雪はいつ積もった？"),
            _("冬ごとに比べられます"), {"view": "snow"},
        ),
        Example(
            "statistic_series", "statistics", figures, ("start_on", "value"), _("数字はどう変わった？"),
            _("うつりかわりを見られます"), {"view": "series"},
        ),
        Example(
            "statistic_index", "statistics", figures, ("start_on", "value"), _("何倍になった？"),
            _("ある年を100として見られます"), {"view": "index"},
        ),
        Example(
            "statistic_shares", "statistics", figures, ("category", "value"), _("内訳は？"), _("内訳を見られます"),
            {"view": "shares"},
        ),
        Example(
            "vehicle_speed", "vehicles", ("vehicle_log",), ("recorded_at", "lat", "lon"), _("道は流れている？"),
            _("区画ごとの速さを見られます"),
        ),
    ]  # fmt: skip


def _city_hall() -> list[Example]:
    return [
        Example(
            "works_list", "works", ("work",), ("work_title",), _("どんな作品がある？"), _("一覧で見られます")
        ),
        Example(
            "board_departments", "board", ("inquiry",), ("department", "status"), _("庁内のすすみ具合は？"),
            _("部署ごとに見られます"),
        ),
    ]  # fmt: skip


def questions() -> dict[str, str]:
    """The question that each card of any table answers."""
    return {
        "anything_map": _("どこにある？"),
        "anything_mesh": _("どの区画に多い？"),
        "anything_series": _("どう変わった？"),
        "anything_ranking": _("並べると？"),
        "anything_cross": _("いくつずつある？"),
        "anything_distribution": _("どう散らばっている？"),
        "anything_calendar": _("いつ多い？"),
        "anything_compare": _("前と何が違う？"),
        "anything_columns": _("どんな列がある？"),
    }
