"""Every kind is known again from files renamed, shuffled, of another generation, and with one typing error.

The files are made from the schemas' own words and from values written here by type; which header belongs to which column
is what the test itself decided when it wrote the file.
"""

from __future__ import annotations

import random

import pytest

from machi.ingest.choices import Choices
from machi.ingest.guesses import one_edit
from machi.ingest.reader import read, recognise
from machi.ingest.schema import Column, Schema, header_key, project_schemas

SCHEMAS = project_schemas()
VALUES = {
    "text": ["見本", "北の町", "南の町"],
    "code": ["A1", "A2", "A3"],
    "municipality_code": ["072028", "072028", "072028"],
    "mesh_code": ["564000123", "564000124", "564000131"],
    "integer": ["1", "2", "2"],
    "number": ["1.5", "2.5", "2"],
    "date": ["2024-04-01", "2024-05-01", "2024-06-01"],
    "minute": ["9:00", "10:00", "11:00"],
    "flag": ["有", "無", "有"],
    "circle": ["○", "×", "△"],
    "latitude": ["37.5011", "37.5021", "37.5031"],
    "longitude": ["139.9011", "139.9021", "139.9031"],
    "point": ["37.5011,139.9011", "37.5021,139.9021", "37.5031,139.9031"],
    "url": ["https://example.jp/1", "https://example.jp/2", "https://example.jp/3"],
    "phone": ["0242-11-1111", "0242-11-1112", "0242-11-1113"],
}
TELLING = [kind for kind, schema in SCHEMAS.items() if schema.distinctive and kind != "statistic"]

NAMED = [
    kind
    for kind in TELLING
    if any(
        len(header_key(c.title)) > 2 for c in SCHEMAS[kind].columns if c.name in SCHEMAS[kind].distinctive or c.required
    )
]


def values_of(column: Column) -> list[str]:
    if column.name == "year":
        return ["2024", "2024", "2024"]
    if column.name == "month":
        return ["4", "5", "6"]
    return VALUES[column.type]


def chosen(schema: Schema) -> list[Column]:
    """The columns without which the kind can't be told, and a few more."""
    names = {*schema.distinctive, *(column.name for column in schema.columns if column.required)}
    more = [
        column for column in schema.columns if column.name in ("id", "name", "address", "lat", "lon", "note", "phone")
    ]
    return [column for column in schema.columns if column.name in names or column in more]


def table(headers: list[str], columns: list[Column]) -> bytes:
    lines = ['"' + '","'.join(headers) + '"']
    lines += ['"' + '","'.join(values_of(column)[row] for column in columns) + '"' for row in range(3)]
    return "\n".join(lines).encode()


def own_headers(schema: Schema, column: Column) -> list[str]:
    """The headers that lead to this very column of the kind."""
    return [header for header in column.headers if schema.by_header[header_key(header)] is column]


@pytest.mark.parametrize("kind", TELLING)
@pytest.mark.parametrize("seed", range(3))
def test_renamed_shuffled_and_of_another_generation(kind: str, seed: int) -> None:
    rng = random.Random(f"{kind} {seed}")
    schema = SCHEMAS[kind]
    columns = chosen(schema)
    rng.shuffle(columns)
    headers = [rng.choice(own_headers(schema, column)) for column in columns]
    got = read(table(headers, columns), name="資料（最終）.csv")
    assert got.receipt.kind == kind, got.receipt.reason
    assert got.receipt.confidence >= 0.6
    assert got.receipt.reason.endswith("。")
    assert list(got.receipt.columns.values()) == [column.name for column in columns]


def slip(header: str, rng: random.Random) -> str:
    """One character too many, too few, wrong, or two swapped; never a digit."""
    places = [at for at, letter in enumerate(header) if not letter.isdigit() and letter.isalnum()]
    at = rng.choice(places)
    way = rng.randrange(4)
    if way == 0:
        return header[:at] + "ゐ" + header[at:]
    if way == 1:
        return header[:at] + header[at + 1 :]
    if way == 2 and at + 1 < len(header) and not header[at + 1].isdigit() and header[at + 1] != header[at]:
        return header[:at] + header[at + 1] + header[at] + header[at + 2 :]
    return header[:at] + "ゑ" + header[at + 1 :]


@pytest.mark.parametrize("kind", NAMED)
@pytest.mark.parametrize("seed", range(4))
def test_one_typing_error_in_a_header_is_read_and_told(kind: str, seed: int) -> None:
    """In any header of three characters or more; the receipt names both spellings."""
    rng = random.Random(f"typing {kind} {seed}")
    schema = SCHEMAS[kind]
    columns = chosen(schema)
    headers = [column.title for column in columns]
    known = {key for each in SCHEMAS.values() for key in each.by_header}
    places = [at for at, header in enumerate(headers) if len(header_key(header)) > 2]
    at = rng.choice(places)
    wrong = slip(headers[at], rng)
    while len(header_key(wrong)) < 3 or header_key(wrong) in known or header_key(wrong) == header_key(headers[at]):
        wrong = slip(headers[at], rng)
    right = headers[at]
    headers[at] = wrong
    got = read(table(headers, columns), name="資料.csv")
    assert got.receipt.kind == kind, (wrong, right, got.receipt.reason)
    assert list(got.receipt.columns.values()) == [column.name for column in columns], (wrong, right)
    (told,) = [issue for issue in got.issues if issue.kind == "guessed_header"]
    assert (told.row, told.column, told.value) == (1, columns[at].name, wrong)
    assert f"見出し「{wrong[:60]}" in told.sentence()


def test_a_slip_in_two_characters_is_decided_by_the_values() -> None:
    rows = "1,館,37.5011,139.9011,有\n2,別館,37.5021,139.9021,無\n"
    got = read(("ID,名称,緯渡,経度,小児対応設備の有無\n" + rows).encode())
    assert got.frame["lat"].tolist() == [37.5011, 37.5021]
    years = read("ID,名称,年度,経度,小児対応設備の有無\n1,館,2024,139.9011,有\n2,別館,2025,139.9021,無\n".encode())
    assert years.receipt.columns["年度"] == ""


def test_a_guess_can_be_undone() -> None:
    source = "ID,名称,緯度,経度,小児対応設備の有夢\n1,館,37.5011,139.9011,有\n".encode()
    assert read(source).receipt.columns["小児対応設備の有夢"] == "child_pads"
    undone = read(source, choices=Choices(kind="aed", columns={"小児対応設備の有夢": ""}))
    assert undone.receipt.columns["小児対応設備の有夢"] == ""


@pytest.mark.parametrize(
    ("first", "second", "near"),
    [
        ("総人口", "総人工", True),
        ("総人口", "総口人", True),
        ("総人口", "総人", True),
        ("総人口", "総の人口", True),
        ("総人口", "総人口", False),
        ("総人口", "世帯数", False),
        ("0-4歳の男性", "0-4歳の女性", False),
        ("0-4歳の男性", "0-5歳の男性", False),
        ("電話番号", "電話番号2", False),
        ("緯度", "経度", False),
    ],
)
def test_what_is_one_slip(first: str, second: str, near: bool) -> None:
    assert one_edit(first, second) is near
    assert one_edit(second, first) is near


def test_two_slips_or_two_candidates_are_no_guess() -> None:
    got = read("ID,名称,緯度,経度,小児対応設備の右夢\n1,館,37.5011,139.9011,有\n".encode(), SCHEMAS["aed"])
    assert got.receipt.columns["小児対応設備の右夢"] == ""
    both = read("ID,名称,緯度,経度,開始時間,開始時問,開始時閒\n1,館,37.5,139.9,9:00,x,y\n".encode(), SCHEMAS["aed"])
    assert [both.receipt.columns[name] for name in ("開始時問", "開始時閒")] == ["", ""]


def test_values_speak_against_headers() -> None:
    good = "調査年月日,地域名,総人口,0-4歳の男性\n" + "2024-04-01,北町,5,1\n" * 5
    assert read(good.encode()).receipt.kind == "population"
    wrong = read(good.replace("2024-04-01,北町,5,1", "北,2024,多い,少ない").encode())
    assert (wrong.receipt.kind, wrong.receipt.confidence) == ("", 0.0)
    assert "値の" in wrong.receipt.reason


def test_the_toilets_of_an_older_portal_are_toilets_where_the_name_says_so() -> None:
    headers = ["施設名", "男性トイレ数", "女性トイレ数", "男女共用トイレ数", "ベビーベッド(有、無)", "緯度", "経度"]
    assert recognise(headers, "見本市_toilet.csv", project_schemas()).kind == "public_toilet"
    text = (
        ",".join(headers).replace("ベビーベッド(有、無)", '"ベビーベッド(有、無)"') + "\n駅前,5,3,1,有,37.49,139.93\n"
    )
    got = read(text.encode(), name="見本市_toilet.csv")
    assert got.frame[["men_total", "women_total", "unisex_total"]].to_numpy().tolist() == [[5, 3, 1]]
    assert recognise(["品目", "価格"], "toilet_paper.csv", project_schemas()).kind == ""
