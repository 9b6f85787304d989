"""The kit fills itself with the city's data and drops what it has none for."""

from __future__ import annotations

import shutil
from pathlib import Path

import machi.cards.all  # noqa: F401 - a deck names any card
from machi.briefing.deck import from_toml
from machi.briefing.kit import kit
from machi.briefing.press import press_from
from machi.store.database import open_shelf

ROOT = Path(__file__).resolve().parent.parent


def test_the_kit_has_eight_slides_of_three_moments() -> None:
    shelf = open_shelf(ROOT / "data")
    deck = kit(shelf, ROOT / "data")
    assert len(deck.slides) == 8
    assert sorted({slide.part for slide in deck.slides}) == ["1 市民が使う", "2 部署が気づく", "3 うちも"]
    assert all(slide.note for slide in deck.slides)
    assert shelf.city.name in deck.title
    assert "{" not in deck.title + deck.closing
    booklet = press_from(deck, shelf)
    assert [leaf.problem for leaf in booklet.leaves] == [""] * 8


def test_a_city_without_some_data_loses_only_those_slides(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for name in ("population", "event"):
        shutil.copytree(ROOT / "data" / name, data / name)
    for name in ("city.toml", "columns.toml", "other_kinds.toml"):
        shutil.copy(ROOT / "data" / name, data / name)
    for folder in (path for path in (ROOT / "data").iterdir() if path.is_dir() and not (data / path.name).exists()):
        (data / folder.name).mkdir()
        for schema in folder.glob("*.toml"):
            if schema.stem in ("schema", "reference"):
                shutil.copy(schema, data / folder.name / schema.name)
    deck = kit(open_shelf(data, tmp_path / "store.duckdb"), data)
    assert [slide.address for slide in deck.slides] == ["events_by_month", "population_ages"]


def test_a_city_s_own_kit_replaces_ours(tmp_path: Path) -> None:
    shelf = open_shelf(ROOT / "data")
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "kit.toml").write_text(
        'version = 1\ntitle = "{city}の話"\n[[slide]]\ncard = "census_totals"\n'
    )
    deck = kit(shelf, tmp_path)
    assert (deck.title, len(deck.slides)) == (f"{shelf.city.name}の話", 1)


def test_the_shipped_decks_are_of_this_version() -> None:
    for path in (ROOT / "content" / "kit.toml", ROOT / "docs" / "sample-deck.toml"):
        deck, told = from_toml(path.read_text(encoding="utf-8"))
        assert told == ()
        assert len(deck.slides) == 8
