"""Grid squares against the published worked table, a case done by hand, and every corner."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from machi.ingest import mesh

PLACES = [
    ((37.4877, 139.9297), ("5639", "563917", "56391784", "563917843", "5639178432", "56391784322")),
    ((37.5080, 139.9305), ("5639", "563927", "56392704", "563927043", "5639270434", "56392704344")),
    ((37.4790, 139.9600), ("5639", "563917", "56391776", "563917762", "5639177624", "56391776243")),
    ((37.4600, 140.0600), ("5640", "564010", "56401054", "564010542", "5640105422", "56401054223")),
]
CASTLE = [
    ("5639", 37 + 1 / 3, 139.0, 38.0, 140.0),
    ("563917", 37 + 5 / 12, 139.875, 37.5, 140.0),
    ("56391784", 37 + 29 / 60, 139.925, 37 + 29.5 / 60, 139.9375),
    ("563917843", 37.4875, 139.925, 37 + 29.5 / 60, 139.93125),
    ("5639178432", 37.4875, 139.928125, 37 + 29 / 60 + 22.5 / 3600, 139.93125),
    ("56391784322", 37.4875, 139.9296875, 37 + 29 / 60 + 18.75 / 3600, 139.93125),
]


@pytest.mark.parametrize(("place", "codes"), PLACES)
def test_worked_table(place, codes):
    assert tuple(mesh.encode(*place, digits) for digits in mesh.DIGITS) == codes


@pytest.mark.parametrize(("code", "south", "west", "north", "east"), CASTLE)
def test_worked_bounds(code, south, west, north, east):
    assert mesh.bounds(code) == pytest.approx((south, west, north, east), abs=1e-12)


def test_a_case_by_hand():
    # 35.6812 N, 139.7671 E: 35.6812 x 1.5 = 53.52; remainder 20.872' = 4 x 5' + 52.32"; 1 x 30" + 22.32" (north).
    # 0.7671 deg = 46.026' = 6 x 7.5' + 61.56"; 1 x 45" + 16.56" (west): 5339 46 11, half 3.
    assert mesh.encode(35.6812, 139.7671, 9) == "533946113"


def _independent(lat: float, lon: float) -> str:
    """Eleven digits by minutes and seconds, as the notice words it (no steps)."""
    p, a = divmod(lat * 60, 40)
    q, b = divmod(a, 5)
    r, c = divmod(b * 60, 30)
    u, f = divmod(lon - 100, 1)
    v, g = divmod(f * 60, 7.5)
    w, h = divmod(g * 60, 45)
    code = f"{p:.0f}{u:.0f}{q:.0f}{v:.0f}{r:.0f}{w:.0f}"
    height, width = 30.0, 45.0
    for _ in range(3):
        height, width = height / 2, width / 2
        up, right = c >= height, h >= width
        c, h = c - height * up, h - width * right
        code += str(1 + 2 * up + right)
    return code


def test_agrees_with_minutes_and_seconds_at_random_points():
    rng = random.Random(410)
    points = [(rng.uniform(20.1, 45.9), rng.uniform(122.1, 153.9)) for _ in range(5000)]
    codes = mesh.encode_many([lat for lat, _ in points], [lon for _, lon in points], 11)
    assert list(codes) == [_independent(lat, lon) for lat, lon in points]


@pytest.mark.parametrize("digits", mesh.DIGITS)
def test_a_south_west_corner_belongs_to_its_own_cell(digits):
    rng = random.Random(digits)
    points = [(rng.uniform(20.1, 45.9), rng.uniform(122.1, 153.9)) for _ in range(4000)]
    codes = mesh.encode_many([lat for lat, _ in points], [lon for _, lon in points], digits)
    boxes = [mesh.bounds(str(code)) for code in codes]
    assert list(mesh.encode_many([box.south for box in boxes], [box.west for box in boxes], digits)) == list(codes)
    middles = [mesh.centre(str(code)) for code in codes]
    assert list(mesh.encode_many([lat for lat, _ in middles], [lon for _, lon in middles], digits)) == list(codes)
    assert all(
        box.south <= lat < box.north and box.west <= lon < box.east
        for box, (lat, lon) in zip(boxes, points, strict=True)
    )


def test_every_corner_of_one_first_mesh():
    lats = [56 / 1.5 + i / 960 for i in range(0, 640, 7)]
    lons = [139 + j / 640 for j in range(0, 640, 11)]
    for lat in lats:
        codes = mesh.encode_many([lat] * len(lons), lons, 11)
        for code, lon in zip(codes, lons, strict=True):
            assert mesh.bounds(str(code))[:2] == pytest.approx((lat, lon), abs=1e-12)


def test_children_tile_their_parent():
    box = mesh.bounds("56391784")
    halves = [mesh.bounds(f"56391784{digit}") for digit in "1234"]
    assert (halves[0].south, halves[0].west) == (box.south, box.west)
    assert (halves[3].north, halves[3].east) == (box.north, box.east)
    assert halves[0].east == halves[1].west
    assert halves[0].north == halves[2].south
    assert sum(mesh.area_km2(f"56391784{digit}") for digit in "1234") == pytest.approx(
        mesh.area_km2("56391784"), rel=1e-9
    )


@pytest.mark.parametrize(
    "code",
    [
        *("", "563", "56391", "5639178", "563917845", "563917840", "563987", "563918", "5639178435", "563917843211"),
        *("2939", "6939", "5621", "5654", "５６３９", "56 9", "5639-784", "5639178.", "56391784x", "²639"),
    ],
)
def test_not_a_grid_square(code):
    assert not mesh.is_valid(code)
    with pytest.raises(ValueError, match="grid square"):
        mesh.bounds(code)


def test_valid_codes_of_every_level():
    assert all(mesh.is_valid(code) for _, codes in PLACES for code in codes)
    assert all(mesh.is_valid(code) for code in ("3022", "6853", "303677", "36225799"))


def test_parent_is_a_prefix():
    assert mesh.parent("56391784322", 8) == "56391784"
    assert mesh.parent("5639", 4) == "5639"
    with pytest.raises(ValueError, match="no parent"):
        mesh.parent("5639", 6)
    with pytest.raises(ValueError, match="digits"):
        mesh.parent("56391784322", 7)


def test_points_without_a_square():
    assert (
        list(mesh.encode_many([math.nan, 37.4877, -1, 91, 37.0], [139.9, math.nan, 139.9, 139.9, 99.9], 8)) == [""] * 5
    )
    assert mesh.encode_many([], [], 8).tolist() == []
    for lat, lon in ((math.nan, 139.9), (math.inf, 139.9), (19.9, 139.9), (37.4, 154.0)):
        with pytest.raises(ValueError, match="no grid square"):
            mesh.encode(lat, lon, 8)
    with pytest.raises(ValueError, match="digits"):
        mesh.encode(37.4, 139.9, 7)


def test_encode_many_takes_arrays():
    lats, lons = np.array([37.4877, 37.46]), np.array([139.9297, 140.06])
    assert mesh.encode_many(lats, lons, 9).tolist() == ["563917843", "564010542"]


def test_area_against_sides_on_the_ground():
    # standards 2.1: at 37.49 N a 1/2 cell is 462.4 m by 552.7 m, a 1 km cell 924.9 m by 1,105.5 m.
    assert mesh.area_km2("563917843") == pytest.approx(0.4624 * 0.5527, rel=5e-4)
    assert mesh.area_km2("56391784") == pytest.approx(0.9249 * 1.1055, rel=5e-4)


def test_area_formula_gives_the_whole_ellipsoid():
    # Moritz, Geodetic Reference System 1980: surface 510,065,621.7 km2 (authalic radius 6371.0072 km).
    whole = mesh.GRS80_A**2 * 2 * math.pi * (mesh._authalic_q(90) - mesh._authalic_q(-90)) / 2
    assert whole == pytest.approx(510_065_621.7, rel=1e-9)


def test_area_against_a_numerical_integral():
    # M(lat) N(lat) cos(lat) integrated by Simpson's rule over a first mesh.
    box = mesh.bounds("5639")

    def strip(lat: float) -> float:
        sine = math.sin(lat)
        w2 = 1 - mesh.GRS80_E2 * sine**2
        return mesh.GRS80_A**2 * (1 - mesh.GRS80_E2) / w2**2 * math.cos(lat)

    south, north, n = math.radians(box.south), math.radians(box.north), 200
    step = (north - south) / n
    total = sum((1 if k in (0, n) else 4 if k % 2 else 2) * strip(south + k * step) for k in range(n + 1)) * step / 3
    assert mesh.area_km2("5639") == pytest.approx(total * math.radians(1), rel=1e-10)
