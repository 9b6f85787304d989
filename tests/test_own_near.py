"""A slip in a header is found and said; another thing is never taken for a slip.

The last test is the acceptance of recognition: published layouts renamed, shuffled, of another generation, one typo.
"""

from __future__ import annotations

import random

import pytest

from machi.ingest.schema import Column, load_schemas
from machi.own.near import one_slip
from tests.own import AED_HEADER, AED_ROWS, csv_text, opened


@pytest.mark.parametrize(
    ("written", "known"),
    [("設置値置", "設置位置"), ("設位置", "設置位置"), ("設置の位置", "設置位置"), ("設位置置", "設置位置")],
)
def test_one_slip_is_one(written: str, known: str) -> None:
    assert one_slip(written, known)


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("設置位置", "設置位置"),
        ("0-5歳男性", "0-4歳男性"),
        ("5-9歳女性", "5-9歳男性"),
        ("終了時間", "開始時間"),
        ("緯度", "経度"),
        ("値置置位", "設置位置"),
        ("名前", "名称"),
    ],
)
def test_another_thing_is_no_slip(written: str, known: str) -> None:
    assert not one_slip(written, known)


def test_a_slip_in_a_needed_header_is_mended_and_said() -> None:
    file = opened(csv_text(("名祢", *AED_HEADER[1:]), AED_ROWS).encode(), "うちの一覧.csv")
    assert file.kind == "aed"
    assert file.near.columns == {"名祢": "name"}
    assert file.absent == ()
    assert "「名祢」は「名称」の書きまちがいとみました" in file.receipt.reason
    clean = opened(csv_text(AED_HEADER, AED_ROWS).encode(), "うちの一覧.csv")
    assert file.receipt.confidence < clean.receipt.confidence


def test_a_slip_in_the_header_that_tells_the_kind_is_mended() -> None:
    header = (*AED_HEADER[:5], "小児対応股備の有無")
    file = opened(csv_text(header, AED_ROWS).encode(), "うちの一覧.csv")
    assert (file.kind, dict(file.near.columns)) == ("aed", {"小児対応股備の有無": "child_pads"})


def test_columns_chosen_by_hand_are_not_mended() -> None:
    from machi.own.files import Choices

    data = csv_text(("名祢", *AED_HEADER[1:]), AED_ROWS).encode()
    file = opened(data, "aed.csv", Choices(kind="aed", columns={"名祢": ""}))
    assert file.near.columns == {}
    assert file.absent == ("名称",)


CELLS = {
    "integer": "12", "number": "1.5", "date": "2026-04-01", "minute": "9:00", "flag": "有", "circle": "1",
    "latitude": "37.49", "longitude": "139.93", "mesh_code": "5639373311", "url": "https://example.jp/",
    "phone": "0242-39-1111", "municipality_code": "072028",
}  # fmt: skip
KINDS = ("aed", "event", "evacuation_space", "park", "public_toilet", "cultural_property", "population", "fire_hydrant")


def header_of(column: Column, generation: int) -> str:
    return column.headers[min(generation, len(column.headers) - 1)]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_renamed_shuffled_of_another_generation_with_a_typo_is_still_known(kind: str, seed: int) -> None:
    chance = random.Random(f"{kind}-{seed}")
    schema = load_schemas()[kind]
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
