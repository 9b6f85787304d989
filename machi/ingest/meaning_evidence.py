"""One column as evidence for its meaning: the header, and its distinct written texts with how often each stands there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from machi.ingest.meaning_values import is_mark
from machi.ingest.reading import EDGE, absent, fold
from machi.ingest.schema import header_key

SAMPLE = 400
"""Distinct texts of a column that are looked at, spread over the whole of it."""


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
    all: list[str]
    """Every distinct text with a value, and how often each stands there."""
    often: list[int]
    shares: dict[str, float] = field(default_factory=dict)

    def share(self, what: str, reads: Callable[[str], bool]) -> float:
        """Share of the looked-at texts that ``reads`` accepts."""
        if what not in self.shares:
            self.shares[what] = sum(map(reads, self.texts)) / len(self.texts) if self.texts else 0.0
        return self.shares[what]

    def numeric(self) -> Evidence:
        """The column without the words that mean missing among numbers only (x, なし): no figure is lost by them."""
        kept = [index for index, text in enumerate(self.all) if absent(fold(text)[0]) is None]
        if len(kept) == len(self.all):
            return self
        sample = [text for text in self.texts if absent(fold(text)[0]) is None]
        texts, often = [self.all[index] for index in kept], [self.often[index] for index in kept]
        return replace(self, texts=sample, all=texts, often=often, filled=sum(often), distinct=len(kept), shares={})

    @property
    def longest(self) -> float:
        return float(np.mean([len(text) for text in self.texts])) if self.texts else 0.0


def evidence_of(frame: pd.DataFrame, name: str, header: str, position: int) -> Evidence:
    codes, texts = pd.factorize(frame[name].to_numpy(dtype=object))
    often = np.bincount(codes[codes >= 0], minlength=len(texts))
    kept = [index for index, text in enumerate(texts) if isinstance(text, str) and not is_mark(text)]
    step = max(1, len(kept) // SAMPLE)
    sample = [texts[index].strip(EDGE) for index in kept[::step][:SAMPLE]]
    texts, counts = [texts[index] for index in kept], [int(often[index]) for index in kept]
    key = header_key(header)
    return Evidence(name, header, key, position, len(frame), sum(counts), sample, len(kept), texts, counts)
