"""近くに何がある？ Layout only."""

import streamlit as st

from machi.text import _
from ui import controls, parts, places

VIEWS = {
    "near": _("近い順"),
    "map": _("地図"),
    "counts": _("数"),
    "coverage": _("届く範囲"),
    "hours": _("開いている時間"),
    "parks": _("公園の遊具"),
}
BY = {"kind": _("種類"), "district": _("地区")}
kinds = places.kinds()

parts.head(_("近くに何がある？"), *places.KINDS)
view = controls.choose("view", _("見るもの"), list(VIEWS), "near", show=VIEWS.__getitem__, few=True)

if not kinds:
    parts.show("places_map")
elif view == "near":
    left, right = st.columns(2)
    with left:
        kind = controls.choose("kind", _("さがすもの"), list(kinds), next(iter(kinds)), show=kinds.__getitem__)
        only = places.filters(kind)
    with right:
        point = places.choose_point()
    parts.show("places_nearest", before_figure=places.place_list, kinds=(kind,), **point, **only)
elif view == "map":
    chosen = controls.choose_many("kinds", _("種類"), list(kinds), show=kinds.__getitem__)
    parts.show("places_map", kinds=chosen, district=places.choose_district())
elif view == "counts":
    by = controls.choose("by", _("分け方"), list(BY), "kind", show=BY.__getitem__, few=True)
    parts.show(
        "places_counts", by=by, kinds=controls.choose_many("kinds", _("種類"), list(kinds), show=kinds.__getitem__)
    )
elif view == "coverage":
    left, right = st.columns(2)
    with left:
        kind = controls.choose("kind", _("さがすもの"), list(kinds), next(iter(kinds)), show=kinds.__getitem__)
    with right:
        radius = controls.slide("radius", _("半径（m）"), [100, 120, 140, 200, 300, 500, 1000], 300)
    parts.show("places_coverage", kind=kind, radius_m=radius)
elif view == "hours":
    at = places.choose_moment()
    parts.show(
        "place_hours", at=at, kinds=controls.choose_many("kinds", _("種類"), list(kinds), show=kinds.__getitem__)
    )
else:
    parts.show("park_equipment", equipment=places.choose_equipment())
