"""何を食べている？ Layout only."""

import streamlit as st

from machi.text import _
from ui import controls, diet, parts

VIEWS = {
    "nutrient": _("栄養素・食品"),
    "foods": _("食品群"),
    "target": _("国の目標"),
    "energy": _("エネルギー"),
    "compare": _("2つの集団"),
    "pair": _("2つの項目"),
    "people": _("回答した人"),
}

parts.head(_("何を食べている？"), "diet_survey")
view = controls.choose("view", _("見るもの"), list(VIEWS), "nutrient", show=VIEWS.__getitem__, few=True)

if view == "nutrient":
    first, second, third, fourth = st.columns(4)
    with first:
        item = diet.item()
    with second:
        breakdown = diet.breakdown()
    with third:
        edition = diet.edition()
    with fourth:
        preset = diet.preset()
    basis = diet.basis(item)
    parts.show("diet_nutrient", item=item, breakdown=breakdown, basis=basis, preset=preset, edition=edition)
elif view in ("target", "energy"):
    first, second, third = st.columns(3)
    with first:
        breakdown = diet.breakdown() if view == "target" else diet.coarse_breakdown()
    with second:
        preset = diet.preset()
    with third:
        item = diet.target() if view == "target" else ""
    if view == "target":
        parts.show("diet_target", item=item, breakdown=breakdown, preset=preset)
    else:
        parts.show("diet_energy", breakdown=breakdown, preset=preset)
elif view in ("foods", "compare"):
    first, second, third, fourth = st.columns(4)
    with first:
        preset = diet.preset()
    with second:
        group = diet.group("a", _("集団"), "75+" if view == "foods" else "m", preset)
    if view == "foods":
        parts.show("diet_food_groups", group=group, preset=preset)
    else:
        with third:
            other = diet.group("b", _("くらべる集団"), "f", preset)
        with fourth:
            item = diet.item()
        parts.show("diet_compare", item=item, a=group, b=other, preset=preset)
elif view == "pair":
    parts.show("diet_pair", x=diet.pair())
else:
    parts.show("diet_presets")
