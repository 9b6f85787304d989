"""The parts that every page is built of: the head of a page, the card, and a problem told in words."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import streamlit as st

from machi.cards.address import encode
from machi.cards.card import Card, Chart, Map, Value
from machi.cards.credit import SAMPLE, credit, credits, day, marks
from machi.cards.deck import ready_deck
from machi.cards.display import readable
from machi.cards.maps import on_desk
from machi.cards.registry import CARDS
from machi.cards.report import report_link
from machi.cards.theme import painted
from machi.errors import MachiError
from machi.text import N_, _, language
from ui import own_link, pins, programs, saving, session
from ui.desk import at_desk
from ui.html import plain

LOG = logging.getLogger("machi.parts")
FAULT = N_("このカードを表示できませんでした。ほかのカードは使えます。続くときは管理者に時刻を伝えてください。")
ROWS_A_PAGE = 50
MOST_COLUMNS, GRID_HEIGHT = 8, 420
"""Beyond so many columns an open table is a grid that scrolls sideways; the plain table stays one press away."""
_BREAKS = re.compile("([〜～–（])")
"""Where a browser would end a line inside an entry of a legend."""
WHITE = "#FFFFFF"
PLOT = {"displayModeBar": False, "scrollZoom": False}


def head(question: str, *kinds: str) -> None:
    """The page's h1, one line that says whose data as of when, and what is wrong with files of its kinds."""
    st.title(plain(question), anchor=False)
    shelf = session.shelf()
    newest = max((source.as_of for source in shelf.sources(*kinds) if source.as_of), default=None)
    if newest:
        st.caption(
            plain(
                _("{city}のデータ。いちばん新しいものは{day}時点です。").format(city=shelf.city.called, day=day(newest))
            )
        )
    own_link.show(kinds)
    for kind in kinds:
        # Where the kind has no data at all, its card says the same.
        for problem in shelf.catalogue.problems(kind) if shelf.has(kind) or len(kinds) > 1 else ():
            if problem.stops:
                warn(problem.sentence())


def lines(*texts: str) -> str:
    """Several lines of data as Markdown that keeps them apart."""
    return "  \n".join(plain(text) for text in texts)


def warn(sentence: str) -> None:
    """A sentence that says what is wrong and what to do."""
    st.warning(plain(sentence), icon=":material/error:")


def tell(problem: MachiError) -> None:
    """A problem: what happened and what to do. Never a traceback."""
    warn(str(problem))


@contextmanager
def telling() -> Iterator[None]:
    """What goes wrong inside is told in its place; the rest of the page lives on."""
    try:
        yield
    except MachiError as problem:
        tell(problem)
    except (
        Exception
    ):  # A fault in one card must not take the others' place; the log has the trace, the tests look for FAULT.
        LOG.exception("a card failed")
        st.error(_(FAULT))


def show(
    card_id: str,
    *,
    before_figure: Callable[[Card], None] | None = None,
    on_pick: Callable[[dict[str, Any]], None] | None = None,
    **params: Value,
) -> None:
    """Make the card and draw it. A card that can't be made says why, and the page goes on.

    ``before_figure`` draws the rows as a list between the finding and the figure: on a phone the list comes first.
    ``on_pick`` gets the row of geometry that was clicked in a map.
    """
    with telling():
        _card(session.card(card_id, **params), before_figure, on_pick)


def say_lead(lead: str) -> None:
    """What has to be done before anybody reads on."""
    st.error(plain(lead), icon=":material/call:")


def show_made(card: Card) -> None:
    """Draw a card that was already made, with its table open: for an answer the table is the figure."""
    _card(card, None, open_table=True)


@st.fragment
@session.spoken
def _card(
    card: Card,
    before_figure: Callable[[Card], None] | None,
    on_pick: Callable[[dict[str, Any]], None] | None = None,
    open_table: bool = False,
) -> None:
    with st.container(border=True, key=f"card-{card.id}"):
        if card.lead:
            say_lead(card.lead)
        badges(card)
        st.header(plain(card.finding), anchor=False)
        if before_figure and not card.empty and isinstance(card.figure, Map):
            left, right = st.columns(2, gap="medium")
            with left:
                before_figure(card)
            with right:
                _figure(card, f"figure-{card.id}", beside=True)
        else:
            if before_figure and not card.empty:
                before_figure(card)
            _figure(card, f"figure-{card.id}", on_pick)
        wide = len(card.columns) > MOST_COLUMNS
        if open_table and not card.empty and wide:
            st.dataframe(readable(card.table, card.columns), hide_index=True, height=GRID_HEIGHT, alt=card.title)
        elif open_table and not card.empty:
            table(card)
        if card.notes:
            st.caption(lines(*(f"{_('注意')}: {note}" for note in card.notes)))
        st.caption(lines(*credits(card.sources)))
        _actions(card, table_stands=open_table and not wide)


def badges(card: Card) -> None:
    for word in marks(card.sources):
        st.badge(_(word), color="orange" if word == SAMPLE else "red")


def _figure(
    card: Card, key: str, on_pick: Callable[[dict[str, Any]], None] | None = None, *, beside: bool = False
) -> None:
    """``beside``: in a column beside a list, where a map is as narrow as on a phone."""
    figure = card.figure
    if isinstance(figure, Chart):
        plot({**figure.spec, "layout": {**figure.spec["layout"], "height": figure.height}}, key, card.alt)
    elif isinstance(figure, Map):
        if not beside and at_desk(key):
            drawn, told = st.columns([3, 1], gap="medium")
            with told:
                legend(figure.legend, key, upright=True)
                _attribution(figure)
            with drawn:
                _deck(on_desk(figure), card.alt, key, on_pick)
        else:
            legend(figure.legend, key)
            _deck(figure, card.alt, key, on_pick)
            _attribution(figure)


def _attribution(figure: Map) -> None:
    if figure.attribution:
        st.caption(plain(figure.attribution))


def _deck(figure: Map, alt: str, key: str, on_pick: Callable[[dict[str, Any]], None] | None) -> None:
    deck = ready_deck(figure, session.geo_url)
    if on_pick:
        chosen = st.pydeck_chart(deck, height=figure.height, key=key, alt=alt, on_select="rerun")
        for row in (row for rows in chosen.selection.objects.values() for row in rows):
            on_pick(row)
    else:
        st.pydeck_chart(deck, height=figure.height, key=key, alt=alt)
    if deck.left_out:
        st.caption(_("多いため、地図には一部だけを描いています（表とCSVにはすべてあります）。"))


def plot(spec: dict[str, Any], key: str, alt: str) -> None:
    dark = st.context.theme.type == "dark"
    st.plotly_chart(
        painted(spec, dark), key=key, config={**PLOT, "locale": "en" if language() == "en" else "ja"}, alt=alt
    )


def _entry(label: str, colour: str) -> str:
    words = _BREAKS.sub("\u2060\\1\u2060", plain(label)).replace(" ", "\u00a0")
    if label.startswith("◯"):
        return words
    # A white dot can't be seen on a white page: its outline can.
    dot = "○" if colour == WHITE and st.context.theme.type != "dark" else f':color[●]{{foreground="{colour}"}}'
    return f"{dot}\u00a0{words}"


def legend(legend: Sequence[tuple[str, str]], key: str, *, upright: bool = False) -> None:
    """Dot and words of each entry, never parted at the end of a line, ``upright`` one below the other. A label with a sign
    of its own (◯) needs no dot.
    """
    entries = (_entry(label, colour) for label, colour in legend)
    if legend:
        with st.container(key=f"legend-{key}"):
            st.markdown(("  \n" if upright else "　").join(entries))


def _actions(card: Card, table_stands: bool = False) -> None:
    rows, sql, wrong, origin = _("表を見る"), _("SQLを見る"), _("この情報は違います"), _("出典をすべて見る")
    program = _("プログラムで使う")
    more = [origin] if len(card.sources) > len(credits(card.sources)) else []
    more += [program] if programs.api_origin() and not card.internal else []
    with st.container(horizontal=True, vertical_alignment="center"):
        opened = st.pills(
            _("このカードの中身"),
            [*([] if table_stands else [rows]), sql, *more, wrong],
            key=f"open-{card.id}",
            label_visibility="collapsed",
            wrap=True,
        )
        saving.menu(card)
        _pin(card)
    if opened == rows:
        table(card)
    elif opened == sql:
        _sql(card)
    elif opened == origin:
        st.caption(lines(*(credit(source) for source in card.sources)))
    elif opened == program:
        programs.panel(card)
    elif opened == wrong:
        _report(card)


def _pin(card: Card) -> None:
    there = pins.pinned(card)
    if st.button(
        _("ピンを外す") if there else _("ピン"),
        key=f"pin-{card.id}",
        icon=":material/keep_off:" if there else ":material/keep:",
        help=_("ブリーフィングに、いまの絞りこみのまま加えます"),
    ):
        pins.turn(card)
        st.rerun()


def table(card: Card) -> None:
    """The card's table, a page at a time."""
    rows = readable(card.table, card.columns)
    pages = max(1, -(-len(rows) // ROWS_A_PAGE))
    page = 1
    if pages > 1:
        page = int(st.number_input(_("ページ（全{n}）").format(n=pages), 1, pages, 1, key=f"page-{card.id}"))
    shown = rows.iloc[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]
    st.table(shown.map(plain).rename(columns=plain), hide_index=True, alt=card.title)
    st.caption(_("{n}行").format(n=f"{len(rows):,}"))


def _sql(card: Card) -> None:
    st.caption(_("このカードの数字は、次の質問（SQL）で出しました。"))
    for number, ran in enumerate(card.ran):
        st.code(ran.sql, language="sql")
        if ran.params:
            st.json({name: str(value) for name, value in ran.params.items()}, expanded=False)
        programs.try_it(card, number)
    kind = CARDS[card.id]
    st.caption(_("このカードの名前: {address}").format(address=plain(encode(card.id, card.params, kind.params))))


def _report(card: Card) -> None:
    """「この情報は違います」 with the dataset, the row that is meant, and the version filled in."""
    sources = {source.dataset: source for source in card.sources}
    row, source = None, next(iter(sources.values()), None)
    if {"dataset", "source_row", "name"} <= set(card.table.columns) and len(card.table):
        rows = card.table.head(ROWS_A_PAGE).to_dict("records")
        names = [_("全体"), *(str(record["name"]) for record in rows)]
        chosen = st.selectbox(
            _("どれが違いますか"), range(len(names)), format_func=names.__getitem__, key=f"which-{card.id}"
        )
        if chosen:
            record = rows[chosen - 1]
            row, source = int(record["source_row"]), sources.get(record["dataset"], source)
    if source is None:
        return
    report = report_link(session.shelf().city, source, row)
    st.code(report.text, language=None, wrap_lines=True)
    if report.url:
        st.link_button(_("知らせる"), report.url, icon=":material/mail:")
