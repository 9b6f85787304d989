"""A native chart on a slide: double-click it and PowerPoint opens its numbers.

The embedded workbook holds what is shown and nothing else. A pyramid's left side is negative there (that is how a two-sided
bar is drawn) and shown without the sign.
"""

from __future__ import annotations

import math
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_AXIS_CROSSES, XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.chart import XL_TICK_LABEL_POSITION as LABELS_AT
from pptx.enum.chart import XL_TICK_MARK as TICKS
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from machi.cards import theme
from machi.export.cells import defuse
from machi.export.pptx_text import INK, clean, describe, dress, write
from machi.export.series import Plot, Series

MOST_LABELS = 45
"""Values that can stand beside their bars without touching."""
SMALL_PART = 0.045
"""Of the longest bar: a smaller part has no room for its number."""
MOST_TICKS = 12
INNER = (0.2, 0.1, 0.76, 0.74)
"""Left, top, width and height of the drawing area in shares of the chart, where lines are laid over it."""
_TYPES = {
    ("column", False): XL_CHART_TYPE.COLUMN_CLUSTERED,
    ("column", True): XL_CHART_TYPE.COLUMN_STACKED,
    ("bar", False): XL_CHART_TYPE.BAR_CLUSTERED,
    ("bar", True): XL_CHART_TYPE.BAR_STACKED,
    ("line", False): XL_CHART_TYPE.LINE_MARKERS,
}


def add_chart(slide: Any, plot: Plot, box: tuple[int, int, int, int]) -> Any:
    """The chart in ``box`` (left, top, width, height in EMU); gives its shape."""
    data = CategoryChartData(number_format=plot.number_format)
    data.categories = [_safe(name) for name in plot.categories]
    for number, series in enumerate(plot.series, 1):
        data.add_series(_safe(series.name or plot.value_title) or str(number), series.values)
    shape = slide.shapes.add_chart(_TYPES[plot.shape, plot.stacked], *(Emu(part) for part in box), data)
    chart = shape.chart
    rooms = ((8, 14), (14, 12), (22, 9)) if plot.shape == "bar" else ((14, 14), (22, 11))
    size = next((points for most, points in rooms if len(plot.categories) <= most), 8 if plot.shape == "bar" else 10)
    dress(chart.font, size)
    chart.has_title = False
    _legend(chart, plot)
    _axes(chart, plot, size)
    drawn = chart.plots[0]
    if plot.shape != "line":
        drawn.gap_width = 30
        drawn.overlap = 100 if plot.stacked or plot.two_sided else 0
    for made, series in zip(drawn.series, plot.series, strict=True):
        _line(made, series, plot) if plot.shape == "line" else _bar(made, series)
    _labels(drawn, plot, max(size - 1, 9))
    if plot.references:
        _references(slide, chart, plot, box)
    return shape


def _references(slide: Any, chart: Any, plot: Plot, box: tuple[int, int, int, int]) -> None:
    """Lines over the chart at values that bars are held against: no office program draws them across lying bars.

    The drawing area is given a place of its own for that, so that the lines stand where the axis says.
    """
    place = chart._chartSpace.chart.plotArea
    made = place.find(qn("c:layout"))
    if made is None:
        made = place.makeelement(qn("c:layout"), {})
        place.insert(0, made)
    manual = made.makeelement(qn("c:manualLayout"), {})
    left, top, width, height = INNER
    for tag, value in (("layoutTarget", "inner"), ("xMode", "edge"), ("yMode", "edge")):
        manual.append(manual.makeelement(qn(f"c:{tag}"), {"val": value}))
    for tag, share in (("x", left), ("y", top), ("w", width), ("h", height)):
        manual.append(manual.makeelement(qn(f"c:{tag}"), {"val": str(share)}))
    made.append(manual)
    low, high, _step = _bounds(plot)
    for line in plot.references:
        x = int(box[0] + box[2] * (left + width * (line.value - low) / (high - low)))
        upper, lower = int(box[1] + box[3] * top), int(box[1] + box[3] * (top + height))
        drawn = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, x, upper, x, lower)
        drawn.line.color.rgb, drawn.line.width = _rgb(line.colour), Pt(2.25)
        if line.dash:
            drawn.line.dash_style = MSO_LINE.ROUND_DOT
        describe(drawn, line.words, line.words)
        room = int(box[2] * 0.2)
        words = slide.shapes.add_textbox(x - room // 2, upper - Pt(24), room, Pt(24))
        write(words.text_frame, line.words, 13, align="center", anchor="bottom")
        describe(words, line.words, line.words)


def _safe(name: str) -> str:
    return defuse(clean(name).strip())


def _legend(chart: Any, plot: Plot) -> None:
    names = [series.name for series in plot.series]
    chart.has_legend = len([name for name in names if name]) > 1
    if not chart.has_legend:
        return
    chart.legend.position = XL_LEGEND_POSITION.TOP
    chart.legend.include_in_layout = False
    dress(chart.legend.font, 14)
    for number, name in enumerate(names):
        if name in names[:number]:  # both sides of a pyramid's outline are one thing
            entry = chart.legend._element.makeelement(qn("c:legendEntry"), {})
            for tag, value in (("c:idx", str(number)), ("c:delete", "1")):
                entry.append(entry.makeelement(qn(tag), {"val": value}))
            chart.legend._element.find(qn("c:legendPos")).addnext(entry)


def _axes(chart: Any, plot: Plot, size: int) -> None:
    names, values = chart.category_axis, chart.value_axis
    for axis, title in ((names, plot.category_title), (values, plot.value_title)):
        axis.has_title = bool(title)
        if title:
            frame = axis.axis_title.text_frame
            frame.text = clean(title)
            dress(frame.paragraphs[0].runs[0].font, 12)
        axis.major_tick_mark = axis.minor_tick_mark = TICKS.NONE
        dress(axis.tick_labels.font, size)
    names.has_major_gridlines = False
    names.tick_label_position = LABELS_AT.LOW
    names.format.line.color.rgb = RGBColor.from_string("8A8F96")
    values.has_major_gridlines = True
    values.major_gridlines.format.line.color.rgb = RGBColor.from_string("DDDFE3")
    values.format.line.fill.background()
    values.tick_labels.number_format = plot.number_format if plot.two_sided else "#,##0" + _axis_decimals(plot)
    values.tick_labels.number_format_is_linked = False
    low, high, step = _bounds(plot)
    values.minimum_scale, values.maximum_scale, values.major_unit = low, high, step
    if plot.top_down:
        names.reverse_order = True
        names.crosses = XL_AXIS_CROSSES.MAXIMUM
        values.tick_label_position = LABELS_AT.HIGH  # both say "at the foot"; LibreOffice hears only this one
    skip = math.ceil(len(plot.categories) / MOST_TICKS) if plot.shape == "line" else 1
    _skip(names._element, skip)


def _skip(axis: Any, skip: int) -> None:
    """Label each ``skip``-th category: a program would leave out names of its own choice."""
    before = axis.find(qn("c:noMultiLvlLbl"))
    for tag in ("c:tickLblSkip", "c:tickMarkSkip"):
        element = axis.makeelement(qn(tag), {"val": str(skip)})
        if before is not None:
            before.addprevious(element)
        else:
            axis.append(element)


def _axis_decimals(plot: Plot) -> str:
    _low, _high, step = _bounds(plot)
    digits = 0 if step >= 1 else min(3, math.ceil(-math.log10(step) - 1e-9))
    return f".{'0' * digits}" if digits else ""


def _bounds(plot: Plot) -> tuple[float, float, float]:
    """Round ends and step of the value axis around what is shown; zero is in wherever the screen has it in."""
    totals = _totals(plot)
    totals += [line.value for line in plot.references]
    low, high = min(totals, default=0.0), max(totals, default=1.0)
    if plot.low is None or plot.low <= 0 or plot.shape != "line":
        low = min(low, 0.0)
    else:
        low = plot.low
    high = (
        max(high, 0.0)
        if plot.high is None or plot.stacked or plot.two_sided
        else max(high, min(plot.high, high * 1.12))
    )
    if plot.stacked and plot.high is not None:
        high = plot.high
    if plot.two_sided:
        high = max(high, -low)
        low = -high
    span = high - low or 1.0
    power = 10 ** math.floor(math.log10(span / 6))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if span / (size * power) <= 6.5)
    step = max(step, 1.0) if all(total == round(total) for total in totals) else step
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step


def _totals(plot: Plot) -> list[float]:
    """Where bars or points end."""
    columns = list(zip(*(series.values for series in plot.series), strict=True))
    if plot.stacked:
        return [sum(value or 0 for value in column) for column in columns]
    return [value for column in columns for value in column if value is not None]


def _bar(made: Any, series: Series) -> None:
    made.invert_if_negative = False
    _fill(made.format, series.colour, series.look == "outline")
    for number, colour in enumerate(series.colours):
        if colour != series.colour:
            _fill(made.points[number].format, colour, False)


def _fill(form: Any, colour: str, hollow: bool) -> None:
    if hollow:
        form.fill.background()
        form.line.color.rgb, form.line.width = _rgb(colour), Pt(2)
        return
    form.fill.solid()
    form.fill.fore_color.rgb = _rgb(colour)
    form.line.color.rgb, form.line.width = _rgb(theme.OUTLINE), Pt(0.75)


def _line(made: Any, series: Series, plot: Plot) -> None:
    made.smooth = False
    many = len(plot.categories) > 60
    if series.look == "line":
        made.format.line.color.rgb, made.format.line.width = _rgb(series.colour), Pt(3)
        if series.dash:
            made.format.line.dash_style = MSO_LINE.DASH
        made.marker.style = XL_MARKER_STYLE.NONE if many or series.dash else XL_MARKER_STYLE.CIRCLE
        made.marker.size = 8
    else:
        made.format.line.fill.background()
        made.marker.style, made.marker.size = XL_MARKER_STYLE.DIAMOND, 13
    made.marker.format.fill.solid()
    made.marker.format.fill.fore_color.rgb = _rgb(series.colour)
    made.marker.format.line.color.rgb = _rgb(theme.OUTLINE if series.look == "marks" else series.colour)


def _labels(drawn: Any, plot: Plot, size: int) -> None:
    if plot.shape == "line":
        for made, series in zip(drawn.series, plot.series, strict=True):
            if len(plot.series) <= 4 and len(plot.categories) <= 60:
                _ends(made, series, plot, size)
        return
    if not plot.labelled or len(plot.categories) * len(plot.series) > MOST_LABELS * (2 if plot.stacked else 1):
        return
    longest = max((abs(total) for total in _totals(plot)), default=1) or 1
    for made, series in zip(drawn.series, plot.series, strict=True):
        labels = made.data_labels
        labels.show_value, labels.number_format, labels.number_format_is_linked = True, plot.number_format, False
        beside = XL_LABEL_POSITION.INSIDE_BASE if plot.references else XL_LABEL_POSITION.OUTSIDE_END
        labels.position = XL_LABEL_POSITION.CENTER if plot.stacked else beside
        dress(labels.font, size, theme.text_on(series.colour).lstrip("#") if plot.stacked else INK)
        if plot.stacked:
            _hide(labels._element, [n for n, value in enumerate(series.values) if (value or 0) / longest < SMALL_PART])


def _hide(labels: Any, numbers: list[int]) -> None:
    """No label on these points: their part of the bar is too small for it."""
    for at, number in enumerate(numbers):
        label = labels.makeelement(qn("c:dLbl"), {})
        for tag, value in (("c:idx", str(number)), ("c:delete", "1")):
            label.append(label.makeelement(qn(tag), {"val": value}))
        labels.insert(at, label)


def _ends(made: Any, series: Series, plot: Plot, size: int) -> None:
    """First and last value of a line, or every value of a few marks."""
    known = [number for number, value in enumerate(series.values) if value is not None]
    ends = [*known[: 1 if len(plot.series) <= 2 else 0], *known[-1:]] if not series.dash else []
    told = known if series.look == "marks" and len(known) <= 4 else ends
    lasts = [[value for value in one.values if value is not None][-1:] or [0.0] for one in plot.series]
    lowest = len(plot.series) > 1 and bool(known) and [series.values[known[-1]]] == min(lasts)
    for number in dict.fromkeys(told):
        label = made.points[number].data_label
        dress(label.font, size + 1)
        below = series.look == "marks" or lowest
        label.position = XL_LABEL_POSITION.BELOW if below else XL_LABEL_POSITION.ABOVE
        element = label._dLbl
        shown = {"c:showVal": "1", "c:showLegendKey": "0", "c:showCatName": "0", "c:showSerName": "0"}
        for tag, value in {**shown, "c:showPercent": "0", "c:showBubbleSize": "0"}.items():
            found = element.find(qn(tag))
            if found is not None:
                found.set("val", value)
        _number_format(element, plot.number_format)


def _number_format(label: Any, code: str) -> None:
    made = label.makeelement(qn("c:numFmt"), {"formatCode": code, "sourceLinked": "0"})
    first = next(child for child in label if child.tag not in (qn("c:idx"), qn("c:layout"), qn("c:tx")))
    first.addprevious(made)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#")[:6].upper())
