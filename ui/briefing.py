"""The tray of pinned cards: order, words, and the ways out (projector, PowerPoint, paper, sheets, link, file)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import streamlit as st

from machi.briefing.deck import Deck, Slide, from_toml, resolved, to_toml
from machi.briefing.kit import kit
from machi.briefing.link import NoLink, from_link, to_link
from machi.briefing.press import press
from machi.cards.card import Card, Value
from machi.errors import MachiError
from machi.export.booklet import Booklet, shortened
from machi.export.tables import sources_file_name
from machi.store.database import data_folder
from machi.text import _
from ui import parts, pins, session
from ui.html import plain
from ui.saving import PPTX, XLSX

Progress = Callable[[int, int], None]
LINK = "deck"
_drag = st.components.v2.component(
    "machi_order",
    html="<ol></ol>\n<span></span>",
    css="""
ol { margin: 0; padding: 0; list-style: none; font: inherit; color: var(--st-text-color); }
li { padding: .45rem .7rem; margin: .2rem 0; border: 1px solid var(--st-border-color); border-radius: .4rem; cursor: grab;
  background: var(--st-background-color); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
li.over { border-top: 3px solid var(--st-primary-color); }
""",
    js="""
export default function ({ data, parentElement, setTriggerValue }) {
  const list = parentElement.querySelector('ol')
  let taken = null
  list.replaceChildren(...data.titles.map((title, index) => {
    const item = document.createElement('li')
    item.textContent = `${index + 1}　${title}`
    item.draggable = true
    item.ondragstart = event => {
      taken = index
      event.dataTransfer.effectAllowed = 'move'
      event.dataTransfer.setData('text/plain', String(index))
    }
    item.ondragover = event => { event.preventDefault(); item.classList.add('over') }
    item.ondragleave = () => item.classList.remove('over')
    item.ondrop = event => {
      event.preventDefault()
      item.classList.remove('over')
      if (taken !== null && taken !== index) setTriggerValue('moved', { from: taken, to: index })
      taken = null
    }
    return item
  }))
}
""",
)


def from_address() -> None:
    """A deck that came in the address: taken over once, told what of it could not be used."""
    link = st.query_params.get(LINK)
    if not link or st.session_state.get("deck-link") == link:
        return
    st.session_state["deck-link"] = link
    try:
        deck, told = from_link(link)
    except MachiError as problem:
        parts.tell(problem)
        return
    pins.load(deck)
    for sentence in told:
        parts.warn(sentence)


def tray() -> None:
    """The slides in order, each with its words."""
    deck = pins.deck()
    cards = [_found(slide) for slide in deck.slides]
    if len(deck.slides) > 1:
        with st.expander(_("つかんで並べかえる"), icon=":material/drag_indicator:"):
            titles = [shortened(_headline(slide, card), 60) for slide, card in zip(deck.slides, cards, strict=True)]
            answer = _drag(key="order", data={"titles": titles}, on_moved_change=lambda: None)
            if answer.moved:
                pins.keep(deck.moved(int(answer.moved["from"]), int(answer.moved["to"])))
                st.rerun()
    for place, (slide, card) in enumerate(zip(deck.slides, cards, strict=True)):
        with st.container(border=True, key=f"slide-{place}"):
            _slide(deck, place, slide, card)


def _slide(deck: Deck, place: int, slide: Slide, card: Card | MachiError) -> None:
    key = hashlib.sha256(f"{slide.address}{slide.own}".encode()).hexdigest()[:12]
    words, buttons = st.columns([4, 1.4], vertical_alignment="top")
    with words:
        if slide.part:
            st.caption(plain(slide.part))
        st.markdown(f"**{place + 1}**　{plain(shortened(_headline(slide, card), 160))}")
        if isinstance(card, MachiError):
            parts.tell(card)
        elif slide.own:
            st.caption(_("うちのデータのカードです。この画面を閉じると消えます。"))
    with buttons, st.container(horizontal=True, gap="small"):
        for icon, label, act, off in (
            (
                ":material/arrow_upward:",
                _("{n}枚目を上へ"),
                lambda: pins.keep(deck.moved(place, place - 1)),
                place == 0,
            ),
            (
                ":material/arrow_downward:",
                _("{n}枚目を下へ"),
                lambda: pins.keep(deck.moved(place, place + 1)),
                place == len(deck.slides) - 1,
            ),
            (":material/close:", _("{n}枚目を外す"), lambda: pins.keep(deck.without(place)), False),
        ):
            help_words = label.format(n=place + 1)
            st.button("", icon=icon, help=help_words, key=f"{icon}-{key}", on_click=act, disabled=off, type="tertiary")
    with st.expander(_("題とメモ")):
        title = st.text_input(
            _("題（空けると、発見の文）"), slide.title, max_chars=200, key=f"title-{key}-{pins.generation()}"
        )
        note = st.text_area(
            _("話すことのメモ"), slide.note, max_chars=4000, key=f"note-{key}-{pins.generation()}", height=90
        )
    if (title, note) != (slide.title, slide.note):
        pins.keep(pins.deck().changed(place, title=title, note=note))


def cover() -> None:
    """Title, subtitle, day and closing words."""
    deck = pins.deck()
    title = st.text_input(_("題"), deck.title, max_chars=200, placeholder=_("例：データで見る、まちのいま"))
    subtitle = st.text_input(_("副題"), deck.subtitle, max_chars=200)
    day = st.date_input(_("日付"), deck.day, format="YYYY/MM/DD")
    closing = st.text_input(_("結びの言葉"), deck.closing, max_chars=200)
    spoken = day if isinstance(day, date) else None
    changed = replace(pins.deck(), title=title, subtitle=subtitle, day=spoken, closing=closing)
    if changed != deck:
        pins.keep(changed)


def ways_out() -> None:
    """Present, save, hand on."""
    deck = pins.deck()
    _present(deck)
    for form, label, extension, mime in (
        ("pptx", _("PowerPointを作る"), "pptx", PPTX),
        ("pdf", _("配布用のPDFを作る"), "pdf", "application/pdf"),
        ("xlsx", _("Excelを作る"), "xlsx", XLSX),
        ("html", _("発表用のHTML（USBメモリー用）を作る"), "html", "text/html"),
    ):
        _made(deck, form, label, extension, mime)
    st.download_button(
        _("この並びを保存する（deck.toml）"), to_toml(deck), file_name="deck.toml", mime="application/toml",
        icon=":material/save:", on_click="ignore", width="stretch", help=_("あとで開いたり、毎月の自動作成に使えます"),
    )  # fmt: skip
    try:
        base = "/".join((st.context.url or "").split("/")[:3])
        st.caption(_("リンク（開くと、同じ発表がその日のデータで出ます）"))
        st.code(f"{base}/briefing?{LINK}={to_link(deck)}", language=None, wrap_lines=False)
    except NoLink as problem:
        st.caption(plain(str(problem)))


def _present(deck: Deck) -> None:
    if not session.ROUTES:
        st.caption(_("この動かし方では「発表する」を使えません。発表用のHTMLを作って開いてください。"))
        return
    if not deck.own:
        try:
            url = f"/present?{LINK}={to_link(deck)}"
        except NoLink as problem:
            st.caption(plain(str(problem)))
            return
        st.link_button(_("発表する"), url, type="primary", icon=":material/slideshow:", width="stretch")
        return
    if st.button(_("発表の準備をする"), type="primary", icon=":material/slideshow:", width="stretch"):
        from machi.web.present_routes import packed

        st.session_state["made-token"] = (_key(deck), pins.hold(packed(_make("html", pressed(deck), None))))
    held = st.session_state.get("made-token")
    if held and held[0] == _key(deck):
        st.link_button(_("発表する"), f"/present?token={held[1]}", icon=":material/open_in_new:", width="stretch")
        st.caption(_("この発表は、画面を閉じるか「消去する」を押すと消えます。"))


def _made(deck: Deck, form: str, label: str, extension: str, mime: str) -> None:
    """A button that makes the file with visible progress, then one that saves it."""
    held = st.session_state.get(f"made-{form}")
    if held and held[0] == _key(deck):
        name = held[2]
        said = _("{name} を保存する（{size}MB）").format(name=name, size=f"{len(held[1]) / 1e6:.1f}")
        st.download_button(
            said, held[1], file_name=name, mime=mime, key=f"save-{form}", on_click="ignore", type="primary",
            icon=":material/download:", width="stretch",
        )  # fmt: skip
        return
    if st.button(label, key=f"make-{form}", width="stretch"):
        bar = st.progress(0.0, text=_("作っています…"))

        def told(done: int, whole: int) -> None:
            bar.progress(done / whole, text=_("{done} / {whole} 枚").format(done=done, whole=whole))

        booklet = pressed(deck)
        name = sources_file_name("briefing", booklet.sources, extension)
        st.session_state[f"made-{form}"] = (_key(deck), _make(form, booklet, told), name)
        st.rerun()


def _make(form: str, booklet: Booklet, progress: Progress | None) -> bytes:
    # Imported when a file is asked for; see ui.saving.
    if form == "pptx":
        from machi.export.pptx_deck import pptx_bytes

        return pptx_bytes(booklet, progress)
    if form == "pdf":
        from machi.export.pdf import pdf_bytes

        return pdf_bytes(booklet, progress)
    if form == "xlsx":
        from machi.export.workbook import xlsx_bytes

        return xlsx_bytes(booklet)
    from machi.briefing.present import present_bytes

    return present_bytes(booklet)


def open_file() -> None:
    """Take over a ``deck.toml``."""
    sent = st.file_uploader(_("保存した並びを開く（deck.toml）"), type=["toml"], max_upload_size=1, key="deck-file")
    st.caption(_("ここに置くか、「Upload」を押して選びます。いまの並びと入れかわります。"))
    if sent is None:
        return
    data = sent.getvalue()
    mark = hashlib.sha256(data).hexdigest()
    if st.session_state.get("deck-file-read") == mark:
        for sentence in st.session_state.get("deck-file-told", ()):
            parts.warn(sentence)
        return
    try:
        deck, told = from_toml(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        parts.warn(_("ブリーフィングのファイルを読めません。UTF-8の deck.toml を選んでください。"))
        return
    except MachiError as problem:
        parts.tell(problem)
        return
    st.session_state["deck-file-read"], st.session_state["deck-file-told"] = mark, told
    pins.load(deck)
    st.rerun()


@session.spoken
def take_kit() -> None:
    """The kit in place of what is there."""
    pins.load(kit(session.published(), data_folder()))


def pressed(deck: Deck) -> Booklet:
    """The deck with its cards as this session sees them."""
    return press(deck, _card)


def _card(card_id: str, params: Mapping[str, Value], own: bool) -> Card:
    if own:
        return session.own_card(card_id, **params)
    return session.published_card(card_id, **params)


def _found(slide: Slide) -> Card | MachiError:
    found = resolved(slide.address)
    if found is None:
        return MachiError(
            _("「{card}」というカードはいまありません。").format(card=slide.address[:80]),
            _("外すか、そのまま残せます。"),
        )
    try:
        return _card(*found, slide.own)
    except MachiError as problem:
        return problem


def _headline(slide: Slide, card: Card | MachiError) -> str:
    return slide.title or (slide.address if isinstance(card, MachiError) else card.finding)


def _key(deck: Deck) -> tuple[str, str]:
    """What a made file depends on: the deck's words and the data of the day."""
    source = session.published()
    return to_toml(deck), f"{source.fingerprint}{source.today}{id(session.own()) if deck.own else ''}"
