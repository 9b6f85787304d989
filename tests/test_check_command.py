"""``python -m machi check``: what it prints and how it exits."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from machi.__main__ import main
from tests import books

CLEAN = "ID,名称,緯度,経度,小児対応設備の有無\n1,見本館,37.5,139.9,有\n"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    contents = {
        "072028_aed.csv": CLEAN.encode("cp932"),
        "072028_aed_bad.csv": (CLEAN + "2,別館,0,0,無\n3,分館\n").encode(),
        "broken.csv": b"PK\x03\x04[Content_Types].xml",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return {name: tmp_path / name for name in contents}


def test_the_worst_file_decides_the_exit_status(files: dict[str, Path]) -> None:
    clean, bad, broken = map(str, files.values())
    assert main(["check", clean]) == 0
    assert main(["check", clean, bad]) == 1
    assert main(["check", broken, clean]) == 2
    assert main(["check", str(files["broken.csv"].parent / "absent.csv")]) == 2


def test_json_has_the_whole_account(files: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--json", str(files["072028_aed.csv"]), str(files["072028_aed_bad.csv"]), str(files["broken.csv"])])
    clean, bad, broken = json.loads(capsys.readouterr().out)
    assert clean["readable"] is True
    assert {key: clean[key] for key in ("encoding", "delimiter", "header_row", "generation", "kind")} == {
        "encoding": "cp932",
        "delimiter": ",",
        "header_row": 1,
        "generation": "独自",
        "kind": "aed",
    }
    assert (clean["rows_in"], clean["rows_ok"], clean["rows_reported"], clean["issues"]) == (1, 1, 0, {})
    assert (bad["rows_in"], bad["rows_ok"], bad["rows_reported"]) == (3, 2, 1)
    assert bad["issues"] == {"zero_coordinate": 1, "ragged": 1}
    assert [issue["row"] for issue in bad["issue_list"]] == [3, 4]
    assert broken["readable"] is False
    assert "Excel" in broken["message"]
    assert broken["remedy"]


def test_text_is_a_japanese_table(files: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(files["072028_aed_bad.csv"]), str(files["broken.csv"])])
    shown = capsys.readouterr().out
    for words in (
        "文字コード",
        "utf-8",
        "見出しの行",
        "1行目",
        "3行 = 読めた2行 + 除いた1行",
        "AED設置箇所一覧",
        "0と書かれた座標",
        "読めません",
    ):
        assert words in shown
    assert "4行目: 列の数が見出しと違う" in shown


def test_cells_of_a_table_of_no_kind_that_nobody_can_read_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "uketsuke.csv"
    rows = [f"令和8年3月{day}日,側溝,{day}" for day in range(1, 9)]
    path.write_text(
        "\n".join(["受付日,件名,件数", *rows, "令和8年2月30日,街灯,4", "2026/13/1,公園,約なん"]), encoding="utf-8"
    )
    assert main(["check", str(path)]) == 1
    shown = capsys.readouterr().out
    assert "10行目「受付日」: 「令和8年2月30日」という日付はありません。" in shown
    assert "11行目「受付日」: 「2026/13/1」" in shown
    assert "11行目「件数」: 「約なん」を数として読めません" in shown


def test_check_needs_no_database_and_shows_no_traceback(files: dict[str, Path]) -> None:
    code = (
        "import sys; from machi.__main__ import main; status = main(sys.argv[1:]);"
        "assert 'duckdb' not in sys.modules and 'streamlit' not in sys.modules; sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "check", str(files["broken.csv"])],
        capture_output=True,
        text=True,
        cwd=Path(__file__).resolve().parent.parent,
        check=False,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_json_names_meanings_and_cards_of_any_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "税収.csv"
    path.write_text(
        "年度,税目,税額（円）\n令和3年度,市民税,10\n令和4年度,市民税,12\n令和5年度,市民税,11\n令和5年度,固定資産税,5\n",
        encoding="utf-8",
    )
    assert main(["check", "--json", str(path)]) in (0, 1)
    (facts,) = json.loads(capsys.readouterr().out)
    assert [one["meaning"] for one in facts["meanings"]] == ["fiscal_year", "category", "amount"]
    assert all(one["reason"] and 0 < one["confidence"] <= 1 for one in facts["meanings"])
    assert facts["cards"][0] == {
        "card": "anything_series",
        "params": {"time": "年度", "amount": "税額（円）", "by": "税目"},
        "why": "「年度」ごとの「税額」があるので、うつりかわりで見られます。",
    }


def test_each_sheet_of_a_workbook_has_its_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = [["ID", "名称", "緯度", "経度", "小児対応設備の有無"], ["1", "見本館", 37.501, 139.901, "有"]]
    path = tmp_path / "072028_aed.xlsx"
    path.write_bytes(books.xlsx(table, table, change=lambda book: setattr(book["表2"], "sheet_state", "hidden")))
    assert main(["check", "--json", str(path)]) == 1
    first, second = json.loads(capsys.readouterr().out)
    assert (first["sheet"], second["sheet"]) == ("072028_aed.xlsx 表1", "072028_aed.xlsx 表2")
    assert (first["kind"], first["rows_ok"], first["issues"]) == ("aed", 1, {"hidden_sheets": 1})
    assert main(["check", str(path)]) == 1
    assert "隠れたシート（表2）" in capsys.readouterr().out
    path.write_bytes(books.with_members(books.xlsx(table), {"xl/vbaProject.bin": b""}))
    assert main(["check", str(path)]) == 2
    assert "マクロ" in capsys.readouterr().out
