"""A recipe comes back as it went out, replays on next year's file and tells what changed; hostile ones are refused."""

from __future__ import annotations

import random
import tomllib
from datetime import date
from pathlib import Path

import pytest

import machi.cards.all  # noqa: F401 - registers every card
from machi.errors import MachiError
from machi.ingest.choices import FREE
from machi.ingest.schema import project_schemas
from machi.own.drift import drift
from machi.own.files import Choices, OwnFile
from machi.own.gallery import credited
from machi.own.recipe import Recipe, View, recipe_of, write_recipe
from machi.own.recipe_read import LARGEST, read_recipe
from tests.own import AED_HEADER, AED_ROWS, MARKER, aed_file, csv_text, opened

TODAY = date(2026, 11, 20)
VIEW = View("places", {"view": "near", "kind": "aed", "child_pads": "1"}, "places_nearest?child_pads=1", "近くのAED")
SCHEMAS = project_schemas()


def made(file: OwnFile, *views: View) -> Recipe:
    return recipe_of(file, views, today=TODAY, title="うちのAED", author="", note="")


def reread(text: str) -> Recipe:
    return read_recipe(text.encode(), SCHEMAS)


def test_a_recipe_comes_back_as_it_went_out() -> None:
    recipe = made(aed_file(), VIEW)
    assert reread(write_recipe(recipe)) == recipe
    assert recipe.columns["名称"] == "name"
    assert recipe.rows == 3
    strange = Recipe(title='引用"符\\と改行\n', kind=FREE, meanings={'見出し"[a]\x7f': "amount"}, totals={"a.b": 1.5})
    assert reread(write_recipe(strange)) == strange


def test_a_recipe_holds_no_row_and_no_file_name() -> None:
    text = write_recipe(made(aed_file("ひみつの名前.csv"), VIEW))
    assert MARKER not in text
    assert "栄町" not in text
    assert "ひみつ" not in text
    assert tomllib.loads(text)["kind"] == "aed"


def test_what_was_settled_by_hand_is_replayed_on_the_next_file() -> None:
    header = ("置いてある所", *AED_HEADER[1:])
    settled = Choices(kind="aed", columns={"置いてある所": "name", "設置位置": ""})
    recipe = reread(write_recipe(made(opened(csv_text(header, AED_ROWS).encode(), "aed.csv", settled))))
    again = opened(csv_text(header, AED_ROWS[:2]).encode("cp932"), "ことしの.csv", recipe.choices())
    assert again.frame["name"].tolist() == [MARKER, "東の公民館"]
    assert again.receipt.columns["設置位置"] == ""


def test_the_same_file_has_no_drift() -> None:
    assert drift(made(aed_file()), aed_file()) == []


def test_columns_renamed_added_and_gone_are_told() -> None:
    recipe = made(aed_file())
    header = ("施設名", *AED_HEADER[1:4], "新しい列", "小児対応設備の有無")
    file = opened(csv_text(header, AED_ROWS).encode(), "aed.csv", recipe.choices())
    said = drift(recipe, file)
    assert "列「名称」は「施設名」に名前が変わったようです。同じ列として読みました。" in said
    assert "列「設置位置」がなくなりました。" in said
    assert "列「新しい列」が増えました。レシピにはない列です。" in said
    assert file.frame["name"].tolist()[0] == MARKER


def sales(*rows: tuple[str, str, int]) -> OwnFile:
    body = [(f"2026-{month:02}-01", area, str(count)) for month in range(1, 7) for _m, area, count in rows]
    return opened(csv_text(("月日", "地区", "利用者数"), body).encode(), "利用.csv")


def test_new_categories_and_totals_that_moved_are_told() -> None:
    before = sales(("", "北", 100), ("", "南", 50))
    recipe = made(before)
    assert recipe.categories["地区"] == ("北", "南")
    assert recipe.totals["利用者数"] == 900
    same = drift(recipe, sales(("", "北", 110), ("", "南", 50)))
    assert same == []
    said = drift(recipe, sales(("", "北", 200), ("", "東", 100)))
    assert "「利用者数」の合計は1,800で、前の900から+100%変わりました。" in said
    assert "「地区」に新しい区分「東」があります。" in said


def test_rows_that_halved_are_told() -> None:
    recipe = made(opened(csv_text(AED_HEADER, AED_ROWS * 4).encode(), "aed.csv"))
    assert any("行の数は3で、前の12から-75%" in sentence for sentence in drift(recipe, aed_file()))


HOSTILE = {
    "no recipe": "title = 'a'",
    "another version": "recipe = 2\nkind = 'aed'",
    "no kind": "recipe = 1",
    "unknown kind": "recipe = 1\nkind = '../../etc'",
    "unknown key": "recipe = 1\nkind = 'aed'\nrun = 'rm'",
    "unknown column": "recipe = 1\nkind = 'aed'\n[columns]\n'a' = 'drop table'",
    "unknown meaning": "recipe = 1\nkind = 'free'\n[meanings]\n'a' = 'evil'",
    "unknown encoding": "recipe = 1\nkind = 'aed'\n[reading]\nencoding = 'rot13'",
    "a delimiter of two": "recipe = 1\nkind = 'aed'\n[reading]\ndelimiter = ',,'",
    "a flag for a number": "recipe = 1\nkind = 'aed'\n[reading]\nheader_row = true",
    "minus": "recipe = 1\nkind = 'aed'\n[reading]\nheader_row = -2",
    "nan": "recipe = 1\nkind = 'aed'\n[totals]\n'a' = nan",
    "infinite": "recipe = 1\nkind = 'aed'\n[totals]\n'a' = inf",
    "long": f"recipe = 1\nkind = 'aed'\ntitle = '{'あ' * 201}'",
    "control": 'recipe = 1\nkind = "aed"\ntitle = "\\u0000"',
    "a page that is a path": "recipe = 1\nkind = 'aed'\n[[view]]\npage = '../app'",
    "unknown card": "recipe = 1\nkind = 'aed'\n[[view]]\npage = 'places'\ncard = 'evil?x=1'",
    "a view that is no table": "recipe = 1\nkind = 'aed'\nview = [1]",
    "a moment for a day": "recipe = 1\nkind = 'aed'\nmade_on = 2026-01-01T00:00:00",
    "deep": "recipe = 1\nkind = " + "[" * 5000,
    "words that are numbers": "recipe = 1\nkind = 'aed'\n[categories]\n'a' = [1]",
    "no TOML": "<html>",
    "huge": "recipe = 1\n" + "#" * LARGEST,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_recipe_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(MachiError, match="レシピを読めません") as refused:
        read_recipe(text.encode(), SCHEMAS)
    assert "Traceback" not in str(refused.value)
    assert len(str(refused.value)) < 300


def test_broken_bytes_are_refused_or_read_never_a_fault() -> None:
    """Bytes of a good recipe changed at random: a recipe or a sentence, nothing else."""
    chance = random.Random(4)
    good = write_recipe(made(aed_file(), VIEW)).encode()
    refused = 0
    for _time in range(400):
        broken = bytearray(good)
        for _change in range(chance.randrange(1, 4)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            read_recipe(bytes(broken), SCHEMAS)
        except MachiError:
            refused += 1
    assert refused > 100


def test_an_address_takes_nothing_of_the_session_along() -> None:
    view = View("places", {"view": "map", "src": "own", "lang": "en"})
    (back,) = reread(write_recipe(Recipe(kind="aed", views=(view,)))).views
    assert back.query == {"view": "map"}


def test_a_recipe_with_an_author_stands_in_the_gallery_and_a_broken_one_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "content" / "examples"
    folder.mkdir(parents=True)
    recipe = Recipe(title="わたしの例", author="山田 花子", kind="aed", views=(VIEW,))
    (folder / "hers.toml").write_text(write_recipe(recipe), encoding="utf-8")
    (folder / "nameless.toml").write_text(
        write_recipe(Recipe(title="名なし", kind="aed", views=(VIEW,))), encoding="utf-8"
    )
    (folder / "broken.toml").write_text("recipe = ", encoding="utf-8")
    found, problems = credited(tmp_path, SCHEMAS)
    assert "わたしの例" in [one.title for one in found]
    assert "名なし" not in [one.title for one in found]
    assert len(problems) == 1
    assert problems[0].startswith("content/examples/broken.toml: レシピを読めません")


def test_the_shipped_examples_can_all_be_shown() -> None:
    found, problems = credited(Path(__file__).resolve().parent.parent / "data", SCHEMAS)
    assert problems == []
    assert len(found) >= 1
