"""組み合わせて分かること: two open datasets laid over each other. Layout only."""

from machi.text import _
from ui import controls, parts

VIEWS = {
    "aed": _("65歳以上とAED"),
    "bus": _("65歳以上とバス停"),
    "play": _("子どもと遊具"),
    "water": _("人の住む区画と消防水利"),
}
NEAR = [100, 200, 300, 400, 500, 800, 1000]

parts.head(_("組み合わせて分かること"), "mesh_population", "aed", "bus_stop", "park", "fire_hydrant")
view = controls.choose("view", _("見るもの"), list(VIEWS), "aed", show=VIEWS.__getitem__, few=True)

if view == "aed":
    parts.show("joined_aed", radius_m=controls.slide("radius", _("半径（m、直線）"), NEAR, 300))
elif view == "bus":
    parts.show("joined_bus_stop", radius_m=controls.slide("radius", _("半径（m、直線）"), NEAR, 300))
elif view == "play":
    parts.show("joined_playgrounds")
else:
    radius = controls.choose("water", _("半径"), [100, 120, 140], 140, show="{}m".format, kind="integer", few=True)
    parts.show("joined_water", radius_m=radius)
