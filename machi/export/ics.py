"""Events for a calendar program (RFC 5545), one or many.

What the list doesn't say is not invented:

* no time, no certain time (an end before the start): an all-day entry, or one without an end;
* a run of several days is an all-day span, because a list gives one pair of times and does not say whether it means
  "from 10:00 on the first day to 17:00 on the last" or "10:00–17:00 daily"; the times stand in the description;
* an event whose day can't be read is left out.

Times are minutes from 0:00 of the first day and may pass 24:00. An end up to 5:00 that lies before its start is past
midnight; any other end before its start is taken for a slip and left out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pandas as pd
from icalendar import Calendar, Event, Timezone, TimezoneStandard

from machi.cards.card import Source
from machi.cards.credit import SAMPLE
from machi.clock import JAPAN
from machi.export.cells import plain_values
from machi.text import _

LATEST_SMALL_HOUR = 5 * 60
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def calendar_for(events: pd.DataFrame, sources: Sequence[Source], *, title: str, today: date) -> bytes:
    """An iCalendar file of the rows of ``events`` (columns as ``queries/event_list.sql`` gives them).

    ``today`` stamps entries of sources without an as-of date. The same list gives the same bytes on any day.
    """
    by_dataset = {source.dataset: source for source in sources}
    calendar = Calendar()
    calendar.add("prodid", "-//uchi-no-data//events//JA")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", JAPAN.key)
    calendar.add_component(_japan())
    columns = {name: plain_values(events[name]) for name in events.columns}
    seen: set[str] = set()
    for values in zip(*columns.values(), strict=True):
        row = dict(zip(columns, values, strict=True))
        if row["start_on"] is not None:
            calendar.add_component(_entry(row, by_dataset.get(row["dataset"]), today, seen))
    return calendar.to_ical()


def uid(row: Mapping[str, Any]) -> str:
    """Name of an event that survives a new edition of its list, so that a calendar updates it instead of doubling it.

    Made from what names a row (dataset, id, name, first day). The line in the file only helps where there is no id.
    """
    named = [
        row["dataset"],
        row.get("id") or f"row {row['source_row']}",
        row.get("name") or "",
        f"{row['start_on']:%Y%m%d}",
    ]
    return hashlib.sha256("\n".join(named).encode("utf-8", "replace")).hexdigest()[:24] + f"@{_host(row['dataset'])}"


def _entry(row: Mapping[str, Any], source: Source | None, today: date, seen: set[str]) -> Event:
    entry = Event()
    name = uid(row)
    if name in seen:  # two rows with the same id, name and day: both are shown, so both need a name
        name = f"{row['source_row']}-{name}"
    seen.add(name)
    entry.add("uid", name)
    stamp = (source.as_of if source else None) or today
    entry.add("dtstamp", datetime.combine(stamp, time(), JAPAN).astimezone(UTC))
    begin, end = _span(row)
    entry.add("dtstart", begin)
    if end is not None:
        entry.add("dtend", end)
    title = _clean(row["name"] or _("名前の記載なし"))
    marked = source is None or not source.synthetic or "見本" in title
    entry.add("summary", title if marked else _("【見本】") + title)
    entry.add("description", _description(row, source))
    _add_optional(entry, row)
    return entry


def _add_optional(entry: Event, row: Mapping[str, Any]) -> None:
    place = " ".join(_clean(row[name]) for name in ("place", "address", "building") if row.get(name))
    if place:
        entry.add("location", place)
    if row.get("lat") is not None and row.get("lon") is not None:
        entry.add("geo", (row["lat"], row["lon"]))
    if str(row.get("url") or "").startswith(("https://", "http://")):
        entry.add("url", _clean(row["url"]))
    if row.get("category"):
        entry.add("categories", [part for part in re.split(r"\s*[;；]\s*", _clean(row["category"])) if part])


def _span(row: Mapping[str, Any]) -> tuple[date | datetime, date | datetime | None]:
    """First and (exclusive) last moment. Dates mean an all-day entry; no last moment: the list doesn't say."""
    first, last = _day(row["start_on"]), _day(row.get("last_on") or row["start_on"])
    start, end = row.get("start_minute"), row.get("end_minute")
    if last > first or start is None:
        return first, max(last, first) + timedelta(days=1)
    if end is not None and end < start and end <= LATEST_SMALL_HOUR:
        end += 24 * 60
    return _moment(first, start), _moment(first, end) if end is not None and end > start else None


def _moment(day: date, minute: float) -> datetime:
    return datetime.combine(day, time(), JAPAN) + timedelta(minutes=int(minute))


def _description(row: Mapping[str, Any], source: Source | None) -> str:
    lines = [_clean(row[name]) for name in ("description", "time_note") if row.get(name)]
    hours = "〜".join(f"{int(m) // 60}:{int(m) % 60:02d}" if m is not None else "" for m in _hours(row))
    if hours != "〜":
        lines.append(_("時間：{hours}（一覧の記載）").format(hours=hours))
    labels = (
        ("fee", _("料金：{text}")),
        ("fee_detail", _("料金の詳細：{text}")),
        ("how_to_apply", _("申込：{text}")),
        ("audience", _("対象：{text}")),
        ("capacity", _("定員：{text}")),
        ("contact", _("問い合わせ：{text}")),
        ("phone", _("電話：{text}")),
    )
    lines += [label.format(text=_clean(row[name])) for name, label in labels if row.get(name)]
    if source is not None:
        lines.append(_origin(source))
        if source.synthetic:
            lines.append(SAMPLE)
    return "\n".join(lines)


def _origin(source: Source) -> str:
    day = source.as_of.isoformat() if source.as_of else _("時点の記載なし")
    return _("出典：{publisher}「{title}」（{licence}、{day}）。変更や中止は主催者にお確かめください。").format(
        publisher=source.publisher, title=source.title, licence=source.licence, day=day
    )


def _hours(row: Mapping[str, Any]) -> tuple[float | None, float | None]:
    return row.get("start_minute"), row.get("end_minute")


def _japan() -> Timezone:
    """Asia/Tokyo written out: no summer time since 1951, so one rule says all."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", JAPAN.key)
    standard.add("dtstart", datetime(1970, 1, 1))
    standard.add("tzname", "JST")
    standard.add("tzoffsetfrom", timedelta(hours=9))
    standard.add("tzoffsetto", timedelta(hours=9))
    zone.add_component(standard)
    return zone


def _clean(value: object) -> str:
    """Text without the control characters that RFC 5545 forbids; ``#nr#`` is already a line break."""
    return _CONTROL.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n"))


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _host(dataset: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]+", "-", dataset).strip("-") or "events"
