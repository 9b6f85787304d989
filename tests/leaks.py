"""Files into which a working column has slipped, made by code: what the check before publication must not let pass.

The names, domains and numbers are made here and share nothing with ``data/personal.toml``: a third of the surnames are
not in its list. Numbers with a check digit are worked out by the printed rule, not by the code under test.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass

SURNAMES = [
    "佐藤",
    "鈴木",
    "高橋",
    "田中",
    "渡辺",
    "伊藤",
    "山本",
    "中村",
    "小林",
    "加藤",
    "吉田",
    "山田",
    "佐々木",
    "山口",
    "松本",
    "井上",
    "木村",
    "清水",
    "阿部",
    "池田",
    "橋本",
    "石川",
    "遠藤",
    "青木",
    "渡部",
    "五十嵐",
    "髙橋",
    "斎藤",
    "今野",
    "鵜飼",
    "四方",
    "綾小路",
    "蛭田",
    "薄井",
    "玉置",
    "勅使河原",
    "簗田",
    "塩谷",
    "弓削",
    "曽我",
    "轟",
    "仁科",
]
GIVEN = [
    "太郎",
    "花子",
    "一郎",
    "美咲",
    "健太",
    "陽菜",
    "誠",
    "由美子",
    "大輔",
    "恵",
    "直樹",
    "さくら",
    "翔",
    "裕子",
    "隆",
    "明美",
    "和也",
    "久美子",
    "拓海",
    "結衣",
    "正",
    "幸子",
    "蓮",
    "葵",
    "秀樹",
    "真由美",
    "亮",
    "節子",
    "悠斗",
    "莉子",
]
KANA = [
    "サトウ",
    "スズキ",
    "タカハシ",
    "タナカ",
    "ワタナベ",
    "イトウ",
    "ヤマモト",
    "ナカムラ",
    "コバヤシ",
    "カトウ",
    "ウカイ",
    "ヨモ",
    "ウスイ",
    "タマキ",
]
KANA_GIVEN = [
    "タロウ",
    "ハナコ",
    "イチロウ",
    "ミサキ",
    "ケンタ",
    "ヒナ",
    "マコト",
    "ユミコ",
    "ダイスケ",
    "メグミ",
    "ナオキ",
    "サクラ",
]
LATIN = ["Sato", "Suzuki", "Takahashi", "Tanaka", "Watanabe", "Ito", "Yamamoto", "Nakamura", "Kobayashi", "Kato"]
LATIN_GIVEN = ["Taro", "Hanako", "Kenta", "Misaki", "Yumiko", "Naoki", "Sakura", "Daisuke"]
TOWNS = ["緑町", "栄町", "本町", "桜ヶ丘", "旭町", "南原", "北沢", "上野台", "若葉町", "中央"]
FACILITIES = ["公園", "小学校", "公民館", "図書館", "保育園", "体育館", "児童館", "消防署", "診療所", "駐車場"]
NEUTRAL = ("項目7", "内容2", "列12", "情報", "その他", "区分2", "データ", "欄外")


@dataclass(frozen=True)
class Leak:
    """``column``: the heading under which the leak stands; "" when each row is a person without one such column."""

    name: str
    data: bytes
    column: str


def mynumber(dice: random.Random) -> str:
    """Eleven digits and the check digit of 総務省令: weights 6 5 4 3 2 7 6 5 4 3 2 from the left, modulo 11."""
    digits = [dice.randrange(10) for _ in range(11)]
    rest = sum(d * w for d, w in zip(digits, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
    return "".join(map(str, digits)) + str(0 if rest <= 1 else 11 - rest)


def person(dice: random.Random, form: int) -> str:
    surname, given = dice.choice(SURNAMES), dice.choice(GIVEN)
    return (f"{surname}　{given}", f"{surname} {given}", f"{surname}{given}", f"{surname}　{given}様")[form % 4]


def mobile(dice: random.Random, form: int) -> str:
    head, one, two = dice.choice(("070", "080", "090")), f"{dice.randrange(10000):04d}", f"{dice.randrange(10000):04d}"
    wide = str.maketrans("0123456789-", "０１２３４５６７８９－")
    shapes = (f"{head}-{one}-{two}", head + one + two, f"{head}({one}){two}", f"{head}-{one}-{two}".translate(wide))
    return (*shapes, f"{head[1:]}{one}{two}", f"+81 {head[1:]} {one} {two}")[form % 6]


def birth(dice: random.Random, form: int) -> str:
    year, month, day = dice.randrange(1931, 2016), dice.randrange(1, 13), dice.randrange(1, 28)
    era = f"H{year - 1988}" if year > 1989 else f"S{year - 1925}"
    long = f"平成{year - 1988}年" if year > 1989 else f"昭和{year - 1925}年"
    return (
        f"{year}-{month:02d}-{day:02d}",
        f"{year}/{month}/{day}",
        f"{era}.{month}.{day}",
        f"{long}{month}月{day}日",
        f"{year}年{month}月{day}日",
    )[form % 5]


def home(dice: random.Random, form: int) -> str:
    town, a, b, c = dice.choice(TOWNS), dice.randrange(1, 9), dice.randrange(1, 40), dice.randrange(1, 30)
    return (
        f"緑野市{town}{a}-{b}-{c}",
        f"緑野市{town}{a}丁目{b}番{c}号",
        f"{town}{a}-{b}-{c}-{dice.randrange(101, 909)}",
        f"緑野市{town}{a}丁目{b}-{c} 若葉荘{dice.randrange(101, 309)}号室",
        f"緑野市大字{town}字前田{dice.randrange(10, 900)}番地",
    )[form % 5]


def mail(dice: random.Random, form: int) -> str:
    owner = dice.choice(("gmail.com", "yahoo.co.jp", "docomo.ne.jp", "icloud.com", "mori-family.example.net"))
    return f"{dice.choice(LATIN).lower()}{dice.choice('._')}{dice.choice(LATIN_GIVEN).lower()}{dice.randrange(100)}@{owner}"


def twelve(dice: random.Random, form: int) -> str:
    number = mynumber(dice)
    return (number, f"{number[:4]}-{number[4:8]}-{number[8:]}", f"{number[:4]} {number[4:8]} {number[8:]}")[form % 3]


def bank(dice: random.Random, form: int) -> str:
    number = f"{dice.randrange(10**7):07d}"
    return (f"普通 {number}", f"緑野銀行 栄町支店 普通{number}", f"当座：{number}", f"みどり信用金庫本町支店 {number}")[
        form % 4
    ]


def licence(dice: random.Random, form: int) -> str:
    return dice.choice(("21", "24", "25", "30", "45")) + "".join(str(dice.randrange(10)) for _ in range(10))


def passport(dice: random.Random, form: int) -> str:
    return dice.choice(("TR", "TZ", "MU", "TS", "AA")) + f"{dice.randrange(10**7):07d}"


def remark(dice: random.Random, form: int) -> str:
    surname = dice.choice(SURNAMES[:26])
    who = (f"{surname}さん", f"{surname}{dice.choice(GIVEN)}様", f"{surname}氏", f"{surname}宅", "自宅 0242-22-1111 ")[
        form % 5
    ]
    tail = ("の前にあります", "から鍵を借りる", "へ事前に電話", "より苦情あり", "の紹介")[form // 5 % 5]
    return f"{who}{tail}"


def remark_phone(dice: random.Random, form: int) -> str:
    return f"夜間は担当者（{mobile(dice, form % 4)}）まで"


def remark_trace(dice: random.Random, form: int) -> str:
    """Somebody without a name in kanji: LINE ID, plate, house, katakana, romaji."""
    latin, town = dice.choice(LATIN), dice.choice(TOWNS)
    return (
        f"連絡は LINE ID: {latin.lower()}{dice.randrange(1000):04d}",
        f"青い車（緑野 {dice.randrange(300, 600)} さ {dice.randrange(10, 99)}-{dice.randrange(10, 99)}）が停まる",
        f"{town}{dice.randrange(1, 9)}丁目{dice.randrange(1, 30)}番{dice.randrange(1, 20)}号の住民より苦情",
        f"鍵は{dice.choice(KANA)}　{dice.choice(KANA_GIVEN)}様から借りる",
        f"夜間は{latin}さんへ",
    )[form % 5]


KINDS: dict[str, tuple[Callable[[random.Random, int], str], tuple[str, ...], bool]] = {
    "name": (
        person,
        ("氏名", "担当者氏名", "世帯主", "保護者名", "申請者名", "氏 名", "担当者", "管理者氏名", *NEUTRAL[:4]),
        True,
    ),
    "kana": (
        lambda dice, form: f"{dice.choice(KANA)} {dice.choice(KANA_GIVEN)}",
        ("氏名カナ", "氏名（フリガナ）", "フリガナ", *NEUTRAL[:3]),
        True,
    ),
    "latin": (
        lambda dice, form: f"{dice.choice(LATIN_GIVEN)} {dice.choice(LATIN)}",
        ("full_name", "Full Name", "person_name", *NEUTRAL[:2]),
        True,
    ),
    "birth": (birth, ("生年月日", "誕生日", "生年月日（和暦）", "birthday", "本人生年月日", *NEUTRAL[:4]), True),
    "mobile": (mobile, ("携帯電話", "電話番号（携帯）", "電話", "TEL", "緊急連絡先", "連絡先", *NEUTRAL[:4]), True),
    "mail": (mail, ("メール", "メールアドレス", "E-mail", "連絡先2", *NEUTRAL[:3]), True),
    "mynumber": (twelve, ("個人番号", "マイナンバー", "番号", "管理番号", *NEUTRAL[:4]), True),
    "bank": (bank, ("口座番号", "振込先", "支払先", *NEUTRAL[:3]), True),
    "account": (lambda dice, form: f"{dice.randrange(10**7):07d}", ("口座番号", "振込口座", "口座番号（7桁）"), True),
    "licence": (licence, ("免許証番号", "運転免許証番号", *NEUTRAL[:4]), True),
    "passport": (passport, ("旅券番号", "パスポート番号", *NEUTRAL[:4]), True),
    "home": (home, ("自宅住所", "現住所", "担当者住所", "世帯主住所", "本人住所"), True),
    "identity": (
        lambda dice, form: f"{dice.randrange(10**8):08d}",
        ("被保険者番号", "宛名番号", "世帯番号", "受給者番号"),
        True,
    ),
    "care": (
        lambda dice, form: dice.choice(("要介護1", "要介護3", "要支援2", "なし")),
        ("要介護度", "障害等級", "病名", "続柄"),
        True,
    ),
    "remark": (remark, ("備考", "メモ", "連絡事項", "特記事項"), False),
    "remark_trace": (remark_trace, ("備考", "メモ", "連絡事項", "特記事項"), False),
    "remark_phone": (remark_phone, ("備考", "メモ", "説明", *NEUTRAL[:3]), False),
}
"""Kind of leak → how a cell is made, headings, whether it stands in nearly every row (else in a few)."""


def leak(seed: int) -> Leak:
    """The leak of a seed. The kinds follow each other, so that any slice of seeds holds all of them."""
    dice = random.Random(seed)
    kinds = [*KINDS, "roster", "answers"]
    kind = kinds[seed % len(kinds)]
    rows = dice.randrange(8, 60)
    if kind == "roster":
        header, table = _roster(dice, rows)
        column = "住所"
    elif kind == "answers":
        header, table = _answers(dice, rows)
        column = ""
    else:
        header, table = dice.choice((_facilities, _aed))(dice, rows)
        make, headings, everywhere = KINDS[kind]
        column, form, share = dice.choice(headings), dice.randrange(60), dice.uniform(0.7, 1) if everywhere else 0.15
        cells = [make(dice, form) if dice.random() < share else "" for _ in table]
        cells[dice.randrange(rows)] = make(dice, form)
        at = dice.randrange(2, len(header) + 1)
        if column in header:
            at = header.index(column)
            header, table = header[:at] + header[at + 1 :], [row[:at] + row[at + 1 :] for row in table]
        header = [*header[:at], column, *header[at:]]
        table = [[*row[:at], cell, *row[at:]] for row, cell in zip(table, cells, strict=True)]
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator=dice.choice(("\r\n", "\n"))).writerows([header, *table])
    encoding = dice.choice(("utf-8-sig", "utf-8", "cp932"))
    return Leak(f"{seed}-{kind}-{column}", buffer.getvalue().encode(encoding), column)


def _facilities(dice: random.Random, rows: int) -> tuple[list[str], list[list[str]]]:
    header = ["施設番号", "名称", "住所", "電話番号", "定員", "設置年月日", "備考"]
    table = [
        [
            str(nth + 1),
            f"{dice.choice(TOWNS)}{dice.choice(FACILITIES)}",
            f"緑野市{dice.choice(TOWNS)}{dice.randrange(1, 9)}-{dice.randrange(1, 30)}",
            f"0242-{dice.randrange(20, 40)}-{dice.randrange(1000, 9999)}",
            str(dice.randrange(10, 300)),
            f"{dice.randrange(1965, 2024)}-04-01",
            dice.choice(("", "", "駐車場あり", "月曜休館")),
        ]
        for nth in range(rows)
    ]
    return header, table


def _aed(dice: random.Random, rows: int) -> tuple[list[str], list[list[str]]]:
    header = [
        "都道府県コード又は市区町村コード",
        "NO",
        "名称",
        "住所",
        "緯度",
        "経度",
        "設置位置",
        "電話番号",
        "小児対応設備の有無",
        "備考",
    ]
    table = [
        [
            "072028",
            f"{nth + 1:010d}",
            f"{dice.choice(TOWNS)}{dice.choice(FACILITIES)}",
            f"緑野市{dice.choice(TOWNS)}{dice.randrange(1, 9)}-{dice.randrange(1, 30)}",
            f"{37.4 + dice.random() / 5:.6f}",
            f"{139.85 + dice.random() / 5:.6f}",
            dice.choice(("1階受付", "玄関", "事務室")),
            f"0242-{dice.randrange(20, 40)}-{dice.randrange(1000, 9999)}",
            dice.choice(("有", "無")),
            dice.choice(("", "", "夜間は不可")),
        ]
        for nth in range(rows)
    ]
    return header, table


def _roster(dice: random.Random, rows: int) -> tuple[list[str], list[list[str]]]:
    form = dice.randrange(60)
    header = ["No", "氏名", "住所", "電話番号", "参加回数"]
    table = [
        [
            str(nth),
            person(dice, form),
            home(dice, form),
            f"0242-2{dice.randrange(10)}-{dice.randrange(1000, 9999)}",
            "1",
        ]
        for nth in range(rows)
    ]
    return header, table


def _answers(dice: random.Random, rows: int) -> tuple[list[str], list[list[str]]]:
    ages = dice.choice((lambda: str(dice.randrange(18, 90)), lambda: f"{dice.randrange(2, 9)}0代"))
    header = ["回答番号", "性別", dice.choice(("年齢", "年代")), "地区", "問1", "問2"]
    table = [
        [
            str(nth),
            dice.choice(("男性", "女性")),
            ages(),
            dice.choice(TOWNS),
            str(dice.randrange(1, 6)),
            str(dice.randrange(1, 6)),
        ]
        for nth in range(rows)
    ]
    return header, table
