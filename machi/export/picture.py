"""A card's map as a picture, drawn on the server from the very layers that the browser gets. No browser, no tiles.

North is up; the legend stands beside the map, with scale bar and attribution in it, so that the picture can be passed on
alone. Drawn twice as large and made smaller: edges and letters are then smooth. 秘匿 is hatched, not only grey.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from machi.cards import theme
from machi.cards.card import Map
from machi.cards.deck import basemap_credit
from machi.cards.map_layers import METRES_A_DEGREE, PAGE, round_length
from machi.cards.maps import HEIGHT as PHONE_HEIGHT
from machi.cards.maps import WIDTH as PHONE_WIDTH
from machi.export.accessor import value_of
from machi.export.pdf_base import font_path, printable
from machi.text import _

TWICE = 2
"""Drawn so many times larger than it is kept."""
INK, HATCH = "#1A1A1A", "#3A3F45"
LARGEST, SMALLEST = 26, 11
"""Sizes of the legend's letters on a picture 900 px high."""
LETTERS = 1.25
"""Place names are larger than on the screen: a picture is looked at from farther away."""
OWN_SCALE = ("scale-bar", "scale-text")
"""Layers that stand where a phone shows them; the picture has a scale bar of its own."""
Layer = Mapping[str, Any]


@dataclass(frozen=True)
class Ground:
    """Degrees to pixels: Web Mercator, as deck.gl (360° are 512 px at zoom 0). ``size``: larger than a screen's pixels."""

    latitude: float
    longitude: float
    zoom: float
    width: float
    height: float
    size: float

    @property
    def degree(self) -> float:
        """Pixels of one degree of longitude."""
        return 512 / 360 * 2**self.zoom * self.size

    @property
    def metre(self) -> float:
        """Pixels of one metre on the ground."""
        return self.degree / METRES_A_DEGREE / math.cos(math.radians(self.latitude))

    def at(self, point: Sequence[float]) -> tuple[float, float]:
        up = _mercator(point[1]) - _mercator(self.latitude)
        return self.width / 2 + (point[0] - self.longitude) * self.degree, self.height / 2 - up * self.degree


def map_png(figure: Map, width: int = 1600, height: int = 900) -> bytes:
    """The map as PNG: at the left what the screen shows first, at the right legend, scale and where it is from."""
    wide, high = width * TWICE, height * TWICE
    side = round(wide * 0.27)
    room = wide - side
    size = min(room / PHONE_WIDTH, high / PHONE_HEIGHT)
    view = figure.view
    ground = Ground(view["latitude"], view["longitude"], view["zoom"], room, high, size)
    image = Image.new("RGB", (room, high), PAGE)
    for layer in figure.layers:
        if layer.get("id") not in OWN_SCALE and layer.get("id") != "context-page":
            _layer(image, layer, _rows(figure, layer), ground)
    whole = Image.new("RGB", (wide, high), "#FFFFFF")
    whole.paste(image, (0, 0))
    pen = ImageDraw.Draw(whole)
    pen.rectangle((0, 0, room - 1, high - 1), outline="#A5A9AD", width=TWICE)
    _north(pen, room, size)
    _beside(pen, figure, ground, (room + 20 * TWICE, 14 * TWICE, wide - 8 * TWICE, high - 10 * TWICE), high / 900)
    buffer = io.BytesIO()
    small = whole.resize((width, height), Image.Resampling.LANCZOS)
    # 256 colours are more than a map has; the file is a third as large, and no dots are strewn in.
    small.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(buffer, "PNG")
    return buffer.getvalue()


def _rows(figure: Map, layer: Layer) -> Sequence[Mapping[str, Any]]:
    data = layer.get("data")
    if isinstance(data, str):
        return figure.geo[data.removeprefix("geo:")]()
    return data or []


def _layer(image: Image.Image, layer: Layer, rows: Sequence[Mapping[str, Any]], ground: Ground) -> None:
    # Each layer on its own sheet: a see-through fill must not add up where its shapes overlap with the layer below only.
    kind = layer["@@type"]
    sheet = Image.new("RGBA", image.size, (0, 0, 0, 0)) if kind in ("PolygonLayer", "ScatterplotLayer") else None
    pen = ImageDraw.Draw(sheet if sheet is not None else image, "RGBA")
    draw = {
        "PolygonLayer": _polygons,
        "ScatterplotLayer": _circles,
        "PathLayer": _paths,
        "LineLayer": _strokes,
        "TextLayer": _texts,
    }[kind]
    draw(pen, layer, rows, ground)
    if sheet is not None:
        image.paste(sheet, (0, 0), sheet)


def _polygons(pen: ImageDraw.ImageDraw, layer: Layer, rows: Sequence[Mapping[str, Any]], ground: Ground) -> None:
    width = max(1, round(layer.get("getLineWidth", 1) * ground.size * 0.7))
    hidden = str(layer.get("id", "")).endswith("-hidden")
    for row in rows:
        ring = [ground.at(point) for point in value_of(layer["getPolygon"], row)]
        if not _seen(ring, ground):
            continue
        fill = _colour(value_of(layer.get("getFillColor"), row)) if layer.get("filled", True) else None
        line = _colour(value_of(layer.get("getLineColor"), row)) if layer.get("stroked") else None
        if layer.get("filled", True) is False and line:
            pen.line([*ring, ring[0]], fill=line, width=width)
            continue
        if fill and fill[3]:
            pen.polygon(ring, fill=fill, outline=line, width=width if line else 0)
        if hidden:
            pen.line((ring[0], ring[2]), fill=HATCH, width=max(1, round(ground.size * 0.7)))


def _circles(pen: ImageDraw.ImageDraw, layer: Layer, rows: Sequence[Mapping[str, Any]], ground: Ground) -> None:
    metres = layer.get("radiusUnits") == "meters"
    least, most = layer.get("radiusMinPixels", 0) * ground.size, layer.get("radiusMaxPixels", 1e9) * ground.size
    width = max(1, round(layer.get("getLineWidth", 1) * ground.size * 0.8))
    for row in rows:
        given = value_of(layer["getRadius"], row)
        radius = min(max(given * (ground.metre if metres else ground.size), least), most)
        x, y = ground.at(value_of(layer["getPosition"], row))
        box = (x - radius, y - radius, x + radius, y + radius)
        if _seen([box[:2], box[2:]], ground):
            line = _colour(value_of(layer.get("getLineColor"), row)) if layer.get("stroked") else None
            pen.ellipse(box, fill=_colour(value_of(layer.get("getFillColor"), row)), outline=line, width=width)


def _paths(pen: ImageDraw.ImageDraw, layer: Layer, rows: Sequence[Mapping[str, Any]], ground: Ground) -> None:
    width = max(1, round(layer.get("getWidth", 1) * ground.size * 0.8))
    for row in rows:
        colour = _colour(value_of(layer["getColor"], row))
        points = [ground.at(point) for point in value_of(layer["getPath"], row)]
        if colour and colour[3] and _seen(points, ground):
            pen.line(points, fill=colour, width=width, joint="curve")


def _strokes(pen: ImageDraw.ImageDraw, layer: Layer, rows: Sequence[Mapping[str, Any]], ground: Ground) -> None:
    width = max(1, round(layer.get("getWidth", 1) * ground.size * 0.8))
    for row in rows:
        colour = _colour(value_of(layer["getColor"], row))
        if colour and colour[3]:
            ends = [ground.at(value_of(layer[name], row)) for name in ("getSourcePosition", "getTargetPosition")]
            if _seen(ends, ground):
                pen.line(ends, fill=colour, width=width)


def _texts(pen: ImageDraw.ImageDraw, layer: Layer, rows: Sequence[Mapping[str, Any]], ground: Ground) -> None:
    given = layer.get("getSize", 12)
    pixels = given * ground.metre if layer.get("sizeUnits") == "meters" else given * ground.size
    pixels = min(
        max(pixels, layer.get("sizeMinPixels", 0) * ground.size), layer.get("sizeMaxPixels", 1e9) * ground.size
    )
    if pixels < 5 * TWICE:
        return
    font = _font(round(pixels * 0.92))
    halo = _colour(layer.get("outlineColor")) if "outlineColor" in layer else None
    for row in rows:
        x, y = ground.at(value_of(layer["getPosition"], row))
        if _seen([(x, y)], ground):
            text = printable(value_of(layer["getText"], row))
            width = round(1.6 * ground.size) if halo else 0
            fill = _colour(value_of(layer["getColor"], row))
            pen.text((x, y), text, font=font, fill=fill, anchor="mm", stroke_width=width, stroke_fill=halo)


def _north(pen: ImageDraw.ImageDraw, right: float, size: float) -> None:
    x, y, half = right - 20 * size, 12 * size, 6 * size
    pen.polygon([(x, y), (x - half, y + 2.4 * half), (x, y + 1.7 * half), (x + half, y + 2.4 * half)], fill=INK)
    font = _font(round(11 * size))
    pen.text(
        (x, y + 2.8 * half), _("北"), font=font, fill=INK, anchor="mt", stroke_width=round(size * 1.5), stroke_fill=PAGE
    )


def _beside(
    pen: ImageDraw.ImageDraw, figure: Map, ground: Ground, box: tuple[float, float, float, float], scale: float
) -> None:
    """Legend from the top, scale bar and attribution at the foot."""
    left, top, right, foot = box
    small = _font(round(17 * TWICE * scale))
    step = small.size * 1.35
    said = wrapped(printable(_attribution(figure)), small, right - left)
    foot -= step * len(said)
    for nth, line in enumerate(said):
        pen.text((left, foot + nth * step), line, font=small, fill=INK)
    scale_font = _font(round(22 * TWICE * scale))
    _scale_bar(pen, ground, left, right, foot - 14 * TWICE * scale, scale_font)
    _legend(pen, figure.legend, (left, top, right, foot - 14 * TWICE * scale - scale_font.size * 2), scale)


def _legend(
    pen: ImageDraw.ImageDraw, legend: Sequence[tuple[str, str]], box: tuple[float, float, float, float], scale: float
) -> None:
    """As large as it fits between ``box``'s top and foot."""
    left, top, right, foot = box
    for points in range(LARGEST, SMALLEST - 1, -1):
        size = points * TWICE * scale
        font = _font(round(size))
        entries = [
            (label, colour, wrapped(printable(label), font, right - left - size * 1.5)) for label, colour in legend
        ]
        if sum(len(lines) * 1.28 + 0.3 for _label, _colour, lines in entries) * size <= foot - top:
            break
    y = top
    for label, colour, lines in entries if legend else ():
        if not label.startswith("◯"):
            _swatch(pen, (left, y + size * 0.1, left + size, y + size * 1.1), colour, label)
        for line in lines:
            pen.text((left + size * 1.4, y), line, font=font, fill=INK)
            y += size * 1.28
        y += size * 0.3


def _swatch(pen: ImageDraw.ImageDraw, box: tuple[float, float, float, float], colour: str, label: str) -> None:
    pen.rectangle(box, fill=colour, outline=theme.OUTLINE, width=TWICE)
    if _("秘匿") in label:
        pen.line((box[0], box[3], box[2], box[1]), fill=HATCH, width=2 * TWICE)


def _scale_bar(
    pen: ImageDraw.ImageDraw, ground: Ground, left: float, right: float, foot: float, font: ImageFont.FreeTypeFont
) -> None:
    length = round_length((right - left) * 0.75 / ground.metre)
    end = left + length * ground.metre
    pen.line(((left, foot - 8 * TWICE), (left, foot), (end, foot), (end, foot - 8 * TWICE)), fill=INK, width=2 * TWICE)
    said = f"{length // 1000} km" if length >= 1000 else f"{length} m"
    pen.text((left, foot - 10 * TWICE), said, font=font, fill=INK, anchor="ls")


def _attribution(figure: Map) -> str:
    """Without the credit of a base map, which is not in the picture."""
    credit = basemap_credit()
    said = figure.attribution.replace(credit, "").strip() if credit else figure.attribution
    return said or _("上が北です。")


def wrapped(text: str, font: ImageFont.FreeTypeFont, room: float) -> list[str]:
    """Lines no wider than ``room``; numbers and words stay whole, and no line begins with a closing mark."""
    lines: list[str] = []
    line = ""
    for part in re.findall(r"[「『（〔]*(?:[!-~]+|.)[、。，．）」』〕・：；ー々]*", text):
        if line and font.getlength(line + part) > room:
            lines, line = [*lines, line], ""
        line += part
    return [*lines, line]


def _colour(given: Any) -> tuple[int, int, int, int] | None:
    if not given:
        return None
    red, green, blue, *alpha = (round(part) for part in given)
    return red, green, blue, alpha[0] if alpha else 255


def _seen(points: Sequence[Sequence[float]], ground: Ground) -> bool:
    return any(
        -ground.width * 0.2 < x < ground.width * 1.2 and -ground.height * 0.2 < y < ground.height * 1.2
        for x, y in points
    )


def _mercator(latitude: float) -> float:
    """Degrees on the stretched axis."""
    bounded = max(min(latitude, 85.0), -85.0)
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(bounded) / 2)))


@lru_cache(maxsize=64)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_path()), max(size, 6))
