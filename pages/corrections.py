"""訂正履歴. Layout only."""

from machi.text import _
from ui import corrections, parts

parts.head(_("訂正履歴"))
with parts.telling():
    corrections.history()
