"""Sample data: synthetic CSVs in the formats that municipalities publish, made again byte for byte from one seed.

    python -m machi sample [--data data] [--seed N]

What it makes is called 見本 in every name, marked 合成データ in every row and every sidecar, and never overwrites a
file whose sidecar does not say ``synthetic = true``.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from machi.errors import MachiError
from machi.ingest.schema import PROJECT_DATA, load_schemas
from machi.sample import (
    bus_stops,
    civic,
    diet,
    evacuation,
    events,
    mesh_population,
    outdoors,
    population,
    sights,
    snow,
    vehicles,
    waste,
)
from machi.sample.ground import Ground
from machi.sample.inquiry import inquiry_file
from machi.sample.open_data_list import open_data_file
from machi.sample.settings import Settings, load
from machi.sample.works import works_file
from machi.sample.writing import Published, publish, refuse_real
from machi.text import _


def make(settings: Settings) -> list[Published]:
    """Every file of the sample, nothing written yet."""
    ground = Ground(settings)
    facilities, parks = civic.facilities(settings, ground), outdoors.parks(settings, ground)
    halls = [row for row in facilities if any(noun in row["name"] for noun in civic.HOUSES)]
    return [
        *population.files(settings),
        *mesh_population.files(settings),
        civic.facility_file(settings, facilities),
        civic.aed_file(settings, facilities),
        civic.parking_file(settings, ground),
        outdoors.park_file(settings, parks),
        outdoors.hydrant_file(settings, ground),
        outdoors.toilet_file(settings, ground),
        evacuation.evacuation_file(settings, facilities, ground),
        bus_stops.bus_stop_file(settings, ground),
        sights.tourism_file(settings, ground),
        sights.cultural_property_file(settings, ground),
        *events.files(settings, ground, halls, parks),
        *waste.files(settings),
        snow.snow_file(settings),
        vehicles.vehicle_file(settings, ground),
        diet.diet_file(settings),
        inquiry_file(settings),
        open_data_file(settings),
        works_file(settings),
    ]


def write(data: Path, seed: int | None = None) -> list[Path]:
    """Make the sample of a data folder (its ``city.toml`` and ``reference/``) and write it there. Returns the CSVs."""
    settings, schemas = load(data, seed), load_schemas(data)
    files = make(settings)
    refuse_real(data, files)
    return [publish(data, file, schemas[file.kind], settings.city) for file in files]


def add_parser(subparsers: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """``sample``: write the synthetic CSVs and their sidecars."""
    parser = subparsers.add_parser("sample", help=_("見本の合成データを作る（data/ に書く）"))
    parser.add_argument("--data", type=Path, default=PROJECT_DATA, help=_("city.toml と reference/ のあるフォルダー"))
    parser.add_argument("--seed", type=int, default=None, help=_("乱数の種（無ければ reference/sample.toml の値）"))
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 0, or 1 with a sentence that says what to do."""
    try:
        paths = write(args.data, args.seed)
    except MachiError as error:
        print(error, file=sys.stderr)
        return 1
    for path in paths:
        print(f"{path.parent.name}/{path.name} {path.stat().st_size:,} bytes")
    return 0
