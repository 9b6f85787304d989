"""The anonymised copy: counted again by brute force, on several tables and choices."""

from __future__ import annotations

import itertools
import random
from collections import Counter, defaultdict
from dataclasses import replace

import pytest

from machi.errors import MachiError
from machi.precheck.anonymise import Anonymised, Quasi, anonymised, k_for
from machi.precheck.ladders import ANY, at_level, guess, ladder_of
from machi.precheck.sheet import Sheet, read_sheet
from tests.prechecks import cells, ingested, table

QUASIS = (Quasi("性別", "category"), Quasi("年齢", "age"), Quasi("住所", "place"), Quasi("回答日", "date"))
DISTRICTS = {"本町": "中央地区", "栄町": "中央地区", "旭町": "東地区", "緑町": "東地区"}


def answers(seed: int, rows: int = 400) -> Sheet:
    dice = random.Random(seed)
    made = [
        [
            str(n),
            f"利用者{n}",
            dice.choice(("男", "女")),
            str(dice.randrange(15, 95)),
            f"緑野市{dice.choice(list(DISTRICTS))}{dice.randrange(1, 9)}-{dice.randrange(1, 30)}",
            f"2026-{dice.randrange(1, 13):02d}-{dice.randrange(1, 28):02d}",
            str(dice.randrange(100, 5000)),
            dice.choice(("満足", "ふつう", "不満")),
        ]
        for n in range(rows)
    ]
    data = table(["番号", "氏名", "性別", "年齢", "住所", "回答日", "利用額", "満足度"], made)
    return read_sheet(data, ingested(data))


def groups(copy: Anonymised) -> dict[tuple[str, ...], list[list[str]]]:
    """By brute force out of the written bytes, with the reader of the standard library."""
    header, *rows = cells(copy.data)
    at = [header.index(title) for title in copy.levels]
    found: dict[tuple[str, ...], list[list[str]]] = defaultdict(list)
    for row in rows:
        found[tuple(row[i] for i in at)].append(row)
    return found


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("k", [5, 10, 25])
def test_every_group_has_at_least_k_rows(seed: int, k: int) -> None:
    copy = anonymised(
        answers(seed), QUASIS, k=k, drop=("番号", "氏名"), sensitive="満足度", districts=DISTRICTS, city="緑野市"
    )
    found = groups(copy)
    assert min(map(len, found.values())) >= k
    assert copy.smallest == min(map(len, found.values()))
    assert copy.groups == len(found)
    assert sum(map(len, found.values())) + copy.left_out == copy.rows_in == 400
    assert copy.left_out <= 0.05 * 400 or all(copy.levels[title] == copy.steps[title] for title in copy.levels)
    at = cells(copy.data)[0].index("満足度")
    assert copy.diversity == min(len({row[at] for row in rows}) for rows in found.values())
    assert not {"番号", "氏名"} & set(cells(copy.data)[0])


def test_k_can_only_be_raised() -> None:
    assert (k_for("", 2), k_for("", 7), k_for("", 3, health=True), k_for("diet_survey", 5)) == (5, 7, 10, 10)
    assert anonymised(answers(1), QUASIS, k=1).k == 5
    assert min(map(len, groups(anonymised(answers(1), QUASIS, k=1)).values())) >= 5


def test_the_same_input_gives_the_same_bytes() -> None:
    assert anonymised(answers(2), QUASIS).data == anonymised(answers(2), QUASIS).data


def test_the_order_of_the_rows_says_nothing() -> None:
    """The copy of the same rows in another order is the same copy."""
    sheet = answers(3)
    turned = sheet.picked(sheet.data())
    order = list(range(len(sheet)))
    random.Random(9).shuffle(order)
    mixed = replace(turned, columns=tuple(replace(c, codes=c.codes[order]) for c in turned.columns))
    assert anonymised(mixed, QUASIS).data == anonymised(sheet, QUASIS).data


def test_a_district_stands_for_its_towns() -> None:
    sheet = answers(4)
    copy = anonymised(sheet, (Quasi("住所", "place"), Quasi("年齢", "age")), k=40, districts=DISTRICTS, city="緑野市")
    header, *rows = cells(copy.data)
    values = {row[header.index("住所")] for row in rows}
    allowed = {f"緑野市{town}" for town in DISTRICTS} | {"中央地区", "東地区", "緑野市", ANY}
    assert values <= allowed


def test_equal_answers_in_a_group_are_reported() -> None:
    rows = [["男", "30", "不満"]] * 6 + [["女", "30", "満足"]] * 5 + [["女", "30", "不満"]] * 5
    data = table(["性別", "年齢", "満足度"], rows)
    copy = anonymised(
        read_sheet(data, ingested(data)), (Quasi("性別", "category"), Quasi("年齢", "age")), sensitive="満足度"
    )
    assert copy.diversity == 1
    assert copy.levels == {"性別": 0, "年齢": 0}


def test_too_few_rows_give_no_copy() -> None:
    data = table(["性別", "年齢"], [["男", "30"], ["女", "40"]])
    with pytest.raises(MachiError, match="5人以上"):
        anonymised(read_sheet(data, ingested(data)), (Quasi("性別", "category"),))


def test_nothing_chosen_is_refused() -> None:
    with pytest.raises(MachiError):
        anonymised(answers(5), ())


def test_how_a_column_is_coarsened_is_guessed() -> None:
    sheet = answers(6)
    told = {
        title: guess(column)
        for title in ("性別", "年齢", "住所", "回答日", "利用額")
        if (column := sheet.column(title))
    }
    assert told == {"性別": "category", "年齢": "age", "住所": "place", "回答日": "date", "利用額": "number"}


def test_numbers_become_bins() -> None:
    copy = anonymised(answers(7), (Quasi("利用額", "number"),), k=15)
    assert all("-" in key[0] or key[0] == ANY for key in groups(copy))
    assert min(map(len, groups(copy).values())) >= 15


def test_no_choice_of_levels_keeps_finer_groups() -> None:
    """Every choice is tried by hand here: none with as few columns given up has a smaller sum of squares."""
    sheet = answers(8, 150)
    chosen = (Quasi("性別", "category"), Quasi("年齢", "age"), Quasi("住所", "place"))
    copy = anonymised(sheet, chosen, districts=DISTRICTS, city="緑野市")
    columns = {quasi.column: next(c for c in sheet.columns if c.title == quasi.column) for quasi in chosen}
    ladders = {quasi.column: ladder_of(columns[quasi.column], quasi.kind, DISTRICTS, "緑野市") for quasi in chosen}
    best: tuple[int, int] | None = None
    for levels in itertools.product(*(range(len(ladder) + 1) for ladder in ladders.values())):
        made = [
            at_level(columns[title], ladders[title], level).values()
            for title, level in zip(ladders, levels, strict=True)
        ]
        sizes = Counter(zip(*made, strict=True)).values()
        short = sum(size for size in sizes if size < 5)
        if short <= 0.05 * 150:
            stars = sum(level == len(ladder) for level, ladder in zip(levels, ladders.values(), strict=True))
            loss = sum(size**2 for size in sizes if size >= 5) + short * 150
            best = min(best or (stars, loss), (stars, loss))
    found = groups(copy)
    stars = sum(copy.levels[title] == copy.steps[title] for title in copy.levels)
    assert best == (stars, sum(len(rows) ** 2 for rows in found.values()) + copy.left_out * 150)


def test_a_table_too_large_to_try_all_goes_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("machi.precheck.anonymise.MOST_WORK", 0)
    copy = anonymised(answers(9), QUASIS, k=10, districts=DISTRICTS, city="緑野市")
    assert min(map(len, groups(copy).values())) >= 10
    assert copy.data == anonymised(answers(9), QUASIS, k=10, districts=DISTRICTS, city="緑野市").data
