"""The open API: every egress agrees, nothing closed leaves, errors say what to do, and the protocol's manners."""

from __future__ import annotations

import csv
import gzip
import io
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

import ui.session  # noqa: F401 - registers every card, as the app does
from machi.cards.registry import CARDS, build
from machi.errors import MachiError
from machi.export.datasets import cleaned_bytes
from machi.export.tables import card_csv
from machi.ingest.schema import PROJECT_DATA
from machi.store.database import open_shelf
from machi.store.shelf import Shelf
from machi.web.door import Door
from machi.web.limits import RateLimit
from machi.web.metrics import METRICS, Metrics
from tests.caller import Answer, ask
from tests.folders import AED, folder, publish
from tests.own import shipped

PLENTY = 10**9
LEAST = 8
"""Cards and questions that are compared one by one in every run; the rest in the full run."""


async def elsewhere(scope: dict[str, str], receive: object, send: Callable[..., object]) -> None:
    await send({"type": "http.response.start", "status": 299, "headers": []})  # type: ignore[misc]
    await send({"type": "http.response.body", "body": b"the app"})  # type: ignore[misc]


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return shipped()


@pytest.fixture(scope="module")
def door(shelf: Shelf) -> Door:
    return Door(elsewhere, lambda: shelf, RateLimit(PLENTY))


def rows(answer: Answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"))))


def test_the_index_leads_everywhere(door: Door) -> None:
    links = ask(door, "/api").json()["links"]
    assert set(links) == {"datasets", "cards", "queries", "openapi", "catalogue"}
    for link in links.values():
        assert link.startswith("https://data.example/")
        assert ask(door, link.removeprefix("https://data.example")).status == 200


def test_other_paths_go_on_to_the_app(door: Door) -> None:
    assert ask(door, "/population").body == b"the app"
    assert ask(door, "/apiary").body == b"the app"


def test_datasets_are_listed_page_by_page(door: Door, shelf: Shelf) -> None:
    seen, target = [], "/api/datasets?per_page=10"
    while target:
        answer = ask(door, target)
        seen += [item["id"] for item in answer.json()["items"]]
        following = answer.json()["next"]
        if following:
            assert f'<{following}>; rel="next"' in answer.headers["link"]
        target = following.removeprefix("https://data.example") if following else ""
    wanted = [item.id for item in shelf.catalogue.publications if item.access == "open" and item.kind in shelf.schemas]
    assert sorted(seen) == sorted(wanted)
    assert len(seen) == len(set(seen)) > 10


@pytest.mark.parametrize("form", ["csv", "parquet", "geojson"])
def test_a_dataset_is_the_very_file_of_the_catalogue_page(door: Door, shelf: Shelf, form: str) -> None:
    answer = ask(door, f"/api/datasets/072028_aed_sample.{form}")
    assert answer.status == 200
    assert answer.body == cleaned_bytes(shelf, "072028_aed_sample", form)
    assert "%E8%A6%8B%E6%9C%AC" in answer.headers["content-disposition"]


def test_the_forms_of_a_dataset_agree(door: Door, shelf: Shelf) -> None:
    at = "/api/datasets/072028_aed_sample"
    table = shelf.table("aed", "072028_aed_sample").frame
    names = table["name"].tolist()
    assert [row["名称"] for row in rows(ask(door, f"{at}.csv"))] == names
    assert [row["name"] for row in ask(door, f"{at}.json").json()["rows"]] == names
    assert pq.read_table(io.BytesIO(ask(door, f"{at}.parquet").body))["name"].to_pylist() == names
    features = ask(door, f"{at}.geojson").json()["features"]
    assert [feature["properties"]["名称"] for feature in features] == names


def test_rows_of_a_dataset_come_in_pages_that_join(door: Door) -> None:
    at = "/api/datasets/072028_population_20261001_sample.json"
    whole = ask(door, f"{at}?per_page=10000").json()
    joined, target = [], f"{at}?per_page=100"
    while target:
        page = ask(door, target).json()
        joined += page["rows"]
        target = (page["next"] or "").removeprefix("https://data.example")
    assert joined == whole["rows"]
    assert len(joined) == whole["total"] > 200


def test_why_a_cell_is_null_is_told(tmp_path: Path) -> None:
    data = folder(tmp_path)
    publish(data, "aed/x", AED + "1,1,南,35.0,139.0,不明\n1,2,北,35.1,139.1,有\n")
    made = open_shelf(data, tmp_path / "store.duckdb")
    found = ask(Door(elsewhere, lambda: made, RateLimit(PLENTY)), "/api/datasets/x.json").json()["rows"]
    assert [row["child_pads"] for row in found] == [None, True]
    assert [row.get("_missing") for row in found] == [{"child_pads": "unknown"}, None]


def test_synthetic_data_says_so_in_every_form(door: Door) -> None:
    at = "/api/datasets/072028_aed_sample"
    assert ask(door, f"{at}.json").json()["synthetic"] is True
    assert {row["注意"] for row in rows(ask(door, f"{at}.csv"))} == {"合成データ（見本）"}
    assert ask(door, "/api/cards/places_counts.json").json()["caution"] == "合成データ（見本）"


def cards_that_can_be_made(shelf: Shelf) -> list[str]:
    made = []
    for card_id in CARDS:
        try:
            build(shelf, card_id)
        except MachiError:
            continue
        made.append(card_id)
    return made


@pytest.mark.parametrize("part", [0, pytest.param(1, marks=pytest.mark.full)])
def test_a_card_by_api_is_the_card_of_the_page(door: Door, shelf: Shelf, part: int) -> None:
    cards = cards_that_can_be_made(shelf)
    assert len(cards) > 30
    for card_id in cards[::LEAST] if part == 0 else cards:
        card = build(shelf, card_id)
        told = ask(door, f"/api/cards/{card_id}.json").json()
        assert told["finding"] == card.finding
        assert len(told["rows"]) == len(card.table)
        assert [column["name"] for column in told["columns"]] == [column.name for column in card.columns]
        assert told["synthetic"] == card.synthetic
        assert ask(door, f"/api/cards/{card_id}.csv").body == card_csv(card)


def test_a_card_takes_the_parameters_of_the_page(door: Door, shelf: Shelf) -> None:
    query = "?kinds=aed,park&by=district&view=counts&lang=ja"
    told = ask(door, f"/api/cards/places_counts.json{query}").json()
    assert told["finding"] == build(shelf, "places_counts", {"kinds": ("aed", "park"), "by": "district"}).finding
    assert told["params"] == {"kinds": ["aed", "park"], "by": "district"}
    assert told["ignored"] == []
    assert ask(door, "/api/cards/places_counts.json?kind=aed").json()["ignored"] == ["kind"]


def test_a_card_links_to_itself(door: Door) -> None:
    told = ask(door, "/api/cards/places_counts.json?kinds=aed,park").json()
    again = ask(door, told["links"]["json"].removeprefix("https://data.example")).json()
    assert again["rows"] == told["rows"]
    assert (
        ask(door, told["links"]["csv"].removeprefix("https://data.example"))
        .headers["content-type"]
        .startswith("text/csv")
    )


@pytest.mark.parametrize("part", [0, pytest.param(1, marks=pytest.mark.full)])
def test_a_question_by_api_is_the_question_of_the_shelf(door: Door, shelf: Shelf, part: int) -> None:
    names = list(shelf.library)
    for name in names[::LEAST] if part == 0 else names:
        told = ask(door, f"/api/queries/{name}.json?per_page=10000").json()
        assert told["total"] == len(shelf.ask(name).frame), name
        assert told["columns"] == list(shelf.ask(name).frame.columns)


def test_a_question_takes_its_parameters(door: Door, shelf: Shelf) -> None:
    told = ask(door, "/api/queries/place_nearest.json?kinds=aed,park&n=3&lat=37.4877&lon=139.9297").json()
    wanted = shelf.ask("place_nearest", kinds=["aed", "park"], n=3, lat=37.4877, lon=139.9297).frame
    assert [row["name"] for row in told["rows"]] == wanted["name"].tolist()


def test_a_free_question_by_api_goes_through_the_sandbox(door: Door) -> None:
    told = ask(door, "/api/cards/explore_query.json?sql=select%20count(*)%20as%20n%20from%20aed").json()
    assert told["rows"] == [{"n": 68}]
    refused = ask(door, "/api/cards/explore_query.json?sql=drop%20table%20aed")
    assert refused.status == 400
    assert "読むことだけ" in refused.json()["message"]


@pytest.mark.parametrize(
    ("target", "status", "code"),
    [
        ("/api/nothing", 404, "not_found"),
        ("/api/datasets/", 200, ""),
        ("/api/datasets/nope", 404, "not_found"),
        ("/api/datasets/nope.csv", 404, "not_found"),
        ("/api/datasets/../x.csv", 404, "not_found"),
        ("/api/datasets/072028_population_20261001_sample.geojson", 404, "no_points"),
        ("/api/cards/nope.json", 404, "not_found"),
        ("/api/cards/places_counts", 404, "not_found"),
        ("/api/cards/places_counts.xml", 404, "not_found"),
        ("/api/queries/nope.json", 404, "not_found"),
        ("/api/queries/_macros.json", 404, "not_found"),
        ("/api/queries/place_nearest.json?n=many", 400, "bad_parameter"),
        ("/api/cards/population_pyramid.json?year=abc", 400, "bad_parameter"),
        ("/api/cards/places_nearest.json?lat=37.5&lon=139.9", 400, "bad_parameter"),
        ("/api/queries/place_nearest.json?n=-5", 400, "bad_parameter"),
        ("/api/queries/place_nearest.json?n=99999999999999999999999", 400, "bad_parameter"),
        ("/api/cards/events_calendar.json?year=99999", 400, "bad_parameter"),
        ("/api/cards/population_trend.json?town=%00", 200, ""),
        ("/api/cards/places_nearest.json?near=%F0%9F%92%A9", 200, ""),
        ("/api/queries/place_nearest.json?lat=nan", 200, ""),
        ("/api/cards/explore_query.json?sql=select%20'%FF'", 200, ""),
        ("/api//datasets", 200, ""),
        ("/api/datasets/%00", 404, "not_found"),
        ("/api/datasets/.csv", 404, "not_found"),
        ("/api/cards/.json", 404, "not_found"),
        ("/api/cards/explore_query.json", 404, "not_found"),
        ("/api/" + "x" * 3000, 404, "not_found"),
        ("/api/datasets?page=zzz", 200, ""),
        ("/api/datasets?page=-1&per_page=0", 200, ""),
        ("/api/cards/places_counts.json?" + "x" * 30_000, 414, "too_long"),
    ],
)
def test_an_error_is_json_with_what_to_do(door: Door, target: str, status: int, code: str) -> None:
    answer = ask(door, target)
    assert answer.status == status
    assert answer.headers["content-type"].startswith("application/json")
    if code:
        told = answer.json()
        assert told["error"] == code
        assert told["message"]
        assert told["remedy"]
        assert answer.headers["cache-control"] == "no-store"


def test_a_fault_is_told_without_its_insides(shelf: Shelf) -> None:
    def broken() -> Shelf:
        raise RuntimeError("/secret/path")

    answer = ask(Door(elsewhere, broken, RateLimit(PLENTY)), "/api")
    assert answer.status == 500
    assert answer.json()["error"] == "fault"
    assert "secret" not in answer.body.decode()


def test_etag_and_gzip(door: Door) -> None:
    target = "/api/cards/places_counts.json"
    plain, packed = ask(door, target), ask(door, target, accept_encoding="gzip, br")
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["etag"] != plain.headers["etag"]
    assert plain.headers["vary"] == "accept-encoding"
    assert int(plain.headers["content-length"]) == len(plain.body)
    for tag in (
        plain.headers["etag"],
        packed.headers["etag"],
        "W/" + plain.headers["etag"],
        '"x", ' + plain.headers["etag"],
        "*",
    ):
        unchanged = ask(door, target, if_none_match=tag)
        assert (unchanged.status, unchanged.body) == (304, b"")
        assert "etag" in unchanged.headers
    assert ask(door, target, if_none_match='"other"').status == 200
    assert "content-encoding" not in ask(door, target, accept_encoding="gzip;q=0").headers
    assert (
        "content-encoding" not in ask(door, "/api/datasets/072028_aed_sample.parquet", accept_encoding="gzip").headers
    )


def test_head_options_and_other_methods(door: Door) -> None:
    target = "/api/cards/places_counts.json"
    whole, head = ask(door, target), ask(door, target, "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"]
    assert head.headers["etag"] == whole.headers["etag"]
    options = ask(door, target, "OPTIONS", origin="https://other.example", access_control_request_method="GET")
    assert (options.status, options.body) == (204, b"")
    assert options.headers["access-control-allow-origin"] == "*"
    assert "GET" in options.headers["access-control-allow-methods"]
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        refused = ask(door, target, method)
        assert refused.status == 405
        assert refused.headers["allow"] == "GET, HEAD, OPTIONS"
        assert refused.json()["remedy"]
    assert whole.headers["access-control-allow-origin"] == "*"


def test_the_rate_limit_is_told_and_kept_for_each_address(shelf: Shelf) -> None:
    now = [0.0]
    door = Door(elsewhere, lambda: shelf, RateLimit(3, lambda: now[0]))
    left = [ask(door, "/api").headers["x-ratelimit-remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    refused = ask(door, "/api")
    assert refused.status == 429
    assert refused.headers["x-ratelimit-limit"] == "3"
    assert int(refused.headers["retry-after"]) == 60
    assert "60秒" in refused.json()["remedy"]
    assert ask(door, "/api", client="203.0.113.10").status == 200
    now[0] = 60.0
    assert ask(door, "/api").status == 200


def test_a_flood_of_addresses_does_not_fill_the_memory() -> None:
    limit = RateLimit(5)
    for number in range(30_000):
        limit.take(str(number))
    assert len(limit._seen) <= 20_000


def test_metrics_count_data_and_no_visitors(shelf: Shelf) -> None:
    door = Door(elsewhere, lambda: shelf, RateLimit(PLENTY), Metrics())
    for _ in range(3):
        ask(door, "/api/datasets/072028_aed_sample.csv", client="198.51.100.77", user_agent="curious")
    ask(door, "/api/datasets/made-up-name.csv")
    answer = ask(door, "/metrics")
    text = answer.body.decode()
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'machi_requests_total{what="datasets",name="072028_aed_sample",form="csv",status="200"} 3\n' in text
    assert "# TYPE machi_requests_total counter" in text
    assert "made-up-name" not in text
    assert "198.51.100" not in text
    assert "curious" not in text


def test_what_is_saved_on_a_page_is_counted_too(shelf: Shelf) -> None:
    from ui.catalogue import _counted

    item = shelf.catalogue.by_id["072028_aed_sample"]
    before = METRICS.text().count('what="download"')
    assert _counted(item, "parquet", lambda: b"x")() == b"x"
    _counted(replace(item, unchecked=True), "csv", lambda: b"x")()
    assert METRICS.text().count('what="download"') - before == 1
    assert 'what="download",name="072028_aed_sample",form="parquet",status="200"} 1' in METRICS.text()


def test_a_label_can_not_break_the_metrics() -> None:
    metrics = Metrics()
    metrics.count("a", 'x"\n} 1', "b\\", 200)
    assert metrics.text().count("\n") == 3


def test_openapi_describes_every_path_that_answers(door: Door, shelf: Shelf) -> None:
    told = ask(door, "/api/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    for card_id in CARDS:
        assert f"/api/cards/{card_id}.json" in told["paths"]
    for name in shelf.library:
        path = told["paths"][f"/api/queries/{name}.json"]
        named = {param["name"] for param in path["get"]["parameters"]}
        assert {param.name for param in shelf.library[name].params} <= named
    kinds = {"integer": int, "number": (int, float), "string": str}
    for path in told["paths"].values():
        for param in path["get"]["parameters"]:
            schema = param["schema"]
            assert "default" not in schema or isinstance(schema["default"], kinds[schema["type"]])
    nearest = told["paths"]["/api/cards/places_nearest.json"]["get"]["parameters"]
    assert {"lat", "lon"} & {param["name"] for param in nearest} == set()


def test_the_catalogue_is_dcat(door: Door, shelf: Shelf) -> None:
    answer = ask(door, "/catalog.jsonld")
    told = answer.json()
    assert answer.headers["content-type"] == "application/ld+json"
    assert told["@type"] == "dcat:Catalog"
    listed = {item["dct:identifier"]: item for item in told["dcat:dataset"]}
    assert set(listed) == {item.id for item in shelf.catalogue.publications if item.access == "open"}
    aed = listed["072028_aed_sample"]
    assert aed["dct:title"] == "AED設置箇所一覧（見本）"
    assert aed["dct:modified"]["@value"] == "2026-10-01"
    assert "合成データ（見本）" in aed["dcat:keyword"]
    for distribution in aed["dcat:distribution"]:
        address = distribution["dcat:downloadURL"]["@id"].removeprefix("https://data.example")
        found = ask(door, address)
        assert found.status == 200
        assert found.headers["content-type"].split(";")[0] == distribution["dcat:mediaType"]
        assert distribution["dct:license"]["@id"].startswith("https://creativecommons.org/")


def test_nothing_closed_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shelf: Shelf) -> None:
    """On the office's own server the store holds what only the office may see: the API gives none of it."""
    monkeypatch.setenv("MACHI_PROFILE", "internal")
    data = shutil.copytree(
        PROJECT_DATA, tmp_path / "data", ignore=shutil.ignore_patterns("mesh_population", "diet_survey")
    )
    inner = open_shelf(data, tmp_path / "store.duckdb")
    closed = [item for item in inner.catalogue.publications if item.access != "open"]
    assert {item.access for item in closed} >= {"internal", "aggregate"}
    door = Door(elsewhere, lambda: inner, RateLimit(PLENTY))
    told = ask(door, "/api/datasets?per_page=500").body + ask(door, "/catalog.jsonld").body
    for item in closed:
        assert item.id.encode() not in told
        for form in ("", ".csv", ".json", ".parquet"):
            assert ask(door, f"/api/datasets/{item.id}{form}").status == 404
    assert ask(door, "/api/cards/board_items.json").status == 403
    assert ask(door, "/api/cards/board_items.csv").status == 403
    assert ask(door, "/api/queries/board_items.json").status == 404
    for sql in ("select%201", "select%20*%20from%20aed,query_table('inqui'%7C%7C'ry')", "select%20*%20from%20inquiry"):
        assert ask(door, f"/api/cards/explore_query.json?sql={sql}").status == 403
    assert b"board_items" not in ask(door, "/api/queries?per_page=500").body


def test_what_a_licence_forbids_does_not_leave(tmp_path: Path) -> None:
    data = folder(tmp_path)
    publish(data, "aed/x", AED + "1,1,南,35.0,139.0,有\n", licence='"再配布不可"')
    publish(data, "park/y", "NO,名称,緯度,経度\n1,北公園,35.0,139.0\n")
    made = open_shelf(data, tmp_path / "store.duckdb")
    door = Door(elsewhere, lambda: made, RateLimit(PLENTY))
    for target in (
        "datasets/x.csv",
        "datasets/x.json",
        "datasets/x.parquet",
        "cards/places_counts.json",
        "queries/place_list.json",
    ):
        answer = ask(door, f"/api/{target}")
        assert (answer.status, answer.json()["error"]) == (403, "licence"), target
        assert "南".encode() not in answer.body
    assert ask(door, "/api/datasets/x").status == 200, "that it exists, and under which licence, may be told"
    assert ask(door, "/api/datasets/y.csv").status == 200


def test_answers_of_old_data_are_not_kept(tmp_path: Path) -> None:
    data = folder(tmp_path)
    publish(data, "aed/x", AED + "1,1,南,35.0,139.0,有\n")
    held = [open_shelf(data, tmp_path / "store.duckdb")]
    door = Door(elsewhere, lambda: held[0], RateLimit(PLENTY))
    first = ask(door, "/api/datasets/x.json")
    assert [row["name"] for row in first.json()["rows"]] == ["南"]
    publish(data, "aed/x", AED + "1,1,北,35.0,139.0,有\n")
    held[0] = open_shelf(data, tmp_path / "store.duckdb")
    door._looked = float("-inf")  # a second later
    second = ask(door, "/api/datasets/x.json", if_none_match=first.headers["etag"])
    assert second.status == 200
    assert [row["name"] for row in second.json()["rows"]] == ["北"]


def test_a_card_reads_into_pandas_as_it_is_told(door: Door, shelf: Shelf) -> None:
    frame = pd.read_csv(io.BytesIO(ask(door, "/api/cards/places_counts.csv").body))
    assert frame["一覧の件数（件）"].sum() == build(shelf, "places_counts").table["places"].sum()
    assert json.loads(ask(door, "/api/cards/places_counts.json").body)["unit"] == "件"
