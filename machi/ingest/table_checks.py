"""Checks that need more than one cell: sums, duplicates, foreign municipality codes, points far from all others.

They only add issues; no row leaves the table here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from machi.ingest.checks import Issue
from machi.ingest.columns import Cells
from machi.ingest.estat import GROUP_COLUMNS, cut_groups
from machi.ingest.repairs import numbers
from machi.ingest.schema import Schema

FAR_KM = 30
"""A city is rarely wider; a point farther from the median of all points is most likely a typing error."""
KM_PER_DEGREE = 111.2
ENOUGH_POINTS = 10

SAID_ROWS = 100
"""Rows that are told one by one; each sentence says how many there are."""
SHORT, PLAIN_SHORT = 10, 5
"""Bytes that a latitude of two decimals never reaches, and that one in plain digits (37.49) never passes."""
_COARSE = r"^\s*[0-9]{1,3}(\.[0-9]{0,2})?\s*$"

_CLASSES = tuple(f"{low}_{low + 4}" for low in range(0, 85, 5))
_OVER_85 = ("85_89", "90_94", "95_99", "100_over")


def required(cells: Mapping[str, Cells], schema: Schema, filled: frozenset[str]) -> list[Issue]:
    """Blank cells of required columns; ``filled`` are columns that were completed from elsewhere."""
    issues = []
    for column in schema.columns:
        if not column.required or column.name in filled or column.name not in cells:
            continue
        found = cells[column.name]
        issues += [
            Issue(int(found.rows[i]), column.name, "required_missing") for i in found.has(found.marks == "blank")
        ]
    return issues


def sums(cells: Mapping[str, Cells], rows: np.ndarray) -> list[Issue]:
    """men + women = total, and the age classes with the unknown = total. A dash counts as 0 here, a blank doesn't."""
    length = len(rows)
    total = _with_dashes(cells.get("total"), length)
    by_sex = _with_dashes(cells.get("men"), length) + _with_dashes(cells.get("women"), length)
    by_age = _ages("m", cells, length) + _ages("f", cells, length)
    issues = []
    for column, found in (("men", by_sex), ("m_0_4", by_age)):
        for index in np.nonzero(~np.isnan(found) & ~np.isnan(total) & (found != total))[0]:
            issues.append(Issue(int(rows[index]), column, "sum_mismatch", f"{found[index]:.0f}", f"{total[index]:.0f}"))
    return issues


def _ages(sex: str, cells: Mapping[str, Cells], length: int) -> np.ndarray:
    people = sum((_with_dashes(cells.get(f"{sex}_{ages}"), length) for ages in _CLASSES), np.zeros(length))
    over = _with_dashes(cells.get(f"{sex}_85_over"), length)
    apart = sum((_with_dashes(cells.get(f"{sex}_{ages}"), length) for ages in _OVER_85), np.zeros(length))
    unknown = np.nan_to_num(_with_dashes(cells.get(f"{sex}_unknown"), length))
    return people + np.where(np.isnan(over), apart, over) + unknown


def _with_dashes(cells: Cells | None, length: int) -> np.ndarray:
    found = numbers(cells, length)
    if cells is not None:
        found[cells.flag(cells.marks == "none")] = 0
    return found


@dataclass
class Whole:
    """What must be remembered of each piece to judge the whole file: key columns, codes and points, nothing else."""

    schema: Schema
    keys: list[dict[str, pd.Series]] = field(default_factory=list)
    places: list[dict[str, pd.Series]] = field(default_factory=list)
    groups: list[pd.DataFrame] = field(default_factory=list)
    rows: list[tuple[np.ndarray, np.ndarray]] = field(default_factory=list)
    points: int = 0
    coarse: int = 0

    def remember(self, frame: pd.DataFrame, mapped: frozenset[str]) -> None:
        """``mapped``: columns that the file has."""
        if self.schema.key and set(self.schema.key) & mapped:
            self.keys.append({name: frame[name] for name in ("source_row", *self.schema.key)})
        if {"lat", "municipality_code"} & set(frame.columns):
            wanted = ("source_row", "lat", "lon", "municipality_code")
            self.places.append({name: frame[name] for name in wanted if name in frame})

        if "htksyori" in mapped:
            self.groups.append(frame[["source_row", *GROUP_COLUMNS]])

    def remember_rows(self, columns: Sequence[pa.Array], rows: np.ndarray, mapped: frozenset[str]) -> None:
        """One number for all texts of a row. Rows of a kind with a key are judged by their key."""
        if set(self.schema.key) & mapped or not columns:
            return
        joined = pc.binary_join_element_wise(*columns, pa.scalar("\x1f", type=pa.large_string()))
        self.rows.append(
            (rows, np.fromiter(map(hash, joined.cast(pa.large_binary()).to_pylist()), dtype=np.int64, count=len(rows)))
        )

    def remember_decimals(self, cells: Mapping[str, Cells], frame: pd.DataFrame) -> None:
        """How many usable points there are, and how many of them have two decimals or fewer in both numbers."""
        lat, lon = cells.get("lat"), cells.get("lon")
        if lat is None or lon is None:
            return
        there = frame["lat"].notna().to_numpy()
        self.points += int(there.sum())
        lengths = pc.binary_length(lat.source).to_numpy(zero_copy_only=False)
        spelt = np.zeros(len(lengths), dtype=bool)
        spelt[lat.odd] = lengths[lat.odd] < SHORT  # by hand: with spaces, a sign of degrees …
        short = ((lengths <= PLAIN_SHORT) | spelt) & there
        if short.any():
            sides = (side.source.filter(pa.array(short)) for side in (lat, lon))
            coarse = pc.and_(*(pc.match_substring_regex(side, _COARSE) for side in sides))
            self.coarse += int(pc.sum(coarse).as_py() or 0)

    def issues(self) -> list[Issue]:
        cut = cut_groups(pd.concat(self.groups, ignore_index=True)) if self.groups else []
        return [*self._duplicates(), *self._same_rows(), *self._municipalities(), *self._far(), *self._coarse(), *cut]

    def _duplicates(self) -> list[Issue]:
        """Rows whose key was met before. A key that is mostly missing names nothing."""
        if not self.keys:
            return []
        names = list(self.schema.key)
        if any(_all_distinct(_column(self.keys, name)) for name in names):
            return []
        table = pd.DataFrame({name: _column(self.keys, name) for name in self.keys[0]})
        table = table[table[names].isna().sum(axis=1) < max(1, len(names) - 1)]
        if not table.duplicated(names).any():
            return []
        first = table.groupby(names, dropna=False)["source_row"].transform("first")
        again = table[table.duplicated(names)]
        return [
            Issue(int(row.source_row), names[0], "duplicate", _key_text(row, names), str(first[row.Index]))
            for row in again.itertuples()
        ]

    def _same_rows(self) -> list[Issue]:
        if not self.rows:
            return []
        lines, marks = (np.concatenate(parts) for parts in zip(*self.rows, strict=True))
        table = pd.DataFrame({"line": lines, "mark": marks})
        again = table[table.duplicated("mark")]
        if again.empty:
            return []
        first = table.groupby("mark")["line"].transform("first")
        return [
            Issue(int(line), "", "duplicate_row", str(first[at]), str(len(again) + again["mark"].nunique()))
            for at, line in zip(again.index[:SAID_ROWS], again["line"], strict=False)
        ]

    def _coarse(self) -> list[Issue]:
        if self.coarse < ENOUGH_POINTS or self.coarse * 2 < self.points:
            return []
        return [Issue(0, "lat", "coarse_points", str(self.coarse), str(self.points))]

    def _municipalities(self) -> list[Issue]:
        tables = [table for table in self.places if "municipality_code" in table]
        if (
            not tables
            or len(pc.unique(pa.array(_column(tables, "municipality_code"), from_pandas=True).drop_null())) < 2
        ):
            return []
        table = pd.DataFrame({name: _column(tables, name) for name in ("source_row", "municipality_code")}).dropna()
        counts = table["municipality_code"].value_counts()
        usual = str(counts.index[0])
        if counts.iloc[0] < 0.9 * counts.sum():
            return [Issue(0, "municipality_code", "several_municipalities", "、".join(map(str, counts.index[:10])))]
        foreign = table[table["municipality_code"] != usual]
        return [
            Issue(int(row.source_row), "municipality_code", "other_municipality", str(row.municipality_code), usual)
            for row in foreign.itertuples()
        ]

    def _far(self) -> list[Issue]:
        tables = [table for table in self.places if "lat" in table]
        if not tables:
            return []
        lat, lon = (_column(tables, name).to_numpy() for name in ("lat", "lon"))
        there = ~(np.isnan(lat) | np.isnan(lon))
        lat, lon = lat[there], lon[there]
        if len(lat) < ENOUGH_POINTS:
            return []
        middle = np.median(lat), np.median(lon)
        east = (lon - middle[1]) * np.cos(np.radians(middle[0]))
        far = (lat - middle[0]) ** 2 + east**2 > (FAR_KM / KM_PER_DEGREE) ** 2
        if far.mean() > 0.05 or not far.any():
            return []  # of a prefecture or the country nothing is far from the others
        rows = _column(tables, "source_row").to_numpy()[there]
        return [
            Issue(int(row), "lat", "far_point", f"{north},{east}", str(FAR_KM))
            for row, north, east in zip(rows[far], lat[far].tolist(), lon[far].tolist(), strict=True)
        ]


def _column(pieces: Sequence[Mapping[str, pd.Series]], name: str) -> pd.Series:
    """A remembered column of the whole file."""
    return pd.concat([piece[name] for piece in pieces], ignore_index=True)


def _all_distinct(values: pd.Series) -> bool:
    """Cheaper than looking for duplicates: a tenth of the time where there are none."""
    arrow = pa.array(values, from_pandas=True)
    if arrow.null_count > 1:
        return False
    rising = len(arrow) > 1 and pc.all(pc.less(arrow.slice(0, len(arrow) - 1), arrow.slice(1))).as_py()
    return bool(rising) or len(pc.unique(arrow)) == len(arrow)


def _key_text(row: tuple[object, ...], names: list[str]) -> str:
    return " / ".join(str(getattr(row, name)) for name in names if not pd.isna(getattr(row, name)))
