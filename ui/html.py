"""Text of a cell is text. The one place that turns data into something Streamlit parses as Markdown.

``st.title``, ``st.header``, ``st.markdown``, labels and captions all read Markdown, directives (``:red[…]``) and links; a
finding sentence holds names out of files. Everything that may carry data goes through ``plain``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TOKENS = re.compile(r"(:(?=//|[A-Za-z])|@|www(?=\.)|[-<>=](?=[-<>=]))")
"""What Streamlit turns into links, icons and arrows even after Markdown is escaped: a joiner inside breaks the token."""
_JOINER = "\u2060"
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^=])")


def plain(text: str) -> str:
    """``text`` such that Markdown shows exactly its characters, on one line; marks that turn the writing round are named."""
    shown = _BIDI.sub(lambda mark: f"[U+{ord(mark[0]):04X}]", " ".join(text.split()))
    return _SPECIAL.sub(r"\\\1", _TOKENS.sub(rf"\1{_JOINER}", shown))


def phone_rules() -> None:
    """A finger that moves up or down scrolls the page, also over a map; sideways and two fingers still move the map.

    deck.gl takes every touch for itself, and nothing in its JSON that Streamlit passes on can change that.
    """
    st.html("<style>[data-testid='stDeckGlJsonChart'] .deck-events-root{touch-action:pan-y !important}</style>")


def choice_rules() -> None:
    """What is chosen is written in the ink of the page: Streamlit takes the primary colour, 3.3:1 on the dark page.

    The frame and the tint of the chosen one stay; the primary colour must be dark enough for white words on buttons.
    """
    st.html(
        "<style>[data-testid='stButtonGroup'] button[data-selected],[data-testid='stSliderThumbValue']"
        "{color:inherit !important;font-weight:600}</style>"
    )


def strip_rules(key: str) -> None:
    """The strip ``key`` above every page takes little room; on a phone its ways out are words without icons."""
    st.html(
        f"<style>.st-key-{key}{{padding:.5rem .75rem;gap:0 1rem}}"
        f".st-key-{key} p{{font-size:.875rem;line-height:1.5}}"
        f".st-key-{key} button,.st-key-{key} a{{min-height:1.75rem;padding:0}}"
        f"@media(max-width:640px){{.st-key-{key} :is(a,button) span:has(> [data-testid='stIconMaterial'])"
        "{display:none}}</style>"
    )


def upload_rules(label: str) -> None:
    """The button of a file uploader says ``label``: Streamlit's own word, and its line about sizes, are English only."""
    word = label.replace("\\", "").replace('"', "")
    st.html(
        "<style>[data-testid='stFileUploaderDropzone'] button p{font-size:0}"
        f"[data-testid='stFileUploaderDropzone'] button p::after{{content:\"{word}\";font-size:1rem}}"
        "[data-testid='stFileUploaderDropzoneInstructions']{display:none}</style>"
    )


def line_rules() -> None:
    """Headings end a line between phrases, legends between entries; on a phone an example is as wide as the page."""
    st.html(
        "<style>:is(h1,h2,h3){word-break:auto-phrase}"
        "[class*='st-key-legend-'] p{word-break:keep-all;overflow-wrap:anywhere}"
        "@media(max-width:640px){div:has(> [class*='st-key-glimpse-']){flex-basis:100% !important}}</style>"
    )


def room_rules(*, links: str = "", fields: Sequence[str] = ()) -> None:
    """The row of links, and each field with its label, have their height from the start: Streamlit fetches the code of a
    widget when it is first drawn, and what stands below must not jump when it arrives.
    """
    rules = [f".st-key-{field}{{min-height:68px}}" for field in fields]
    if links:
        rules.append(f".st-key-{links}{{min-height:68px;align-content:flex-start}}")
        rules.append(f"@media(max-width:640px){{.st-key-{links}{{min-height:164px}}}}")
        rules.append(f"@media(min-width:1700px){{.st-key-{links}{{min-height:0}}}}")
    st.html(f"<style>{''.join(rules)}</style>")


def code_rules(key: str) -> None:
    """The text field inside the container ``key`` is written in letters of one width: it holds code."""
    st.html(
        f"<style>.st-key-{key} textarea{{font-family:Consolas,'Noto Sans Mono CJK JP',monospace;"
        "font-size:.9rem;line-height:1.6}"
        # Streamlit's own hint is English only; the page says the same in Japanese beside the button.
        f".st-key-{key} [data-testid='InputInstructions']{{display:none}}</style>"
    )


PRINT = """<style>@media print{
[data-testid='stSidebar'],[data-testid='stHeader'],[data-testid='stToolbar'],[data-testid='stStatusWidget'],
[data-testid='stButton'],[data-testid='stDownloadButton'],[data-testid='stPopover'],[data-testid='stButtonGroup'],
[data-testid='stPageLink'],[data-testid='stFileUploader'],iframe{display:none !important}
[data-testid='stApp'],[data-testid='stAppViewContainer'],[data-testid='stMain'],.stMain,section{
position:static !important;overflow:visible !important;height:auto !important;display:block !important}
/* Plotly's figures keep the width of the window: the whole page is made smaller, so that they fit beside their words. */
[data-testid='stMainBlockContainer']{max-width:none !important;padding:0 !important;zoom:.66}
[class*='st-key-card-']{break-inside:avoid;margin-bottom:1rem}
@page{size:A4;margin:10mm}
body{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}</style>"""


def print_rules() -> None:
    """Ctrl+P: the cards on paper, without navigation and buttons, no card cut in two, colours as on the screen."""
    st.html(PRINT)
