"""Names of towns and addresses in one spelling, so that 「大字Ａ３丁目」 finds 「A三丁目」 in a table of towns.

No geocoder and no network: what a name leads to is the point that the city's own table gives it. An address that names
another municipality leads nowhere; a point in the wrong city would be worse than none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping

_POSTAL = re.compile(r"^〒?\s*\d{3}-?\d{4}\s*")
_PREFECTURE = re.compile(r"^(?:東京都|北海道|京都府|大阪府|[^\d\s]{2,3}県)")
_DASHES = re.compile(r"[‐‑‒–—―−ｰ]")
_OAZA = re.compile(r"大字|(?<=.)字(?=.)")
_NUMBER = re.compile(r"([0-9]{1,2})(?=丁目)")
_KANJI = "〇一二三四五六七八九"
_ADDRESS = re.compile(
    r"(?:[市区町村郡].{0,25}[0-9一二三四五六七八九十]|丁目|番地|番.{0,3}号|[^\d\s]{2,}[0-9]{1,4}-[0-9]{1,4})"
)
_CITY = re.compile(r"^(?:[^\d\s]{1,6}?郡)?([^\d\s]{1,8}?[市区町村])")
_BORDERS = "市区町村郡"
_NO_ADDRESS = ("線", "工事", "業務", "委託", "修繕")
"""Ends of what is named after where it is: a road, works on it."""


def looks_like_address(text: str) -> bool:
    """Whether a text reads like an address down to a block or a house."""
    folded = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    other = folded.rstrip().endswith(_NO_ADDRESS)
    return len(folded) <= 80 and "http" not in folded and not other and _ADDRESS.search(folded) is not None


def place_key(name: str) -> str:
    """One spelling of a town's name: NFKC, no 大字, ヶ as ケ, 3丁目 as 三丁目, no spaces."""
    text = "".join(unicodedata.normalize("NFKC", name).split())
    text = _OAZA.sub("", text).replace("ヶ", "ケ").replace("ｹ", "ケ").replace("之", "ノ")
    return _NUMBER.sub(lambda match: _kanji(int(match[1])), text)


def _kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _KANJI[tens] + "十") + (_KANJI[ones] if ones else "")


def find_town(text: str, towns: Mapping[str, str] | Collection[str], city: str = "") -> str:
    """The key of the longest known town that stands in an address, "" when none does or another city is named."""
    address = place_key(_POSTAL.sub("", unicodedata.normalize("NFKC", text).strip()))
    if address in towns:
        return address
    rest = _PREFECTURE.sub("", address)
    if city:
        own = place_key(city)
        if rest.startswith(own):
            rest = rest[len(own) :]
        elif _names_another(rest, towns):
            return ""
    starts = [0] if city else [0, *(at + 1 for at, sign in enumerate(rest[:12]) if sign in _BORDERS)]
    found = [rest[start:end] for start in starts for end in range(len(rest), start + 1, -1) if rest[start:end] in towns]
    return max(found, key=len, default="")


def _names_another(rest: str, towns: Mapping[str, str] | Collection[str]) -> bool:
    """Whether the text begins with a municipality: a 市 that no known town begins with (市場町 is a town)."""
    match = _CITY.match(rest)
    return match is not None and match[1].endswith("市") and not any(town.startswith(match[1]) for town in towns)
