"""Repairs: what they change, what they leave, the counts they tell, and that leaving one out undoes it."""

from __future__ import annotations

import csv
import io
import itertools
import random
from datetime import date
from typing import Any

import numpy as np
import pypdfium2
import pytest

from machi.ingest.mesh import bounds, encode
from machi.ingest.schema import project_schemas
from machi.own.files import open_file
from machi.precheck.additive import counts, relations
from machi.precheck.approval import findings_csv, sheet_pdf
from machi.precheck.finding import Fix
from machi.precheck.fixes import apply, label, told, undone
from machi.precheck.repairs_cells import CELLS
from machi.precheck.repairs_rows import WHOLE
from machi.precheck.sheet import read_sheet
from machi.precheck.small import LEAST, WORD, suppressed
from machi.precheck.standard import corrected, layout
from machi.precheck.work import Place, Work, passed
from tests.egress import pdf_text, squeezed
from tests.leaks import mynumber
from tests.own import shipped
from tests.prechecks import CITY, cells, findings, ingested, mended, rules, stops, table

ROSTER = table(
    ["氏名", "住所", "年齢", "緯度", "経度", "登録日"],
    [
        ["佐藤 太郎", "緑野市本町1丁目2-3", "37", "37.4877", "139.9297", "令和2年5月1日"],
        ["鈴木 花子", "緑野市栄町3-4-5", "41歳", "37.4977", "139.9397", "H30.1.5"],
        ["髙橋 一郎", "緑野市字前田120番地", "8", "", "", "不明"],
    ],
)


def column(data: bytes, name: str) -> list[str]:
    header, *rows = cells(data)
    return [row[header.index(name)] for row in rows]


def test_the_original_is_never_touched_and_nothing_changes_without_a_repair() -> None:
    before = bytes(ROSTER)
    assert mended(ROSTER).data == before == ROSTER


def test_written_as_utf8_with_bom_and_crlf() -> None:
    data = mended("名称,定員\n緑町,1\n".encode("cp932")).data
    assert data == "\ufeff名称,定員\r\n緑町,1\r\n".encode()


@pytest.mark.parametrize(
    ("fix", "name", "expected"),
    [
        (Fix("age_class", "年齢", number=10), "年齢", ["30〜39歳", "40〜49歳", "0〜9歳"]),
        (Fix("age_class", "年齢", number=5), "年齢", ["35〜39歳", "40〜44歳", "5〜9歳"]),
        (Fix("cut_address", "住所"), "住所", ["緑野市本町", "緑野市栄町", "緑野市字前田"]),
        (Fix("dates", "登録日"), "登録日", ["2020-05-01", "2018-01-05", "不明"]),
        (Fix("blank_cells", "氏名", rows=(3,)), "氏名", ["佐藤 太郎", "", "髙橋 一郎"]),
    ],
)
def test_cells(fix: Fix, name: str, expected: list[str]) -> None:
    done = mended(ROSTER, fix)
    assert column(done.data, name) == expected
    changed = sum(new != old for new, old in zip(expected, column(ROSTER, name), strict=True))
    assert done.steps[0].changed == changed
    others = [other for other in cells(ROSTER)[0] if other != name]
    assert all(column(done.data, other) == column(ROSTER, other) for other in others)


def test_a_dropped_column_is_gone_and_counted() -> None:
    done = mended(ROSTER, Fix("drop_column", "氏名"))
    assert cells(done.data)[0] == ["住所", "年齢", "緯度", "経度", "登録日"]
    assert "佐藤" not in done.data.decode("utf-8-sig")
    assert (done.steps[0].changed, done.steps[0].columns) == (3, (6, 5))
    assert told(done.steps[0]) == "「氏名」列を消す（3か所、6列→5列）"


@pytest.mark.parametrize("digits", [9, 10])
def test_coordinates_become_the_middle_of_their_grid_square(digits: int) -> None:
    done = mended(ROSTER, Fix("mesh_point", "緯度", number=digits))
    box = bounds(encode(37.4877, 139.9297, digits))
    lat, lon = float(column(done.data, "緯度")[0]), float(column(done.data, "経度")[0])
    assert lat == pytest.approx((box.south + box.north) / 2, abs=1e-6)
    assert lon == pytest.approx((box.west + box.east) / 2, abs=1e-6)
    assert column(done.data, "緯度")[2] == ""
    assert done.steps[0].changed == 2


def test_numbers_lose_units_and_commas_and_prose_stays() -> None:
    data = table(
        ["名称", "定員"], [["a", "1,234人"], ["b", "５６"], ["c", "△7"], ["d", "約20人"], ["e", "0.50"], ["f", ""]]
    )
    assert column(mended(data, Fix("numbers", "定員")).data, "定員") == ["1234", "56", "-7", "約20人", "0.5", ""]


def test_rows() -> None:
    text = "表題,,\n名称,定員,区分\n緑町,10,a\n緑町,10,a\n\n栄町,20,同上\n合計,40,\n"
    data = text.encode()
    done = mended(
        data,
        Fix("one_header"),
        Fix("drop_blank_rows"),
        Fix("fill_same", "区分"),
        Fix("drop_totals"),
        Fix("drop_doubles"),
    )
    assert cells(done.data) == [["名称", "定員", "区分"], ["緑町", "10", "a"], ["栄町", "20", "a"]]
    assert [step.changed for step in done.steps] == [1, 1, 1, 1, 1]


def test_headings_get_names() -> None:
    data = "名称,定員,定員,\na,1,2,x\nb,3,4,y\n".encode()
    assert cells(mended(data, Fix("name_headers")).data)[0] == ["名称", "定員", "定員_3列目", "_4列目"]


def test_formulas_are_guarded_and_numbers_are_not() -> None:
    """S60 and S61."""
    data = table(["a", "b"], [["=1+1", "-5"], ["@x", "+81242391111"], ["-cmd", "-"], ["+A1", "△3"]])
    done = mended(data, Fix("trim"))
    assert cells(done.data)[1:] == [["'=1+1", "-5"], ["'@x", "+81242391111"], ["'-cmd", "-"], ["'+A1", "△3"]]
    assert done.guarded == 4


def test_a_row_of_another_width_loses_nothing() -> None:
    data = "名称,定員\na,1,余り\nb\n".encode()
    assert cells(mended(data, Fix("trim")).data)[1:] == [["a", "1", "余り"], ["b", "", ""]]


def test_undo_is_leaving_one_out() -> None:
    fixes = (Fix("drop_column", "氏名"), Fix("age_class", "年齢", number=10), Fix("cut_address", "住所"))
    for at in range(3):
        rest = undone(fixes, at)
        assert rest == fixes[:at] + fixes[at + 1 :]
        assert mended(ROSTER, *rest).data == mended(ROSTER, *[fix for fix in fixes if fix != fixes[at]]).data


def test_undoing_a_dropped_column_also_undoes_what_went_by_its_place() -> None:
    fixes = (Fix("drop_column", "a"), Fix("drop_column", "（3列目）"), Fix("trim"))
    assert undone(fixes, 0) == (Fix("trim"),)


def test_a_repair_whose_column_is_gone_changes_nothing_and_says_so() -> None:
    done = mended(ROSTER, Fix("drop_column", "氏名"), Fix("drop_column", "氏名"))
    assert done.steps[1].changed == 0
    assert "もうありません" in told(done.steps[1])


def test_after_the_offered_repairs_the_stops_are_gone() -> None:
    fixes = [f.fix for f in findings(ROSTER) if f.severity == "stop" and f.fix]
    assert len(fixes) >= 3
    assert stops(mended(ROSTER, *fixes).data) == set()


def test_findings_about_the_repaired_file_name_the_rows_as_typed() -> None:
    """Two lines above the header and a cell with a line break go or stay; the row that is meant keeps its number."""
    text = '表題\n\n名称,備考\n緑町公園,"上\n下"\n栄町公園,佐藤さん宅の前\n'
    done = mended(text.encode(), Fix("one_header"))
    found = next(f for f in findings(done.data) if f.rule == "personal.mention")
    assert found.rows == (4,)
    assert done.original(found).rows == (6,)
    assert done.original(found).fixes[0].rows == (6,)
    again = apply(text.encode(), ingested(text.encode()), (Fix("one_header"), done.original(found).fixes[0]))
    assert column(again.data, "備考") == ["上\n下", ""]


def test_every_repair_has_a_name() -> None:
    for op in (*CELLS, *WHOLE):
        assert label(Fix(op, number=10))


# Hidden counts ---------------------------------------------------------------------------------------------------------


def people(seed: int, towns: int, with_total: bool) -> bytes:
    """Towns by sex and three ages, with sums that are right."""
    dice = np.random.default_rng(seed)
    rows = []
    for town in range(towns):
        parts = dice.integers(0, 40, 6) * (dice.random(6) > 0.1)
        men, women = int(parts[::2].sum()), int(parts[1::2].sum())
        rows.append([f"{town}町", men + women, men, women, *map(int, parts)])
    if with_total:
        rows.append(["合計", *(sum(row[at] for row in rows) for at in range(1, 10))])
    header = [
        "町名",
        "総人口",
        "男性",
        "女性",
        *(f"{age}の{sex}" for age in ("0-14歳", "15-64歳", "65歳以上") for sex in ("男性", "女性")),
    ]
    return table(header, [[str(cell) for cell in row] for row in rows])


@pytest.mark.parametrize("seed", range(6))
def test_no_hidden_count_can_be_worked_out(seed: int) -> None:
    """Independent of the code's own elimination: a cell is fixed when it is zero in every vector of the null space."""
    data = people(seed, 8, with_total=seed % 2 == 0)
    sheet = read_sheet(data, ingested(data))
    before = cells(data)
    titles = before[0][1:]
    done, small, partners = suppressed(sheet, titles)
    after = [list(record) for record in done.records()]
    hidden = [(r, c) for r, row in enumerate(after) for c, cell in enumerate(row) if cell == WORD]
    assert small == sum(0 < int(cell) < LEAST for row in before[1:] for cell in row[1:])
    assert len(hidden) == small + partners
    assert all(after[r][c] == before[r + 1][c] for r in range(len(after)) for c in range(10) if (r, c) not in hidden)
    sums = _sums(len(after), with_total=seed % 2 == 0)
    matrix = np.array([[sign.get(cell, 0) for cell in hidden] for sign in sums], dtype=float)
    _u, values, basis = np.linalg.svd(matrix, full_matrices=True)
    free = basis[int((values > 1e-9).sum()) :]
    assert (np.abs(free).max(axis=0) > 1e-9).all(), "a hidden count is determined"
    assert "small.revealed" not in rules(_as_bytes(before[0], after))


def _sums(rows: int, with_total: bool) -> list[dict[tuple[int, int], int]]:
    """Total = men + women, men = their ages, women = theirs, in each row; the last row the sum of the others."""
    found = []
    for row in range(rows):
        found.append({(row, 1): -1, (row, 2): 1, (row, 3): 1})
        found.append({(row, 2): -1, (row, 4): 1, (row, 6): 1, (row, 8): 1})
        found.append({(row, 3): -1, (row, 5): 1, (row, 7): 1, (row, 9): 1})
    if with_total:
        for at in range(1, 10):
            found.append({(rows - 1, at): -1, **{(row, at): 1 for row in range(rows - 1)}})
    return found


def _as_bytes(header: list[str], rows: list[list[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows([header, *rows])
    return buffer.getvalue().encode("utf-8-sig")


def test_the_sums_of_the_headings_are_found() -> None:
    data = people(3, 5, with_total=True)
    found = {tuple(sorted(r.cells)) for r in relations(counts(read_sheet(data, ingested(data))))}
    assert ((0, 0), (0, 1), (0, 2)) in found
    assert tuple((row, 4) for row in range(6)) in found


def test_rows_become_a_table_of_counts_without_small_ones() -> None:
    rows = [["男" if n % 2 else "女", "緑町" if n < 26 else "栄町", str(n)] for n in range(30)]
    done = mended(table(["性別", "地区", "点"], rows), Fix("aggregate", "性別", ("性別", "地区")))
    assert cells(done.data) == [
        ["性別", "地区", "人数"],
        ["女", "栄町", WORD],
        ["女", "緑町", "13"],
        ["男", "栄町", WORD],
        ["男", "緑町", "13"],
    ]


# The standard's layout -------------------------------------------------------------------------------------------------


def test_a_file_in_the_old_layout_comes_out_in_the_order_of_the_standard() -> None:
    header = [
        "都道府県コード又は市区町村コード",
        "NO",
        "都道府県名",
        "市区町村名",
        "名称",
        "住所",
        "緯度",
        "経度",
        "設置位置",
        "小児対応設備の有無",
        "独自",
    ]
    data = table(
        header, [["131016", "1", "東京都", "千代田区", "公民館", "緑野市本町1", "35.69", "139.75", "玄関", "有", "=x"]]
    )
    got = ingested(data, "131016_aed.csv")
    done = cells(corrected(read_sheet(data, got), got.schema))
    assert done[0][:39] == list(layout(got.schema))
    assert len(layout(got.schema)) == 39
    row = dict(zip(*done, strict=True))
    assert row["全国地方公共団体コード"] == "131016"
    assert row["所在地_連結表記"] == "緑野市本町1"
    assert (row["ID"], row["緯度"], row["小児対応設備の有無"], row["独自"]) == ("1", "35.69", "有", "'=x")
    assert "standard.order" in {f.rule for f in findings(data, "131016_aed.csv")}


def test_a_missing_required_column_is_named() -> None:
    data = table(["調査年月日", "地域名", "男性", "女性", "0-4歳の男性"], [["2026-01-01", "緑町", "1", "2", "1"]])
    found = next(f for f in findings(data, "072028_population.csv") if f.rule == "standard.missing")
    assert "総人口" in found.column


def test_a_file_in_the_right_order_has_nothing_to_reorder() -> None:
    from machi.ingest.schema import project_schemas

    schema = project_schemas()["fire_hydrant"]
    data = table(list(layout(schema)), [["072028", "1", "緑野市", "消火栓", *[""] * 8, "37.4", "139.9", "75", ""]])
    assert "standard.order" not in {f.rule for f in findings(data, "072028_fire_hydrant.csv")}


def test_pairs_of_repairs_in_any_order_end_without_a_fault() -> None:
    made: list[Any] = [Fix(op, "年齢", ("年齢",), number=10) for op in CELLS]
    made += [Fix(op, "住所", ("住所", "年齢"), number=10, rows=(2,)) for op in WHOLE]
    pairs = list(itertools.permutations(made, 2))
    for pair in random.Random(1).sample(pairs, 90):
        assert mended(ROSTER, *pair).data.startswith(b"\xef\xbb\xbf")


# A file on its way -----------------------------------------------------------------------------------------------------


def work(data: bytes, name: str = "meibo.csv") -> Work:
    return Work(open_file(data, name, schemas=project_schemas(), city=CITY), licence="CC BY 4.0")


def open_rules(made: Work) -> set[tuple[str, str]]:
    return {(f.rule, f.column) for f in made.open(made.look(Place(CITY)).findings)}


def test_rows_stay_about_persons_when_the_column_of_names_is_gone() -> None:
    made = work(ROSTER)
    made.mend(Fix("drop_column", "氏名"))
    assert {
        ("personal.address", "住所"),
        ("personal.position", "緯度"),
        ("personal.age", "年齢"),
    } <= open_rules(made)
    for fix in (Fix("cut_address", "住所"), Fix("mesh_point", "緯度", number=9), Fix("age_class", "年齢", number=10)):
        made.mend(fix)
    assert {rule for rule, _column in open_rules(made)} == set()
    made.undo(0)
    assert ("personal.name", "氏名") in open_rules(made)


def test_a_row_of_totals_does_not_lose_its_word_and_stay() -> None:
    data = table(
        ["町名", "氏名", "点"],
        [["緑町", "佐藤 太郎", "3"], ["栄町", "鈴木 花子", "4"], ["本町", "今野 希", "5"], ["合計", "", "12"]],
    )
    done = mended(data, Fix("drop_column", "町名"))
    assert column(done.data, "点") == ["3", "4", "5"]
    assert done.steps[0].rows == (4, 3)


def test_a_stop_needs_a_reason_and_mynumber_allows_none() -> None:
    numbers = [mynumber(random.Random(n)) for n in range(6)]
    made = work(table(["個人番号", "氏名"], [[number, "佐藤 太郎"] for number in numbers]))
    found = {f.rule: f for f in made.look(Place(CITY)).findings}
    for finding in found.values():
        made.reasons[finding.key] = "公人の名前で、公表ずみです"
        made.ticked.add(finding.key)
    assert open_rules(made) == {("personal.mynumber", "個人番号")}
    made.reasons[found["personal.name"].key] = "…"
    assert ("personal.name", "氏名") in open_rules(made)


def test_no_licence_is_not_settled_by_a_tick_and_stands_on_the_sheet() -> None:
    made = work(table(["名称", "点"], [["公園", "3"], ["広場", "4"]]))
    made.licence = ""
    look = made.look(Place(CITY))
    for finding in look.findings:
        made.ticked.add(finding.key)
        made.reasons[finding.key] = "あとで決めるつもりです"
    assert open_rules(made) == {("licence.missing", "")}
    assert passed(made, look, shipped()) is None
    said = squeezed(pdf_text(sheet_pdf(made, look, CITY, date(2026, 11, 26))))
    assert "ライセンス未定（公開できません）" in said
    assert "ライセンス未定・前に公開した版とはくらべていない" in said
    assert "ライセンス未定（公開できません）" in findings_csv(made, look).decode("utf-8-sig")
    made.licence = "PDL1.0"
    assert open_rules(made) == set()


def test_the_sheet_for_the_decision_is_one_page_and_names_the_bytes() -> None:
    made = work(ROSTER)
    made.mend(Fix("drop_column", "氏名"))
    look = made.look(Place(CITY))
    made.reasons[look.findings[0].key] = "市が所有する建物の住所です"
    with pypdfium2.PdfDocument(io.BytesIO(sheet_pdf(made, look, CITY, date(2026, 11, 26)))) as document:
        assert len(document) == 1
        text = document[0].get_textpage().get_text_range().replace("\r", "").replace("\n", "")
    assert look.cleaned.sha256[:40] in text
    assert made.file.sha256[:40] in text
    for words in (
        "市が所有する建物の住所です",
        "庁内限り・検査未了",
        "個人情報（住まいの番地）",
        "検査した人",
        "令和8年11月26日",
    ):
        assert words in text
    assert "合格" not in text
    assert "佐藤" not in text


def test_the_list_of_findings_has_what_was_mended_and_no_cell() -> None:
    made = work(ROSTER)
    made.mend(Fix("drop_column", "氏名"))
    header, *rows = cells(findings_csv(made, made.look(Place(CITY))))
    told_of = {(row[1], row[-1]) for row in rows}
    assert ("個人情報（氏名）", "直した") in told_of
    assert ("個人情報（住まいの番地）", "未決（公開できません）") in told_of
    assert header[4] == "行"
    assert "太郎" not in str(rows)


def test_the_sheet_stays_one_page_with_many_findings_and_long_words() -> None:
    heads = ["氏名", "生年月日", "自宅住所", "携帯電話", "口座番号", "個人番号", "病名", "続柄", "旅券番号", "宛名番号"]
    heads += [f"とても長い見出しの列その{n}で内容は担当者氏名や連絡先などいろいろなもの" for n in range(8)]
    row = [
        "佐藤 太郎",
        "1970-01-02",
        "緑野市本町1-2-3",
        "090-1234-5678",
        "1234567",
        "x",
        "なし",
        "長男",
        "TR1234567",
        "1",
    ]
    rows = [row + [f"鈴木 花子{' ' * (n % 3)}"] * 8 for n in range(12)]
    made = work(table([*heads, "備考"], [[*each, "=1+1"] for each in rows], "cp932"))
    look = made.look(Place(CITY))
    assert len(look.findings) > 18
    for finding in look.findings:
        made.reasons[finding.key] = "長い理由です。" * 17
    for fix in [fix for finding in look.findings[:12] for fix in finding.fixes[:1]]:
        made.mend(fix)
    with pypdfium2.PdfDocument(io.BytesIO(sheet_pdf(made, look, CITY, date(2026, 11, 26)))) as document:
        assert len(document) == 1
    with pypdfium2.PdfDocument(
        io.BytesIO(sheet_pdf(made, made.look(Place(CITY)), CITY, date(2026, 11, 26)))
    ) as document:
        assert len(document) == 1
