"""The parts of 公開前チェック: what was found, in order of danger, with one click to mend and one to take it back.

What is shown of the cells is read out of the session's own bytes at that moment. Reasons and ticks are kept in the session.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import streamlit as st

from machi.own.files import OwnFile
from machi.precheck.examine import NOTHING
from machi.precheck.finding import Finding, Fix
from machi.precheck.fixes import label, told
from machi.precheck.samples import SHOWN, samples
from machi.precheck.work import SHORTEST_REASON, Look, Work, place_of
from machi.store.catalogue import Publication
from machi.text import _, language
from ui import checks, session
from ui.html import plain
from ui.precheck_leave import take_home

LICENCES = ("", "CC BY 4.0", "PDL1.0", "CC0", "CC BY-NC 4.0", "CC BY-ND 4.0")
ROWS_TOLD = 12


def check() -> None:
    """Everything about one of the held files."""
    held = session.own()
    if held is None:
        return
    file = _choose(held.files)
    work = checks.work_of(file)
    place = held.once(("place",), lambda: place_of(held.shelf))
    _circumstances(work, held.files)
    with st.spinner(_("検査しています…")):
        look = work.look(place, language())
    _verdict(work, look, file)
    _stops_and_warnings(work, look)
    _forms(work, look)
    _done(work, look)
    take_home(work, look, place, held)


def _choose(files: Sequence[OwnFile]) -> OwnFile:
    if len(files) == 1:
        return files[0]
    names = {file.id: file.name for file in files}
    chosen = st.selectbox(_("検査するファイル"), list(names), format_func=names.__getitem__, key="check-file")
    return next(file for file in files if file.id == chosen)


def _circumstances(work: Work, files: Sequence[OwnFile]) -> None:
    """What the file can't say itself: its licence, and the version that is published now."""
    left, right = st.columns(2)
    with left:
        work.licence = st.selectbox(
            _("公開するときの利用条件"),
            LICENCES,
            index=LICENCES.index(work.licence),
            format_func=lambda name: name or _("まだ決まっていない"),
            key=f"check-licence-{work.file.id}",
        )
    published = session.published().catalogue.usable(work.file.kind) if work.file.kind else []
    others = [file for file in files if file.id != work.file.id]
    names = {"": _("くらべない"), **{item.id: item.title for item in published}}
    names |= {file.id: _("お手元の{name}").format(name=file.name) for file in others}
    with right:
        chosen = st.selectbox(
            _("前に公開した版（列の違いを見ます）"),
            list(names),
            format_func=names.__getitem__,
            key=f"check-previous-{work.file.id}",
            help=_("前の版を一緒に入れておくと、ここで選べます。"),
        )
    sources: dict[str, OwnFile | Publication] = {item.id: item for item in published}
    work.compare_with((sources | {file.id: file for file in others}).get(chosen))


def _verdict(work: Work, look: Look, file: OwnFile) -> None:
    stops, warnings = work.counts(look.findings)
    if file.checked == look.cleaned.sha256:
        st.badge(_("検査済み"), icon=":material/task_alt:", color="blue")
    else:
        st.badge(_("庁内限り・検査未了"), icon=":material/lock:", color="red")
    if stops:
        said = _("このままでは公開できません。決めることが{n}件あります（止める{stops}・確かめる{warnings}）。")
        st.header(plain(said.format(n=stops + warnings, stops=stops, warnings=warnings)), anchor=False)
    elif warnings:
        said = _("止める指摘はありません。人の目で確かめることが{n}件あります。")
        st.header(plain(said.format(n=warnings)), anchor=False)
    elif look.findings and any(finding.severity != "fix" for finding in look.findings):
        st.header(plain(_("見つかった指摘は、すべて決めました（安全の保証ではありません）。")), anchor=False)
    else:
        st.header(plain(_(NOTHING)), anchor=False)
    size = _("{file}：{rows}行・{columns}列を検査しました。").format(
        file=work.file.name, rows=f"{len(look.cleaned.sheet):,}", columns=len(look.cleaned.sheet.columns)
    )
    st.caption(plain(size + _("見ていないこと：{unsaid}。").format(unsaid=_("、").join(look.unsaid))))


def _stops_and_warnings(work: Work, look: Look) -> None:
    for finding in look.findings:
        if finding.severity != "fix":
            _card(work, look, finding)


def _forms(work: Work, look: Look) -> None:
    """What only concerns the form: one click for all, or one by one."""
    forms = [finding for finding in look.findings if finding.severity == "fix"]
    if not forms:
        return
    with st.expander(_("形式の指摘（{n}件。直せば使いやすくなります）").format(n=len(forms))):
        fixes = [finding.fix for finding in forms if finding.fix]
        if len(fixes) > 1:
            st.button(
                _("形式をまとめて直す（{n}件）").format(n=len(fixes)),
                icon=":material/build:",
                key="check-all-forms",
                on_click=_mend,
                args=(work.file.id, *fixes),
            )
        for finding in forms:
            _card(work, look, finding)


def _card(work: Work, look: Look, finding: Finding) -> None:
    key = _key(work, finding)
    words = {
        "stop": (_("止める"), ":material/block:", "red"),
        "warn": (_("確かめる"), ":material/visibility:", "orange"),
        "fix": (_("直せる"), ":material/build:", "gray"),
    }
    word, icon, colour = words[finding.severity]
    with st.container(border=True, key=f"finding-{key}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge(word, icon=icon, color=colour)  # type: ignore[arg-type]
            st.caption(plain(finding.name))
        st.subheader(plain(finding.what), anchor=False)
        told = {_("どこ"): _where(finding), _("なぜ"): finding.why, _("どうする"): finding.todo}
        st.markdown("  \n".join(f"**{head}**　{plain(words)}" for head, words in told.items()))
        _buttons(work, finding, key)
        if finding.rule == "personal.rows":
            _count_instead(work, look, key)
        _decision(work, finding, key)
        _cells(look, finding, key)


def _where(finding: Finding) -> str:
    parts = [_("「{column}」の列").format(column=finding.column)] if finding.column else []
    if finding.rows:
        runs = _runs(finding.rows)
        shown = _("、").join(
            _("{first}〜{last}").format(first=f"{first:,}", last=f"{last:,}")
            if last > first + 1
            else _("、").join(f"{row:,}" for row in range(first, last + 1))
            for first, last in runs[:ROWS_TOLD]
        )
        more = _("ほか") if len(runs) > ROWS_TOLD or finding.count > len(finding.rows) else ""
        parts.append(_("{rows}行目{more}").format(rows=shown, more=more))
    return _("・").join(parts) or _("ファイル全体")


def _runs(rows: tuple[int, ...]) -> list[tuple[int, int]]:
    """Rows one after the other as (first, last): a whole column is one run, not a list of numbers."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], row
        else:
            runs.append((row, row))
    return runs


def _buttons(work: Work, finding: Finding, key: str) -> None:
    if not finding.fixes:
        return
    with st.container(horizontal=True):
        for number, fix in enumerate(finding.fixes):
            st.button(
                label(fix),
                key=f"mend-{key}-{number}",
                type="primary" if number == 0 and finding.severity == "stop" else "secondary",
                on_click=_mend,
                args=(work.file.id, fix),
            )


def _count_instead(work: Work, look: Look, key: str) -> None:
    """For rows of persons: the columns by which to count them, in place of the rows."""
    titles = [column.title for column in look.cleaned.sheet.columns]
    chosen = st.multiselect(
        _("人数の表にするときの区分"), titles, max_selections=4, key=f"count-{key}", placeholder=_("選んでください")
    )
    st.button(
        _("人数の表にまとめる（10人未満は秘匿）"),
        key=f"count-now-{key}",
        disabled=not chosen,
        on_click=_mend,
        args=(work.file.id, Fix("aggregate", chosen[0] if chosen else "", tuple(chosen))),
    )


def _decision(work: Work, finding: Finding, key: str) -> None:
    """A reason for a stop, a tick for a warning; nothing lifts what can't be lifted."""
    if finding.severity == "stop" and finding.overridable:
        st.text_input(
            _("このまま公開してよい理由（書くと先へ進めます。決裁用の紙に残ります）"),
            value=work.reasons.get(finding.key, ""),
            max_chars=120,
            key=f"reason-{key}",
            on_change=_keep_reason,
            args=(work.file.id, finding.key, f"reason-{key}"),
        )
        if work.state(finding) == "reason":
            st.caption(":material/check: " + _("理由を書いたので、止めません。"))
        elif work.reasons.get(finding.key):
            st.caption(_("{n}文字以上で書いてください。").format(n=SHORTEST_REASON))
    elif finding.severity == "stop":
        st.caption(_("理由を書いても公開できません。"))
    elif finding.severity == "warn" and not finding.overridable:
        st.caption(_("選ぶまで、この指摘は消えません。上の「公開するときの利用条件」で選んでください。"))
    elif finding.severity == "warn":
        st.checkbox(
            _("確かめました"),
            value=finding.key in work.ticked,
            key=f"tick-{key}",
            on_change=_keep_tick,
            args=(work.file.id, finding.key, f"tick-{key}"),
        )


def _cells(look: Look, finding: Finding, key: str) -> None:
    """The cells that are meant, as typed: on this screen only."""
    found = samples(look.cleaned.sheet, finding)
    if not found:
        return
    with st.expander(_("書かれているものを見る（{n}件まで・この画面だけ）").format(n=SHOWN)):
        heads = (_("行"), _("列"), _("書かれているもの"))
        rows = [(f"{sample.row:,}", sample.column, sample.text) for sample in found]
        st.table({head: [plain(row[at]) for row in rows] for at, head in enumerate(heads)}, hide_index=True)


def _done(work: Work, look: Look) -> None:
    """What was repaired, each with its way back."""
    if not work.fixes:
        return
    st.subheader(_("直したこと（{n}つ）").format(n=len(work.fixes)), anchor=False)
    st.caption(_("もとのファイルは変えていません。1つずつ取り消せます。"))
    for number, step in enumerate(look.cleaned.steps):
        with st.container(horizontal=True, vertical_alignment="center", key=f"step-{work.file.id}-{number}"):
            st.markdown(plain(told(step)))
            st.button(
                _("取り消す"),
                key=f"undo-{work.file.id}-{number}",
                icon=":material/undo:",
                type="tertiary",
                on_click=_undo,
                args=(work.file.id, number),
            )


def _mend(file_id: str, *fixes: Fix) -> None:
    work = checks.work_on(file_id)
    for fix in fixes:
        if work is not None:
            work.mend(fix)


def _undo(file_id: str, number: int) -> None:
    work = checks.work_on(file_id)
    if work is not None:
        work.undo(number)


def _keep_reason(file_id: str, finding: str, widget: str) -> None:
    work = checks.work_on(file_id)
    if work is not None:
        work.reasons[finding] = st.session_state[widget]


def _keep_tick(file_id: str, finding: str, widget: str) -> None:
    work = checks.work_on(file_id)
    if work is not None:
        (work.ticked.add if st.session_state[widget] else work.ticked.discard)(finding)


def _key(work: Work, finding: Finding) -> str:
    """A name for widgets: columns may hold anything, and a widget's name is part of the page."""
    return hashlib.sha256(f"{work.file.id}|{finding.key}".encode()).hexdigest()[:10]
