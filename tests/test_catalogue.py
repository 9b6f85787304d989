"""Sidecars and city.toml: read strictly, one broken file never takes others with it, every problem has its sentence."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from string import Formatter

import pytest

from machi.errors import BadSettings
from machi.ingest.schema import load_schemas
from machi.store.catalogue import Catalogue, Publication, read_sidecar, scan
from machi.store.city import City, load_city, view_of
from machi.store.problem import NOTES, Problem, sentences
from tests.folders import AED, folder, publish

ROW = "132012,1,見本集会所,35.0,139.0,有\n"


def publication(name: str, as_of: date | None, status: str = "ok") -> Publication:
    return Publication(name, "aed", Path(f"{name}.csv"), name, "見本市", "CC0", as_of, "0" * 64, status=status)


def test_a_sidecar_becomes_the_source_of_a_card(tmp_path: Path) -> None:
    path = publish(folder(tmp_path), "aed/a", AED + ROW, licence_url='"https://example.jp/"', synthetic="true")
    source = read_sidecar(path).source
    assert (source.dataset, source.kind, source.licence, source.as_of) == ("a", "aed", "CC BY 4.0", date(2026, 4, 1))
    assert source.synthetic
    assert len(source.version) == 12
    assert source.licence_url == "https://example.jp/"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"licence": ""}, "licence"),
        ({"sha256": '"123"'}, "sha256"),
        ({"as_of": '"令和8年"'}, "as_of"),
        ({"access": '"secret"'}, "access"),
        ({"synthetic": '"no"'}, "synthetic"),
        ({"acess": '"aggregate"'}, "acess"),
        ({"title": "["}, "line"),
    ],
)
def test_a_broken_sidecar_names_the_key_and_spares_its_neighbour(
    tmp_path: Path, change: dict[str, str], named: str
) -> None:
    data = folder(tmp_path)
    publish(data, "aed/bad", AED + ROW, **change)
    publish(data, "aed/good", AED + ROW)
    publications, problems = scan(data, load_schemas(data))
    assert [item.id for item in publications] == ["good"]
    (problem,) = problems
    assert (problem.code, problem.dataset, problem.stops) == ("bad_sidecar", "bad", True)
    assert named in problem.sentence()


def test_what_is_missing_around_a_file_is_told(tmp_path: Path) -> None:
    data = folder(tmp_path)
    publish(data, "aed/alone", AED + ROW).with_suffix(".toml").unlink()
    publish(data, "park/gone", "名称\n").unlink()
    publish(data, "strange/x", "a\n1\n")
    publish(data, "event/twin", "イベント名,開始日\n祭,2026-05-01\n")
    publish(data, "tourism/twin", "名称\n城\n")
    _publications, problems = scan(data, load_schemas(data))
    assert {(item.kind, item.code) for item in problems} == {
        ("aed", "no_sidecar"),
        ("park", "empty_folder"),
        ("park", "no_file"),
        ("strange", "unknown_kind"),
        ("tourism", "duplicate_id"),
    }
    assert "machi seal data/aed/alone.csv" in next(item for item in problems if item.code == "no_sidecar").sentence()


def test_usable_is_newest_first_and_only_what_is_shown() -> None:
    items = (
        publication("undated", None),
        publication("old", date(2024, 1, 1)),
        publication("new", date(2026, 1, 1)),
        publication("same_1", date(2025, 1, 1)),
        publication("same_2", date(2025, 1, 1)),
        publication("gone", date(2027, 1, 1), "superseded"),
    )
    catalogue = Catalogue(items, (Problem("aed", "gone", "superseded", {}), Problem("", "", "city", {"detail": "x"})))
    assert [item.id for item in catalogue.usable("aed")] == ["new", "same_2", "same_1", "old", "undated"]
    assert catalogue.usable("park") == ()
    assert [len(catalogue.problems(kind)) for kind in ("aed", "", None)] == [1, 1, 2]
    assert catalogue.by_id["gone"].status == "superseded"


def test_every_problem_has_a_sentence_that_its_facts_fill() -> None:
    told = sentences()
    assert set(NOTES) <= set(told)
    for code, sentence in told.items():
        facts = {name: "◇" for _text, name, _spec, _conv in Formatter().parse(sentence) if name}
        assert "{" not in Problem("aed", "a", code, facts).sentence()
        assert sentence.endswith(("。", "}"))


def test_the_city_of_a_folder(tmp_path: Path) -> None:
    city = load_city(folder(tmp_path))
    assert (city.name, city.name_en, city.code, city.sample_today) == ("見本市", "見本市", "999999", date(2026, 6, 15))
    assert [mark.name for mark in city.landmarks] == ["見本市役所"]
    assert city.view["latitude"] == 35.0
    assert city.view["longitude"] == pytest.approx(139.005)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "name"),
        ('name = "x"\ncolour = "red"', "colour"),
        ("name = 1", "name"),
        ('name = "x"\nsample_today = "soon"', "sample_today"),
        ('name = "x"\naed_max_age_days = 0', "aed_max_age_days"),
        ('name = "x"\n[[landmarks]]\nid = "a"\nname = "b"\nlat = "n"\nlon = 1', "n"),
        ("name = ", "city.toml"),
    ],
)
def test_a_broken_city_names_what_is_wrong(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(BadSettings, match=named):
        load_city(folder(tmp_path, city=text))


def test_a_folder_without_city_still_has_a_view(tmp_path: Path) -> None:
    data = folder(tmp_path)
    (data / "city.toml").unlink()
    with pytest.raises(BadSettings, match=r"city\.toml") as raised:
        load_city(data)
    assert "machi adopt" in raised.value.remedy
    assert City.unknown().view["zoom"] < 6


def test_a_far_point_does_not_move_the_view() -> None:
    near = [(35.0 + n / 1000, 139.0 + n / 1000) for n in range(40)]
    assert view_of([*near, (43.0, 141.0)])["zoom"] == pytest.approx(view_of(near)["zoom"], abs=0.2)
    assert view_of([])["zoom"] < 6
