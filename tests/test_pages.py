"""Every page, run by AppTest on the shipped data and on data folders that are broken in one way each."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit import config
from streamlit.testing.v1 import AppTest

from tests.contents import pages, screens
from tests.visitor import ROOT, as_served, at
from ui.parts import FAULT

__all__ = ["as_served"]
pytestmark = pytest.mark.usefixtures("as_served")


def run(page: str, view: str = "", **query: str) -> AppTest:
    """The page after one run, opened with ``?view=…``."""
    app = at(page, **{name: value for name, value in {"view": view, **query}.items() if value}).run()
    # A card's fault is told in its place, so that the page goes on; here it must not hide.
    assert FAULT not in [error.value for error in app.error]
    return app


def words(app: AppTest) -> str:
    """All that a reader sees as text."""
    kinds = (
        app.title,
        app.header,
        app.subheader,
        app.markdown,
        app.caption,
        app.warning,
        app.error,
        app.info,
        app.text,
    )
    return "\n".join(str(element.value) for kind in kinds for element in kind).replace("\\", "").replace("\u2060", "")


@pytest.fixture(autouse=True)
def told_in_full() -> None:
    """The project's own setting hides the text of an exception, also from the test that wants to show it."""
    config.set_option("client.showErrorDetails", "full")


CARDLESS = ("anything", "home", "catalogue", "corrections", "about", "your_data", "precheck", "briefing")


@pytest.mark.parametrize(("page", "view"), screens())
def test_screen_opens_on_the_shipped_data(page: str, view: str) -> None:
    """In the frame, said to be a sample, and each card with a finding and its source."""
    app = run(page, view)
    assert [error.message for error in app.exception] == []
    assert [warning.value for warning in app.warning] == []
    assert len(app.title) == 1
    assert "合成データ（見本）で、実際の数字ではありません" in app.caption[0].value
    if page in CARDLESS:
        return
    findings = [header.value for header in app.header]
    assert findings
    assert all(finding.strip().endswith("。") for finding in findings)
    sources = [caption.value for caption in app.caption if caption.value.startswith("出典")]
    assert len(sources) >= len(findings)
    assert all("時点" in source for source in sources)


def test_the_address_chooses_the_view() -> None:
    assert run("population", "towns").header[0].value != run("population").header[0].value


@pytest.mark.parametrize("nonsense", ["zzz", "", "ages' or 1=1", "<script>"])
def test_a_mangled_address_opens_the_page_as_usual(nonsense: str) -> None:
    app = run("population", nonsense)
    assert not app.exception
    assert app.header[0].value == run("population").header[0].value


SLOW = ("diet_survey", "vehicle_log", "mesh_population")
"""Kinds that take most of a build and have nothing to do with what is broken here."""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped data that the app reads instead, with a store of its own."""
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder, ignore=shutil.ignore_patterns(*SLOW))
    monkeypatch.setenv("MACHI_DATA", str(folder))
    monkeypatch.setenv("MACHI_STORE", str(tmp_path / "store.duckdb"))
    st.cache_resource.clear()
    return folder


def _garble_sidecar(csv: Path) -> None:
    csv.with_suffix(".toml").write_text('title = "とじていない\n', encoding="utf-8")


def _lose_sidecar(csv: Path) -> None:
    csv.with_suffix(".toml").unlink()


def _change_a_byte(csv: Path) -> None:
    csv.write_bytes(csv.read_bytes() + b"\n")


def _rename_every_column(csv: Path) -> None:
    """A file whose header says nothing that the kind knows, honestly described by its sidecar."""
    sidecar = csv.with_suffix(".toml")
    old = hashlib.sha256(csv.read_bytes()).hexdigest()
    csv.write_text("あ,い,う\n1,2,3\n4,5,6\n", encoding="utf-8")
    new = hashlib.sha256(csv.read_bytes()).hexdigest()
    text = sidecar.read_text(encoding="utf-8")
    assert old in text
    sidecar.write_text(text.replace(old, new), encoding="utf-8")


BREAKS = [_garble_sidecar, _lose_sidecar, _change_a_byte, _rename_every_column]
SUBJECTS = [("event", "events", "population"), ("population", "population", "events"), ("aed", "places", "events")]
"""(kind that is broken, its page, a page that must not notice)"""


# Each break with one kind, the first with every kind; the others in the full run.
BROKEN = [
    pytest.param(
        breaks, *subject, id=f"{breaks.__name__.strip('_')}-{subject[0]}", marks=() if shown else pytest.mark.full
    )
    for row, breaks in enumerate(BREAKS)
    for column, subject in enumerate(SUBJECTS)
    for shown in [row == 0 or column == row % len(SUBJECTS)]
]


@pytest.mark.parametrize(("breaks", "kind", "page", "untouched"), BROKEN)
def test_the_page_of_broken_data_says_so_and_the_others_work(
    data: Path, breaks: Callable[[Path], None], kind: str, page: str, untouched: str
) -> None:
    files = sorted((data / kind).glob("*.csv"))
    for csv in files:
        breaks(csv)
    for other in (page, "catalogue", "home", untouched):
        app = run(other)
        assert [error.message for error in app.exception] == [], other
        assert len(app.title) == 1, other
        if other in (page, "catalogue"):
            assert any(csv.stem in words(app) for csv in files), f"{other} does not name a broken file"
        elif other != "home":
            assert [warning.value for warning in app.warning] == [], other


def test_one_broken_file_of_many_leaves_the_rest(data: Path) -> None:
    """Ten years of population, one of them changed after publication: nine are shown, the tenth is named."""
    broken = sorted((data / "population").glob("*.csv"))[0]
    _change_a_byte(broken)
    app = run("population")
    assert not app.exception
    assert app.header
    assert broken.stem in words(run("catalogue"))


def test_an_empty_folder_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nothing").mkdir()
    st.cache_resource.clear()
    monkeypatch.setenv("MACHI_DATA", str(tmp_path / "nothing"))
    monkeypatch.setenv("MACHI_STORE", str(tmp_path / "store.duckdb"))
    warned = set()
    for page in pages():
        app = run(page)
        assert [error.message for error in app.exception] == [], page
        # These ask nothing of the city's data: they work on the visitor's own file.
        said = "data" in words(app) or "city.toml" in words(app) or "データ" in words(app)
        assert said or page in ("precheck", "anything"), page
        warned |= {page} if app.warning else set()
    assert warned >= {"population", "places", "events", "diet", "works", "briefing"}


def test_a_kind_without_files_is_told_as_missing(data: Path) -> None:
    shutil.rmtree(data / "event")
    app = run("events")
    assert not app.exception
    assert app.warning
    assert not run("population").warning


def test_a_server_that_runs_past_midnight_shows_the_new_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """No cache is cleared between the two: what is kept between visitors must not keep the day."""
    st.cache_resource.clear()
    monkeypatch.setenv("MACHI_TODAY", "2026-05-08")
    first = words(run("events"))
    monkeypatch.setenv("MACHI_TODAY", "2026-08-14")
    assert words(run("events")) != first


def test_a_day_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    st.cache_resource.clear()
    monkeypatch.setenv("MACHI_TODAY", "tomorrow")
    app = run("home")
    assert not app.exception
    assert "MACHI_TODAY" in words(app)


@pytest.mark.parametrize("desk", [False, True])
def test_a_map_at_a_desk_stands_beside_its_legend_with_the_whole_city_in_sight(desk: bool) -> None:
    app = at("population_map")
    app.session_state["desk"] = desk
    app.run()
    view = json.loads(app.get("deck_gl_json_chart")[0].proto.json)["initialViewState"]
    # 0.26° of latitude (all of the city) in 620 px, or the middle of the town in 460.
    assert (view["zoom"] < 10.5) == desk
    legend = next(str(element.value) for element in app.markdown if "24人" in str(element.value))
    assert ("  \n" in legend) == desk
    # Nobody is white on the map: an outline, not a grey dot. An entry is not parted at its 〜.
    assert "○\u00a00人" in legend
    assert "1\u2060〜\u206024人" in legend
