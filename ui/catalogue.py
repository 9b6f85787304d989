"""Parts of the catalogue: one dataset with its source, how it was read, its columns, and everything to take home."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from machi.cards.catalogue_view import DatasetView, dataset_view, read_sentence, works_sentence
from machi.cards.credit import SAMPLE, credit, day
from machi.cards.display import heading, readable
from machi.cards.report import report_link
from machi.export.datasets import FORMATS, cleaned_bytes, original_bytes
from machi.export.licence import closed
from machi.export.tables import file_name
from machi.publish.fetch_state import last_trouble
from machi.store.catalogue import Publication
from machi.store.database import data_folder
from machi.text import _
from machi.web.metrics import METRICS
from ui import session
from ui.html import plain
from ui.parts import lines
from ui.values import web


def dataset(dataset_id: str) -> None:
    """One dataset. Raises NotOnShelf when there is none of that id."""
    view = dataset_view(session.shelf(), dataset_id)
    publication = view.publication
    with st.container(border=True, key="dataset"):
        if publication.synthetic:
            st.badge(SAMPLE, color="orange")
        if publication.access == "internal":
            st.badge(_("庁内限り"), color="red")
        st.header(plain(publication.title), anchor=False)
        st.text(read_sentence(publication))
        for problem in view.problems:
            st.warning(plain(problem))
        if trouble := last_trouble(data_folder(), f"{publication.kind}/{publication.id}"):
            told = _("{time} の取り込みに失敗しました。いま見えているのは、その前に取り込んだ版です。")
            st.warning(plain(told.format(time=trouble["tried"][:16].replace("T", " "))))
        st.caption(plain(credit(publication.source)))
        if works_sentence(view.works):
            st.page_link(
                "pages/works.py",
                label=plain(works_sentence(view.works)),
                icon=":material/emoji_objects:",
                query_params={**session.kept(), "used": publication.kind},
            )
        if web(publication.page):
            st.link_button(_("公開しているページ"), publication.page, icon=":material/open_in_new:")
        _downloads(view)
        _issues(view)
        _columns(view)
        with st.expander(_("この情報は違います")):
            report = report_link(session.shelf().city, publication.source)
            st.code(report.text, language=None, wrap_lines=True)
            if report.url:
                st.link_button(_("知らせる"), report.url, icon=":material/mail:")


def _counted(publication: Publication, form: str, make: Callable[[], bytes]) -> Callable[[], bytes]:
    """``make``, counted when it is asked for: how much an open dataset is used, not by whom. Own files are not counted."""

    def counted() -> bytes:
        made = make()
        if not publication.unchecked and publication.access == "open":
            METRICS.count("download", publication.id, form, 200)
        return made

    return counted


def _downloads(view: DatasetView) -> None:
    publication, shelf = view.publication, session.shelf()
    labels = {
        "csv": _("整えたCSV（Excel向け）"),
        "parquet": _("Parquet（分析ソフト向け）"),
        "geojson": _("GeoJSON（地図ソフト向け）"),
    }
    reason = closed((publication.source,))
    if reason:
        st.caption(plain(reason))
    if closed((publication.source,), original=True):
        return
    with st.container(horizontal=True):
        st.download_button(
            _("公開されたままのファイル"),
            _counted(publication, "original", partial(original_bytes, shelf, publication.id)),
            file_name=publication.path.name,
            mime="text/csv",
            on_click="ignore",
            key="original",
            icon=":material/download:",
        )
        for form, mime in FORMATS.items() if publication.usable and not reason else ():
            if form == "geojson" and not view.has_points:
                continue
            st.download_button(
                labels[form],
                _counted(publication, form, partial(cleaned_bytes, shelf, publication.id, form)),
                file_name=file_name(publication.source, form),
                mime=mime,
                on_click="ignore",
                key=f"take-{form}",
                icon=":material/download:",
            )


def _issues(view: DatasetView) -> None:
    if not view.issues:
        st.caption(_("読むときに気づいたことはありませんでした（正しさの保証ではありません）。"))
        return
    with st.expander(_("読むときに気づいたこと（{n}種類）").format(n=len(view.issues)), expanded=True):
        for issue in view.issues:
            st.text(
                _("{name}: {n}件。例: {example}").format(name=issue.name, n=f"{issue.count:,}", example=issue.example)
            )


def _columns(view: DatasetView) -> None:
    with st.expander(_("列の説明（{n}列）").format(n=len(view.columns))):
        heads = (_("公開された列名"), _("この画面での名前"), _("単位"), _("説明"))
        rows = [(column.header, column.title, column.unit, column.description) for column in view.columns]
        st.table({name: [plain(row[i]) for row in rows] for i, name in enumerate(heads)}, hide_index=True)


def overview() -> None:
    """All open datasets as a list: a table of eleven columns would not fit a phone."""
    frame, columns = session.catalogue_table()
    shown = readable(frame, columns)
    titles = {column.name: heading(column) for column in columns}
    kind = ""
    for index, dataset_id in enumerate(frame["id"]):
        if frame["kind"].iloc[index] != kind:
            kind = frame["kind"].iloc[index]
            st.header(plain(kind), anchor=False)
        row = {name: shown.iloc[index][titles[name]] for name in ("title", "publisher", "licence", "state")}
        with st.container(border=True, key=f"listed-{dataset_id}"):
            st.page_link(
                "pages/catalogue.py",
                label=f"**{plain(row['title'])}**",
                query_params={**session.kept(), "id": dataset_id},
            )
            st.caption(
                lines(
                    _("{publisher}・{licence}・{day}時点").format(
                        publisher=row["publisher"], licence=row["licence"], day=day(frame["as_of"].iloc[index])
                    ),
                    _("{rows}行・気づいたこと{issues}件・{state}").format(
                        rows=f"{frame['rows_in'].iloc[index]:,}",
                        issues=f"{frame['issues'].iloc[index]:,}",
                        state=row["state"],
                    ),
                    *(told for told in (works_sentence(int(frame["works"].iloc[index])),) if told),
                )
            )
