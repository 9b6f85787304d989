"""What can be taken home from the check, and the moment at which a file may be called checked."""

from __future__ import annotations

import streamlit as st

from machi.precheck.approval import findings_csv, sheet_pdf
from machi.precheck.names import home_name
from machi.precheck.package import answer, cards_of, gift
from machi.precheck.standard import corrected, has_layout
from machi.precheck.work import Look, Place, Work, passed, place_of
from machi.text import _, language
from ui import checks, session
from ui.html import plain


def take_home(work: Work, look: Look, place: Place, held: session.Own) -> None:
    """Downloads, and 検査済みにする."""
    st.subheader(_("持ち帰る"), anchor=False)
    left = work.open(look.findings)
    if left:
        said = _("まだ{n}件決まっていないので、保存したものは庁内限りです。ファイル名にもそう入ります。")
        st.caption(f":material/lock: {plain(said.format(n=len(left)))}")
    today = session.published().today
    with st.container(horizontal=True):
        if work.fixes:
            _save(_("直したファイル（CSV）"), look.cleaned.data, home_name(work, look, _("直したもの"), "csv"), "csv")
        if has_layout(work.file.schema):
            schema = work.file.schema
            _save(
                _("国の標準の並びのファイル（CSV）"),
                lambda: corrected(look.cleaned.sheet, schema),
                home_name(work, look, _("標準の並び"), "csv"),
                "standard",
            )
        _save(
            _("決裁用の1枚（PDF）"),
            lambda: sheet_pdf(work, look, place.city, today),
            home_name(work, look, _("決裁用"), "pdf"),
            "pdf",
        )
        _save(
            _("指摘の一覧（CSV）"),
            lambda: findings_csv(work, look),
            home_name(work, look, _("指摘の一覧"), "csv"),
            "list",
        )
    if not left:
        _pass(work, look, place, held)


def _save(label: str, data, name: str, key: str) -> None:  # type: ignore[no-untyped-def]
    mime = "application/pdf" if name.endswith("pdf") else "text/csv"
    st.download_button(
        label, data, file_name=name, mime=mime, key=f"check-save-{key}", icon=":material/download:", on_click="ignore"
    )


def _pass(work: Work, look: Look, place: Place, held: session.Own) -> None:
    """Only the very bytes that were examined get the mark; a later change loses it."""
    file = next(one for one in held.files if one.id == work.file.id)
    if file.checked == look.cleaned.sha256:
        st.info(
            _("この中身は検査済みです（安全の保証ではありません）。うちのデータの画面も、この中身に替わりました。"),
            icon=":material/task_alt:",
        )
        _gift(work, look, place, held)
        return
    st.button(
        _("この中身を検査済みにする"),
        type="primary",
        key="check-pass",
        icon=":material/task_alt:",
        on_click=_mark,
        args=(work.file.id,),
        help=_(
            "うちのデータの画面が、直したあとの中身に替わります。決めた人の名前は、決裁用の紙に手で書いてください。"
        ),
    )


@session.spoken
def _mark(file_id: str) -> None:
    """The examined bytes take the file's place, with the mark; the work goes on from the original."""
    held, work = session.own(), checks.work_on(file_id)
    if held is None or work is None:
        return
    look = work.look(place_of(held.shelf), language())
    again = passed(work, look, session.published())
    if again is not None:
        session.keep([again if one.id == file_id else one for one in held.files])
        checks.remember(again, work)


def _gift(work: Work, look: Look, place: Place, held: session.Own) -> None:
    """お返しパック: one click, with a card of the checked file."""
    file = next(one for one in held.files if one.id == work.file.id)
    cards = held.once(("gift", file.sha256), lambda: cards_of(file, held.shelf))
    if not cards:
        st.caption(_("お返しパックに入れられるカードが、このファイルにはありません。"))
        return
    st.markdown(f"**{_('お返しパック')}**")
    st.caption(_("直したファイル・指摘の一覧・決裁用の1枚・カード（PowerPoint）・議会答弁用の一文をまとめます。"))
    number = st.selectbox(
        _("入れるカード"), range(len(cards)), format_func=lambda at: cards[at].finding, key="check-gift-card"
    )
    card, today = cards[number], session.published().today
    st.code(answer(card, work.file.name, place.city), language=None, wrap_lines=True)
    st.download_button(
        _("お返しパックを保存する（ZIP）"),
        lambda: gift(work, look, card, place.city, today),
        file_name=home_name(work, look, _("お返しパック"), "zip"),
        mime="application/zip",
        key="check-gift",
        icon=":material/redeem:",
        on_click="ignore",
    )
