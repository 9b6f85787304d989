"""Tourist sights (former layout) and cultural properties (standard, with dates in every spelling).

Planted cells as in ``civic``.
"""

from __future__ import annotations

from random import Random

from machi.sample.ground import Ground
from machi.sample.rows import identity, named, standing, unlocated
from machi.sample.settings import Settings
from machi.sample.writing import Published

_SIGHTS = (
    ("展望台", "テンボウダイ", "Viewpoint", "町並みと山を見わたせます。", "A view over the town and the mountains."),
    ("足湯", "アシユ", "Foot Bath", "歩き疲れた足を休められます。", "Rest your feet in warm water."),
    ("酒蔵見学所", "サカグラケンガクジョ", "Brewery Tour", "仕込みの様子を見学できます。", "See how sake is made."),
    ("漆器体験館", "シッキタイケンカン", "Lacquer Workshop", "絵付けを体験できます。", "Try painting lacquerware."),
    ("城跡", "シロアト", "Castle Ruins", "石垣が残っています。", "Old stone walls remain."),
    ("滝", "タキ", "Waterfall", "遊歩道から見られます。", "Seen from a footpath."),
    ("観光案内所", "カンコウアンナイジョ", "Tourist Office", "地図とパンフレットがあります。", "Maps and leaflets."),
)
_FEES = (
    ("無料", ""),
    ("300円", "団体20名以上は250円"),
    ("大人410円", "小人150円"),
    ("", ""),
    ("見学無料（体験は有料）", "体験1,500円から"),
)
_PROPERTIES = (
    ("木造如来像", "モクゾウニョライゾウ", "Wooden Buddha", "彫刻"),
    ("旧家住宅", "キュウカジュウタク", "Old House", "建造物"),
    ("古墳", "コフン", "Burial Mound", "史跡"),
    ("大杉", "オオスギ", "Great Cedar", "天然記念物"),
    ("彼岸獅子", "ヒガンジシ", "Lion Dance", "無形民俗文化財"),
    ("古文書", "コモンジョ", "Old Documents", "古文書"),
    ("石造五輪塔", "セキゾウゴリントウ", "Stone Pagoda", "建造物"),
)
_ERAS = ((2019, "R", 2018), (1989, "H", 1988), (1926, "S", 1925))


def tourism_file(settings: Settings, ground: Ground) -> Published:
    """Sights with fees and access as prose. One closing time is impossible, one point lies on Null Island."""
    random = settings.stream("tourism")
    rows = []
    for number in range(1, settings.numbers["places"]["rows"]["tourism"] + 1):
        noun, kana, english, text, text_en = random.choice(_SIGHTS)
        open_air = noun in ("展望台", "滝", "城跡")
        fee, detail = ("無料", "") if open_air else random.choice(_FEES)
        rows.append(
            {
                **identity(settings, number),
                **named(number, noun, kana, english),
                **standing(settings, ground.spot(random)),
                "days": "" if open_air else random.choice(("月火水木金土日", "火～日", "毎日")),
                "open_minute": "" if open_air else random.choice(("9:00", "09:30", "10:00")),
                "close_minute": "" if open_air else random.choice(("16:30", "17:00", "18:00")),
                "hours_note": "冬の間は閉鎖" if open_air and random.random() < 0.5 else "",
                "fee": fee,
                "fee_detail": detail,
                "description": f"{text}（見本）",
                "description_en": f"{text_en} (sample)",
                "access": random.choice(("駅から徒歩15分", "バス停「見本前」から徒歩3分", "")),
                "parking_info": random.choice(("無料駐車場20台", "有料駐車場あり", "なし", "")),
                "organisation": "観光担当課（見本）",
                "phone": settings.phone(number),
            }
        )
    closed = next(row for row in rows if row["close_minute"])
    closed["close_minute"] = "17:75"
    rows[25]["lat"], rows[25]["lon"] = "0", "0"
    return Published(
        kind="tourism",
        stem=f"{settings.code}_tourism_sample",
        layout="tourism_old",
        rows=rows,
        title="観光施設一覧",
        as_of=settings.numbers["places"]["as_of"],
        encoding="utf-8-sig",
    )


def cultural_property_file(settings: Settings, ground: Ground) -> Published:
    """Designation dates as ISO, with slashes, in 和暦; some points missing; two dates unreadable."""
    random = settings.stream("cultural_property")
    rows = []
    for number in range(1, settings.numbers["places"]["rows"]["cultural_property"] + 1):
        noun, kana, english, category = random.choice(_PROPERTIES)
        row = {
            **identity(settings, number),
            **named(number, noun, kana, english),
            **standing(settings, ground.spot(random)),
            "classification": random.choices(("市指定", "県指定", "国指定", "国登録"), (6, 3, 1, 1))[0],
            "category": category,
            "place_name": f"見本第{number}地区",
            "員数（数）": "1",
            "員数（単位）": "点",
            "designated_on": _designated(random),
            "summary": "見本の文化財です。",
        }
        rows.append(unlocated(row) if random.random() < 0.24 else row)
    rows[12]["designated_on"] = "昭和49年13月1日"
    rows[33]["designated_on"] = "S30.6.22単独指定"
    rows[45]["designated_on"] = "明治のころ"
    return Published(
        kind="cultural_property",
        stem=f"{settings.code}_cultural_property_sample",
        layout="cultural_property_new",
        rows=rows,
        title="文化財一覧",
        as_of=settings.numbers["places"]["as_of"],
    )


def _designated(random: Random) -> str:
    year, month, day = random.randint(1950, 2022), random.randint(1, 12), random.randint(2, 28)
    if random.random() < 0.4 and all(year != era[0] for era in _ERAS):  # a year of two eras would need its day checked
        _first, letter, base = next(era for era in _ERAS if year > era[0])
        return f"{letter}{year - base}.{month}.{day}"
    return f"{year}/{month}/{day}" if random.random() < 0.3 else f"{year}-{month:02d}-{day:02d}"
