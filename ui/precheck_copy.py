"""授業で使うための匿名の写し: choose what could give somebody away, see what it costs, take it home."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from machi.errors import MachiError
from machi.precheck.anonymise import HEALTH_K, LEAST_K, Anonymised, Quasi, anonymised, k_for
from machi.precheck.ladders import ANY, guess
from machi.precheck.lexicon import weak_class
from machi.precheck.names import home_name
from machi.precheck.sheet import Sheet
from machi.precheck.work import Work
from machi.text import _
from ui import checks, parts, session
from ui.html import plain


def copy_for_class() -> None:
    """Offered for tables of persons; a list of facilities has nobody to hide."""
    held = session.own()
    if held is None:
        return
    file = next((one for one in held.files if one.id == st.session_state.get("check-file")), held.files[0])
    work = checks.work_of(file)
    _ingested, sheet, about = work.original
    if not about.persons and not _rows_of_persons(work):
        return
    with st.expander(_("授業で使うための匿名の写しを作る")):
        st.markdown(
            _(
                "本人の手がかりになる列を粗くし、同じ組み合わせの人が{k}人以上になるようにします。足りない行は除きます。"
            ).format(k=LEAST_K)
        )
        _form(sheet, work, held)


def _rows_of_persons(work: Work) -> bool:
    return any(key.startswith("personal.rows") for key in work.first_keys)


def _form(sheet: Sheet, work: Work, held: session.Own) -> None:
    titles = [column.title for column in sheet.columns]
    kinds = {column.title: guess(column) for column in sheet.columns}
    left, right = st.columns(2)
    with left:
        drop = st.multiselect(
            _("載せない列（名前・番号など）"),
            titles,
            default=_named(work, sheet, titles),
            key="copy-drop",
            placeholder=_("選んでください"),
        )
        rest = [title for title in titles if title not in drop]
        first = [title for title in rest if kinds[title] in ("age", "place", "date") or weak_class(title) == "sex"]
        chosen = st.multiselect(
            _("手がかりになる列（年齢・地区・日付など）"),
            rest,
            default=first,
            key="copy-quasi",
            placeholder=_("選んでください"),
        )
    with right:
        health = st.checkbox(_("健康・福祉の情報を含む（{k}人以上にします）").format(k=HEALTH_K), key="copy-health")
        floor = k_for(work.file.kind, LEAST_K, health)
        k = int(st.number_input(_("同じ組み合わせの最少人数"), floor, 100, floor, key=f"copy-k-{floor}"))
        sensitive = st.selectbox(
            _("人に知られたくない列（答え・点数など）"), ["", *[t for t in rest if t not in chosen]],
            format_func=lambda title: title or _("選ばない"), key="copy-sensitive",
        )  # fmt: skip
    if st.button(_("匿名の写しを作る"), key="copy-make", disabled=not chosen):
        districts = _districts()
        try:
            work.copy = anonymised(
                sheet, [Quasi(title, kinds[title]) for title in chosen], k=k, drop=drop, sensitive=sensitive,
                districts=districts, city=held.shelf.city.name,
            )  # fmt: skip
        except MachiError as problem:
            work.copy = None
            parts.tell(problem)
    if work.copy is not None:
        _result(work.copy, work)


def _named(work: Work, sheet: Sheet, titles: Sequence[str]) -> list[str]:
    """Columns that name somebody: they never belong into the copy."""
    gone = {
        key.split("|", 1)[1] for key in work.first_keys if key.startswith("personal.") and "personal.age" not in key
    }
    # A number that nobody shares leads back to the list it comes from.
    single = {column.title for column in sheet.columns if len(column) > 1 and len(column.texts) == len(column)}
    return [title for title in titles if title in gone | single]


def _districts() -> dict[str, str]:
    frame = session.published().ask("reference_towns").frame
    pairs = zip(frame["town"].tolist(), frame["district"].tolist(), strict=True)
    return {town: district for town, district in pairs if isinstance(district, str) and district}


def _result(made: Anonymised, work: Work) -> None:
    st.markdown(
        plain(
            _("{rows}行の写しができました。どの組み合わせも{smallest}人以上です（{groups}通り）。").format(
                rows=f"{len(made.sheet):,}", smallest=made.smallest, groups=made.groups
            )
        )
    )
    lost = [_("除いた行: {n}行（{rows}行のうち）").format(n=f"{made.left_out:,}", rows=f"{made.rows_in:,}")]
    for title, (before, after) in made.examples.items():
        if after == ANY:
            lost.append(_("「{column}」は、どの行も同じにしました（{any}）").format(column=title, any=ANY))
        elif before != after:
            lost.append(
                _("「{column}」を粗くしました（例: {before} → {after}）").format(
                    column=title, before=before, after=after
                )
            )
    lost += [_("載せない列: {columns}").format(columns=_("・").join(made.dropped))] if made.dropped else []
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in lost))
    limits = _("同じ組み合わせの全員が同じ答えなら、だれの答えかが分からなくても答えは分かってしまいます。")
    if made.diversity is not None:
        limits += _("この写しでは、1つの組み合わせの中の答えは、少ないところで{n}種類です。").format(n=made.diversity)
    st.warning(plain(limits), icon=":material/info:")
    st.caption(
        _("授業の中だけで使い、外には出さないでください。匿名加工情報の基準を満たすことを保証するものではありません。")
    )
    st.download_button(
        _("匿名の写しを保存する（CSV）"), made.data, file_name=home_name(work, None, _("匿名の写し"), "csv"),
        mime="text/csv", key="copy-save", icon=":material/download:", on_click="ignore",
    )  # fmt: skip
