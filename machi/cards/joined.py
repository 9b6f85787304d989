"""Cards that lay two open datasets over each other. The door: importing this registers all of them.

Each answers one question, says inside the sentence that distances are straight and that only listed places count, and
says below how it was computed and what it can't tell.
"""

from __future__ import annotations

from machi.cards.joined_far import joined_aed, joined_bus_stop
from machi.cards.joined_playgrounds import joined_playgrounds
from machi.cards.joined_water import joined_water

__all__ = ["joined_aed", "joined_bus_stop", "joined_playgrounds", "joined_water"]
