"""What the visitor sees of their own files: the first answer, what can be seen with them, and everything that was guessed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from machi.cards.credit import day
from machi.errors import MachiError
from machi.ingest.choices import FREE
from machi.ingest.decode import ENCODINGS
from machi.ingest.doubts import doubts
from machi.ingest.meaning import MEANINGS, meaning_label
from machi.ingest.records import DELIMITERS, spoken_delimiter
from machi.own.files import STATISTIC, Choices, OwnFile
from machi.own.fit import Fit, fit
from machi.own.tell import first_answer, receipt_lines, remarks, typed_lines
from machi.text import _
from ui import parts, recipes, session, uploads
from ui.html import plain

SHOWN = 50
GLIMPSES = 6
WANTED = "own.wanted"
"""What was settled by hand in the run before."""


def answers() -> None:
    """Everything about the held files, one file at a time where there are several."""
    held = session.own()
    if held is None:
        return
    if WANTED in st.session_state:
        _settled(held)
    found = held.once(("fit",), lambda: fit(held.files, held.shelf))
    file = _choose(held.files)
    st.header(plain(first_answer(file.receipt)), anchor=False)
    recipes.told(file)
    _doubts(file)
    _what_it_is(file)
    _ways(found)
    _stayed_out(file)
    _receipt(file)
    _columns(file)
    _how_read(file)
    recipes.save(file, found)
    _back(held, file)


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
    with left:
        kind = st.selectbox(
            _("何の表ですか"), list(titles), index=list(titles).index(now), format_func=titles.__getitem__,
            key=f"own-kind-{file.id}-{now}", help=_("ちがっていたら選び直してください。"),
        )  # fmt: skip
        sure = _("確からしさ{percent}%").format(percent=round(100 * file.receipt.confidence))
        st.caption(plain(f"{file.receipt.reason}（{sure}）" if file.kind else file.receipt.reason))
    with right:
        when = st.date_input(
            _("いつ時点のデータですか"), value=file.as_of, format="YYYY/MM/DD", key=f"own-day-{file.id}-{file.as_of}"
        )
        known = _("{day}時点として見せます。").format(day=day(file.as_of)) if file.as_of else ""
        st.caption(plain(known or _("ファイルからは分かりません。入れると、古さを確かめた見せ方になります。")))
    if kind != now:
        settle(file, replace(file.choices, kind=kind, columns={}))
    if when and when != file.as_of:
        settle(file, replace(file.choices, as_of=when))
    if file.absent:
        parts.warn(
            _("{title}に必要な列（{columns}）が見つかりません。下の「列の意味」で選んでください。").format(
                title=titles[now], columns="・".join(file.absent)
            )
        )


def _ways(found: Fit) -> None:
    """The examples that these files feed: small live figures that lead to the very page."""
    if found.offers:
        st.subheader(_("このファイルで見られるもの"), anchor=False)
        with st.container(horizontal=True, gap="small"):
            for at, offer in enumerate(found.offers[:GLIMPSES]):
                example = offer.example
                page, key = f"pages/{example.page}.py", f"own-{at}"
                params: dict[str, Any] = dict(example.params)
                parts.glimpse(example.card, page, example.question, dict(example.view), key=key, **params)
        more = found.offers[GLIMPSES:]
        if more:
            with st.expander(_("ほかに見られるもの（{n}）").format(n=len(more))):
                for offer in more:
                    st.page_link(
                        f"pages/{offer.example.page}.py",
                        label=f"**{plain(offer.example.question)}** {plain(offer.finding)}",
                        query_params={**offer.example.view, **session.kept()},
                    )
    if found.lacks:
        with st.expander(_("列を足すと見られるもの（{n}）").format(n=len(found.lacks)), expanded=not found.offers):
            st.markdown("\n".join(f"- {plain(sentence)}" for sentence in found.lacks))


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


def _columns(file: OwnFile) -> None:
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
                        names="、".join(unused)
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
                columns = {key: value for key, value in file.choices.columns.items() if value != name or not name}
                settle(file, replace(file.choices, kind=file.kind, columns={**columns, header: name}))
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


def _doubts(file: OwnFile) -> None:
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


def _how_read(file: OwnFile) -> None:
    """Sheet, encoding, delimiter and header row: as found, each to be changed by hand."""
    receipt = file.receipt
    if len(file.sheets) > 1:
        sheet = st.selectbox(
            _("シート"), file.sheets, index=file.sheets.index(file.sheet), key=f"own-sheet-{file.id}-{file.sheet}"
        )
        if sheet != file.sheet:
            settle(file, replace(file.choices, sheet=sheet, header_row=0, header_rows=0, columns={}))
    with st.expander(_("ファイルの形（文字コード・区切り・見出しの行）")):
        said = _("文字コード {encoding}・区切り {delimiter}・見出し {row}行目（{generation}の形）として読みました。")
        if file.sheets:
            said = _("Excelのシート（見出し {row}行目、{generation}の形）として読みました。")
        st.caption(
            plain(
                said.format(
                    encoding=receipt.encoding,
                    delimiter=spoken_delimiter(receipt.delimiter),
                    row=receipt.header_row,
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
        row = st.number_input(_("見出しの行（0はおまかせ）"), 0, 1000, file.choices.header_row)
        lines = {0: _("おまかせ"), 1: _("1行"), 2: _("2行をつなぐ")}
        deep = st.selectbox(
            _("見出しの行数"), list(lines), index=file.choices.header_rows, format_func=lines.__getitem__
        )
        if st.form_submit_button(_("この読み方にする")):
            found: dict[str, Any] = {
                "encoding": encoding,
                "delimiter": delimiter,
                "header_row": int(row),
                "header_rows": deep,
            }
            settle(file, replace(file.choices, **found))


def _back(held: session.Own, file: OwnFile) -> None:
    with st.container(horizontal=True):
        if held.before and st.button(_("ひとつ戻す"), icon=":material/undo:", key="own-undo"):
            file_id, choices = held.before[-1]
            settle(next(one for one in held.files if one.id == file_id), choices, undo=True)
        if file.choices != Choices() and st.button(_("はじめの読み方に戻す"), key="own-again"):
            settle(file, Choices())
        st.button(_("消去する"), icon=":material/delete:", on_click=session.erase, key="own-erase-here")


def settle(file: OwnFile, choices: Choices, *, undo: bool = False) -> None:
    """Have the file read anew under ``choices``: at the top of the next run, where there is room for a bar."""
    st.session_state[WANTED] = (file.id, choices, undo)
    st.rerun()


def _settled(held: session.Own) -> None:
    """Do what ``settle`` wanted. What can't be read so is told, and nothing changes."""
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
