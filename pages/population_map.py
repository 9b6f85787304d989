"""どこに誰が住んでいる？ Layout only."""

import streamlit as st

from machi.text import _
from ui import controls, mesh, parts

VIEWS = {
    "count": _("人数"),
    "density": _("人口密度"),
    "share65": _("65歳以上の割合"),
    "share15": _("15歳未満の割合"),
    "change": _("増減"),
}

parts.head(_("どこに誰が住んでいる？"), "mesh_population")
view = controls.choose("view", _("見るもの"), list(VIEWS), "count", show=VIEWS.__getitem__, few=True)
months = mesh.months()
params = {}
left, right = st.columns(2)
with left:
    level = mesh.choose_level(months)
if view not in ("share65", "share15"):
    with right:
        params["klass"] = mesh.choose_class("old" if view == "change" else "people")
mesh.by_month(view, months, level=level, **params)
mesh.one_square(level)
