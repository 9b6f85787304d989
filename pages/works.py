"""作品と気づき. Layout only."""

from machi.text import _
from ui import controls, parts, works

VIEWS = {"list": _("作品"), "returned": _("市に返ってきた気づき"), "counts": _("データと年度")}

parts.head(_("データから、何が生まれた？"), "work")
view = controls.choose("view", _("見るもの"), list(VIEWS), "list", show=VIEWS.__getitem__, few=True)
if view == "list":
    parts.show("works_list", before_figure=works.work_list, **works.choose())
elif view == "returned":
    parts.show("works_returned", before_figure=works.work_list)
else:
    parts.show("works_by_data")
    parts.show("works_by_year")
