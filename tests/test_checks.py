"""Every issue kind has its sentence, and the checks over a table find what was put there by hand."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from machi.ingest.checks import SEVERITY, Issue, expected_of, kinds, sentences
from machi.ingest.reader import read
from machi.ingest.reading import PROBLEMS
from machi.ingest.schema import TYPES, project_schemas

INGEST = Path(__file__).resolve().parent.parent / "machi" / "ingest"
SCHEMAS = project_schemas()
AGES = [f"{low}-{low + 4}歳" for low in range(0, 85, 5)] + ["85歳以上"]
POPULATION_HEADER = "調査年月日,地域名,総人口,男性,女性," + ",".join(
    f"{age}の{sex}性" for age in AGES for sex in "男女"
)


def found(source: str, kind: str, **more) -> list[tuple[int, str, str, str]]:
    return [(i.row, i.kind, i.value, i.expected) for i in read(source.encode(), SCHEMAS[kind], **more).issues]


def kinds_in_code() -> set[str]:
    """The kinds written as third argument of ``Issue(...)`` anywhere in ingest, and those that the sorter names."""
    written = set()
    for path in INGEST.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Issue" and len(node.args) > 2:
                kind = node.args[2]
                if isinstance(kind, ast.Constant):
                    written.add(kind.value)
    return written


def test_every_kind_that_can_be_raised_has_a_sentence() -> None:
    raised = kinds_in_code() | PROBLEMS | {"ragged", "repeated_header", "total_row", "note_row", "overlap"}
    raised |= {"second_table", "relisted"}
    # Characters of a file (``characters.py``) and formulas (``text_checks.py``) are raised by a name in a variable.
    raised |= {"platform_characters", "extension_characters", "private_use", "decomposed", "invisible_characters"}
    raised |= {"bidi_control", "stray_mark", "mojibake", "smart_quotes", "formula", "formula_like"}
    raised |= {"date_in_address", "odd_date", "bad_corporate_number", "censored"}
    assert "sum_mismatch" in raised
    assert "duplicate_header" in raised
    assert raised == set(sentences())


@pytest.mark.parametrize("kind", sorted(SEVERITY))
def test_each_sentence_fills_its_places_and_names_its_row(kind: str) -> None:
    facts = kinds()[kind]
    assert facts.severity in ("error", "warning", "info")
    assert set(re.findall(r"{(\w+)}", facts.sentence)) <= {"value", "expected", "column"}
    said = Issue(12, "lat", kind, "値", "期待").sentence({"lat": "緯度"})
    assert said.startswith("12行目「緯度」: ")
    assert "{" not in said
    assert said.endswith("。")


def test_a_sentence_shortens_a_long_cell_but_the_issue_keeps_it() -> None:
    issue = Issue(2, "note", "not_a_number", "あ" * 500)
    assert len(issue.sentence()) < 120
    assert len(issue.value) == 500


def test_each_parsed_type_says_what_it_expects() -> None:
    assert {type_ for type_ in TYPES if not expected_of(type_)} == {"text"}


def test_men_and_women_and_the_classes_must_make_the_total() -> None:
    classes = ["1"] * 36
    good = ",".join(["2024-04-01", "一番町", "36", "18", "18", *classes])
    dash = ",".join(["2024-04-01", "二番町", "35", "18", "17", *classes[:-1], "-"])
    sexes = ",".join(["2024-04-01", "三番町", "36", "18", "17", *classes])
    ages = ",".join(["2024-04-01", "四番町", "36", "18", "18", *classes[:-1], "2"])
    blank = ",".join(["2024-04-01", "五番町", "36", "18", "18", *classes[:-1], ""])
    source = "\n".join([POPULATION_HEADER, good, dash, sexes, ages, blank])
    assert found(source, "population") == [(4, "sum_mismatch", "35", "36"), (5, "sum_mismatch", "37", "36")]


def test_people_of_unknown_age_belong_to_the_total() -> None:
    source = "\n".join(
        [POPULATION_HEADER + ",不詳者の男性", ",".join(["2024-04-01", "一番町", "39", "21", "18", *["1"] * 36, "3"])]
    )
    assert found(source, "population") == []


def test_a_negative_count_is_out_of_range() -> None:
    assert found("調査年月日,地域名,総人口\n2024-04-01,一番町,-5\n", "population") == [(2, "out_of_range", "-5", "0〜")]


def test_rows_with_the_key_of_an_earlier_row_are_duplicates() -> None:
    source = "ID,名称\n7,a\n8,b\n7,c\n,d\n,e\n"
    assert found(source, "aed") == [(4, "duplicate", "7", "2")]
    events = "ID,イベント名,開始日\n,祭,2024-08-01\n,祭,2024-08-02\n,祭,2024-08-01\n"
    assert found(events, "event") == [(4, "duplicate", "祭 / 2024-08-01", "2")]


def test_one_foreign_municipality_code_is_named_and_a_mixture_is_said_once() -> None:
    rows = "".join(f"072028,{i},a\n" for i in range(19))
    assert found("全国地方公共団体コード,ID,名称\n" + rows + "072010,99,b\n", "aed") == [
        (21, "other_municipality", "072010", "072028")
    ]
    assert found("全国地方公共団体コード,ID,名称\n072028,1,a\n072010,2,b\n", "aed") == [
        (0, "several_municipalities", "072028、072010", "")
    ]


def test_a_point_far_from_all_others_is_pointed_out() -> None:
    rows = "".join(f"{i},a,37.501,139.9\n" for i in range(30))
    # 37.5 − 37.2 = 0.3° of latitude = 33 km; 37.5 − 37.3 = 22 km
    assert found("ID,名称,緯度,経度\n" + rows + "98,b,37.2,139.9\n99,c,37.3,139.9\n", "aed") == [
        (32, "far_point", "37.2,139.9", "30")
    ]


def test_required_columns_and_cells() -> None:
    assert found("ID,緯度,経度\n1,37.5,139.9\n", "aed") == [(0, "column_missing", "", "")]
    assert found("ID,名称\n1,\n", "aed") == [(2, "required_missing", "", "")]
