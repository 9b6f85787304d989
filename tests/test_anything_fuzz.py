"""Tables nobody would make, seeded: no card ever fails, what is offered has something to show, every figure is JSON."""

from __future__ import annotations

import csv
import io
import json
import random

import pytest

import machi.cards.all  # noqa: F401
from machi.cards.anything_suggest import offers
from machi.cards.card import Chart, Map
from machi.cards.deck import deck_json
from machi.cards.display import readable
from machi.cards.registry import CARDS, build
from machi.errors import Unreadable
from machi.export.tables import card_csv
from machi.store.shelf import Shelf
from tests.anything import anything_shelf

HEADERS = (
    *(
        "名称",
        "緯度",
        "経度",
        "住所",
        "町名",
        "日付",
        "年度",
        "年",
        "月",
        "年月",
        "人口（人）",
        "金額（千円）",
        "率（％）",
        "区分",
        "コード",
    ),
    *(
        "備考",
        "2018",
        "2019年度",
        "令和2年度",
        "R3",
        "4月",
        "合計",
        "",
        'a"b',
        "{x}",
        "メッシュコード",
        "位置",
        "URL",
        "電話",
        "dataset",
    ),
    *("男", "面積(㎡)", "x" * 80, "改\n行"),
)
CELLS = (
    *(
        "",
        "-",
        "x",
        "不詳",
        "合計",
        "計",
        "1",
        "2",
        "10",
        "1,234",
        "△5",
        "12.5",
        "99%",
        "0",
        "37.5",
        "139.9",
        "37.5,139.9",
        "本町",
    ),
    *(
        "西ケ丘",
        "見本市本町1-1",
        "2024/4/1",
        "令和5年4月1日",
        "2024",
        "令和3年度",
        "4月",
        "2024-04",
        "5640001111",
        "https://a.jp",
    ),
    *(
        "あ",
        "い",
        "長い文章です。" * 9,
        "1e5",
        "nan",
        "３",
        "5千円",
        "-7",
        "999999999999999",
        "ー",
        '"',
        "{n}",
        "<b>",
        "12人",
        "0012",
    ),
)
CHOICES = ("", "fiscal_year", "month", "value", "mean", "count", "quarter")


def tables(random_: random.Random) -> tuple[str, str]:
    headers = [random_.choice(HEADERS) for _ in range(random_.randint(1, 8))]
    pools = [random_.sample(CELLS, random_.randint(1, 6)) for _ in headers]
    unique = [random_.random() < 0.25 for _ in headers]
    made = []
    for _file in range(2):
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(headers)
        for row in range(random_.choice([0, 1, 2, 3, 5, 30, 70])):
            cells = zip(pools, unique, strict=True)
            writer.writerow([f"項目{row}" if alone else random_.choice(pool) for pool, alone in cells])
        made.append(text.getvalue())
    return made[0], made[1]


def check(shelf: Shelf, card_id: str, params: dict[str, str], offered: bool) -> None:
    card = build(shelf, card_id, params)
    assert card.finding.endswith("。"), (card_id, params)
    assert not (offered and card.empty), (card_id, params, card.finding)
    card_csv(card)
    if not card.empty:
        readable(card.table, card.columns)
    if isinstance(card.figure, Chart):
        json.dumps(card.figure.spec, allow_nan=False)
    if isinstance(card.figure, Map):
        json.loads(deck_json(card.figure, lambda _name: None), parse_constant=lambda text: pytest.fail(text))


def run(seed: int, count: int) -> int:
    done = 0
    for number in range(count):
        random_ = random.Random(seed * 100_000 + number)
        one, other = tables(random_)
        try:
            shelf, _loaded = anything_shelf(a=one, b=other)
        except Unreadable:
            continue
        done += 1
        for offer in offers(shelf):
            check(shelf, offer.card_id, offer.params, offered=True)
        headers = shelf.ask("anything_columns", dataset="a").frame["header"].tolist()
        for card_id in [name for name in CARDS if name.startswith("anything_")]:
            names = {param.name for param in CARDS[card_id].params} - {"dataset", "year", "before", "after"}
            params = {name: random_.choice([*headers, *CHOICES]) for name in sorted(names)}
            check(shelf, card_id, params, offered=False)
    return done


def test_no_table_breaks_a_card() -> None:
    assert run(seed=1, count=25) > 15


@pytest.mark.full
def test_no_table_breaks_a_card_in_a_thousand() -> None:
    assert run(seed=2, count=1000) > 800
