"""Why the system would not open a file, in plain Japanese: its own words are English on most machines."""

from __future__ import annotations

import errno

from machi.text import _


def cause(error: OSError) -> str:
    """The reason of a failed reading."""
    known = {
        errno.ENOENT: _("そのファイルがありません"),
        errno.EISDIR: _("ファイルではなくフォルダーです"),
        errno.EACCES: _("読む権限がありません"),
        errno.EPERM: _("読む権限がありません"),
    }
    return known.get(error.errno or 0) or error.strerror or type(error).__name__
