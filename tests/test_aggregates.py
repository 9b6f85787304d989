"""Rows about single persons: read in a closed database, counted, gone. Nothing but suppressed tables is published."""

from __future__ import annotations

from pathlib import Path

import pytest

from machi.cards.catalogue_view import dataset_view, open_publications
from machi.errors import MachiError
from machi.export.datasets import cleaned_bytes, original_bytes
from machi.store.aggregates import AGGREGATORS
from machi.store.aggregates.aggregator import rounded
from machi.store.database import open_shelf
from machi.store.shelf import Shelf
from machi.store.tables import ARROW
from tests.diet import survey, survey_folder
from tests.folders import folder, publish


def opened(root: Path, **facts: str) -> Shelf:
    return open_shelf(survey_folder(root, survey(400), **facts), root / "store.duckdb")


def count(shelf: Shelf, table: str) -> int:
    with shelf.connection.cursor() as cursor:
        return int(cursor.execute(f'select count(*) from "{table}"').fetchall()[0][0])


@pytest.mark.parametrize("access", ['"aggregate"', '"open"', ""])
def test_the_rows_are_closed_whatever_the_sidecar_says(tmp_path: Path, access: str) -> None:
    shelf = opened(tmp_path, access=access)
    (publication,) = shelf.catalogue.usable("diet_survey")
    assert (publication.status, publication.access, publication.rows_used) == ("aggregated", "aggregate", 0)
    assert count(shelf, "diet_survey") == 0
    assert count(shelf, "diet_group") > 0


def test_cards_can_be_made_but_nothing_can_be_downloaded(tmp_path: Path) -> None:
    shelf = opened(tmp_path)
    assert shelf.has("diet_survey")
    assert [source.dataset for source in shelf.sources("diet_survey")] == ["survey"]
    assert open_publications(shelf) == ()
    assert len(shelf.table("diet_survey", "survey").frame) == 0
    for ask in (dataset_view, original_bytes):
        with pytest.raises(MachiError):
            ask(shelf, "survey")
    with pytest.raises(MachiError):
        cleaned_bytes(shelf, "survey", "csv")


def test_no_issue_and_no_mark_of_a_person_is_kept(tmp_path: Path) -> None:
    answers = survey(400)
    answers[3]["energy"] = "たくさん"
    answers[4]["salt"] = "不明"
    shelf = open_shelf(survey_folder(tmp_path, answers), tmp_path / "store.duckdb")
    assert count(shelf, "issue") == 0
    assert count(shelf, "missing") == 0
    (publication,) = shelf.catalogue.usable("diet_survey")
    assert publication.issues in (0, 5)


def test_counts_of_rows_are_rounded(tmp_path: Path) -> None:
    shelf = open_shelf(survey_folder(tmp_path, survey(403)), tmp_path / "store.duckdb")
    (publication,) = shelf.catalogue.usable("diet_survey")
    assert (publication.rows_in, publication.rows_ok) == (405, 405)
    assert [rounded(n) for n in (0, 2, 3, 7, 8, 12, 13)] == [0, 0, 5, 5, 10, 10, 15]


def test_a_file_that_cannot_be_read_is_not_quoted(tmp_path: Path) -> None:
    data = folder(tmp_path)
    publish(data, "diet_survey/bad", "PK\x03\x04" + "\0" * 99, access='"aggregate"')
    shelf = open_shelf(data, tmp_path / "store.duckdb")
    (problem,) = shelf.catalogue.problems("diet_survey")
    assert problem.code == "unreadable"
    assert problem.facts["detail"] == ""
    assert not shelf.has("diet_survey")


def test_a_statistic_stands_only_beside_a_group_that_is_shown(tmp_path: Path) -> None:
    shelf = opened(tmp_path)
    with shelf.connection.cursor() as cursor:
        orphans = cursor.execute(
            """
            select count(*) from diet_cell as c
            anti join diet_group as g on g.preset = c.preset and g.id = c.id and g.people is not null
            """
        ).fetchone()
        cells = cursor.execute("select count(*) from diet_cell").fetchone()
    assert orphans == (0,)
    assert cells is not None
    assert cells[0] > 500


def test_a_district_that_only_hidden_people_have_is_not_named(tmp_path: Path) -> None:
    """東 and 西 are the city's; 北 has too few answers to be shown and must not be heard of."""
    shelf = open_shelf(survey_folder(tmp_path, survey(200)), tmp_path / "store.duckdb")
    with shelf.connection.cursor() as cursor:
        named = cursor.execute("select distinct district from diet_group order by 1").fetchall()
        numbers = cursor.execute("select max(nth) + 1, count(*) from diet_group").fetchall()
    assert named == [("",), ("東地区",), ("西地区",)]
    assert numbers[0][0] == numbers[0][1], "a gap in the numbering would tell of it"


@pytest.mark.parametrize(("given", "least", "codes"), [(3, 10, ["smallest_group"]), (10, 10, []), (60, 60, [])])
def test_the_smallest_group_may_only_be_raised(tmp_path: Path, given: int, least: int, codes: list[str]) -> None:
    data = survey_folder(tmp_path, survey(400), city=f"\n[smallest_group]\ndiet_survey = {given}\n")
    shelf = open_shelf(data, tmp_path / "store.duckdb")
    assert [problem.code for problem in shelf.catalogue.problems("diet_survey")] == codes
    with shelf.connection.cursor() as cursor:
        (smallest,) = cursor.execute("select min(people) from diet_group").fetchone() or (None,)
    assert smallest is not None
    assert smallest >= least


def test_a_smallest_group_that_is_no_number_is_told(tmp_path: Path) -> None:
    data = survey_folder(tmp_path, survey(400), city='\n[smallest_group]\ndiet_survey = "ten"\n')
    shelf = open_shelf(data, tmp_path / "store.duckdb")
    assert [problem.code for problem in shelf.catalogue.problems("")] == ["city"]
    assert shelf.has("diet_survey")


def test_the_tables_exist_without_data(tmp_path: Path) -> None:
    shelf = open_shelf(folder(tmp_path), tmp_path / "store.duckdb")
    for aggregator in AGGREGATORS.values():
        assert [count(shelf, table) for table in aggregator.tables] == [0] * len(aggregator.tables)


@pytest.mark.parametrize("kind", AGGREGATORS)
def test_an_aggregator_declares_what_the_store_can_hold(kind: str) -> None:
    aggregator = AGGREGATORS[kind]
    assert aggregator.kind == kind
    assert aggregator.least >= 3
    assert {type_ for columns in aggregator.tables.values() for type_ in columns.values()} <= set(ARROW)


def test_a_survey_of_too_few_publishes_nothing(tmp_path: Path) -> None:
    shelf = open_shelf(survey_folder(tmp_path, survey(9)), tmp_path / "store.duckdb")
    assert count(shelf, "diet_cell") == 0
    assert count(shelf, "diet_share") == 0
    assert count(shelf, "diet_bin") == 0
