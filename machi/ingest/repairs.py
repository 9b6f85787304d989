"""What no single cell can know: a latitude beside its longitude, an opening beside its closing, a survey day left out.

Each change is counted as a conversion, each refusal is an issue.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa

from machi.ingest.checks import Issue
from machi.ingest.columns import Cells
from machi.ingest.coordinates import EAST, NORTH, SOUTH, WEST
from machi.ingest.receipt import EXAMPLES, Receipt
from machi.ingest.schema import Schema
from machi.ingest.spans import day_in_words, span
from machi.ingest.values import Hint, clean, fix_pair, hours_from_prose

DAY = 24 * 60
NOON = 12 * 60


def numbers(cells: Cells | None, length: int) -> np.ndarray:
    """The column as floats, NaN where there is no value or no column."""
    return np.full(length, np.nan) if cells is None else cells.floats()


def _failed(cells: Cells | None, length: int) -> np.ndarray:
    """Rows whose cell already has an issue."""
    return np.zeros(length, dtype=bool) if cells is None else cells.flag(cells.problems != "")


def _text(cells: Cells | None, index: int) -> str:
    return "" if cells is None else cells.text_at(index)


def points(
    cells: Mapping[str, Cells], point: Cells | None, rows: np.ndarray, receipt: Receipt
) -> tuple[np.ndarray, np.ndarray, list[Issue]]:
    """Latitudes and longitudes that are both there and both in Japan, or both NaN."""
    lat_cells, lon_cells, length = cells.get("lat"), cells.get("lon"), len(rows)
    lat, lon = numbers(lat_cells, length), numbers(lon_cells, length)
    failed = _failed(lat_cells, length) | _failed(lon_cells, length)
    good = (lat >= SOUTH) & (lat <= NORTH) & (lon >= WEST) & (lon <= EAST)
    issues: list[Issue] = []
    for index in np.nonzero(~good & ~(np.isnan(lat) & np.isnan(lon)))[0]:
        pair = tuple(None if np.isnan(value) else float(value) for value in (lat[index], lon[index]))
        lat[index], lon[index] = np.nan, np.nan
        if failed[index]:
            continue
        fixed_lat, fixed_lon, conversion, problem = fix_pair(*pair)
        typed_text = f"{_text(lat_cells, int(index))},{_text(lon_cells, int(index))}"
        if problem:
            issues.append(Issue(int(rows[index]), "lat", problem, typed_text))
        elif fixed_lat is not None and fixed_lon is not None:
            lat[index], lon[index] = fixed_lat, fixed_lon
            receipt.converted("lat", conversion, 1, [(typed_text, f"{fixed_lat},{fixed_lon}", int(rows[index]))])
    if point is not None:
        pairs = [(np.nan, np.nan) if value is None else value for value in point.values]
        found = np.array(pairs, dtype=float).reshape(-1, 2)[point.codes]
        empty = np.isnan(lat)
        lat[empty], lon[empty] = found[empty, 0], found[empty, 1]
    return lat, lon, issues


def hours(cells: Mapping[str, Cells], rows: np.ndarray, receipt: Receipt) -> tuple[np.ndarray, np.ndarray, list[Issue]]:
    """Opening and closing minutes: from prose where both are missing, a closing after midnight beyond 1440.

    A closing in the afternoon before the opening can't be the next day: neither is used, because a wrong hour sends
    somebody to a locked door.
    """
    length = len(rows)
    opening, closing = numbers(cells.get("open_minute"), length), numbers(cells.get("close_minute"), length)
    note = cells.get("hours_note")
    if note is not None:
        _from_prose(note, opening, closing, receipt)
    late = np.nonzero(closing <= opening)[0]
    issues = []
    for index in late:
        typed_text = f"{_text(cells.get('open_minute'), int(index))}-{_text(cells.get('close_minute'), int(index))}"
        if closing[index] == opening[index] or closing[index] <= NOON:
            closing[index] += DAY
            receipt.converted("close_minute", "next_day", 1, [(typed_text, f"{closing[index]:.0f}", int(rows[index]))])
        else:
            opening[index] = closing[index] = np.nan
            issues.append(Issue(int(rows[index]), "close_minute", "hours_reversed", typed_text))
    return opening, closing, issues


def _from_prose(note: Cells, opening: np.ndarray, closing: np.ndarray, receipt: Receipt) -> None:
    empty = np.flatnonzero(np.isnan(opening) & np.isnan(closing))
    notes = note.source.take(pa.array(empty)).dictionary_encode()
    codes = notes.indices.to_numpy(zero_copy_only=False)
    for code, written in enumerate(notes.dictionary.to_pylist()):
        text = clean(written)
        found = hours_from_prose(text) if text else None
        if found is None:
            continue
        here = empty[codes == code]
        opening[here], closing[here] = found
        example = (str(text), f"{found[0]}-{found[1]}", int(note.rows[here[0]]))
        receipt.converted("hours_note", "hours_prose", len(here), [example])


def event_spans(found: dict[str, Cells], schema: Schema, receipt: Receipt) -> None:
    """「8月1日から3日」 in one cell, where the list has no column for the last day: its two days, each in its column.

    Without a year on the left nothing is read: a day needs one.
    """
    start = found.get("start_on")
    if start is None or "end_on" in found or "end_on" not in schema.by_name:
        return
    ends = np.full(len(start.texts), None, dtype=object)
    for at in np.nonzero(start.problems != "")[0]:
        days = span(str(start.texts[at]))
        if days is not None:
            start.values[at], ends[at] = days
            start.problems[at] = ""
    split = [int(at) for at in np.nonzero([end is not None for end in ends])[0]]
    if split:
        found["end_on"] = replace(
            start,
            column=schema.by_name["end_on"],
            values=ends,
            marks=np.full(len(ends), "", dtype=object),
            problems=np.full(len(ends), "", dtype=object),
        )
        often = int(np.isin(start.codes, split).sum())
        examples = [
            (str(start.texts[at]), f"{start.values[at]}–{ends[at]}", int(start.rows[start.codes == at][0]))
            for at in split[:EXAMPLES]
        ]
        receipt.converted("start_on", "date_span", often, examples)


def survey_day(cells: Cells | None, rows: np.ndarray, hint: Hint, receipt: Receipt) -> np.ndarray:
    """The day of each population row; where it is missing or ambiguous, the day of the file."""
    length = len(rows)
    days = np.full(length, None, dtype=object) if cells is None else cells.objects()
    file_day = hint.as_of or day_in_name(hint.file_name)
    if file_day is None:
        return days
    doubtful = np.ones(length, dtype=bool)
    if cells is not None:
        doubtful = cells.flag((cells.marks == "blank") | (cells.problems == "ambiguous_date"))
    here = np.nonzero(doubtful)[0]
    if len(here):
        days = days.copy()
        days[here] = file_day
        examples = [(_text(cells, int(i)), file_day.isoformat(), int(rows[i])) for i in here[:EXAMPLES]]
        receipt.converted("surveyed_on", "from_file", len(here), examples)
    return days


def day_in_name(name: str) -> date | None:
    """``…_20240401.csv`` and 令和6年4月1日 are that day, ``…_202404.csv`` the 1st; a municipality code is neither."""
    found = re.findall(r"(?<![0-9])((?:19|20)[0-9]{2})-?(0[1-9]|1[0-2])-?([0-3][0-9])?(?![0-9])", name)
    for year, month, day in reversed(found):
        try:
            return date(int(year), int(month), int(day or 1))
        except ValueError:
            continue
    return day_in_words(name)
