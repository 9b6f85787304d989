"""Classes of a choropleth: ranges with a colour each, the same in every month, and the expression that picks one.

Fifths of all months' amounts, rounded to numbers that can be said; for change a class on each side of zero and one
beyond the step that four of five yearly changes stay below. The expression runs in the browser on one row of geometry.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from machi.cards import theme, words
from machi.cards.map_layers import rgb
from machi.cards.mesh_common import FLOOR, STATES
from machi.text import _

NICE = (1, 1.5, 2, 2.5, 3, 4, 5, 7, 10)
ZERO, GREY, PALE = "#FFFFFF", "#8E9399", "#D9D5CB"
FIFTHS = ("fifth_1", "fifth_2", "fifth_3", "fifth_4")
BOUNDS = ("fifth_2", "fifth_3", "fifth_4", "tenth")
"""Amounts are heaped at the low end: plain fifths would paint a whole town in the darkest colour."""
ALPHA = 225
"""Place names under the squares shine through a little."""


@dataclass(frozen=True)
class Scale:
    """``edges`` are lower bounds of the classes but the first, ascending; ``colours`` and ``labels`` one a class.

    ``zero``: an amount of exactly zero has its own look. ``missing``: states that occur, as (word, label, colour).
    """

    edges: tuple[float, ...]
    colours: tuple[str, ...]
    labels: tuple[str, ...]
    zero: bool = False

    def index(self, value: float) -> int:
        """The class of a value (what the expression does, for tests and for words)."""
        return sum(value >= edge for edge in self.edges)


def amounts(bounds: Sequence[float], unit: str, least: float = 1.0, most: float = math.inf) -> Scale:
    """Classes of amounts above zero, whole numbers from ``least`` to ``most``. Equal edges collapse: a small city may
    need fewer than five, amounts that lie close together are divided at whole numbers."""
    edges = _apart(bounds, least, most)
    lows = (least, *edges)
    labels = [
        _("{low}〜{high}{unit}").format(low=words.number(low), high=words.number(high - 1), unit=unit)
        if high - low > 1
        else words.with_unit(words.number(low), unit)
        for low, high in zip(lows, edges, strict=False)
    ]
    last = words.number(lows[-1])
    labels.append(_("{low}{unit}以上").format(low=last, unit=unit) if lows[-1] < most else words.with_unit(last, unit))
    return Scale(edges, _spread(theme.AMOUNT, len(labels)), tuple(labels), zero=True)


def _apart(bounds: Sequence[float], least: float, most: float) -> tuple[float, ...]:
    """Whole edges above ``least`` and not above ``most``, so that no class must be empty: numbers that can be said,
    or whole numbers where those would bring classes together."""
    kept = [
        tuple(dict.fromkeys(edge for edge in map(round_off, bounds) if least < edge <= most))
        for round_off in (nice, lambda value: float(math.ceil(value)))
    ]
    return max(kept, key=len)


def measures(bounds: Sequence[float], unit: str) -> Scale:
    """Classes of measured amounts above zero: edges of two significant digits, or three where two would join classes."""
    two, three = (tuple(dict.fromkeys(float(f"{value:.{digits}g}") for value in bounds)) for digits in (2, 3))
    edges = two if len(two) == len(three) else three
    decimals = max((len(f"{edge:.10f}".rstrip("0").partition(".")[2]) for edge in edges), default=0)
    return Scale(edges, _spread(theme.AMOUNT, len(edges) + 1), _ranges(edges, unit, decimals), zero=True)


def densities(bounds: Sequence[float], area: float) -> Scale:
    """Classes of people per km², from bounds of people and the area of a usual square."""
    edges = tuple(dict.fromkeys(nice(value / area) for value in bounds))
    return Scale(edges, _spread(theme.AMOUNT, len(edges) + 1), _ranges(edges, _("人/km²")), zero=True)


def shares(bounds: Sequence[float]) -> Scale:
    """Classes of a percentage, at whole percents."""
    edges = tuple(dict.fromkeys(float(max(1, round(value))) for value in bounds))
    return Scale(edges, _spread(theme.AMOUNT, len(edges) + 1), _ranges(edges, "%"))


def changes(step: float | None) -> Scale:
    """Five classes around zero. Colours: brown less, blue more, no change neutral."""
    large = int(nice(max(step or 2, 2)))
    inner = f"1〜{large - 1}" if large > 2 else "1"
    labels = (
        _("{n}人以上減").format(n=words.number(large)),
        _("{n}人減").format(n=inner),
        _("増減なし"),
        _("{n}人増").format(n=inner),
        _("{n}人以上増").format(n=words.number(large)),
    )
    # Whole people: "more than -large" begins at -large + 1; zero is [0, 1).
    # The theme's neutral is the colour of the ground: a square without change would look like one without people.
    colours = (*theme.CHANGE[:2], PALE, *theme.CHANGE[3:])
    return Scale((-large + 1.0, 0.0, 1.0, float(large)), colours, labels)


def nice(value: float) -> float:
    """The nearest of 1, 1.5, 2, 2.5, 3, 4, 5, 7 × 10ⁿ, a whole number: 1.5 and 2.5 only from 15 on."""
    if value < 1:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    found = min((step * power for step in NICE), key=lambda candidate: abs(candidate - value))
    return float(math.floor(found + 0.5))


def colour_expression(scale: Scale, value: str, state: str, states: set[str]) -> str:
    """deck.gl accessor: the class colour of ``value``, or the look of ``state`` (one of ``states``) where there is none.

    ``value`` must compare false with any number where it is missing: a word does (JavaScript makes it NaN), null does
    not (it becomes 0). So the missing travel as words.
    """
    parts = []
    for edge, colour in reversed(list(zip(scale.edges, scale.colours[1:], strict=True))):
        parts.append(f"{value}>={_short(edge)}?{_rgb(colour)}:")
    if scale.zero:
        parts.append(f"{value}>0?{_rgb(scale.colours[0])}:{value}>=0?{_rgb(ZERO)}:")
    else:
        parts.append(f"{value}>-1e9?{_rgb(scale.colours[0])}:")
    looks = {"hidden": GREY, "merged": GREY, "few": PALE}
    parts += [f"{state}=='{STATES[name]}'?{_rgb(colour)}:" for name, colour in looks.items() if name in states]
    return f"@@={''.join(parts)}[0,0,0,0]"


def legend(scale: Scale, states: set[str], zeros: bool) -> tuple[tuple[str, str], ...]:
    """Classes from low to high, then every missing state that occurs, each with its own words."""
    entries = [*zip(scale.labels, scale.colours, strict=True)]
    if zeros and scale.zero:
        entries.insert(0, (_("0人（白）"), ZERO))
    if "hidden" in states:
        entries.append((_("秘匿（灰色に斜線）"), GREY))
    if "few" in states:
        entries.append((_("{n}人未満のため割合なし").format(n=FLOOR), PALE))
    if "merged" in states:
        entries.append((_("合算（灰色に太い枠）"), GREY))
    return tuple(entries)


def _ranges(edges: Sequence[float], unit: str, digits: int = 0) -> tuple[str, ...]:
    said = [words.number(edge, digits) for edge in edges]
    first = _("{n}{unit}未満").format(n=said[0], unit=unit) if said else _("すべて")
    middle = (_("{low}以上{high}未満").format(low=low, high=high) for low, high in pairwise(said))
    last = (_("{n}{unit}以上").format(n=said[-1], unit=unit),) if said else ()
    return (first, *middle, *last)


def _spread(ramp: Sequence[str], count: int) -> tuple[str, ...]:
    """``count`` colours over the whole ramp; one alone from its middle, for its pale end is hard to see on the ground."""
    if count == 1:
        return (ramp[len(ramp) // 2],)
    return tuple(ramp[round(index * (len(ramp) - 1) / (count - 1))] for index in range(count))


def _rgb(colour: str) -> str:
    return "[" + ",".join(map(str, rgb(colour, ALPHA))) + "]"


def _short(number: float) -> str:
    return f"{number:g}" if abs(number) < 1e5 else f"{number:.0f}"
