"""The words of ``data/personal.toml``, folded once."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache

from machi.ingest.schema import PROJECT_DATA, header_key

_DIGRAPHS = {"シャ": "sha", "シュ": "shu", "ショ": "sho", "チャ": "cha", "チュ": "chu", "チョ": "cho", "ジョ": "jo"}
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_SYLLABLES = dict(
    zip(
        "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワンガギグゲゴザジズゼゾダヂヅデドバビブベボ",
        [
            "a",
            "i",
            "u",
            "e",
            "o",
            "ka",
            "ki",
            "ku",
            "ke",
            "ko",
            "sa",
            "shi",
            "su",
            "se",
            "so",
            "ta",
            "chi",
            "tsu",
            "te",
            "to",
            "na",
            "ni",
            "nu",
            "ne",
            "no",
            "ha",
            "hi",
            "fu",
            "he",
            "ho",
            "ma",
            "mi",
            "mu",
            "me",
            "mo",
            "ya",
            "yu",
            "yo",
            "ra",
            "ri",
            "ru",
            "re",
            "ro",
            "wa",
            "n",
            "ga",
            "gi",
            "gu",
            "ge",
            "go",
            "za",
            "ji",
            "zu",
            "ze",
            "zo",
            "da",
            "ji",
            "zu",
            "de",
            "do",
            "ba",
            "bi",
            "bu",
            "be",
            "bo",
        ],
        strict=True,
    )
)


def romaji(kana: str) -> str:
    """Hepburn without long vowels, enough to know a surname again: サトウ → sato."""
    for pair, letters in _DIGRAPHS.items():
        kana = kana.replace(pair, letters)
    spelt = "".join(_SYLLABLES.get(sign, "") if sign >= "ァ" else sign for sign in kana.replace("ッ", ""))
    return spelt.replace("ou", "o").replace("oo", "o").replace("uu", "u")


_VARIANTS = str.maketrans("髙﨑邊邉澤濵濱嶋嶌齋齊斎櫻廣國眞惠德瀨", "高崎辺辺沢浜浜島島斉斉斉桜広国真恵徳瀬")


def plain_signs(name: str) -> str:
    """Old and rare forms of signs in names as the common ones: 髙橋 → 高橋."""
    return name.translate(_VARIANTS)


@dataclass(frozen=True)
class Lexicon:
    """Folded words. ``headings``: class of personal data → headings."""

    headings: dict[str, frozenset[str]]
    weak: dict[str, frozenset[str]]
    not_person_parts: tuple[str, ...]
    not_birth: tuple[str, ...]
    facility_words: tuple[str, ...]
    facility_headings: frozenset[str]
    open_licences: tuple[str, ...]
    closed_licences: tuple[str, ...]
    private_mail: tuple[str, ...]
    office_mail: tuple[str, ...]
    surnames: frozenset[str]
    kana: frozenset[str]
    latin: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """Read once; the file belongs to the project, not to a city's data folder."""
    facts = tomllib.loads((PROJECT_DATA / "personal.toml").read_text(encoding="utf-8"))
    pairs = [entry.split() for entry in facts["surnames"]["all"].replace("\n", "").split(",") if entry.strip()]
    readings = frozenset(kana for _kanji, kana in pairs)
    apart = facts["not_persons"]
    return Lexicon(
        headings={kind: frozenset(map(header_key, words)) for kind, words in facts["headings"].items()},
        weak={kind: frozenset(map(header_key, words)) for kind, words in facts["weak_headings"].items()},
        not_person_parts=tuple(header_key(word) for word in apart["parts"]),
        not_birth=tuple(header_key(word) for word in apart["dates"]),
        facility_words=tuple(apart["words"]),
        facility_headings=frozenset(map(header_key, apart["names"])),
        open_licences=tuple(facts["licences"]["open"]),
        closed_licences=tuple(facts["licences"]["closed"]),
        private_mail=tuple(facts["mail"]["private"]),
        office_mail=tuple(facts["mail"]["office"]),
        surnames=frozenset(plain_signs(kanji) for kanji, _kana in pairs),
        kana=readings,
        latin=frozenset(map(romaji, readings)),
    )


def heading_class(header: str) -> str:
    """Class of personal data that a heading names by itself (name, birth, bank …), or ""."""
    words, key = lexicon(), header_key(header)
    if not key:
        return ""
    for kind, keys in words.headings.items():
        if key in keys:
            return kind
    if any(part in key for part in words.not_person_parts):
        return ""
    if "自宅" in key:
        return "mobile" if "電話" in key else "address"
    if "氏名" in key and key not in words.weak["office"]:
        return "name"
    if "携帯" in key:
        return "mobile"
    key = key.replace("発生", "発")  # 発生年月日 holds 生年月日 and is nobody's birthday
    for kind, keys in words.headings.items():
        # A heading of two characters (氏, 姓, 所得) is too short to be looked for inside another.
        if any(len(word) >= 3 and not word.isascii() and word in key for word in keys):
            return kind
    return ""


def weak_class(header: str) -> str:
    """role, office, sex, age, note, or ""."""
    key = header_key(header)
    for kind, keys in lexicon().weak.items():
        if key in keys:
            return kind
    if "備考" in key or "メモ" in key or "特記" in key:
        return "note"
    if key.endswith(("年齢", "年代")):
        return "age"
    return "sex" if key.endswith("性別") else ""


def fold(text: str) -> str:
    """NFKC, every dash a hyphen, spaces single: what the patterns read."""
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_DASHES)
    return " ".join(folded.split())
