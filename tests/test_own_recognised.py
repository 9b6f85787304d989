"""Recognition's acceptance: files renamed, columns shuffled, headers of another generation, and one typing error in them."""

from __future__ import annotations

import random

import pytest

from machi.ingest.schema import Column, project_schemas
from machi.own.files import Choices
from machi.own.tell import remarks
from tests.own import AED_HEADER, AED_ROWS, csv_text, opened


def test_a_slip_in_a_header_is_said() -> None:
    header = (*AED_HEADER[:5], "小児対応股備の有無")
    file = opened(csv_text(header, AED_ROWS).encode(), "うちの一覧.csv")
    assert file.kind == "aed"
    assert any("小児対応股備の有無" in remark.sentence for remark in remarks(file))


CELLS = {
    "integer": "12", "number": "1.5", "date": "2026-04-01", "minute": "9:00", "flag": "有", "circle": "1",
    "latitude": "37.49", "longitude": "139.93", "mesh_code": "5639373311", "url": "https://example.jp/",
    "phone": "0242-39-1111", "municipality_code": "072028",
}  # fmt: skip
KINDS = ("aed", "event", "evacuation_space", "park", "public_toilet", "cultural_property", "population", "fire_hydrant")


def header_of(column: Column, generation: int) -> str:
    return column.headers[min(generation, len(column.headers) - 1)]


@pytest.mark.parametrize("seed", [0, 4, 5, *(pytest.param(seed, marks=pytest.mark.full) for seed in (1, 2, 3))])
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_renamed_shuffled_of_another_generation_with_a_typo_is_still_known(kind: str, seed: int) -> None:
    chance = random.Random(f"{kind}-{seed}")
    schema = project_schemas()[kind]
    columns = [column for column in schema.table_columns if column.name not in ("note", "image", "image_licence")]
    headers = [header_of(column, seed % 3) for column in columns]
    long = [at for at, header in enumerate(headers) if len(header) >= 5 and not any(sign.isdigit() for sign in header)]
    at = chance.choice(long)
    place = chance.randrange(1, len(headers[at]))
    headers[at] = headers[at][:place] + "々" + headers[at][place + 1 :]
    order = chance.sample(range(len(columns)), len(columns))
    rows = [[CELLS.get(columns[i].type, f"あ{n}") for i in order] for n in range(3)]
    file = opened(csv_text([headers[i] for i in order], rows).encode("cp932", "ignore"), f"資料{seed}.csv")
    assert file.kind == kind, (headers[at], file.receipt.reason)
    assert 0 < file.receipt.confidence < 1
    wrong = [
        (header, name)
        for header, name in file.receipt.columns.items()
        if name and name != columns[headers.index(header)].name
    ]
    assert wrong == []


def test_population_with_a_row_for_each_age_is_not_taken_for_a_row_for_each_town() -> None:
    """Of three ages of a town the kind would keep the first, and call it the town's population."""
    rows = [
        ("2026-10-01", town, age, "10", "6", "4") for town in ("栄町", "西町") for age in ("0～14", "15～64", "65～")
    ]
    header = ("基準日", "町名", "年齢階級", "総数", "男", "女")
    file = opened(csv_text(header, rows).encode(), "年齢別人口.csv")
    assert file.kind == ""
    assert "「年齢階級」で行が分かれ" in file.receipt.reason
    by_hand = opened(csv_text(header, rows).encode(), "年齢別人口.csv", Choices(kind="population"))
    assert by_hand.kind == "population"
    towns = [row for row in rows if row[2] == "0～14"]
    assert opened(csv_text(header, towns).encode(), "年齢別人口.csv").kind == "population"
