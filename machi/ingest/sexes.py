"""Whether what is written as 計 of men and women is their sum: side by side in a row, or below each other in a column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from machi.ingest.checks import Issue
from machi.ingest.meaning import Meaning
from machi.ingest.meaning_cells import read_column
from machi.ingest.meaning_values import BOTH, MEN, WOMEN, is_sum
from machi.ingest.schema import header_key

_OTHERS = frozenset(("その他", "不明", "不詳", "無回答", "回答しない"))
MOST_BESIDE = 3
"""Columns on each side of men, women and their 計 that may be further groups (法人, 答えたくない)."""
_WHOLE = ("計", "総数", "総計", "合計", "男女計", "総", "全体", "")
_LABELS = (
    "category",
    "name",
    "town",
    "text",
    "code",
    "month_number",
    "date",
    "month",
    "year",
    "fiscal_year",
    "address",
)


def sums_amiss(frame: pd.DataFrame, meanings: Sequence[Meaning]) -> tuple[Issue, ...]:
    """Each 計 that is not 男 + 女, in a free reading whose columns mean ``meanings``."""
    rows = frame["source_row"].to_numpy()
    return tuple(
        Issue(int(rows[at]), one.header, "sum_mismatch", f"{parts:,.10g}", f"{whole:,.10g}")
        for one, at, parts, whole in (*_across(frame, meanings), *_down(frame, meanings))
    )


Amiss = tuple[Meaning, int, float, float]
"""Column of the 計, position of its row, the sum of the parts, what is written."""


def _across(frame: pd.DataFrame, meanings: Sequence[Meaning]) -> Iterator[Amiss]:
    """A column of men, one of women and one that is called their sum."""
    by_key = {header_key(one.header): one for one in meanings if one.additive}
    for key, men in by_key.items():
        sex = next((word for word in ("男性", "男子", "男") if word in key), "")
        women = by_key.get(key.replace(sex, sex.replace("男", "女"))) if sex else None
        names = [key.replace(sex, word) for word in _WHOLE] if sex else []
        whole = next((by_key[name] for name in names if name in by_key), None)
        if women is None or whole is None or any(key.replace(sex, word) in by_key for word in _OTHERS):
            continue
        parts, written = _values(frame, men) + _values(frame, women), _values(frame, whole)
        differs = _differs(parts, written, whole)
        if _third_group(frame, meanings, (men, women, whole), written - parts, differs):
            continue
        for at in np.flatnonzero(differs):
            yield whole, int(at), float(parts[at]), float(written[at])


def _third_group(
    frame: pd.DataFrame, meanings: Sequence[Meaning], group: Sequence[Meaning], rest: np.ndarray, differs: np.ndarray
) -> bool:
    """Whether the 計 holds more than men and women: no row agrees, or columns beside them tell what is missing."""
    if not differs.any() or differs.sum() == (~np.isnan(rest)).sum():
        return True
    places = [at for at, one in enumerate(meanings) if one in group]
    left, right = meanings[: places[0]][::-1], meanings[places[-1] + 1 :]
    within = [one for one in meanings[places[0] : places[-1]] if one not in group]
    for beside in (right[:MOST_BESIDE], left[:MOST_BESIDE], within[:MOST_BESIDE]):
        total = np.zeros(len(rest))
        for one in beside:
            total += pd.to_numeric(frame[one.column].str.replace(",", ""), errors="coerce").fillna(0).to_numpy()
            if 2 * np.isclose(total, rest)[differs].sum() > differs.sum():
                return True
    return False


def _down(frame: pd.DataFrame, meanings: Sequence[Meaning]) -> Iterator[Amiss]:
    """A column of 男, 女 and 計: rows that are alike in all other words."""
    for sexes in (one for one in meanings if one.meaning == "category"):
        said = [text.strip() for text in frame[sexes.column].fillna("")]
        kind_of = {
            t: "男" if t in MEN else "女" if t in WOMEN else "計" if t in BOTH or is_sum(t) else t for t in set(said)
        }
        kinds = np.array([kind_of[t] for t in said])
        if not {"男", "女", "計"} <= set(kinds) or set(kinds) - {"男", "女", "計", ""}:
            continue
        labels = [one for one in meanings if one.meaning in _LABELS and one is not sexes and one.distinct < len(frame)]
        words = pd.MultiIndex.from_frame(frame[[one.column for one in labels]]) if labels else np.zeros(len(frame))
        keys = pd.factorize(words)[0]
        for one in (one for one in meanings if one.additive):
            values = _values(frame, one)
            for triple in _triples(keys, kinds):
                parts, whole = values[[triple["男"], triple["女"]]].sum(keepdims=True), values[[triple["計"]]]
                if _differs(parts, whole, one)[0]:
                    yield one, triple["計"], float(parts[0]), float(whole[0])


def _triples(keys: np.ndarray, kinds: np.ndarray) -> Iterator[Mapping[str, int]]:
    """Positions of the rows of 男, 女 and 計 for each key that has exactly one of each."""
    frame = pd.DataFrame({"key": keys, "kind": kinds, "at": np.arange(len(keys))})
    frame = frame[frame["kind"].isin(["男", "女", "計"])].drop_duplicates(["key", "kind"], keep=False)
    for _key, rows in frame.groupby("key", sort=False):
        if len(rows) == 3:
            yield dict(zip(rows["kind"], rows["at"], strict=True))


def _values(frame: pd.DataFrame, one: Meaning) -> np.ndarray:
    cells = read_column(frame[one.column], one)
    values: pa.Array = cells.column("DOUBLE")
    return values.to_numpy(zero_copy_only=False)


def _differs(parts: np.ndarray, whole: np.ndarray, one: Meaning) -> np.ndarray:
    """Beyond what rounding makes: whole numbers of single things have none, thousands (千人) and decimals have one each."""
    rounded = one.unit[:1] in "千百万億" if one.unit else False
    known = whole[~np.isnan(whole)]
    digits = max((len(f"{value:.10g}".partition(".")[2]) for value in known[:1000]), default=0)
    slack = 1.5 * 10.0**-digits if rounded or digits else 1e-6
    with np.errstate(invalid="ignore"):
        return np.abs(parts - whole) > slack
