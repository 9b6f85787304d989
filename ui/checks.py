"""What a session has decided about its files in 公開前チェック: repairs, reasons, ticks. It goes when the files go."""

from __future__ import annotations

import streamlit as st

from machi.own.files import OwnFile
from machi.precheck.work import Work
from ui import session


def work_of(file: OwnFile) -> Work:
    """What was repaired and decided about a held file in 公開前チェック. Of files that are no longer held nothing is kept."""
    works: dict[tuple[str, str], Work] = st.session_state.setdefault(session.CHECKS, {})
    held = session.own()
    here = {(one.id, one.sha256) for one in (held.files if held else ())}
    for gone in set(works) - here:
        del works[gone]
    work = works.setdefault((file.id, file.sha256), Work(file))
    if work.file is not file and work.file.sha256 == file.sha256:
        work.read_as(file)
    return work


def work_on(file_id: str) -> Work | None:
    """The work on a held file by its id. Callbacks of widgets ask for it so: Streamlit keeps what a callback holds."""
    held = session.own()
    file = next((one for one in (held.files if held else ()) if one.id == file_id), None)
    return work_of(file) if file is not None else None


def remember(file: OwnFile, work: Work) -> None:
    """The work under the file that came out of it."""
    st.session_state.setdefault(session.CHECKS, {})[(file.id, file.sha256)] = work
