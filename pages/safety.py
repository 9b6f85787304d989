"""いざというとき（避難場所・AED・消防水利） Layout only."""

import streamlit as st

from machi.text import _
from ui import controls, parts, places, safety

VIEWS = {
    "sites": _("近い避難場所"),
    "map": _("避難場所の地図"),
    "hazards": _("災害ごとの数"),
    "aed": _("近いAED"),
    "water": _("消防水利"),
}

parts.head(_("いざというとき（避難場所・AED・消防水利）"), "evacuation_space", "aed", "fire_hydrant")
safety.warn_first()
view = controls.choose("view", _("見るもの"), list(VIEWS), "sites", show=VIEWS.__getitem__, few=True)

if view == "sites":
    left, right = st.columns(2)
    with left:
        hazard = safety.choose_hazard()
    with right:
        where = places.choose_point()
    parts.show("evacuation_sites", before_figure=safety.sites, hazard=hazard, **where)
elif view == "map":
    parts.show("evacuation_map", hazard=safety.choose_hazard())
elif view == "hazards":
    parts.show("evacuation_hazards")
elif view == "aed":
    where = places.choose_point()
    parts.show("places_nearest", before_figure=places.place_list, kinds=("aed",), **where)
else:
    radius = controls.choose("water", _("半径"), [100, 120, 140], 140, show="{}m".format, kind="integer", few=True)
    parts.show("joined_water", radius_m=radius)
