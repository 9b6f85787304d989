"""What stands in one column, counted over its distinct texts: how many look like a name, a telephone of a person, a birthday …

A cell proves little (one number in eleven has a right check digit); a column does. Nothing here keeps a cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from machi.ingest.dates import date_
from machi.precheck import detectors as see
from machi.precheck.lexicon import fold, heading_class, lexicon, weak_class
from machi.precheck.sheet import Column, Sheet

FREE = 25
"""A text longer than this is prose, not a value."""
LOOK_AT = 2_000
"""Distinct texts, spread over the column, by which it is taken for days."""
_LETTER = re.compile(r"[A-Za-zぁ-ヿ一-鿿㐀-䶿豈-﫿]")
_NUMBER = re.compile(r"[-+△▲]?[\d,]+(?:\.\d+)?[歳才人件]?")
_SEX = {"男", "女", "男性", "女性", "m", "f", "male", "female", "その他", "不明", "回答しない", "無回答"}


@dataclass(frozen=True)
class Profile:
    """``heading`` and ``weak``: what the heading says by itself; the rest is counted in the cells."""

    column: Column
    rows: np.ndarray

    @cached_property
    def heading(self) -> str:
        found = heading_class(self.column.header)
        # 携帯電話 over ○ and × says where one can be used, not whose it is.
        return "" if found == "mobile" and not self.count(self.phones | self.mobiles) else found

    @cached_property
    def weak(self) -> str:
        return weak_class(self.column.header)

    @cached_property
    def folded(self) -> tuple[str, ...]:
        return tuple(fold(text) for text in self.column.texts)

    @cached_property
    def weights(self) -> np.ndarray:
        return np.where([bool(text) for text in self.folded], self.column.counts(), 0)

    @cached_property
    def filled(self) -> int:
        """Rows in which the cell is not empty."""
        return int(self.weights.sum())

    @cached_property
    def distinct(self) -> int:
        return int((self.weights > 0).sum())

    def flags(self, test: Callable[[str], object]) -> np.ndarray:
        """For each distinct text, whether it passes."""
        return np.array([bool(text) and bool(test(text)) for text in self.folded], dtype=bool)

    def count(self, flags: np.ndarray) -> int:
        return int(self.weights[flags].sum()) if len(flags) else 0

    def share(self, flags: np.ndarray) -> float:
        return self.count(flags) / self.filled if self.filled else 0.0

    def lines(self, flags: np.ndarray) -> list[int]:
        """Line numbers of the rows whose text is flagged."""
        return [int(line) for line in self.rows[flags[self.column.codes]]] if len(flags) else []

    @cached_property
    def wordless(self) -> bool:
        """No letter anywhere: numbers, days, telephones. Saves looking for names and places in a million of them."""
        return not any(_LETTER.search(text) for text in self.folded)

    def words(self, test: Callable[[str], object]) -> np.ndarray:
        """``flags`` for a test that needs letters."""
        return np.zeros(len(self.folded), dtype=bool) if self.wordless else self.flags(test)

    @cached_property
    def prose(self) -> bool:
        """A column of sentences."""
        long = self.words(lambda text: len(text) > FREE or "。" in text)
        return self.share(long) > 0.15

    @cached_property
    def names(self) -> np.ndarray:
        """Cells that are a name with a common surname."""
        return self.words(lambda text: len(text) <= FREE and see.name_strength(text) == 2)

    @cached_property
    def name_forms(self) -> np.ndarray:
        """Cells that have at least the form of a name."""
        return self.words(lambda text: len(text) <= FREE and see.name_strength(text) >= 1)

    @cached_property
    def is_names(self) -> bool:
        """The column holds names of persons."""
        if self.filled < 2 or self.prose:
            return False
        named, formed = self.count(self.names), self.count(self.name_forms)
        least = max(2, 0.3 * self.filled)
        return named >= least or (named >= 2 and formed >= max(3, 0.5 * self.filled))

    @cached_property
    def mobiles(self) -> np.ndarray:
        found = self.flags(see.is_mobile)
        cut = self.flags(lambda text: see.MOBILE_CUT.fullmatch(text))
        return found | cut if self.share(cut) >= 0.3 and self.count(cut) >= 2 else found

    @cached_property
    def phones(self) -> np.ndarray:
        return self.flags(see.PHONE.search)

    @cached_property
    def mails(self) -> dict[str, np.ndarray]:
        owners = [
            see.mail_owner(text) if "@" in text or "at" in text or "アット" in text else "" for text in self.folded
        ]
        return {
            kind: np.array([owner == kind for owner in owners], dtype=bool) for kind in ("private", "other", "office")
        }

    @cached_property
    def twelves(self) -> tuple[np.ndarray, np.ndarray]:
        """Texts with a number of twelve digits, and those in which such a number has the check digit of マイナンバー."""
        found = [see.twelves(text) if len(text) >= 12 else [] for text in self.folded]
        return np.array([bool(each) for each in found], dtype=bool), np.array(
            [any(see.is_mynumber(digits) for digits in each) for each in found], dtype=bool
        )

    @cached_property
    def addresses(self) -> np.ndarray:
        return self.words(lambda text: see.ADDRESS.search(text) and len(text) < 80)

    @cached_property
    def dwellings(self) -> np.ndarray:
        """Addresses down to the house."""
        return self.words(
            lambda text: (
                len(text) < 80 and see.ADDRESS.search(text) and (see.DWELLING.search(text) or see.ROOM.search(text))
            )
        )

    @cached_property
    def days(self) -> list[date]:
        """The days in the column, when nearly all its cells are days; else nothing."""
        filled = [text for text, weight in zip(self.folded, self.weights, strict=True) if weight]
        sample = filled[:: max(1, len(filled) // LOOK_AT)]
        if not sample or max(map(len, sample)) > 30:
            return []
        found = [day for text in sample if isinstance(day := date_(text).value, date)]
        return found if len(found) >= 0.7 * len(sample) else []

    @cached_property
    def is_birth(self) -> bool:
        """Days of 1920 to 2020 of many different years, under a heading that names no other kind of day."""
        key = fold(self.column.header).casefold().replace(" ", "").replace("_", "")
        if any(word in key for word in lexicon().not_birth) or len(self.days) < 3:
            return False
        years = sorted(day.year for day in self.days)
        inside = [year for year in years if 1920 <= year <= 2020]
        spread = years[int(0.9 * (len(years) - 1))] - years[int(0.1 * (len(years) - 1))]
        return len(inside) >= 0.9 * len(years) and spread >= 8 and len(set(years)) >= min(4, len(years))

    @cached_property
    def is_sex(self) -> bool:
        if self.weak != "sex" and not (self.distinct and self.distinct <= 5):
            return False
        known = self.flags(lambda text: text.casefold() in _SEX)
        coded = self.flags(lambda text: text in ("1", "2", "3", "9"))
        return self.share(known) > 0.9 or (self.weak == "sex" and self.share(known | coded) > 0.9)

    @cached_property
    def numeric(self) -> bool:
        number = self.flags(_NUMBER.fullmatch)
        return self.filled > 0 and self.share(number) >= 0.8


def profiles(sheet: Sheet) -> tuple[Profile, ...]:
    """One for each column."""
    return tuple(Profile(column, sheet.lines) for column in sheet.columns)
