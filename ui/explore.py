"""Parts of SQLで調べる: the editor, the answer as a card, tables and examples to choose from."""

from __future__ import annotations

from secrets import token_hex

import streamlit as st

from machi.cards.card import Card
from machi.sandbox.ask import LONGEST, ROWS, ask, unavailable
from machi.sandbox.card import card_of
from machi.sandbox.guide import Example, TableLine, examples, first_question, first_rows, link_fits, names, tables
from machi.sandbox.pool import POOL, SECONDS
from machi.sandbox.refusal import Refused
from machi.text import _
from ui import parts, session
from ui.complete import complete
from ui.html import code_rules, plain
from ui.programs import HANDED

CARD = "explore_query"
"""What an answer is called when it is pinned, linked to or asked for by API."""
BROWSER_HEIGHT = 560
"""Pixels: the list of columns scrolls by itself, the answer beside it stays in sight."""
TEXT, SEEN, ANSWER, VISITOR = "explore.sql", "explore.seen", "explore.answer", "explore.visitor"


def question() -> str:
    """The editor; gives the question that was last run. The address is the state, unless it would tell of own files."""
    _take_over()
    code_rules(CARD)
    with st.form("explore", border=False), st.container(key=CARD):
        st.text_area(
            _("質問（SQL）"),
            key=TEXT,
            height=260,
            max_chars=LONGEST,
            help=_("DuckDB の書き方です。はじめの行に「-- param 名前 型 = 値」と書くと、$名前 で使えます。"),
        )
        left, right = st.columns([1, 3], vertical_alignment="center")
        pressed = left.form_submit_button(_("実行する"), type="primary", icon=":material/play_arrow:")
        right.caption(
            _("読むだけです。1つの質問は{seconds}秒・1GB・{rows}行まで。Ctrl+Enter でも実行できます。").format(
                seconds=f"{SECONDS:g}", rows=f"{ROWS:,}"
            )
        )
    complete(CARD, names(session.shelf()), _("候補（Tabで入れる、↑↓で選ぶ、Escで閉じる）"))
    if pressed:
        _asked(st.session_state[TEXT])
    return str(st.session_state[SEEN])


def _take_over() -> None:
    """Bring the editor up to what was asked from outside: a link, the back button, a card, an example."""
    handed = st.session_state.pop(HANDED, None)
    if handed is not None:
        _asked(handed)
    shelf, name = session.shelf(), st.query_params.get("query", "")
    spelt = None if shelf.own else st.query_params.get("sql")
    if handed is None and spelt is None and name in shelf.library:
        spelt = shelf.library[name].sql.rstrip()
    elif handed is None and spelt is None and SEEN not in st.session_state:
        spelt = first_question(shelf)
    if spelt is not None and spelt != st.session_state.get(SEEN):
        st.session_state[TEXT] = st.session_state[SEEN] = spelt[:LONGEST]
    elif TEXT not in st.session_state:
        # Leaving the page drops the widget's text; what was run last is still known.
        st.session_state[TEXT] = st.session_state[SEEN]


def _asked(sql: str) -> None:
    """``sql`` is the question now: in the editor, and in the address where it fits and is nobody's secret."""
    st.session_state[SEEN] = sql
    st.query_params.pop("query", None)
    if not session.shelf().own and link_fits(sql):
        st.query_params["sql"] = sql
    else:
        st.query_params.pop("sql", None)


def choose(sql: str) -> None:
    """Callback: put a question into the editor and run it."""
    st.session_state[HANDED] = sql


def result(sql: str) -> None:
    """The answer as a card with its table, or why there is none and what to change."""
    made = _answer(sql)
    if isinstance(made, Refused):
        _told(made, sql)
        return
    parts.show_made(made)
    if not session.shelf().own and not link_fits(sql):
        st.caption(_("この質問は長いので、アドレスには入りません。渡すときは、質問の文をコピーしてください。"))
    elif not session.shelf().own:
        st.caption(_("いまのアドレスをコピーすると、同じ質問をほかの人に渡せます。"))


def _answer(sql: str) -> Card | Refused:
    """Asked once for each question and state of the data, not at each run of the page. Kept in this session only."""
    shelf = session.shelf()
    key = (shelf.fingerprint, str(shelf.today), sql)
    kept = st.session_state.get(ANSWER)
    if kept is not None and kept[0] == key:
        return kept[1]  # type: ignore[no-any-return]
    try:
        made: Card | Refused = card_of(shelf, ask(shelf, sql, _visitor()))
    except Refused as problem:
        return problem
    st.session_state[ANSWER] = (key, made)
    return made


def _visitor() -> str:
    """A name for this session that means nothing outside: one question at a time for each."""
    return str(st.session_state.setdefault(VISITOR, token_hex(16)))


def _told(problem: Refused, sql: str) -> None:
    st.error(plain(problem.message), icon=":material/block:")
    if problem.remedy:
        st.info(plain(problem.remedy), icon=":material/edit:")
    lines = sql.splitlines()
    if 0 < problem.line <= len(lines):
        st.caption(_("{line}行目").format(line=problem.line))
        st.code(lines[problem.line - 1], language="sql", wrap_lines=True)


def off() -> bool:
    """Whether free questions are off on this machine; then the page says why."""
    reason = unavailable()
    if reason:
        st.info(plain(reason), icon=":material/block:")
    return bool(reason)


def warm() -> None:
    """Start the processes that will answer, while the visitor still reads."""
    POOL.warm()


def browser() -> None:
    """Tables with their columns in words, and examples; both open in the editor."""
    shown, tried = st.tabs([_("表と列"), _("質問の例")])
    with shown:
        _tables()
    with tried:
        _examples()


def _tables() -> None:
    known = tables(session.shelf())
    if not known:
        st.caption(_("まだ表がありません。"))
        return
    named = {line.name: line for line in known}
    name = st.selectbox(_("表"), list(named), format_func=lambda name: _heading(named[name]), key="explore.table")
    line = named[name]
    st.caption(plain(_("{about}（{rows}行）").format(about=line.description, rows=f"{line.rows:,}")))
    st.button(
        _("はじめの行を見る"),
        on_click=choose,
        args=(first_rows(line),),
        key="explore.first",
        icon=":material/table_rows:",
    )
    heads = (_("列"), _("意味"))
    rows = [
        (
            f"{plain(column.name)}  \n:gray[{plain(column.type)}]",
            f"**{plain(column.title)}**  \n{plain(column.description)}",
        )
        for column in line.columns
    ]
    with st.container(height=BROWSER_HEIGHT, border=False):
        st.table({head: [row[at] for row in rows] for at, head in enumerate(heads)}, hide_index=True)


def _heading(line: TableLine) -> str:
    return f"{line.title}（{line.name}）" if line.title else line.name


def _examples() -> None:
    known = examples(session.shelf())
    named: dict[str, Example] = {example.name: example for example in known}
    st.caption(
        _("このサイトの画面が使っている{n}の質問です。選んで、値や条件を変えてみてください。").format(n=len(known))
    )
    name = st.selectbox(_("例"), list(named), format_func=lambda name: named[name].label, key="explore.example")
    st.button(
        _("この質問を開く"), on_click=choose, args=(named[name].sql,), key="explore.open", icon=":material/terminal:"
    )
    st.code(named[name].sql, language="sql", height=BROWSER_HEIGHT)
