"""人口はどう変わった？ Layout only."""

import streamlit as st

from machi.text import _
from ui import controls, parts, session

VIEWS = {
    "trend": _("うつりかわり"),
    "ages": _("年齢"),
    "towns": _("町ごと"),
    "pair": _("2つの町を比べる"),
    "households": _("世帯"),
}
ORDERS = {"name": _("名前の順"), "size": _("人数の順"), "change": _("増減の順"), "ageing": _("65歳以上の割合の順")}
MEASURES = {"total": _("人口"), "ageing": _("65歳以上の割合"), "households": _("世帯数")}

parts.head(_("人口はどう変わった？"), "population", "census_total")
towns = session.choices("population_town_names")
years = session.choices("population_years")
view = controls.choose("view", _("見るもの"), list(VIEWS), "trend", show=VIEWS.__getitem__, few=True)


def choose_town() -> str:
    return controls.choose("town", _("地域"), ["", *towns], "", show=lambda town: town or _("市全体"))


if view == "trend":
    town = choose_town()
    parts.show("population_trend", town=town)
    if session.offers("census_totals"):
        parts.show("census_totals")
elif view == "ages":
    left, middle, right = st.columns(3)
    with left:
        town = choose_town()
    if len(years) > 1:
        with middle:
            year = controls.slide("year", _("年"), years, years[-1])
        with right:
            compare = controls.choose("compare", _("くらべる年"), years, years[0], kind="integer")
        parts.show("population_pyramid", town=town, year=year, compare=compare)
    else:
        parts.show("population_pyramid", town=town)
    parts.show("population_ages", town=town)
elif view == "towns":
    left, right = st.columns(2)
    with left:
        order = controls.choose("order", _("並べ方"), list(ORDERS), "name", show=ORDERS.__getitem__)
    with right:
        year = controls.slide("year", _("年"), years, years[-1]) if len(years) > 1 else None
    parts.show("population_towns", order=order, year=year)
elif view == "pair" and len(towns) > 1:
    left, middle, right = st.columns(3)
    with left:
        a = controls.choose("a", _("1つめの町"), towns, towns[0])
    with middle:
        b = controls.choose("b", _("2つめの町"), towns, towns[1])
    with right:
        measure = controls.choose("measure", _("くらべるもの"), list(MEASURES), "total", show=MEASURES.__getitem__)
    parts.show("population_pair", a=a, b=b, measure=measure)
else:
    parts.show("population_households", town=choose_town())
