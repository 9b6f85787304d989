"""What a sentence says of somebody: a name with さん, a house, a birthday, a LINE ID, the plate of a car. Folded text only.

A sentence needs two hints where one is everyday's: an address stands in any remark about a facility, beside 住民 or 独居 it
is somebody's house.
"""

from __future__ import annotations

import re

from machi.precheck.detectors import KANJI, name_strength, splits
from machi.precheck.lexicon import lexicon, plain_signs

_TITLES = r"(?:さん|氏(?![神名族家子])|様(?![式々子相])|殿(?![堂内])|くん|ちゃん)"
_MENTION = re.compile(rf"({KANJI}{{1,5}}(?: ?[一-鿿々ぁ-んァ-ヴー]{{1,4}}?)?) ?{_TITLES}")
_KANA_NAME = re.compile(rf"(?<![ァ-ヴー])(?:([ァ-ヴー]{{2,7}})[ ・])?([ァ-ヴー]{{2,11}}) ?({_TITLES})")
_LATIN_NAME = re.compile(
    rf"(?<![A-Za-z])(?:([A-Za-z]{{2,12}}) )?([A-Za-z]{{2,12}}) ?{_TITLES}"
    r"|(?<![A-Za-z])(?:Mr|Ms|Mrs|Miss)\.? ([A-Za-z]{2,12})(?: ([A-Za-z]{2,12}))?"
)
_TRADES = frozenset([
    "スタッフ", "オーナー", "ユーザー", "ゲスト", "テナント", "メンバー", "ボランティア", "サポーター", "ドライバー",
    "ビジター", "ペット", "ファミリー", "ヘルパー", "パートナー", "リピーター", "プレーヤー", "マネージャー",
    "インストラクター",
])  # fmt: skip
"""Who is meant by them is nobody in particular; all other katakana with a title after two words, or with 氏, is a name."""
_HOUSE = re.compile(rf"({KANJI}{{2,5}})(?:宅|方(?![向法面式針位言々]))")
_HOME = re.compile(
    r"(?:自宅|本人|家族|娘|息子|妻|夫|母|父|祖父|祖母|隣人|隣家)[^\d]{0,12}"
    r"(?:0\d{1,4}[-( ]{1,2}\d{1,4}[-) ]{1,2}\d{3,4}|0\d{9,10})(?!\d)"
)
"""Whose telephone it is: the number after it is nobody's office."""
_KIN = "長男|長女|次男|次女|二男|二女|三男|三女"
_LIFE = re.compile(
    r"(?:\d{1,2}[年./-]\d{1,2}[月./-]\d{1,2}日? ?生(?:まれ)?(?![産物育徒態ま以]))"
    r"|生年月日[は: ]{0,3}\w{1,2}?\d+[年./-]\d+[月./-]\d+日?(?!以|から|\d)"
    r"|(?:被?保険(?:者?証|者)|保険証|手帳|受給者証|基礎年金番号|在留カード|免許証|旅券)[^\d]{0,8}[A-Z]{0,2}\d[\d番号 -]{5,}"
    r"|記号 ?\d+ ?-?番号 ?\d{4,}"
    r"|(?:受給|通院|入院|服薬|滞納)中(?![のに・]|者|止)|手帳 ?\d級(?:を?所持|保持|あり)"
    r"|(?:犯罪歴|前科|逮捕歴)(?:あり|有|が)"
    rf"|(?:{_KIN})(?:が|は)? ?[(]?\d{{1,2}}歳|(?:{_KIN})(?:が|は)(?:不登校|障害|病気|入院|通院)"
)
"""What nobody's remark may say of anybody, also without a name: birthday, number of a certificate, illness, want, kin."""
_SAYS = re.compile(
    rf"({KANJI}{{1,5}}(?: ?[一-鿿々ぁ-んァ-ヴー]{{1,3}}?)?) ?"
    r"(?:宅|(?:より|から)(?:の)?(?:通報|連絡|電話|申|苦情|相談|依頼|要望|訴))"
)
_TELLER = re.compile(
    r"(?:通報|相談|申出|申立|依頼|連絡|所有|申請|届出|被害|加害)(?:者|主|人) ?[:は] ?([^\s、。,(]{2,8}(?: [^\s、。,(]{1,4})?)"
)
_WRITER = re.compile(r"(?:作成|記入|入力|担当|更新|確認|受付)者?(?:名|氏名)?\s*[::]?\s*(.{2,12})")


def names_writer(text: str) -> bool:
    """記入者：佐藤花子, or the bare name, in a line above the table."""
    found = _WRITER.search(text)
    return name_strength(text) == 2 or (found is not None and name_strength(found[1].strip()) == 2)


def mentions_person(text: str) -> bool:
    """A surname with さん, 様, 氏 … inside a longer, folded text. お客様 and 皆様 are nobody."""
    if _HOME.search(text):
        return True
    for match in _HOUSE.finditer(plain_signs(text)):
        if any(len(surname) > 1 and match[1].endswith(surname) for surname in lexicon().surnames):
            return True
    if any(
        told[1] in lexicon().surnames or name_strength(told[1]) == 2 for told in _TELLER.finditer(plain_signs(text))
    ):
        return True
    for match in _SAYS.finditer(plain_signs(text)):
        said = match[1].replace(" ", "")
        if any(splits(said[at:]) for at in range(len(said))):
            return True
    for match in _MENTION.finditer(plain_signs(text)):
        said = match[1].replace(" ", "")
        if any(said[at:].startswith(surname) for surname in lexicon().surnames for at in _starts(said, surname)):
            return True
    return any(_is_kana_name(found) for found in _KANA_NAME.finditer(text)) or any(
        {part.casefold() for part in found.groups() if part} & lexicon().latin for found in _LATIN_NAME.finditer(text)
    )


def _is_kana_name(found: re.Match[str]) -> bool:
    first, last, title = found.groups()
    if last in _TRADES:
        return False
    if first or title == "氏":
        return True
    return any(last.startswith(kana) and len(last) - len(kana) <= 5 for kana in lexicon().kana if len(kana) > 2)


def tells_of_life(text: str) -> bool:
    """A birthday, a number of a certificate, an illness or a want of somebody in a folded sentence."""
    return _LIFE.search(text) is not None


def _starts(said: str, surname: str) -> list[int]:
    """Places where ``surname`` may begin a name at the end of ``said``: with at most three signs of a given name after it."""
    found = []
    for at in range(len(said)):
        rest = len(said) - at - len(surname)
        if said.startswith(surname, at) and 0 <= rest <= 3 and (len(surname) > 1 or at == 0):
            found.append(at)
    return found


_LINE = re.compile(
    r"(?P<official>公式の?(?:アカウント)?[ :]*)?(?<![A-Za-z])LINE ?の?"
    r"(?:アカウント ?(?:ID|@|:)| ?(?:ID|: ?@)| ?[@:](?=[^A-Za-z0-9@]{0,4}@?[A-Za-z-]*(?:[\d_]|\.[A-Za-z0-9])))"
    r"[^A-Za-z0-9@]{0,4}@?(?!https?:)[A-Za-z0-9][A-Za-z0-9._-]{3,19}(?![A-Za-z0-9])",
    re.I,
)
"""After a mere : or @ an ID has more than letters: Blue LINE:Yokohama is a railway."""
_PLATE_FORM = (
    rf"(?:{KANJI}{{2,4}}|いわき|つくば|なにわ|とちぎ) ?\d{{2}}[\dA-Z] ?[あ-けさ-そた-とな-にぬ-のはひふほ-もやゆよら-ろれわを] ?"
    r"(?:\d{2}-\d{2}|\d{4}|[・.]+ ?\d{1,3})(?!\d)"
)
_PLATE = re.compile(_PLATE_FORM)
_CITY_CAR = re.compile(rf"公用車[ (:はの]{{0,3}}{_PLATE_FORM}|{_PLATE_FORM}[ (:はの]{{0,3}}公用車")
_AGE = r"(?<![\d~-])(?<!から)(?<!対象[は:])(?:\d{1,3}歳|\d0代)(?! ?(?:以[上下降]|向け|未満|から|まで|を?対象|児|[~-]))"
"""Somebody's age; 18歳以上 and 60代向け are groups."""
_NUMERAL = "[0-9一二三四五六七八九十]{1,3}"
_STREET = re.compile(
    rf"{_NUMERAL}丁目 ?{_NUMERAL}(?:番地?|-) ?の?{_NUMERAL}|{_NUMERAL}番地|{_NUMERAL}番{_NUMERAL}号"
    r"|(?<!平成)(?<!令和)(?<!昭和)(?<=[ぁ-んァ-ヴ一-鿿])(?<!第)\d{1,3}-\d{1,3}-\d{1,3}(?![-\d])"
)
_DWELLERS = re.compile(
    r"在住|居住|住む|住んで|お住まい|独居|[一1]人暮|ひとり暮|実家|[\d号地]の住民|隣人|隣家|所有者|世帯主"
    r"|(?:母子|父子|単身|高齢)世帯|(?:男性|女性|男児|女児|老人)(?:[がは、。,( )宅]|から|より|$)"
    rf"|{_AGE}|(?:通報|相談|申請|申立|届出|苦情)(?:者|人|主)|苦情(?:あり|有)|(?:より|から)の?(?:苦情|通報|相談)"
)


def names_house(text: str) -> bool:
    """An address down to the house in a sentence that speaks of who lives there."""
    return _STREET.search(text) is not None and (_DWELLERS.search(text) is not None or mentions_person(text))


def has_house(text: str) -> bool:
    """An address down to the house anywhere in a sentence."""
    return _STREET.search(text) is not None


def has_line_id(text: str) -> bool:
    """A LINE ID; that of a 公式LINE is an office's."""
    return any(not found["official"] for found in _LINE.finditer(text))


def has_plate(text: str) -> bool:
    """The plate of a car: 緑野 300 あ 12-34."""
    return _PLATE.search(text) is not None


def is_plate(text: str) -> bool:
    """Nothing but the plate of a car."""
    return _PLATE.fullmatch(text) is not None


def is_city_plate(text: str) -> bool:
    """Each plate is said to be that of a 公用車."""
    return has_plate(text) and not has_plate(_CITY_CAR.sub("", text))
