"""The hosted server: the app, open routes beside it, security headers, a warm start.

``streamlit run server.py`` is the way to run; ``streamlit run app.py`` alone looks the same, with geometry inline.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager

from machi.errors import MachiError
from machi.own.limits import most_megabytes
from machi.text import _
from machi.web.compress import CompressedStatic
from machi.web.door import Door
from machi.web.headers import SecurityHeaders
from machi.web.nodelay import set_on_listeners
from machi.web.routes import OpenRoutes
from ui import session

# The endpoint for uploads takes files from anybody who holds a session: its limit is the page's, not a larger one.
config.set_option("server.maxUploadSize", most_megabytes())
HERE = Path(__file__).resolve().parent
LOG = logging.getLogger("machi.server")

# A folder named pages/ switches Streamlit to its older way of pages until app.py has run once: the first deep link after a
# start would run the page's file alone, without navigation, language or net.
PagesManager.uses_pages_directory = False


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Heavy imports and the first questions before the first visitor; then freeze what will never be garbage.

    Streamlit collects garbage after every rerun; without the freeze that walk over pandas, plotly and duckdb is most
    of the time that a page takes.
    """
    from ui import warm

    session.ROUTES = True
    set_on_listeners()
    try:
        warm.up()
    except MachiError as problem:
        LOG.warning("%s", problem)
    gc.collect()
    gc.freeze()
    yield {}


def on_script_error(error: Exception) -> bool:
    """The last net: the log gets the traceback, the reader a sentence."""
    LOG.error("a page failed", exc_info=error)
    st.error(
        _("このページを表示できませんでした。ページを読み込み直してください。続くときは管理者に時刻を伝えてください。")
    )
    return True


app = st.App(
    HERE / "app.py",
    lifespan=lifespan,
    routes=OpenRoutes(lambda: session.published()).routes(),
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(Door, shelf=lambda: session.published()),
        Middleware(CompressedStatic, folder=Path(st.__file__).parent / "static" / "static"),
    ],
    on_script_error=on_script_error,
)
