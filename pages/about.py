"""このサイトについて. Layout only."""

from machi.text import _
from ui import about, parts

parts.head(_("このサイトについて"))
with parts.telling():
    words = about.content()
    for item in words.about:
        about.part(item)
    about.rules(words.rules)
    about.contact(words.contact)
