"""How an own file is read, each guess to be changed by hand: columns, sheet, encoding, delimiter, header row.

Whatever is changed is settled at the top of the next run: the file is read anew, and the step can be taken back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from machi.errors import MachiError
from machi.ingest.choices import NO_HEADER
from machi.ingest.decode import ENCODINGS
from machi.ingest.doubts import doubts
from machi.ingest.meaning import MEANINGS, meaning_label
from machi.ingest.records import DELIMITERS, spoken_delimiter
from machi.own.files import STATISTIC, Choices, OwnFile
from machi.text import _
from ui import parts, session, uploads
from ui.html import plain

WANTED = "own.wanted"
"""What was settled by hand in the run before."""


def settle(file: OwnFile, choices: Choices, *, undo: bool = False) -> None:
    """Have the file read anew under ``choices``: at the top of the next run, where there is room for a bar."""
    st.session_state[WANTED] = (file.id, choices, undo)
    st.rerun()


def settle_wanted(held: session.Own) -> None:
    """Do what ``settle`` wanted. What can't be read so is told, and nothing changes."""
    if WANTED not in st.session_state:
        return
    file_id, choices, undo = st.session_state.pop(WANTED)
    file = next((one for one in held.files if one.id == file_id), None)
    if file is None:
        return
    try:
        anew = uploads.again(file, choices)
    except MachiError as problem:
        parts.tell(problem)
        return
    before = held.before[:-1] if undo else (*held.before, (file.id, file.choices))
    session.keep([anew if one.id == file.id else one for one in held.files], before=before)
    st.rerun()


def columns(file: OwnFile) -> None:
    """Header → meaning; what is not used is said, and each can be changed."""
    if not file.kind:
        _meanings(file)
        return
    schema = session.published().schemas[file.kind]
    titles = {"": _("使わない"), **{column.name: column.title for column in schema.columns}}
    used = {header: name for header, name in file.receipt.columns.items() if name}
    unused = [header for header, name in file.receipt.columns.items() if not name]
    with st.expander(
        _("列の意味（{all}列のうち{used}列を使います）").format(all=len(file.receipt.columns), used=len(used)),
        expanded=bool(file.absent),
    ):
        if unused:
            st.caption(
                plain(
                    _("使わない列: {names}。この種類の表にない見出しなので、絵や数には入りません。").format(
                        names=_("、").join(unused)
                    )
                )
            )
        left, right, press = st.columns(3, vertical_alignment="bottom")
        with left:
            header = st.selectbox(_("列"), [*unused, *used], format_func=plain, key=f"own-header-{file.id}")
        with right:
            name = st.selectbox(
                _("意味"), list(titles), index=list(titles).index(file.receipt.columns.get(header, "")),
                format_func=lambda each: titles[each], key=f"own-meaning-{file.id}-{header}",
            )  # fmt: skip
        with press:
            if st.button(_("この意味にする"), key=f"own-mean-{file.id}"):
                chosen = {key: value for key, value in file.choices.columns.items() if value != name or not name}
                settle(file, replace(file.choices, kind=file.kind, columns={**chosen, header: name}))
        heads = (_("見出し"), _("意味"))
        rows = [(header, titles[name]) for header, name in [*used.items(), *((one, "") for one in unused)]]
        st.table({head: [plain(row[at]) for row in rows] for at, head in enumerate(heads)}, hide_index=True)


def _meanings(file: OwnFile) -> None:
    """The same for a table of no known kind: what each column means, how sure that is and why."""
    if not file.meanings:
        return
    titles = {meaning: meaning_label(meaning) for meaning in MEANINGS}
    with st.expander(_("列の意味（{n}列）").format(n=len(file.meanings))):
        left, right, press = st.columns(3, vertical_alignment="bottom")
        found = {one.header: one for one in file.meanings}
        with left:
            header = st.selectbox(_("列"), list(found), format_func=plain, key=f"own-header-{file.id}")
        with right:
            meaning = st.selectbox(
                _("意味"), list(titles), index=list(titles).index(found[header].meaning),
                format_func=titles.__getitem__, key=f"own-meaning-{file.id}-{header}",
            )  # fmt: skip
        with press:
            if st.button(_("この意味にする"), key=f"own-mean-{file.id}"):
                settle(file, replace(file.choices, meanings={**file.choices.meanings, header: meaning}))
        heads = (_("見出し"), _("意味"), _("確からしさ"), _("そう読んだ理由"))
        rows = [(one.header, titles[one.meaning], f"{one.confidence:.0%}", one.reason) for one in file.meanings]
        st.table({head: [plain(row[at]) for row in rows] for at, head in enumerate(heads)}, hide_index=True)


def ask(file: OwnFile) -> None:
    """What the reader isn't sure of: the ways to read side by side, to choose from."""
    held = session.own()
    if held is None:
        return
    asked = held.once(
        ("doubts", file.id), lambda: doubts(file.table, file.name, choices=file.choices, schemas=held.shelf.schemas)
    )
    words = {
        "encoding": _("文字コードを決めきれません。正しく読めているほうを選んでください。"),
        "delimiter": _("区切りの文字を決めきれません。正しく分かれているほうを選んでください。"),
        "header_row": _("見出しの行を決めきれません。見出しが上に来ているほうを選んでください。"),
    }
    for doubt in asked:
        with st.container(border=True, key=f"own-doubt-{doubt.about}"):
            st.markdown(plain(words[doubt.about]))
            for at, (option, place) in enumerate(zip(doubt.options, st.columns(len(doubt.options)), strict=True)):
                with place:
                    st.table([[plain(cell) for cell in row] for row in option.preview], hide_index=True)
                    if st.button(_("こちらで読む"), key=f"own-doubt-{doubt.about}-{at}"):
                        settle(file, replace(file.choices, **{doubt.about: getattr(option.choices, doubt.about)}))


def how_read(file: OwnFile) -> None:
    """Sheet, encoding, delimiter and header row: as found, each to be changed by hand."""
    receipt = file.receipt
    if len(file.sheets) > 1:
        sheet = st.selectbox(
            _("シート"), file.sheets, index=file.sheets.index(file.sheet), key=f"own-sheet-{file.id}-{file.sheet}"
        )
        if sheet != file.sheet:
            settle(file, replace(file.choices, sheet=sheet, header_row=0, header_rows=0, blocks=0, columns={}))
    with st.expander(_("ファイルの形（文字コード・区切り・見出しの行）")):
        said = _("文字コード {encoding}・区切り {delimiter}・見出し {row}（{generation}の形）として読みました。")
        if file.sheets:
            said = _("Excelのシート（見出し {row}、{generation}の形）として読みました。")
        st.caption(
            plain(
                said.format(
                    encoding=receipt.encoding,
                    delimiter=spoken_delimiter(receipt.delimiter),
                    row=_("{row}行目").format(row=receipt.header_row) if receipt.header_row else _("なし"),
                    generation=receipt.generation,
                )
            )
        )
        if not file.kind or file.kind != STATISTIC:
            _by_hand(file)


def _by_hand(file: OwnFile) -> None:
    text = file.table is file.data
    with st.form(f"own-form-{file.id}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        encoding = delimiter = ""
        if text:
            ways = {"": _("おまかせ"), **{name: name for name in ENCODINGS}}
            at = list(ways).index(file.choices.encoding)
            encoding = st.selectbox(_("文字コード"), list(ways), index=at, format_func=ways.__getitem__)
            cuts = {"": _("おまかせ"), **{sign: spoken_delimiter(sign) for sign in DELIMITERS}}
            at = list(cuts).index(file.choices.delimiter)
            delimiter = st.selectbox(_("区切り"), list(cuts), index=at, format_func=cuts.__getitem__)
        row = st.number_input(_("見出しの行（0はおまかせ、-1はなし）"), NO_HEADER, 1000, file.choices.header_row)
        lines = {0: _("おまかせ"), 1: _("1行"), 2: _("2行をつなぐ")}
        deep = st.selectbox(
            _("見出しの行数"), list(lines), index=file.choices.header_rows, format_func=lines.__getitem__
        )
        blocks = file.choices.blocks
        if blocks or file.receipt.span:
            joins = {0: _("つなぐ"), 1: _("書かれたまま")}
            blocks = st.selectbox(_("横に並んだ表"), list(joins), index=blocks, format_func=joins.__getitem__)
        if st.form_submit_button(_("この読み方にする")):
            found: dict[str, Any] = {
                "encoding": encoding,
                "delimiter": delimiter,
                "header_row": int(row),
                "header_rows": deep,
                "blocks": blocks,
            }
            settle(file, replace(file.choices, **found))
