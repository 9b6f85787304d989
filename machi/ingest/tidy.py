"""Any table of figures over time to tidy rows: one period, one category, one item, one value with its unit.

Statistics come in three shapes, told apart by the headers and the cells: periods down a column with the figures beside
them (``long``, which includes "項目, 値"), and a cross table whose *headers* are the periods (``cross``). What can't be
placed is named in ``unused``, never guessed. Pure: a frame of texts goes in (the free reading of ``machi.ingest``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal

import pandas as pd

from machi.ingest.checks import Issue, expected_of
from machi.ingest.meaning_values import is_sum
from machi.ingest.meaning_words import CODE
from machi.ingest.month_headers import is_year_title, month_positions, months_in
from machi.ingest.periods import Period, month_of_fiscal_year, read_period
from machi.ingest.quantities import number
from machi.ingest.reading import Reading, absent, fold
from machi.ingest.schema import header_key

COLUMNS = (
    "source_row", "period", "period_type", "start_on", "end_on", "part_year", "category", "item", "value", "unit",
    "mark",
)  # fmt: skip
ENOUGH = 0.8
"""Share of a column's filled cells that must read as a period (or a number) for the column to be one."""
JOIN = "・"

_FISCAL_TITLES = {header_key(title) for title in ("年度", "会計年度", "決算年度", "fiscal year", "fy", "nendo")}
_PERIOD_TITLES = {
    header_key(title)
    for title in (
        "年", "西暦", "和暦", "暦年", "年次", "年月", "年月日", "日付", "月日", "調査年", "調査年月日", "調査日", "基準日",
        "時点", "期間", "期日", "year", "date", "year month", "survey date", "period", "time",
    )
}  # fmt: skip
_MONTH_TITLES = {header_key(title) for title in ("月", "month")}
_ITEM_TITLES = {header_key(title) for title in ("項目", "指標", "統計項目", "item", "indicator", "measure")}
_VALUE_TITLES = {header_key(title) for title in ("値", "数値", "実績", "実績値", "value")}
_UNIT_TITLES = {header_key(title) for title in ("単位", "unit")}
_ASIDE_TITLES = {
    header_key(title)
    for title in (
        "#property", "id", "_id", "no", "NO", "№", "番号", "備考", "注", "注記", "note", "remarks", "全国地方公共団体コード",
        "都道府県コード又は市区町村コード", "市区町村コード", "団体コード", "地方公共団体名", "都道府県名", "市区町村名",
    )
}  # fmt: skip
_WRITTEN = re.compile("更新|登録|作成日|公開日|掲載日|取得日")
"""When a row was written: not the time that it tells of."""
_UNIT = re.compile(r"(?P<name>.+?)\s*(?:[（(\[](?P<in>[^()（）\[\]]{1,12})[)）\]]|_(?P<tail>[A-Za-z%㎡㎥㎞]{1,6}))\s*")


@dataclass(frozen=True)
class Tidy:
    """``frame`` has ``COLUMNS``; ``unused`` are titles of columns that are no part of it; ``fixed`` text columns that
    say the same in every row (title → text)."""

    shape: Literal["long", "cross", ""]
    frame: pd.DataFrame
    issues: list[Issue] = field(default_factory=list)
    unused: tuple[str, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)


def tidy(frame: pd.DataFrame, titles: Mapping[str, str] | None = None) -> Tidy:
    """``frame``: texts, one column a published column, ``source_row`` if known. ``titles``: column → published header.

    A frame without any period gives no rows and the shape "".
    """
    names = [name for name in frame.columns if name != "source_row"]
    shown = {name: str((titles or {}).get(name, name)).strip() for name in names}
    texts = {
        name: ["" if cell is None or cell != cell else str(cell) for cell in frame[name].tolist()] for name in names
    }
    rows = frame["source_row"].astype(int).tolist() if "source_row" in frame else list(range(1, len(frame) + 1))
    headed = {name: period for name in names if (period := read_period(shown[name], bare=True)) is not None}
    if len(headed) >= 2:
        return _cross(texts, shown, rows, headed)
    column = _period_column(texts, shown)
    if column is None:
        return Tidy("", pd.DataFrame(columns=list(COLUMNS)), unused=tuple(shown.values()))
    return _years_and_months(texts, shown, rows, column) or _long(texts, shown, rows, column)


def unit_of(title: str) -> tuple[str, str]:
    """``量_t`` → (量, t), ``人口（人）`` → (人口, 人); a title without a unit keeps all of its text."""
    match = _UNIT.fullmatch(title)
    return (match["name"], match["in"] or match["tail"]) if match else (title, "")


def _period_column(texts: Mapping[str, list[str]], shown: Mapping[str, str]) -> str | None:
    """The leftmost column of periods; one that is called so goes before one that merely reads so."""
    called = [name for name in texts if header_key(shown[name]) in _FISCAL_TITLES | _PERIOD_TITLES]
    for name in [*called, *(name for name in texts if name not in called and not _WRITTEN.search(shown[name]))]:
        fiscal = header_key(shown[name]) in _FISCAL_TITLES
        times = [cell for cell in texts[name] if not is_sum(cell)]  # 合計 below the years is none of them
        if _share(times, lambda cell, f=fiscal, b=name in called: read_period(cell, fiscal=f, bare=b)) >= ENOUGH:
            return name
    return None


def _share(cells: Sequence[str], reads: Any) -> float:
    """Share of the filled cells that ``reads`` makes something of; 0 without any filled cell."""
    filled = {cell for cell in set(cells) if absent(fold(cell)[0]) is None}
    return sum(reads(cell) is not None for cell in filled) / len(filled) if filled else 0.0


def _is_time(key: str, cells: Sequence[str]) -> bool:
    """Whether a column says the time once more (和暦 beside 西暦): that is no category."""
    called = key in _PERIOD_TITLES or key in _FISCAL_TITLES
    return called and _share(cells, lambda cell: read_period(cell, bare=True)) >= ENOUGH


def _numeric(cells: Sequence[str]) -> bool:
    written = {cell.strip() for cell in cells if cell.strip()}
    if sum(cell.isdigit() and cell[0] == "0" < cell for cell in written) > 0.3 * len(written):
        return False  # 009020000000 is no number
    return _share(cells, lambda cell: number(cell).value) >= ENOUGH


def _long(texts: Mapping[str, list[str]], shown: Mapping[str, str], rows: list[int], at: str) -> Tidy:
    fiscal = header_key(shown[at]) in _FISCAL_TITLES
    known = {cell: read_period(cell, fiscal=fiscal, bare=True) for cell in set(texts[at])}
    periods = [known[cell] for cell in texts[at]]
    written = [cell.strip() for cell in texts[at]]
    rest = [name for name in texts if name != at]
    months = next((name for name in rest if header_key(shown[name]) in _MONTH_TITLES), None)
    if months is not None and all(period is None or period.type in ("fiscal_year", "year") for period in periods):
        periods = [_in_month(period, cell) for period, cell in zip(periods, texts[months], strict=True)]
        written = [" ".join((year, cell.strip())).strip() for year, cell in zip(written, texts[months], strict=True)]
        rest.remove(months)
    parts = _Parts.of(texts, shown, rest)
    if len(set(periods)) == len(periods):  # one row for each time: its words (曜日, 備考) divide nothing
        parts = replace(parts, labels=(), aside=(*parts.aside, *parts.labels))
    issues = [
        Issue(row, "", "total_row", cell.strip())
        if is_sum(cell)
        else Issue(row, shown[at], "not_a_date", cell, expected_of("date"))
        for row, cell, period in zip(rows, texts[at], periods, strict=True)
        if period is None and cell.strip()
    ]
    made: list[tuple[Any, ...]] = []
    categories, numeral = parts.categories(texts, len(rows)), cache(number)
    for index, (period, category) in enumerate(zip(periods, categories, strict=True)):
        if period is None:
            continue
        for name in parts.values:
            item, unit = parts.called(shown, texts, name, index)
            facts = _cell(numeral(texts[name][index]), texts[name][index], rows[index], shown[name], issues)
            made.append((rows[index], written[index], *_when(period), category, item, facts[0], unit, facts[1]))
    return Tidy("long", pd.DataFrame(made, columns=list(COLUMNS)), issues, parts.unused(shown), parts.fixed(shown))


def _cross(
    texts: Mapping[str, list[str]], shown: Mapping[str, str], rows: list[int], headed: Mapping[str, Period]
) -> Tidy:
    rest = [name for name in texts if name not in headed]
    parts = _Parts.of(texts, shown, rest)
    issues: list[Issue] = []
    made: list[tuple[Any, ...]] = []
    units = [parts.text_at(texts, parts.unit, index) for index in range(len(rows))]
    # Rows in different units (冊, 人) are different indicators, not parts of one whole that could be added up.
    apart = parts.item is None and len(set(units)) > 1
    categories, numeral = parts.categories(texts, len(rows)), cache(number)
    for index, (row, unit, label) in enumerate(zip(rows, units, categories, strict=True)):
        item, category = (label, "") if apart else (parts.text_at(texts, parts.item, index), label)
        for name, period in headed.items():
            value, mark = _cell(numeral(texts[name][index]), texts[name][index], row, shown[name], issues)
            made.append((row, shown[name], *_when(period), category, item, value, unit, mark))
    unused = (*parts.unused(shown), *(shown[name] for name in parts.values))
    return Tidy("cross", pd.DataFrame(made, columns=list(COLUMNS)), issues, unused, parts.fixed(shown))


def _years_and_months(
    texts: Mapping[str, list[str]], shown: Mapping[str, str], rows: list[int], at: str
) -> Tidy | None:
    """A row for each year with its months side by side, as a table whose headers are times; None when it is none."""
    if not is_year_title(shown[at]):
        return None
    names = list(texts)
    months = {names[place]: number for place, number in month_positions([shown[name] for name in names]).items()}
    months = {name: number for name, number in months.items() if name != at and _numeric(texts[name])}
    fiscal = header_key(shown[at]) in _FISCAL_TITLES
    years = [read_period(cell, fiscal=fiscal, bare=True) for cell in texts[at]]
    known = [months_in(year, months.values()) if year is not None else [] for year in years]
    if (
        len(months) < 2
        or not any(known)
        or any(year is not None and not made for year, made in zip(years, known, strict=True))
    ):
        return None
    parts = _Parts.of(texts, shown, [name for name in names if name != at and name not in months])
    issues: list[Issue] = []
    made: list[tuple[Any, ...]] = []
    categories, numeral = parts.categories(texts, len(rows)), cache(number)
    for index, (row, category, periods) in enumerate(zip(rows, categories, known, strict=True)):
        for name, period in zip(months, periods, strict=False):
            value, mark = _cell(numeral(texts[name][index]), texts[name][index], row, shown[name], issues)
            unit = parts.text_at(texts, parts.unit, index)
            said = f"{texts[at][index].strip()} {shown[name]}"
            made.append(
                (row, said, *_when(period), category, parts.text_at(texts, parts.item, index), value, unit, mark)
            )
    unused = (*parts.unused(shown), *(shown[name] for name in parts.values))
    return Tidy("cross", pd.DataFrame(made, columns=list(COLUMNS)), issues, unused, parts.fixed(shown))


def _when(period: Period) -> tuple[Any, ...]:
    return period.type, period.start, period.end, period.part


def _in_month(period: Period | None, cell: str) -> Period | None:
    value = number(cell.strip().removesuffix("月")).value
    if period is None or value is None or value not in range(1, 13):
        return period
    return month_of_fiscal_year(period, int(value))


def _cell(reading: Reading, text: str, row: int, column: str, issues: list[Issue]) -> tuple[float | None, str]:
    """Value and mark of one cell; what is neither becomes an issue."""
    if reading.problem:
        issues.append(Issue(row, column, reading.problem, text, expected_of("number")))
    return reading.value, "" if reading.value is not None else reading.mark


@dataclass(frozen=True)
class _Parts:
    """What the columns beside the period are."""

    values: tuple[str, ...]
    labels: tuple[str, ...]
    item: str | None
    unit: str | None
    same: Mapping[str, str]
    aside: tuple[str, ...]

    @classmethod
    def of(cls, texts: Mapping[str, list[str]], shown: Mapping[str, str], names: Sequence[str]) -> _Parts:
        keys = {name: header_key(shown[name]) for name in names}
        unit = next((name for name in names if keys[name] in _UNIT_TITLES), None)
        item = next((name for name in names if keys[name] in _ITEM_TITLES), None)
        values, labels, same, aside = [], [], {}, []
        for name in names:
            filled = {cell.strip() for cell in set(texts[name]) if absent(fold(cell)[0]) is None}
            if name in (unit, item):
                continue
            if (
                keys[name] in _ASIDE_TITLES
                or CODE.search(keys[name])
                or not filled
                or _is_time(keys[name], texts[name])
            ):
                aside.append(name)
            elif keys[name] in _VALUE_TITLES or _numeric(texts[name]):
                values.append(name)
            elif len(filled) == 1 and len(texts[name]) > 1 and all(cell.strip() for cell in texts[name]):
                same[name] = filled.pop()
            else:
                labels.append(name)
        return cls(tuple(values), tuple(labels), item, unit, same, tuple(aside))

    def categories(self, texts: Mapping[str, list[str]], rows: int) -> list[str]:
        """The labels of each row joined; a dash says that the label doesn't apply."""
        columns = [[cell.strip() for cell in texts[name]] for name in self.labels]
        said = {cell: absent(fold(cell)[0]) is None for column in columns for cell in set(column)}
        if not columns:
            return [""] * rows
        return [JOIN.join(cell for cell in cells if said[cell]) for cells in zip(*columns, strict=True)]

    def called(
        self, shown: Mapping[str, str], texts: Mapping[str, list[str]], name: str, index: int
    ) -> tuple[str, str]:
        """Item and unit of a value: its own columns where there are some, else the value column's title."""
        title, unit = unit_of(shown[name])
        said = self.text_at(texts, self.item, index)
        if said and len(self.values) > 1:
            said = f"{said}{JOIN}{title}"
        return said or title, self.text_at(texts, self.unit, index) or unit

    @staticmethod
    def text_at(texts: Mapping[str, list[str]], name: str | None, index: int) -> str:
        return texts[name][index].strip() if name is not None else ""

    def unused(self, shown: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(shown[name] for name in self.aside)

    def fixed(self, shown: Mapping[str, str]) -> dict[str, str]:
        return {shown[name]: text for name, text in self.same.items()}
