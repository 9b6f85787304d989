"""Vehicles: speeds worked out by hand on a straight line, and what must never leave the closed database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import machi.cards.vehicles  # noqa: F401
from machi.cards.card import Map
from machi.cards.deck import deck_json
from machi.cards.registry import CARDS, build
from machi.errors import NotOnShelf
from machi.ingest.mesh import encode
from machi.ingest.schema import PROJECT_DATA
from machi.store.aggregates.vehicle import band, make
from machi.store.database import data_folder, open_shelf, store_path
from machi.store.shelf import Shelf
from tests.folders import folder, publish
from tests.own import shipped as shipped_shelf

Fix = tuple[str, datetime, float, float, float]
LAT, LON = 37.5, 139.9
METRE = 1 / 111_195
"""Degrees of latitude in a metre on the sphere of 6371008.8 m."""


def run(
    vehicle: str, day: int, *, kmh: float = 36.0, month: int = 1, hour: int = 8, metres: int = 9000, error: float = 5.0
) -> Iterator[Fix]:
    """A trip straight north from (LAT, LON), one fix every 30 s."""
    start = datetime(2026, month, day, hour, 0)
    step = kmh / 3.6 * 30
    for count in range(int(metres / step) + 1):
        yield vehicle, start + timedelta(seconds=30 * count), LAT + count * step * METRE, LON, error


def tables(fixes: list[Fix], least: int = 3) -> dict[str, pd.DataFrame]:
    con = duckdb.connect()
    con.execute("create table setting as select 'smallest_group' as name, $least as value", {"least": least})
    con.execute("create table vehicle_log (vehicle text, recorded_at text, lat double, lon double, error_m double)")
    if fixes:
        con.executemany(
            "insert into vehicle_log values (?, ?, ?, ?, ?)",
            [(v, f"{at:%Y-%m-%d %H:%M:%S}", *rest) for v, at, *rest in fixes],
        )
    return make(con)


def fleet(vehicles: int, days: int, **how: float) -> list[Fix]:
    return [fix for n in range(vehicles) for day in range(1, days + 1) for fix in run(f"V{n}", day, **how)]  # type: ignore[arg-type]


def test_median_speed_of_a_straight_line() -> None:
    cells = tables(fleet(3, 3))["vehicle_cell"]
    assert set(cells["median_kmh"]) == {36}
    assert set(cells["season"]) == {"winter"}
    assert set(cells["hour_band"]) == {"morning"}
    assert set(cells["vehicles_band"]) == set(cells["days_band"]) == {"3-5"}


def test_the_ends_of_trips_are_cut() -> None:
    """180 s at 10 m/s are 1,800 m: the first fix that counts is at 2,100 m, the last at 6,900 m of 9,000."""
    cells = set(tables(fleet(3, 3))["vehicle_cell"]["cell"])
    expected = {encode(LAT + (metres + 150) * METRE, LON, 9) for metres in range(2100, 6900, 300)}
    assert cells == expected
    assert encode(LAT, LON, 9) not in cells


@pytest.mark.parametrize(("vehicles", "days"), [(2, 9), (9, 2), (2, 2)])
def test_too_few_vehicles_or_days_give_no_cell(vehicles: int, days: int) -> None:
    assert tables(fleet(vehicles, days))["vehicle_cell"].empty


def test_a_city_may_ask_for_more() -> None:
    assert not tables(fleet(3, 3))["vehicle_cell"].empty
    assert tables(fleet(4, 9), least=5)["vehicle_cell"].empty
    assert not tables(fleet(5, 5), least=5)["vehicle_cell"].empty


def test_fewer_can_not_be_asked_for() -> None:
    assert tables(fleet(2, 5), least=1)["vehicle_cell"].empty


def test_a_vehicle_that_is_most_of_a_cell_hides_it() -> None:
    """V0 on nine days beside two vehicles on one day each: nine of eleven votes would be one vehicle's speed."""
    fixes = [fix for day in range(1, 10) for fix in run("V0", day)] + [*run("V1", 1), *run("V2", 2)]
    assert tables(fixes)["vehicle_cell"].empty


def test_a_vehicle_has_one_vote_a_day() -> None:
    """Two slow trips of one day are one vote: 18 against 36, 36 km/h a day, not 18, 18 against 36, 36."""
    fixes = fleet(3, 3)
    fixes += [*run("V0", 1, kmh=18, hour=6), *run("V0", 1, kmh=18, hour=7)]
    assert set(tables(fixes)["vehicle_cell"]["median_kmh"]) == {36}


def test_each_stretch_counts_in_one_row_only() -> None:
    """No total over parts of the day or seasons: there is nothing that could be subtracted from it."""
    fixes = fleet(3, 3) + fleet(3, 3, hour=16, kmh=18) + fleet(3, 3, month=7, kmh=54)
    cells = tables(fixes)["vehicle_cell"]
    found = cells.groupby(["season", "hour_band"])["median_kmh"].unique().map(list).to_dict()
    assert found == {("winter", "morning"): [36], ("winter", "evening"): [18], ("summer", "morning"): [54]}
    assert not cells.duplicated(["season", "hour_band", "cell"]).any()


def test_months_of_neither_season_are_left_out() -> None:
    assert tables(fleet(3, 3, month=10))["vehicle_cell"].empty


def test_fixes_with_a_large_error_are_dropped_and_counted() -> None:
    made = tables(fleet(3, 3, error=80))
    assert made["vehicle_cell"].empty
    account = made["vehicle_account"].set_index("part")["amount"]
    # 31 fixes a trip, nine trips: 279, told as 300
    assert account["read"] == account["large_error"] == 300


def stopping(vehicle: str, day: int, minutes: int) -> list[Fix]:
    """3 km, a stop, 3 km on."""
    first = list(run(vehicle, day, metres=3000))
    _v, at, lat, lon, error = first[-1]
    stay = [(vehicle, at + timedelta(seconds=30 * n), lat, lon, error) for n in range(1, minutes * 2 + 1)]
    gone = stay[-1][1]
    on = [(vehicle, gone + timedelta(seconds=30 * n), lat + n * 300 * METRE, lon, error) for n in range(1, 11)]
    return [*first, *stay, *on]


def many(minutes: int) -> list[Fix]:
    return [fix for n in range(3) for day in (1, 2, 3) for fix in stopping(f"V{n}", day, minutes)]


def test_long_stops_are_counted_and_are_no_slow_driving() -> None:
    made = tables(many(8))
    (stop,) = made["vehicle_stop"].to_dict("records")
    assert stop == {
        "season": "winter", "cell": encode(LAT + 3000 * METRE, LON, 9), "median_minutes": 10, "stops_band": "6-9",
        "vehicles_band": "3-5", "days_band": "3-5",
    }  # fmt: skip
    assert set(made["vehicle_cell"]["median_kmh"]) == {36}


def test_where_a_vehicle_is_parked_is_the_end_of_a_trip() -> None:
    """25 minutes may be a depot or somebody's home: no stop, and nothing within 1,800 m (180 s) of it."""
    made = tables(many(25))
    assert made["vehicle_stop"].empty
    assert encode(LAT + 3000 * METRE, LON, 9) not in set(made["vehicle_cell"]["cell"])


def test_a_short_wait_is_neither() -> None:
    made = tables(many(3))
    assert made["vehicle_stop"].empty
    assert set(made["vehicle_cell"]["median_kmh"]) == {36}


def test_nothing_gives_nothing() -> None:
    made = tables([])
    assert made["vehicle_cell"].empty
    assert made["vehicle_stop"].empty


@pytest.mark.parametrize(("count", "text"), [(3, "3-5"), (5, "3-5"), (6, "6-9"), (9, "6-9"), (10, "10-"), (900, "10-")])
def test_bands(count: int, text: str) -> None:
    assert band(count) == text


def test_within_a_band_one_vehicle_more_changes_nothing() -> None:
    """Attack: the log with and without one of five vehicles. (From five to six the band changes: see decision 0040.)"""
    with_it, without = tables(fleet(5, 4)), tables(fleet(4, 4))
    for table in ("vehicle_cell", "vehicle_stop"):
        pd.testing.assert_frame_equal(with_it[table], without[table])


@pytest.fixture(scope="module")
def shipped() -> tuple[Shelf, Path]:
    return shipped_shelf(), store_path(data_folder()).parent


def test_no_fix_and_no_vehicle_is_in_the_store(shipped: tuple[Shelf, Path]) -> None:
    shelf, root = shipped
    assert shelf.has("vehicle_log")
    con = shelf.connection.cursor()
    assert con.execute("select count(*) from vehicle_log").fetchone() == (0,)
    assert con.execute("select count(*) from issue where kind = 'vehicle_log'").fetchone() == (0,)
    columns = {
        name
        for (name,) in con.execute(
            "select column_name from duckdb_columns() where table_name in ('vehicle_cell', 'vehicle_stop', 'vehicle_account')"
        ).fetchall()
    }
    assert columns & {"vehicle", "recorded_at", "lat", "lon", "day", "at", "track"} == set()
    for file in root.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert "見本バス01".encode() not in content, file.name
            assert b"2026-01-13 0" not in content, file.name


def test_published_cells_keep_the_rule(shipped: tuple[Shelf, Path]) -> None:
    frame = shipped[0].connection.cursor().execute("select * from vehicle_cell").df()
    assert len(frame) > 200
    assert set(frame["vehicles_band"]) | set(frame["days_band"]) <= {"3-5", "6-9", "10-"}
    assert frame["cell"].str.len().eq(9).all()


def test_every_published_cell_has_its_vehicles_in_the_log(shipped: tuple[Shelf, Path]) -> None:
    """Counted again from the file without any cutting: middles of neighbouring fixes, by season, part of day and cell."""
    log = pd.read_csv(next((PROJECT_DATA / "vehicle_log").glob("*.csv")), parse_dates=["日時"])
    log = log.sort_values(["車両", "日時"])
    after = log.shift(-1)
    near = (log["車両"] == after["車両"]) & ((after["日時"] - log["日時"]) <= pd.Timedelta(minutes=20))
    middles = pd.DataFrame({"vehicle": log["車両"], "at": log["日時"]})[near]
    spots = ((log[["緯度", "経度"]] + after[["緯度", "経度"]]) / 2)[near]
    inside = (spots["緯度"] > 30).to_numpy()
    middles, spots = middles[inside], spots[inside]
    middles["cell"] = [encode(lat, lon, 9) for lat, lon in spots.itertuples(index=False)]
    middles["season"] = ["summer" if month == 7 or month == 8 else "winter" for month in middles["at"].dt.month]
    middles["hours"] = pd.cut(middles["at"].dt.hour, [0, 6, 9, 15, 19, 24], right=False, labels=list("nmder")).astype(
        str
    )
    days = middles["at"].dt.date
    counts = middles.assign(day=days).groupby(["season", "hours", "cell"])[["vehicle", "day"]].nunique()
    published = shipped[0].connection.cursor().execute("select season, hour_band, cell from vehicle_cell").fetchall()
    for season, hours, cell in published:
        vehicles, seen = counts.loc[(season, {"morning": "m", "day": "d", "evening": "e"}[hours], cell)]
        assert vehicles >= 3, (season, hours, cell)
        assert seen >= 3, (season, hours, cell)


MINE = sorted(card_id for card_id, kind in CARDS.items() if kind.subject == "vehicles")


@pytest.mark.parametrize("card_id", MINE)
def test_cards_are_maps_of_few_bytes_with_their_rule(card_id: str, shipped: tuple[Shelf, Path]) -> None:
    card = build(shipped[0], card_id)
    assert card.synthetic
    assert card.finding.endswith("。")
    assert isinstance(card.figure, Map)
    assert len(deck_json(card.figure, lambda name: f"/geo/{name}.json").encode()) < 60_000
    assert any("3台以上・3日以上" in note for note in card.notes)
    assert "見本バス" not in card.table.to_csv()


def test_winter_is_slower_in_the_sample(shipped: tuple[Shelf, Path]) -> None:
    card = build(shipped[0], "vehicle_season", {"hours": "day"})
    assert (card.table["change_kmh"] < 0).mean() > 0.8
    assert (card.table["winter_kmh"] - card.table["summer_kmh"] == card.table["change_kmh"]).all()


def test_an_hour_without_cells_says_so(shipped: tuple[Shelf, Path]) -> None:
    card = build(shipped[0], "vehicle_speed", {"hours": "night"})
    assert card.empty
    assert "夜（19〜6時）" in card.finding


@pytest.mark.parametrize("card_id", MINE)
def test_without_data_a_card_says_so(card_id: str, tmp_path: Path) -> None:
    with pytest.raises(NotOnShelf):
        build(open_shelf(folder(tmp_path), tmp_path / "s.duckdb"), card_id)


def test_a_log_that_says_it_is_open_stays_closed(tmp_path: Path) -> None:
    data = folder(tmp_path)
    text = "車両,日時,緯度,経度,測位誤差_m\n" + "".join(
        f"{v},{at:%Y-%m-%d %H:%M:%S},{lat:.6f},{lon:.6f},{error}\n" for v, at, lat, lon, error in fleet(3, 3)
    )
    publish(data, "vehicle_log/log", text, access='"open"')
    shelf = open_shelf(data, tmp_path / "s.duckdb")
    assert shelf.connection.cursor().execute("select count(*) from vehicle_log").fetchone() == (0,)
    assert len(build(shelf, "vehicle_speed").table) > 5
