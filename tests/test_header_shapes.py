"""Headers as statistical yearbooks and portals write them: three rows, months, units at the far right, pairs above."""

from __future__ import annotations

import pytest

from machi.ingest.reader import read

THREE = (
    "市長選挙の投票\n"
    "投票区,有権者数,,投票者数,,,\n"
    ",男,女,当日,,期日前,\n"
    ",,,男,女,男,女\n"
    "本町,10,12,4,5,1,2\n"
    "栄町,20,22,8,9,3,4\n"
)
GRADES = "児童数\n学校名,学年別,,,学級数,備考\n,1年,2年,3年,,\n一小,11,12,13,6,\n二小,21,22,23,7,\n"
TITLE_AND_UNIT = "苦情,,,,単位：件\n年度,総数,公害,,その他\n,,騒音,悪臭,\n令和4年度,6,1,2,3\n令和5年度,9,2,3,4\n"
LABELS_APART = "区分,,職員数,,理由\n部門,,令和4年,令和5年,\n一般,議会,8,9,増\n,総務,5,6,\n"
MONTHS = "利用者数\n,,,（単位：人）\n施設名,4月,5月,合計\n体育館,1,2,3\n図書館,4,5,9\n"
PAIRS = (
    "統計名：,国勢調査\n表番号：,1-1\n表題：,人口\n年,2020年\n*,数字なし\n-,なし\n"
    + "コード,男女,単位,値\n100,総数,人,3\n110,男,人,1\n120,女,人,2\n"
)
KNOWN_WORDS_IN_CELLS = "指標名,性別名,地方名,数\n人口,総数,会津,12\n人口,総数,中通り,34\n人口,総数,浜通り,56\n"
WEATHER = (
    "ダウンロードした時刻：2024/05/01 10:00:00\n\n,若松,若松,若松,若松\n"
    "年月日,平均気温(℃),平均気温(℃),最大風速(m/s),最大風速(m/s)\n,,,,風向\n,,品質情報,,\n"
    "2024/4/1,9.8,8,5.1,西\n2024/4/2,10.1,8,4.2,北\n"
)
TWO_STATIONS = WEATHER.replace("若松,若松,若松,若松", "若松,若松,白河,白河")
SMALL_AREAS = "KEY_CODE,HYOSYO,NAME,HTKSYORI,T001081001\n,,,,総数\n072020010,1,本町,0,30\n072020020,1,栄町,0,12\n"
SPREAD = "年　次,世 帯 数,人　　口\n令和4年,3,7\n令和5年,4,8\n"
ENGLISH = "年次,世帯数,総数\nYear,Households,Total\n令和4年,3,7\n令和5年,4,8\n"
UNITS = "館名,延べ日数,来た人数,開館\n,日,人,\n北館,3,7,昭和50年\n南館,4,8,平成2年\n"
NUMBERED = "会計名,当初,補正\n(1),(2),(3)\n一般,3,7\n特別,4,8\n"


@pytest.mark.parametrize(
    ("text", "names", "line", "rows"),
    [
        (
            THREE,
            ["投票区", "有権者数_男", "有権者数_女", *(f"投票者数_{way}_{who}" for way in ("当日", "期日前") for who in "男女")],
            2,
            2,
        ),
        (GRADES, ["学校名", "学年別_1年", "学年別_2年", "学年別_3年", "学級数", "備考"], 2, 2),
        (TITLE_AND_UNIT, ["年度", "総数", "公害_騒音", "公害_悪臭", "その他"], 2, 2),
        (LABELS_APART, ["区分_部門", "（2列目）", "職員数_令和4年", "職員数_令和5年", "理由"], 1, 2),
        (MONTHS, ["施設名", "4月", "5月", "合計"], 3, 2),
        (PAIRS, ["コード", "男女", "単位", "値"], 7, 3),
        (KNOWN_WORDS_IN_CELLS, ["指標名", "性別名", "地方名", "数"], 1, 3),
        (ENGLISH, ["年次", "世帯数", "総数"], 1, 2),
        (UNITS, ["館名", "延べ日数（日）", "来た人数（人）", "開館"], 1, 2),
        (NUMBERED, ["会計名", "当初", "補正"], 1, 2),
        (SPREAD, ["年次", "世帯数", "人口"], 1, 2),
        (WEATHER, ["年月日", "平均気温(℃)", "平均気温(℃)_品質情報", "最大風速(m/s)", "最大風速(m/s)_風向"], 4, 2),
        (
            TWO_STATIONS,
            ["年月日", "若松_平均気温(℃)", "若松_平均気温(℃)_品質情報", "白河_最大風速(m/s)", "白河_最大風速(m/s)_風向"],
            4,
            2,
        ),
        (SMALL_AREAS, ["KEY_CODE（小地域）", "HYOSYO", "NAME", "HTKSYORI", "総数"], 1, 2),
    ],
)  # fmt: skip
def test_the_header_is_found_and_every_row_below_is_kept(text: str, names: list[str], line: int, rows: int) -> None:
    receipt = read(text.encode("cp932"), free=True).receipt
    assert list(receipt.columns) == names
    assert (receipt.header_row, receipt.rows_in, receipt.rows_ok) == (line, rows, rows)


def test_a_spread_name_beside_the_same_name_closed_up_stays_as_typed() -> None:
    assert list(read("名称,名　称,数\n館,別,1\n".encode(), free=True).receipt.columns)[:2] == ["名称", "名　称"]


@pytest.mark.parametrize(
    "text",
    ["名前,記号,数\nあ,ABC,1\nい,DEF,2\n", "曜日,分,数\n日,本,1\n月,本,2\n", "国,都市\nJapan,Tokyo\nItaly,Rome\n"],
)
def test_a_first_row_of_data_is_not_taken_for_a_part_of_the_header(text: str) -> None:
    assert read(text.encode(), free=True).receipt.rows_ok == 2
