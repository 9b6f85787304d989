"""The population pyramid: men left, women right, absolute labels, the comparison year as an outline.

Bars are equal five-year classes; an open last class (85 and over) is one bar, which the card's note says, because its
width can't be compared with the others.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from machi.cards import theme, words
from machi.cards.axes import amount, values
from machi.cards.card import Chart
from machi.text import _


def pyramid(
    frame: pd.DataFrame,
    band: str,
    men: str,
    women: str,
    unit: str,
    *,
    label: str,
    compare: tuple[str, str] | None = None,
    compare_label: str = "",
    height: int = 560,
) -> Chart:
    """One row of ``frame`` per age class, youngest first. ``compare``: the columns (men, women) of the outline."""
    bands = [str(name) for name in values(frame[band])]
    sides = [(men, _("男性"), theme.MEN, -1), (women, _("女性"), theme.WOMEN, 1)]
    data = [_side(bands, values(frame[column]), name, unit, fill, sign, label) for column, name, fill, sign in sides]
    columns = [men, women]
    if compare is not None:
        columns += compare
        data += [
            _outline(bands, values(frame[column]), name, unit, sign, compare_label)
            for column, (_c, name, _f, sign) in zip(compare, sides, strict=True)
        ]
    ticks = _ticks(
        max((value for column in columns for value in values(frame[column]) if value is not None), default=1)
    )
    layout = theme.layout(
        x=_("人数（{unit}）").format(unit=unit),
        xaxis={
            "tickmode": "array",
            "tickvals": ticks,
            "ticktext": [words.number(abs(tick)) for tick in ticks],
            "range": [ticks[0] * 1.02, ticks[-1] * 1.02],
            "zeroline": True,
        },
        yaxis={"type": "category", "categoryorder": "array", "categoryarray": [theme.escape(name) for name in bands]},
        barmode="overlay",
        bargap=0.12,
        showlegend=compare is not None,
        legend={"y": 1.06},
        annotations=[_heading(name, fill, sign) for _c, name, fill, sign in sides],
        margin={"t": 64 if compare is not None else 40},
    )
    return Chart({"data": data, "layout": layout}, height)


def _side(
    bands: list[str], y: list[Any], name: str, unit: str, fill: str, sign: int, label: str, **style: Any
) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": theme.escape(name),
        "y": [theme.escape(item) for item in bands],
        "x": [None if value is None else sign * value for value in y],
        "marker": theme.outlined(fill),
        "showlegend": False,
        "hoverinfo": "text",
        "hovertext": [
            f"{theme.escape(label)}<br>{theme.escape(item)} {theme.escape(name)}<br>{amount(value, unit)}"
            for item, value in zip(bands, y, strict=True)
        ],
        **style,
    }


def _outline(bands: list[str], y: list[Any], name: str, unit: str, sign: int, label: str) -> dict[str, Any]:
    return _side(bands, y, name, unit, theme.CLEAR, sign, label) | {
        "name": theme.escape(label),
        "marker": {"color": theme.CLEAR, "line": {"color": theme.PURPLE, "width": 2}},
        "showlegend": sign < 0,
        "legendgroup": "compare",
    }


def _heading(name: str, fill: str, sign: int) -> dict[str, Any]:
    """The side's name in its own colour's box, so that it needs no legend."""
    return {
        "text": theme.escape(name),
        "xref": "paper",
        "yref": "paper",
        "x": 0.02 if sign < 0 else 0.98,
        "y": 1,
        "xanchor": "left" if sign < 0 else "right",
        "yanchor": "bottom",
        "showarrow": False,
        "bgcolor": fill,
        "bordercolor": theme.OUTLINE,
        "borderpad": 3,
        "font": {"color": theme.text_on(fill)},
    }


def _ticks(largest: float) -> list[float]:
    """Symmetric round ticks, at most three a side: 1, 2, 2.5 or 5 times a power of ten apart."""
    largest = max(largest, 1)
    power = 10 ** math.floor(math.log10(largest / 3)) if largest > 3 else 1
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power * 3 >= largest)
    step = max(1, math.ceil(step))
    return [step * index for index in range(-3, 4)]
