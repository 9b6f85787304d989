"""The first answer and the receipt: numbers out of the receipt, cells as typed, nothing silent."""

from __future__ import annotations

from machi.ingest.reading import CONVERSIONS
from machi.own.tell import first_answer, receipt_lines, remarks, typed_lines
from tests.own import AED_HEADER, AED_ROWS, aed_file, csv_text, opened

UGLY = csv_text(
    ("ID", "イベント名", "開始日"),
    [("１", "朝市", "令和8年12月5日"), ("2", "夜市", "R8.12.6"), ("3", "昼市"), ("4", "宵市", "いつか"), ("※", "", "")],
    title="催し一覧",
).encode("cp932")


def test_the_first_answer_counts_the_rows() -> None:
    assert first_answer(aed_file().receipt) == "3行をすべて読みました。元のファイルは変えていません。"
    file = opened(UGLY, "event.csv")
    assert first_answer(file.receipt) == (
        "5行のうち3行を読みました。残り2行は理由つきで下にあります。元のファイルは変えていません。"
    )
    header = csv_text(AED_HEADER, []).encode()
    assert "データの行がありません" in first_answer(opened(header, "aed.csv").receipt)


def test_the_receipt_tells_what_was_done_with_examples() -> None:
    said = {line.what: line for line in receipt_lines(opened(UGLY, "event.csv"))}
    wareki = said["和暦を西暦の日付にしました"]
    assert wareki.count == 2
    assert wareki.examples[0] == "3行目「開始日」 令和8年12月5日 → 2026-12-05"
    assert said["見出しより上の行（表題など）を、データとして数えませんでした"].count == 1


def test_every_conversion_has_words() -> None:
    from machi.own.tell import _conversions

    assert set(_conversions()) >= CONVERSIONS


def test_remarks_name_row_column_and_the_cell_as_typed() -> None:
    found = remarks(opened(UGLY, "event.csv"))
    cell = next(remark for remark in found if remark.value == "いつか")
    assert (cell.row, cell.column, cell.severity) == (6, "開始日", "error")
    ragged = next(remark for remark in found if remark.row == 5)
    assert "列の数" in ragged.sentence


def test_a_row_that_stayed_out_is_shown_as_typed() -> None:
    file = opened(UGLY, "event.csv")
    assert typed_lines(file, [1, 5]) == {1: "催し一覧", 5: "3,昼市"}
    assert typed_lines(aed_file(), [99]) == {}


def test_rows_are_all_accounted_for() -> None:
    receipt = opened(csv_text(AED_HEADER, AED_ROWS * 3).encode(), "aed.csv").receipt
    assert receipt.rows_in == receipt.rows_ok + receipt.rows_reported == 9


def test_cells_that_a_table_of_no_known_kind_can_not_mean_are_told_with_their_row() -> None:
    days = "".join(f"令和5年5月{day}日,集会所{day},{day}000\r\n" for day in (*range(1, 11), 32))
    text = f"点検日,施設,費用（円）\r\n{days}令和5年6月1日,別館,100円くらい\r\n"
    file = opened(text.encode("cp932"), "点検.csv")
    assert file.kind == ""
    told = {(remark.row, remark.column, remark.value): remark.sentence for remark in remarks(file)}
    assert told == {
        (12, "点検日", "令和5年5月32日"): "12行目「点検日」: 「令和5年5月32日」という日付はありません。",
        (
            13,
            "費用（円）",
            "100円くらい",
        ): "13行目「費用（円）」: 「100円くらい」を数として読めません。数で書いてください。",
    }
    assert file.receipt.rows_ok == 12
