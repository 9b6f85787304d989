"""Calendar files, read back by the library and compared with values worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
from icalendar import Calendar

from machi.cards.card import Source
from machi.export.ics import calendar_for, uid

SOURCE = Source("999997_event", "event", "イベント一覧", "試験市", "CC BY 4.0", date(2026, 5, 1), synthetic=True)
TODAY = date(2026, 5, 8)
EVERY = """id start_minute end_minute last_on time_note place address building fee fee_detail how_to_apply audience
capacity contact phone url category description lat lon"""
BLANK = dict.fromkeys(EVERY.split())


def row(**values: Any) -> dict[str, Any]:
    return {"dataset": "999997_event", "source_row": 2, **BLANK, "name": "催し", "start_on": date(2026, 5, 9), **values}


def made(*rows: dict[str, Any], source: Source = SOURCE) -> bytes:
    frame = pd.DataFrame(list(rows), columns=list(row()), dtype=object)
    for name in ("start_on", "last_on"):
        frame[name] = pd.to_datetime(frame[name])
    return calendar_for(frame, (source,), title="試験市の催し", today=TODAY)


def only(data: bytes) -> Any:
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    return event


def moments(**values: Any) -> tuple[Any, Any]:
    event = only(made(row(**values)))
    end = event.get("dtend")
    return event["dtstart"].dt, end.dt if end else None


def jst(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of May 2026 in Japan, as UTC: Japan is nine hours ahead all year."""
    return datetime(2026, 5, day, tzinfo=UTC) + timedelta(hours=hour - 9, minutes=minute)


def test_a_timed_event_begins_and_ends_in_japanese_time() -> None:
    start, end = moments(start_minute=360, end_minute=540)
    assert (start, end) == (jst(9, 6), jst(9, 9))
    assert start.utcoffset() == timedelta(hours=9)


def test_without_a_time_it_is_a_whole_day_and_the_end_is_the_day_after() -> None:
    assert moments() == (date(2026, 5, 9), date(2026, 5, 10))


def test_several_days_are_a_whole_day_span_and_the_times_stand_in_the_text() -> None:
    item = row(start_on=date(2026, 5, 3), last_on=date(2026, 5, 5), start_minute=600, end_minute=1020)
    event = only(made(item))
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2026, 5, 3), date(2026, 5, 6))
    assert "10:00〜17:00" in event["description"]


def test_midnight_and_later_fall_on_the_next_day() -> None:
    assert moments(start_minute=1320, end_minute=1440) == (jst(9, 22), jst(10, 0))
    assert moments(start_minute=1200, end_minute=1530) == (jst(9, 20), jst(10, 1, 30))
    assert moments(start_minute=1500, end_minute=1560) == (jst(10, 1), jst(10, 2))
    assert moments(start_minute=1380, end_minute=60) == (jst(9, 23), jst(10, 1))


def test_an_end_that_is_not_said_or_not_possible_is_left_out() -> None:
    assert moments(start_minute=780) == (jst(9, 13), None)
    assert moments(start_minute=780, end_minute=720) == (jst(9, 13), None)
    assert moments(start_minute=780, end_minute=780) == (jst(9, 13), None)
    assert moments(end_minute=780) == (date(2026, 5, 9), date(2026, 5, 10))


def test_an_event_without_a_readable_day_is_left_out() -> None:
    assert Calendar.from_ical(made(row(start_on=None))).walk("VEVENT") == []


def test_text_comes_back_as_it_was() -> None:
    text = "野菜と花。,;\\の記号も\n二行め\x07"
    event = only(made(row(name="朝市, 夕市; \\", description=text, place="広場,北")))
    assert event["summary"] == "【見本】朝市, 夕市; \\"
    assert event["description"].startswith("野菜と花。,;\\の記号も\n二行め\n")
    assert event["location"] == "広場,北"


def test_no_cell_can_add_a_property() -> None:
    data = made(row(name="会\r\nATTENDEE:mailto:a@b.c", url="javascript:alert(1)", category="音楽;子育て"))
    lines = data.decode().replace("\r\n ", "").split("\r\n")
    assert not [line for line in lines if line.startswith(("ATTENDEE", "URL"))]
    assert "CATEGORIES:音楽,子育て" in lines


def test_lines_are_folded_at_75_bytes_and_end_in_crlf() -> None:
    data = made(row(description="長" * 400))
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    assert data.replace(b"\r\n", b"").count(b"\n") == 0


def test_the_sample_says_so_and_a_real_list_does_not() -> None:
    event = only(made(row()))
    assert event["summary"].startswith("【見本】")
    assert "合成データ（見本）" in event["description"]
    assert "試験市「イベント一覧」（CC BY 4.0、2026-05-01）" in event["description"]
    real = Source("999997_event", "event", "イベント一覧", "試験市", "CC BY 4.0", date(2026, 5, 1))
    assert "見本" not in made(row(), source=real).decode()
    assert only(made(row(name="【見本】朝市")))["summary"] == "【見本】朝市"


def test_a_name_survives_a_new_edition_and_no_two_events_share_one() -> None:
    first = uid(row(id="E01", source_row=2))
    assert first == uid(row(id="E01", source_row=9, start_minute=600, description="変更"))
    assert first != uid(row(id="E02"))
    assert first != uid(row(id="E01", start_on=date(2026, 5, 10)))
    twice = Calendar.from_ical(made(row(id="E01"), row(id="E01", source_row=3))).walk("VEVENT")
    assert len({event["uid"] for event in twice}) == 2


def test_the_time_zone_is_written_out_and_the_bytes_repeat() -> None:
    data = made(row(start_minute=600))
    calendar = Calendar.from_ical(data)
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["tzid"] == "Asia/Tokyo"
    assert b"DTSTART;TZID=Asia/Tokyo:20260509T100000" in data
    assert b"TZOFFSETTO:+0900" in data
    assert only(data)["dtstamp"].dt == datetime(2026, 4, 30, 15, tzinfo=UTC)
    assert data == made(row(start_minute=600))


def test_the_place_is_a_point_only_where_both_numbers_are_there() -> None:
    event = only(made(row(lat=37.5, lon=139.9, url="https://example.jp/a?b=1")))
    assert (event["geo"].latitude, event["geo"].longitude) == (37.5, 139.9)
    assert str(event["url"]) == "https://example.jp/a?b=1"
    assert "geo" not in only(made(row(lat=37.5)))
