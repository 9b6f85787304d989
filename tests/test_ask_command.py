"""``python -m machi ask``: through the sandbox; status 0 answered, 1 refused with one clear line."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.folders import AED, folder, publish

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    root = tmp_path_factory.mktemp("ask")
    data = folder(root)
    publish(data, "aed/x", AED + "1,1,南の学校,35.0,139.0,有\n1,2,北の学校,35.1,139.1,\n", synthetic="true")
    return {**os.environ, "MACHI_DATA": str(data), "MACHI_STORE": str(root / "store.duckdb")}


def run(environment: dict[str, str], *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "machi", "ask", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, input=given, capture_output=True, text=True, timeout=120)


def test_a_table_with_its_source(environment: dict[str, str]) -> None:
    done = run(environment, "select name, lat from aed order by lat")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[:3] == ["name      lat", "南の学校  35.0", "北の学校  35.1"]
    assert "出典: 見本市" in lines[3]
    assert "合成データ（見本）" in lines[3]


def test_json(environment: dict[str, str]) -> None:
    told = json.loads(run(environment, "select name, lat, child_pads from aed order by lat", "--json").stdout)
    assert told["rows"] == [["南の学校", 35.0, True], ["北の学校", 35.1, None]]
    assert [column["type"] for column in told["columns"]] == ["VARCHAR", "DOUBLE", "BOOLEAN"]
    assert told["more"] is False


def test_csv_carries_its_source_and_the_mark_of_samples(environment: dict[str, str]) -> None:
    rows = list(csv.DictReader(io.StringIO(run(environment, "select name from aed order by lat", "--csv").stdout)))
    assert [row["name"] for row in rows] == ["南の学校", "北の学校"]
    assert {row["注意"] for row in rows} == {"合成データ（見本）"}


def test_a_question_from_stdin(environment: dict[str, str]) -> None:
    assert json.loads(run(environment, "-", "--json", given="select 1 as one").stdout)["rows"] == [[1]]


@pytest.mark.parametrize("sql", ["drop table aed", "select * from nosuch", "copy aed to '/tmp/never.csv'", ""])
def test_a_refusal_is_one_line_and_status_1(environment: dict[str, str], sql: str) -> None:
    done = run(environment, sql)
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert not Path("/tmp/never.csv").exists()


def test_more_rows_than_the_cap_are_told(environment: dict[str, str]) -> None:
    done = run(environment, "select * from range(1001)", "--csv")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 1001
    assert "続きがあります" in done.stderr
