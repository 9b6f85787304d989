"""Parts of このサイトについて: the city's own words as cards side by side, and each rule with the page that helps."""

from __future__ import annotations

import streamlit as st

from machi.content import Content, Part, Rule, RuleGroup, Rules, load_content
from machi.errors import MachiError
from machi.store.database import data_folder
from machi.text import _
from ui import session
from ui.html import plain
from ui.values import web


def content() -> Content:
    """The texts of the folder that is shown. Read at each run: four small files, and an edit shows at once.

    They are the city's own, in its language, and so is the name in them.
    """
    try:
        name = session.shelf().city.name
    except MachiError:
        name = session.city_name()
    return load_content(data_folder(), name)


def part(item: Part) -> None:
    """Heading and text, then the sections two by two."""
    if item.title:
        st.header(plain(item.title), anchor=False)
    if item.text:
        st.markdown(item.text)
    for start in range(0, len(item.sections), 2):
        for column, section in zip(st.columns(2), item.sections[start : start + 2], strict=False):
            with column, st.container(border=True, height="stretch"):
                st.subheader(plain(section.title), anchor=False)
                st.markdown(section.text)


def rules(book: Rules) -> None:
    """The rules, each group with the mark whether anybody has decided them; whose they are is said once, above."""
    for number, group in enumerate(book.groups):
        st.header(plain(group.title), anchor=False)
        if not book.adopted:
            st.badge(_("案"), icon=":material/edit_note:", color="orange")
        if number == 0:
            st.caption(plain(book.status))
            if book.source_url:
                st.link_button(_("決めた文書を見る"), book.source_url, icon=":material/open_in_new:")
        _group(group)


def _group(group: RuleGroup) -> None:
    for start in range(0, len(group.rules), 2):
        for offset, column in enumerate(st.columns(2)):
            if start + offset < len(group.rules):
                with column, st.container(border=True, height="stretch"):
                    _rule(start + offset + 1, group.rules[start + offset])


def _rule(number: int, rule: Rule) -> None:
    st.markdown(f"**{number}　{plain(rule.title)}**")
    st.markdown(plain(rule.text))
    if rule.page:
        query = {**session.kept(), **({"view": rule.view} if rule.view else {})}
        st.page_link(f"pages/{rule.page}.py", label=rule.link, icon=":material/arrow_forward:", query_params=query)


def contact(items: tuple[Part, ...]) -> None:
    """Whom to ask: the text, then what city.toml knows."""
    st.header(_("相談と問い合わせ"), anchor=False)
    for item in items:
        part(item)
    known = session.shelf().city.contact
    told = [text for text in (known.department, known.phone) if text]
    if told:
        st.markdown(plain(_("窓口: {who}").format(who="　".join(told))))
    with st.container(horizontal=True):
        if known.mail:
            st.link_button(_("メールを書く"), f"mailto:{known.mail}", icon=":material/mail:")
        if web(known.form_url):
            st.link_button(_("フォームを開く"), known.form_url, icon=":material/open_in_new:")
