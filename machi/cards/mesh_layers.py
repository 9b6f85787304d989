"""The layers of a mesh map, and the rows behind them: geometry once by URL, a month is a number in an expression.

A row is one grid square: ``c`` code, ``x`` and ``y`` its south-west corner in steps (1/640° east of 100° E, 1/960° north),
``n`` its name, ``a`` its area in km², and ``properties``: for each month of the shelf the figure or the word why there is
none, then (where there are any) for each month a remark. Streamlit's hint looks a name up in ``properties`` too, so
``{23}`` shows the 24th month: that is why the list is called so.

Streamlit wraps the colour of every layer whose map can be clicked and then forgets all other update triggers, so what
changes with the month may only be a colour. It also fades all squares but the clicked one unless the layer has no id of
its own (deck.gl then calls it by its type): the one layer here without an id.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from machi.cards.map_layers import Layer, Rows, rgb
from machi.cards.mesh_common import HIDDEN, MERGED
from machi.ingest.mesh import SIDE

HATCH, FRAME = "#3A3F45", "#990099"
CLEAR = "[0,0,0,0]"


def geo_name(digits: int, figure: str) -> str:
    """The named geometry of one level and figure: ``mesh-10-old``."""
    return f"mesh-{digits}-{figure}"


def at(index: int) -> str:
    """The expression for one entry of ``properties``."""
    return f"properties[{index}]"


def squares(name: str, digits: int, colour: str, triggers: Sequence[str | float]) -> Layer:
    """The filled squares; the layer that is clicked. ``triggers``: all that tells one ``colour`` from another."""
    return {
        "@@type": "PolygonLayer",
        "data": f"geo:{name}",
        "getPolygon": f"@@=[{_corner(digits, 0, 0)},{_corner(digits, 1, 0)},{_corner(digits, 1, 1)},{_corner(digits, 0, 1)}]",
        "getFillColor": colour,
        "updateTriggers": {"getFillColor": list(triggers)},
        "stroked": False,
        "pickable": True,
        "autoHighlight": True,
    }


def hatch(name: str, digits: int, months: Sequence[int]) -> Layer:
    """A stroke across each square that is 秘匿 in one of ``months``: seen without colour, at any zoom."""
    hidden = "||".join(f"{at(month)}=='{HIDDEN}'" for month in months)
    colour = f"@@={hidden}?{rgb(HATCH)}:{CLEAR}".replace(" ", "")
    return {
        "@@type": "LineLayer",
        "id": "mesh-hatch",
        "data": f"geo:{name}",
        "getSourcePosition": f"@@={_corner(digits, 0, 0)}",
        "getTargetPosition": f"@@={_corner(digits, 1, 1)}",
        "getColor": colour,
        "updateTriggers": {"getColor": list(months)},
        "getWidth": 1,
        "widthUnits": "pixels",
        "pickable": False,
    }


def frames(name: str, digits: int, months: Sequence[int], remarks: Sequence[int]) -> Layer:
    """A thick frame around each square that is merged with others, or has a remark (a sum without its 秘匿 parts)."""
    remarked = "||".join([*(at(index) for index in remarks), *(f"{at(month)}=='{MERGED}'" for month in months)])
    ring = ",".join(_corner(digits, east, north) for east, north in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0)))
    return {
        "@@type": "PathLayer",
        "id": "mesh-frames",
        "data": f"geo:{name}",
        "getPath": f"@@=[{ring}]",
        "getColor": f"@@=({remarked})?{rgb(FRAME)}:{CLEAR}".replace(" ", ""),
        "updateTriggers": {"getColor": [*months, *remarks]},
        "getWidth": 1.5,
        "widthUnits": "pixels",
        "pickable": False,
    }


def only(rows: Rows, indices: Sequence[int]) -> Rows:
    """The rows with these entries of ``properties`` only, for an app without routes: they travel with every message."""
    return [
        {
            **row,
            "properties": {str(index): row["properties"][index] for index in indices if index < len(row["properties"])},
        }
        for row in rows
    ]


def corner_degrees(row: dict[str, Any]) -> tuple[float, float]:
    """Latitude and longitude of a row's south-west corner."""
    return row["y"] / 960, 100 + row["x"] / 640


def _corner(digits: int, east: int, north: int) -> str:
    """One corner of the square as an expression over ``x`` and ``y``."""
    side = SIDE[digits]
    across, up = (f"+{side}" if shift else "" for shift in (east, north))
    return f"[100+(x{across})/640,(y{up})/960]"
