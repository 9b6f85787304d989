"""What the visitor sees of their own files: the first answer, what can be seen with them, and everything that was guessed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from machi.cards.credit import day
from machi.ingest.choices import FREE
from machi.own.files import Choices, OwnFile
from machi.own.fit import Fit, Offer, lacks
from machi.own.shelf import has_districts
from machi.own.tell import first_answer, receipt_lines, remarks, typed_lines
from machi.text import _
from ui import parts, reading, recipes, session
from ui.gallery import glimpse
from ui.html import plain, room_rules

SHOWN = 50
GLIMPSES = 3
"""Live figures; a map costs a slow machine a second, so the others are links with their finding."""


def answers() -> None:
    """Everything about the held files, one file at a time where there are several.

    The account of the reading and the first example stand as soon as they are made; the others follow one by one.
    """
    held = session.own()
    if held is None:
        return
    reading.settle_wanted(held)
    file = _choose(held.files)
    st.header(plain(first_answer(file.receipt)), anchor=False)
    recipes.told(file)
    reading.ask(file)
    _what_it_is(file)
    live, others, lacking = st.container(), st.container(), st.container()
    coming, said = session.own_offers(), set[str]()
    with live:
        # Not a spinner: its room would go only at the end of the run, and all that stands below would jump.
        heading = st.empty()
    heading.subheader(_("見られるものを選んでいます…"), anchor=False)
    first = next(coming, None)
    if first is None:
        heading.empty()
    else:
        heading.subheader(_("このファイルで見られるもの"), anchor=False)
        live = live.container(horizontal=True, gap="small")
        _glimpse(live, 0, first, said)
    _stayed_out(file)
    _receipt(file)
    reading.columns(file)
    reading.how_read(file)
    saving = st.container()
    _back(held, file)
    following = _others(live, others, coming, said)
    found = [*following] if first is None else [first, *following]
    with lacking:
        missing = _lacks(held, found)
    with saving:
        recipes.save(file, Fit(tuple(found), missing))


def _choose(files: tuple[OwnFile, ...]) -> OwnFile:
    if len(files) == 1:
        return files[0]
    names = {file.id: file.name for file in files}
    chosen = st.selectbox(
        _("ファイル"), list(names), index=len(files) - 1, format_func=names.__getitem__, key="own-file"
    )
    return next(file for file in files if file.id == chosen)


def _what_it_is(file: OwnFile) -> None:
    """The kind with how sure that is and why, and the day; both can be changed."""
    schemas = session.published().schemas
    titles = {FREE: _("決まった種類ではない表"), **{kind: schema.title for kind, schema in schemas.items()}}
    now = file.kind or FREE
    left, right = st.columns(2)
    room_rules(fields=("own-what", "own-when"))
    with left:
        with st.container(key="own-what"):
            kind = st.selectbox(
                _("何の表ですか"), list(titles), index=list(titles).index(now), format_func=titles.__getitem__,
                key=f"own-kind-{file.id}-{now}", help=_("ちがっていたら選び直してください。"),
            )  # fmt: skip
        sure = _("確からしさ{percent}%").format(percent=round(100 * file.receipt.confidence))
        st.caption(
            plain(
                _("{reason}（{sure}）").format(reason=file.receipt.reason, sure=sure)
                if file.kind
                else file.receipt.reason
            )
        )
    with right:
        with st.container(key="own-when"):
            when = st.date_input(
                _("いつ時点のデータですか"), value=file.as_of, format="YYYY/MM/DD",
                key=f"own-day-{file.id}-{file.as_of}",
            )  # fmt: skip
        known = _("{day}時点として見せます。").format(day=day(file.as_of)) if file.as_of else ""
        st.caption(plain(known or _("ファイルからは分かりません。入れると、古さを確かめた見せ方になります。")))
    if kind != now:
        reading.settle(file, replace(file.choices, kind=kind, columns={}))
    if when and when != file.as_of:
        reading.settle(file, replace(file.choices, as_of=when))
    if file.absent:
        parts.warn(
            _("{title}に必要な列（{columns}）が見つかりません。下の「列の意味」で選んでください。").format(
                title=titles[now], columns=_("・").join(file.absent)
            )
        )


def _glimpse(live: DeltaGenerator, at: int, offer: Offer, said: set[str]) -> None:
    """A small live figure that leads to the very page. ``said``: the leads that stand on this page already."""
    shown = offer.example
    with live:
        page = f"pages/{shown.page}.py"
        glimpse(shown.card, shown.params, page, shown.question, shown.view, key=f"own-{at}", said=said)


def _others(live: DeltaGenerator, others: DeltaGenerator, coming: Iterator[Offer], said: set[str]) -> Iterator[Offer]:
    """Draw each of the further examples as it is made: a few live, the rest as links with their finding."""
    links: DeltaGenerator | None = None
    for at, offer in enumerate(coming, 1):
        if at < GLIMPSES:
            _glimpse(live, at, offer, said)
        else:
            links = links or others.expander(_("ほかに見られるもの"), expanded=True)
            links.page_link(
                f"pages/{offer.example.page}.py",
                label=plain(offer.example.question),
                icon=":material/arrow_forward:",
                query_params={**offer.example.view, **session.kept()},
            )
            links.caption(plain(offer.finding))
        yield offer


def _lacks(held: session.Own, found: list[Offer]) -> tuple[str, ...]:
    """What can't be seen with these files, and why."""
    if not has_districts(held.files):
        st.caption(_("行が多いため、地区には分けていません。地区ごとに見るには、5万行までのファイルにしてください。"))
    missing = held.once(("lacks",), lambda: lacks(held.files, held.shelf, found))
    if missing:
        with st.expander(_("列を足すと見られるもの（{n}）").format(n=len(missing)), expanded=not found):
            st.markdown("\n".join(f"- {plain(sentence)}" for sentence in missing))
    return missing


def _stayed_out(file: OwnFile) -> None:
    """Rows and cells that were not used: where, as typed, why."""
    held = session.own()
    found = remarks(file)
    if not found or held is None:
        return
    with st.expander(
        _("理由つきで除いた行と、気づいたこと（{n}件）").format(n=f"{len(found):,}"),
        expanded=bool(file.receipt.rows_reported),
    ):
        rows = sorted({remark.row for remark in found[:SHOWN] if remark.row})
        typed = held.once(("typed", file.id), lambda: typed_lines(file, rows))
        heads = (_("行"), _("列"), _("書かれているもの"), _("気づいたこと"))
        table = [
            (
                f"{remark.row:,}" if remark.row else _("全体"),
                remark.column,
                typed.get(remark.row, "") if remark.row and not remark.column else remark.value,
                remark.sentence,
            )
            for remark in found[:SHOWN]
        ]
        st.table({head: [plain(row[at]) for row in table] for at, head in enumerate(heads)}, hide_index=True)
        if len(found) > SHOWN:
            st.caption(_("はじめの{n}件です。").format(n=SHOWN))


def _receipt(file: OwnFile) -> None:
    lines = receipt_lines(file)
    if not lines:
        return
    with st.expander(_("読むときにしたこと（{n}種類）").format(n=len(lines))):
        heads = (_("したこと"), _("数"), _("例"))
        table = [(line.what, f"{line.count:,}", "／".join(line.examples)) for line in lines]
        st.table({head: [plain(row[at]) for row in table] for at, head in enumerate(heads)}, hide_index=True)


def _back(held: session.Own, file: OwnFile) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            "pages/precheck.py",
            label=_("公開前チェックをはじめる"),
            icon=":material/fact_check:",
            query_params=session.kept(),
        )
        if held.before and st.button(_("ひとつ戻す"), icon=":material/undo:", key="own-undo"):
            file_id, choices = held.before[-1]
            reading.settle(next(one for one in held.files if one.id == file_id), choices, undo=True)
        if file.choices != Choices() and st.button(_("はじめの読み方に戻す"), key="own-again"):
            reading.settle(file, Choices())
        st.button(_("消去する"), icon=":material/delete:", on_click=session.erase, key="own-erase-here")
