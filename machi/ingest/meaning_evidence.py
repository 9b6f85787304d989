"""One column as evidence for its meaning: the header, and its distinct written texts with how often each stands there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from machi.ingest.meaning_values import NO_BID, is_censored, is_mark, may_be_missing
from machi.ingest.reading import EDGE, absent, fold
from machi.ingest.schema import header_key
from machi.ingest.side_by_side import side_by_side

SAMPLE = 400
"""Distinct texts of a column that are looked at, spread over the whole of it."""

_BANDS = re.compile(r"年齢|歳(?![入出])|学年|階級|区分")
_UNDER = re.compile(r"\d+[^\d.<]{1,6}未満")
"""A limit with its unit: where 5人 stands beside 5人未満, each is a band."""


@dataclass(frozen=True)
class Encoded:
    """A column of texts with each distinct text once. ``indices``: row → distinct text; a missing cell is blank."""

    indices: np.ndarray
    texts: pa.Array
    often: np.ndarray
    """How many rows have each text."""


def encoded(column: pd.Series) -> Encoded:
    """Encode a column. A million texts of which each stands once take a tenth of a second: do it once."""
    arrow = pa.array(column, from_pandas=True)
    arrow = arrow if pa.types.is_large_string(arrow.type) else arrow.cast(pa.large_string())
    if isinstance(arrow, pa.ChunkedArray):
        arrow = arrow.combine_chunks()
    if arrow.null_count:
        arrow = pc.fill_null(arrow, "")
    found = arrow.dictionary_encode()
    indices, texts = found.indices.to_numpy(zero_copy_only=False), found.dictionary.cast(pa.string())
    return Encoded(
        indices, texts, np.bincount(indices, minlength=len(texts)) if len(indices) else np.zeros(0, dtype=np.int64)
    )


def encoded_columns(frame: pd.DataFrame) -> dict[str, Encoded]:
    """Every column of a free reading, encoded."""
    names = [name for name in frame.columns if name != "source_row"]
    return dict(zip(names, side_by_side(encoded, [frame[name] for name in names], len(frame)), strict=True))


@dataclass
class Evidence:
    """One column as evidence: its header, and its distinct written texts."""

    name: str
    header: str
    key: str
    position: int
    rows: int
    filled: int
    texts: list[str]
    distinct: int
    all: pa.Array
    """Every distinct text with a value, and how often each stands there."""
    often: np.ndarray
    shares: dict[str, float] = field(default_factory=dict)

    def share(self, what: str, reads: Callable[[str], bool]) -> float:
        """Share of the looked-at texts that ``reads`` accepts."""
        if what not in self.shares:
            self.shares[what] = sum(map(reads, self.texts)) / len(self.texts) if self.texts else 0.0
        return self.shares[what]

    def numeric(self) -> Evidence:
        """The column without what means no number among numbers only (x, なし, 0.5未満): no figure is lost by them.

        Without any text where 3歳未満 is the first of the bands or ages, not a figure that is hidden.
        """
        if self._bands():
            return replace(self, texts=[], shares={})
        suspects = np.nonzero(may_be_missing(self.all))[0] if len(self.all) else ()
        gone = [int(index) for index in suspects if _no_number(self.all[int(index)].as_py())]
        if not gone:
            return self
        kept = np.ones(len(self.all), dtype=bool)
        kept[gone] = False
        often = self.often[kept]
        sample = [text for text in self.texts if not _no_number(text)]
        return replace(
            self,
            texts=sample,
            all=self.all.filter(pa.array(kept)),
            often=often,
            filled=int(often.sum()),
            distinct=int(kept.sum()),
            shares={},
        )

    def _bands(self) -> bool:
        limits = [text for text in self.texts if is_censored(text)]
        values = {fold(text)[0] for text in self.texts} if limits else set()
        return bool(limits) and (
            _BANDS.search(self.key) is not None
            or any(_UNDER.fullmatch(said) and said.removesuffix("未満") in values for said in values)
        )

    @property
    def longest(self) -> float:
        return float(np.mean([len(text) for text in self.texts])) if self.texts else 0.0


def _no_number(text: str) -> bool:
    """A word for missing, a limit that the number lies below (<0.5), or that no bid was made."""
    folded = fold(text)[0]
    return absent(folded) is not None or is_censored(text) or NO_BID.fullmatch(folded) is not None


def evidence_of(column: Encoded, rows: int, name: str, header: str, position: int) -> Evidence:
    """Look at one column of a free reading."""
    texts, often = column.texts, column.often
    kept = np.ones(len(texts), dtype=bool)
    for index in np.nonzero(may_be_missing(texts))[0] if len(texts) else ():
        kept[index] = not is_mark(texts[int(index)].as_py())
    if not kept.all():
        texts, often = texts.filter(pa.array(kept)), often[kept]
    step = max(1, len(texts) // SAMPLE)
    sample = [texts[index].as_py().strip(EDGE) for index in range(0, len(texts), step)][:SAMPLE]
    key = header_key(header)
    return Evidence(name, header, key, position, rows, int(often.sum()), sample, len(texts), texts, often)
