"""The way in for a visitor's own files: dropped, pasted or the sample; read with a bar that moves and can be stopped.

The bytes that Streamlit holds of an upload are dropped as soon as they are read: the session keeps the one copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from machi.errors import MachiError, Unreadable
from machi.own.files import Choices, OwnFile, open_file
from machi.own.limits import MOST_FILES, most_bytes, most_megabytes
from machi.own.recipe import Recipe
from machi.own.recipe_read import read_recipe
from machi.own.sample import SAMPLE_NAME, sample_workbook
from machi.text import _, language
from ui import parts, pins, session
from ui.html import plain, upload_rules

ENDINGS = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "toml"]
RECIPE = ".toml"
WAITING = "own.recipe"
"""A recipe that came before the file it is for."""
REFUSED = "own.refused"
"""Sentences about files that could not be read, shown once after the run that tried."""


def drop_zone() -> None:
    """All ways in, and beside them what happens to a file: nothing but being shown on this screen."""
    left, right = st.columns([3, 2], gap="large")
    upload_rules(_("ファイルを選ぶ"))
    with left:
        dropped = st.file_uploader(
            _("ファイルを入れる（Excel・CSV、いくつでも）"),
            type=ENDINGS,
            accept_multiple_files=True,
            max_upload_size=most_megabytes(),
            key=f"own-drop-{session.upload_round()}",
        )
        st.caption(
            plain(
                _("1つ{size}MBまで、{n}ファイルまで。ここに引きずって入れるか、ボタンで選んでください。").format(
                    size=most_megabytes(), n=MOST_FILES
                )
            )
        )
    with right:
        st.info(_("まだ公開されません。この画面だけで使います。"), icon=":material/lock:")
        st.caption(
            _("保存も送信もしません。タブを閉じるか「消去する」を押すと消えます。読み込み直したときも消えます。")
        )
        if st.button(_("見本のExcelで試す"), icon=":material/science:", key="own-sample"):
            take([(sample_workbook(session.published().today), SAMPLE_NAME)], synthetic=True)
    with st.expander(_("表を貼り付ける（Excelのセルをコピーして）")):
        text = st.text_area(
            _("見出しの行から貼り付けてください"), height=160, key=f"own-paste-{session.upload_round()}"
        )
        if st.button(_("貼り付けた表を読む"), key="own-paste-read") and text.strip():
            take([(text.encode(), _("貼り付けた表.tsv"))])
    if waiting := st.session_state.get(WAITING):
        st.info(plain(_("レシピ「{title}」で、次に入れるファイルを読みます。").format(title=waiting.title)))
    for sentence in st.session_state.pop(REFUSED, ()):
        parts.warn(sentence)
    if dropped:
        take([(file.getvalue(), file.name) for file in dropped])


def take(given: list[tuple[bytes, str]], *, synthetic: bool = False) -> None:
    """Read what was given, keep it with what is held already, and start the page anew. A twin by name is replaced."""
    held = session.own()
    files = list(held.files) if held else []
    recipes = dict(held.recipes) if held else {}
    refused: list[str] = []
    tables = [(data, name) for data, name in given if not name.casefold().endswith(RECIPE)]
    recipe = _recipe([(data, name) for data, name in given if name.casefold().endswith(RECIPE)], refused)
    if recipe and not tables and files:
        # The recipe for what is held already: its newest file is read anew.
        tables, synthetic = [(files[-1].data, files[-1].name)], files[-1].synthetic
    with _reading() as bar:
        for data, name in tables:
            try:
                _check(data, files)
                file = _by(recipe, data, name, f"own-{_next_number(files)}", synthetic, bar)
            except MachiError as problem:
                refused.append(f"{name}: {problem}")
                continue
            recipes |= {file.id: recipe} if recipe else {}
            files = [other for other in files if other.name != file.name] + [file]
        if files and (held is None or list(held.files) != files):
            bar.progress(1.0, _("画面を用意しています…"))
            session.keep(files, recipes=recipes)
    st.session_state[REFUSED] = refused
    st.session_state[WAITING] = None if tables else recipe
    session.next_upload()
    st.rerun()


def _recipe(given: list[tuple[bytes, str]], refused: list[str]) -> Recipe | None:
    """The recipe that was given now or is waiting; one that can't be read is told."""
    found: Recipe | None = st.session_state.get(WAITING)
    for data, name in given:
        try:
            found = read_recipe(data, session.published().schemas)
        except MachiError as problem:
            refused.append(f"{name}: {problem}")
    return found


def _by(recipe: Recipe | None, data: bytes, name: str, file_id: str, synthetic: bool, bar: DeltaGenerator) -> OwnFile:
    """The file by the recipe; where its layout no longer fits, by the recipe's meanings alone."""
    if recipe is None:
        return _open(data, name, Choices(), file_id, synthetic, bar)
    choices = recipe.choices()
    try:
        return _open(data, name, choices, file_id, synthetic, bar)
    except Unreadable:
        return _open(
            data,
            name,
            replace(choices, encoding="", delimiter="", header_row=0, header_rows=0, blocks=0),
            file_id,
            synthetic,
            bar,
        )


def again(file: OwnFile, choices: Choices) -> OwnFile:
    """The same file read under other choices."""
    with _reading() as bar:
        return _open(file.data, file.name, choices, file.id, file.synthetic, bar)


def retell() -> None:
    """Read the held files again after a change of language: what was written down while reading follows it."""
    held = session.own()
    if held is None or held.language == language():
        return
    shown, deck = session.shows_own(), pins.deck()
    with st.status(_("読んでいます…"), expanded=True):
        bar = st.progress(0.0)
        told = [_open(file.data, file.name, file.choices, file.id, file.synthetic, bar) for file in held.files]
    session.keep([replace(new, checked=file.checked) for new, file in zip(told, held.files, strict=True)])
    session.show_own(shown)
    pins.keep(deck)
    st.rerun()


@contextmanager
def _reading() -> Iterator[DeltaGenerator]:
    """A bar that moves while something is read, and a way to stop."""
    with st.status(_("読んでいます…"), expanded=True):
        st.button(_("やめる"), on_click=session.next_upload, key="own-cancel")
        yield st.progress(0.0)


def _check(data: bytes, files: list[OwnFile]) -> None:
    if len(data) > most_bytes():
        raise MachiError(
            _("{size}MBより大きいファイルは読めません。").format(size=most_megabytes()),
            _("必要な列や期間に分けてください。"),
        )
    if len(files) >= MOST_FILES:
        raise MachiError(
            _("一度に見られるのは{n}ファイルまでです。").format(n=MOST_FILES),
            _("「消去する」で消してから入れてください。"),
        )


def _next_number(files: list[OwnFile]) -> int:
    return max((int(file.id.removeprefix("own-")) for file in files), default=0) + 1


def _open(data: bytes, name: str, choices: Choices, file_id: str, synthetic: bool, bar: DeltaGenerator) -> OwnFile:
    """Open bytes under choices, by the kinds and for the city of the published data."""
    shelf = session.published()
    return open_file(
        data,
        name,
        choices,
        schemas=shelf.schemas,
        id=file_id,
        city=shelf.city.name,
        synthetic=synthetic,
        on_progress=lambda part: bar.progress(part, plain(name)),
    )
