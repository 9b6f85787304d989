"""Everything that the first visitor would otherwise wait for: heavy imports and the cards that pages open with."""

from __future__ import annotations

import logging

import plotly.graph_objects
import plotly.io
import pydeck

from machi.cards.registry import CARDS
from machi.errors import MachiError
from ui import session

LOG = logging.getLogger("machi.warm")
HEAVY = (plotly.graph_objects, plotly.io, pydeck)


def up() -> None:
    """Open the shelf and make every card once with its defaults. A card without data is no reason not to start."""
    # Caches that are filled before any visitor is there have no script run: right here, and no news for whoever starts it.
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").setLevel(logging.ERROR)
    session.shelf()
    for card_id in CARDS:
        try:
            session.card(card_id)
        except MachiError:
            continue
        except Exception:  # A card with a fault must cost its own page, not everybody's server; the log has the trace.
            LOG.exception("card %s failed while warming up", card_id)
