"""うちの表で見る: any table, without a kind. Layout only."""

from machi.text import _
from ui import anything, parts, session

parts.head(_("うちの表で見る"), "anything")
if session.shelf().has("anything"):
    anything.show(anything.file())
else:
    anything.nothing_yet()
