"""Text of a cell is text. The one place that turns data into something Streamlit parses as Markdown.

``st.title``, ``st.header``, ``st.markdown``, labels and captions all read Markdown, directives (``:red[…]``) and links; a
finding sentence holds names out of files. Everything that may carry data goes through ``plain``.
"""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^=])")


def plain(text: str) -> str:
    """``text`` such that Markdown shows exactly its characters, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
