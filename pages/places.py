"""近くに何がある？ Layout only."""

import streamlit as st

from machi.text import _
from ui import controls, parts, places, session

VIEWS = {
    "near": _("近い順"),
    "map": _("地図"),
    "counts": _("数"),
    "coverage": _("届く範囲"),
    "hours": _("開いている時間"),
    "parks": _("公園の遊具"),
}
schemas = session.shelf().schemas.of_subject("places")
kinds = {schema.kind: schema.title.removesuffix("一覧") for schema in schemas if session.shelf().has(schema.kind)}

parts.head(_("近くに何がある？"), *kinds)
view = controls.choose("view", _("見るもの"), list(VIEWS), "near", show=VIEWS.__getitem__, few=True)

if not kinds:
    parts.show("places_map")
elif view == "near":
    kind = controls.choose("kind", _("さがすもの"), list(kinds), next(iter(kinds)), show=kinds.__getitem__)
    near, position = places.choose_point()
    marked = {
        "aed": ("child_pads", _("小児用パッドが「有」のものだけ")),
        "public_toilet": ("wheelchair", _("車いす用が「有」のものだけ")),
    }
    only = {marked[kind][0]: controls.flag(*marked[kind])} if kind in marked else {}
    where = {"lat": position.lat, "lon": position.lon} if position else {"near": near}
    parts.show("places_nearest", before_figure=places.place_list, kinds=(kind,), **where, **only)
elif view == "map":
    parts.show("places_map", kinds=controls.choose_many("kinds", _("種類"), list(kinds), show=kinds.__getitem__))
elif view == "counts":
    by = controls.choose(
        "by",
        _("分け方"),
        ["kind", "district"],
        "kind",
        show={"kind": _("種類"), "district": _("地区")}.__getitem__,
        few=True,
    )
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
    parts.show("place_hours", kinds=controls.choose_many("kinds", _("種類"), list(kinds), show=kinds.__getitem__))
else:
    parts.show("park_equipment")
