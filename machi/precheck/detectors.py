"""What a single text is: telephone of a person, mail, a number with a check digit, a name. Pure functions of folded text.

Rules and their tests: numbers by their arithmetic where there is one (マイナンバー), by form and neighbourhood where there
is none. A form alone is never enough for a number that offices use too (7 or 12 digits).
"""

from __future__ import annotations

import re
from functools import cache

from machi.precheck.lexicon import lexicon, plain_signs

MOBILE = re.compile(r"(?<![\d-])(?:\+81[- ]?|0)[789]0[-. )(]{0,2}\d{4}[-. )(]{0,2}\d{4}(?![\d-])")
MOBILE_CUT = re.compile(r"[789]0-?\d{4}-?\d{4}")
"""As a spreadsheet leaves it: the first zero gone."""
PHONE = re.compile(r"(?<![\d-])0\d{1,4}[-(. )]{1,2}\d{1,4}[-). ]{1,2}\d{3,4}(?![\d-])|(?<![\d-])0[1-9]\d{8}(?![\d-])")
MAIL = re.compile(r"[A-Za-z0-9._%+-]+ ?(?:@|\(at\)|\[at\]|\(アット\)) ?((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,})")
_SPELT_MAIL = re.compile(r" at ((?:[A-Za-z0-9-]+ dot )+[A-Za-z]{2,})(?![A-Za-z0-9])")
TWELVE = re.compile(r"(?<![\d-])\d{4}[- ]?\d{4}[- ]?\d{4}(?![\d-])")
PASSPORT = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{7}(?![A-Za-z0-9])")
PENSION = re.compile(r"(?<![\d-])\d{4}-\d{6}(?![\d-])")
BANK = re.compile(
    r"(?:普通|当座|貯蓄|口座(?:番号)?)[^\d]{0,6}\d{7}(?!\d)|(?:銀行|信用金庫|信金|信用組合|農協|JA|労金)[^\d]{0,12}支店.{0,12}?\d{7}(?!\d)"
)
DWELLING = re.compile(
    r"(?:\d+-){2,3}\d+(?:号室|号)?$|\d+(?:番地?|丁目)\D{0,2}\d+号?(?:室)?$|番地(?:の?\d+)?$|\d+-\d+(?:号)?$"
    r"|(?:\d-\d+|\d号|番地)\s?\D{0,15}(?:荘|ハイツ|ハイム|コーポ|メゾン|アパート|マンション|団地|住宅|寮)[A-Z東西南北]?(?:棟)?$"
)
ROOM = re.compile(
    r"\d+-\d+-\d+-\d{3,4}$|\d{3,4}号室?$|(?:荘|ハイツ|コーポ|メゾン|アパート|マンション|団地).{0,8}\d{2,4}(?:号室?)?$"
)
ADDRESS = re.compile(r"[都道府県市区町村郡字].*\d|丁目|番地|[一-鿿ぁ-ヴ]\d+-\d+-\d+(?:-\d+)?$")
KANJI = r"[一-鿿々ヶ仝㐀-䶿豈-﫿]"
_SPACED = re.compile(rf"({KANJI}{{1,4}}) ([一-鿿々ぁ-んァ-ヴー]{{1,5}})")
_JOINED = re.compile(rf"{KANJI}{{1,3}}[一-鿿々ぁ-んァ-ヴー]{{1,4}}")
_KANA = re.compile(r"([ァ-ヴー]{2,6}) ([ァ-ヴー]{2,6})|([ぁ-んー]{2,6}) ([ぁ-んー]{2,6})")
_LATIN = re.compile(r"([A-Za-z]{2,12})[ ,]+([A-Za-z]{2,12})")
_DIGIT = re.compile(r"\d")
_TITLE = re.compile(r"(?:様方?|さん|氏|殿|くん|君|ちゃん|先生)$|\(.*\)$")
_SPOKEN_DIGITS = str.maketrans("〇一二三四五六七八九ー・･", "0123456789---")
COMMISSIONS = {
    *range(10, 15),
    *range(20, 26),
    30,
    *range(40, 50),
    *range(50, 56),
    *range(60, 66),
    *range(70, 75),
    *range(80, 84),
    *range(90, 98),
}
"""First two digits of a driving licence: the prefecture's public safety commission."""


def mynumber_check(eleven: str) -> int:
    """Check digit of マイナンバー over its first eleven digits (番号利用法施行令の総務省令第5条)."""
    total = sum(int(digit) * (n + 1 if n <= 6 else n - 5) for n, digit in zip(range(11, 0, -1), eleven, strict=True))
    rest = total % 11
    return 0 if rest <= 1 else 11 - rest


def is_mynumber(digits: str) -> bool:
    """Twelve digits with a right check digit. One random number in eleven has that: a column is judged, not a cell."""
    return (
        len(digits) == 12 and digits.isascii() and digits.isdigit() and mynumber_check(digits[:11]) == int(digits[11])
    )


def corporate_check(twelve: str) -> int:
    """Check digit (the first digit) of a 法人番号 over its last twelve."""
    total = sum(int(digit) * (1 if n % 2 else 2) for n, digit in zip(range(12, 0, -1), twelve, strict=True))
    return 9 - total % 9


def is_corporate(digits: str) -> bool:
    """Thirteen digits of a 法人番号: public, never personal."""
    return len(digits) == 13 and digits.isascii() and digits.isdigit() and corporate_check(digits[1:]) == int(digits[0])


def twelves(text: str) -> list[str]:
    """Numbers of twelve digits that stand alone in ``text``, without their separators."""
    return [re.sub(r"[- ]", "", found) for found in TWELVE.findall(text)]


def is_mobile(text: str) -> bool:
    """A mobile number (070, 080, 090) anywhere in the text; 050 is no person's by itself."""
    if MOBILE.search(text):
        return True
    # 〇九〇ー一二三四…, 090・1234・5678: spelt so that no machine should find it.
    return ("〇" in text or "・" in text) and MOBILE.search(text.translate(_SPOKEN_DIGITS)) is not None


def mail_owner(text: str) -> str:
    """private (a person's provider), office (an organisation's domain), other, or "" without an address."""
    # taro at example dot com: spelt so that no machine should find it; "at" alone stands in any English sentence.
    spelt = _SPELT_MAIL.sub(lambda found: "@" + found[1].replace(" dot ", "."), text)
    found = [domain.casefold() for domain in MAIL.findall(spelt)]
    if not found:
        return ""
    words = lexicon()
    if any(_under(domain, words.private_mail) for domain in found):
        return "private"
    return "office" if all(_under(domain, words.office_mail) for domain in found) else "other"


def _under(domain: str, owners: tuple[str, ...]) -> bool:
    return any(domain == owner or domain.endswith("." + owner) for owner in owners)


def is_facility(text: str) -> bool:
    """Whether a word of facilities, places or organisations stands in the text."""
    return _facility_words().search(text) is not None


@cache
def _facility_words() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, lexicon().facility_words)))


def name_strength(text: str) -> int:
    """2: reads like the name of a person with a common surname; 1: has the form of a name; 0: neither. Text is folded."""
    if len(text) > 30 or _DIGIT.search(text):
        return 0
    plain = plain_signs(_TITLE.sub("", text).strip())
    if not plain or len(plain) > 25:
        return 0
    words = lexicon()
    if spaced := _SPACED.fullmatch(plain):
        if spaced[1] in words.surnames and not _is_office_tail(spaced[2]):
            return 2
        return 0 if is_facility(spaced[2]) else 1
    if kana := _KANA.fullmatch(plain):
        first = _katakana(kana[1] or kana[3])
        return 2 if first in words.kana else 1
    if latin := _LATIN.fullmatch(plain):
        return 2 if {latin[1].casefold(), latin[2].casefold()} & words.latin else 0
    return 2 if _JOINED.fullmatch(plain) and splits(plain) else 0


def splits(plain: str) -> bool:
    """A listed surname and one to three signs that may be a given name."""
    for length in (3, 2, 1):
        surname, given = plain[:length], plain[length:]
        if surname in lexicon().surnames and 1 <= len(given) <= 3 and not _is_office_tail(given):
            # 林業, 森林, 原本: a surname of one sign needs a given name of two or more.
            return length > 1 or len(given) >= 2
    return False


_TAILS = set(
    "町村市区県府都道郡字丁目課係部室局館院園校所場店橋川寺社駅線会組団宮城池沢谷浜港島坂峠岳台原野田方邸宅様氏堂荘苑塾隊署庁業物品類型式用別決認択口側前後内外上中下東西南北屋機案"
)
_DECIDED = re.compile("案[可否同承修継]")


def _is_office_tail(given: str) -> bool:
    # 原案可決, 原案同意: what a council decides is nobody's name.
    return given[-1] in _TAILS or _DECIDED.match(given) is not None or (len(given) > 1 and is_facility(given))


def _katakana(text: str) -> str:
    return "".join(chr(ord(sign) + 96) if "ぁ" <= sign <= "ゖ" else sign for sign in text)
