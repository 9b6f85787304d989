"""Parts of 訂正履歴: the changes as a list, newest first, and how a reader can check that nobody rewrote it."""

from __future__ import annotations

import streamlit as st

from machi.cards.credit import day
from machi.publish.corrections import MOST, Correction, corrections
from machi.store.database import data_folder
from machi.text import _
from ui.html import plain


def history() -> None:
    """What was changed. Read at each run: one small file, and a change shows at once."""
    found = corrections(data_folder())
    if not found:
        st.info(_("このサイトで公開してから、データの差し替えや訂正はまだありません。"))
    else:
        st.text(_("{n}件の変更があります。新しいものが上です。").format(n=len(found)))
    for number, item in enumerate(found):
        _change(number, item)
    if len(found) == MOST:
        st.caption(_("これより前の変更は、管理者の記録にあります。"))
    st.caption(
        _(
            "データを差し替えると、日時・データの名前・行と列の変化がここに出ます。人の名前やセルの中身は出ません。"
            "記録は、1行でも書きかえると分かる形で残しています。"
        )
    )


def _change(number: int, item: Correction) -> None:
    with st.container(border=True, key=f"correction-{number}"):
        clock = item.time.strftime("%H:%M")
        st.markdown(f"**{plain(item.title)}** :blue-badge[{plain(item.action)}]")
        st.text(item.sentence)
        if item.why:
            st.text(_("理由: {why}").format(why=item.why))
        version = _("、版 {version}").format(version=item.version) if item.version else ""
        st.caption(f"{day(item.time.date())} {clock}{plain(version)}")
