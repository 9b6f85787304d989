"""What the cards of any statistic share: choosing it, its figures by period and category, notes, the empty card."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from machi.cards import words
from machi.cards.address import Param
from machi.cards.card import Card, Ran, Source, TableColumn
from machi.cards.statistics_periods import axis_title, axis_values, period_label
from machi.ingest.meaning_words import NOT_ADDITIVE
from machi.ingest.schema import header_key
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

KINDS = ("waste", "statistic")
PARAMS = (Param("topic", "text", ""), Param("item", "text", ""))
MOST_LINES, MOST_PARTS = 4, 5
"""Lines that can be told apart by colour and named at their ends; parts of a bar beside その他."""
_EACH = re.compile("[1１一]人")
_FILE = re.compile(r"\.(csv|tsv|txt|xls[xm]?|ods)(（.*）)?$", re.IGNORECASE)
_RATE_UNITS = ("%", "％", "‰", "度", "℃", "/", "／", "ポイント", "指数")


@dataclass(frozen=True)
class Statistic:
    """One indicator of one statistic. ``frame``: the rows of ``statistic_values`` of one type of period."""

    topic: str
    title: str
    item: str
    unit: str
    period_type: str
    frame: pd.DataFrame
    sources: tuple[Source, ...]
    ran: tuple[Ran, ...]
    left_out: int
    """Rows with another type of period (a 年 among 年度)."""

    @property
    def name(self) -> str:
        """What is counted, for a sentence. Of a file without a title of its own its item: the sentence ends with the file."""
        if _FILE.search(self.title):
            return _("「{what}」").format(what=self.item or _("この表の数"))
        title = self.title.removesuffix("（見本）")
        return self.item if self.item and self.item in title else words.titled(title, self.item) if self.item else title

    @property
    def additive(self) -> bool:
        """Whether its categories may be added up: not if it is a rate, a mean or an index."""
        state = NOT_ADDITIVE.search(header_key(self.item)) or _EACH.search(self.item)
        return not state and not any(word in self.unit for word in _RATE_UNITS)

    @property
    def digits(self) -> int:
        values = self.frame["value"].dropna()
        return 0 if (values == values.round()).all() or values.abs().max() >= 1000 else 1

    @property
    def whole(self) -> pd.DataFrame:
        """Periods that are over: compared and drawn as a line."""
        return self.frame[~self.frame["part"]]

    @property
    def source_words(self) -> str:
        return _("・").join(dict.fromkeys(source.title for source in self.sources))

    def label(self, start: Any) -> str:
        return period_label(as_day(start), self.period_type)

    def says(self, value: float) -> str:
        """A value with its unit."""
        return words.with_unit(words.number(value, self.digits), self.unit)


def as_day(value: Any) -> date:
    return value.date() if isinstance(value, pd.Timestamp) else value


def choose(shelf: Shelf, topic: str, item: str, base: int | None = None) -> Statistic | None:
    """The statistic that is asked for, the first one for an unknown name; None without any."""
    topics = shelf.ask("statistic_topics")
    if topics.frame.empty:
        return None
    known = topics.frame["topic"].tolist()
    topic = topic if topic in known else known[0]
    row = topics.frame[topics.frame["topic"] == topic].iloc[0]
    items = shelf.ask("statistic_items", topic=topic)
    names = items.frame["item"].tolist()
    item = item if item in names else names[0]
    unit = items.frame.loc[items.frame["item"] == item, "unit"].iloc[0]
    answer = shelf.ask("statistic_values", topic=topic, item=item, base=base)
    types = answer.frame["period_type"].value_counts()
    kept = answer.frame[answer.frame["period_type"] == types.index[0]].reset_index(drop=True)
    sources = shelf.sources(row["kind"])
    if row["kind"] == "statistic":
        sources = tuple(source for source in sources if source.dataset == row["dataset"])
    title = topic_title(shelf, topic)
    ran = (answer.ran,)
    return Statistic(topic, title, item, unit, types.index[0], kept, sources, ran, len(answer.frame) - len(kept))


def topic_title(shelf: Shelf, topic: str) -> str:
    """What a statistic is called where one is chosen: the kind's title, or that of the published file."""
    if topic in shelf.schemas:
        return shelf.schemas[topic].title
    found = shelf.catalogue.by_id.get(topic)
    return found.title if found else topic


def largest(statistic: Statistic, most: int) -> list[str]:
    """The categories to draw: totals aside (unless there is nothing else), largest at the newest whole period first."""
    frame = statistic.whole.dropna(subset=["value"])
    if not frame["is_total"].all():
        frame = frame[~frame["is_total"]]
    if frame.empty:
        return []
    newest = frame.sort_values("start_on").groupby("category", sort=False)["value"].last()
    return [str(name) for name in newest.sort_values(ascending=False, kind="stable").index[:most]]


def wide(statistic: Statistic, frame: pd.DataFrame, column: str, categories: Sequence[str]) -> pd.DataFrame:
    """One row per period: ``x`` for the axis, ``start_on``, and one column per category (``c0``, ``c1`` …)."""
    # A dict, not pivot_table: for a few dozen cells that is a third of the card's time.
    cells = dict(
        zip(
            zip(frame["start_on"].tolist(), frame["category"].tolist(), strict=True),
            frame[column].tolist(),
            strict=True,
        )
    )
    starts = sorted({start for start, _category in cells})
    values = axis_values([as_day(start) for start in starts], statistic.period_type)
    made: dict[str, Any] = {"start_on": starts, "x": starts if values and isinstance(values[0], date) else values}
    for index, category in enumerate(categories):
        made[f"c{index}"] = [cells.get((start, category)) for start in starts]
    return pd.DataFrame(made)


def series_of(categories: Sequence[str]) -> dict[str, str]:
    """Column → label for a chart of ``wide``."""
    return {f"c{index}": category or _("全体") for index, category in enumerate(categories)}


def table_columns(statistic: Statistic, *more: TableColumn) -> tuple[TableColumn, ...]:
    value = TableColumn("value", _("値"), statistic.unit, "integer" if statistic.digits == 0 else "decimal1")
    return (
        TableColumn("period", axis_title(statistic.period_type)),
        TableColumn("category", _("区分")),
        value,
        *more,
        TableColumn("part", _("途中まで")),
    )


def table_of(statistic: Statistic) -> pd.DataFrame:
    """All rows, with the period in words and 途中 written out."""
    frame = statistic.frame.assign(period=[statistic.label(start) for start in statistic.frame["start_on"]])
    return frame.assign(part=[_("途中まで") if part else "―" for part in frame["part"]])


def notes(statistic: Statistic, drawn: Sequence[str] = ()) -> tuple[str, ...]:
    """What every card of a statistic says of gaps, parts of years and categories that are only in the table."""
    frame = statistic.frame
    said = []
    parts = frame.loc[frame["part"], "start_on"].drop_duplicates()
    if len(parts):
        names = _("、").join(statistic.label(start) for start in parts)
        said.append(_("{names}は途中までの数値です。ほかの時点とは比べていません。").format(names=names))
    rest = frame.loc[~frame["category"].isin(drawn) & ~frame["is_total"], "category"].nunique() if drawn else 0
    if rest:
        said.append(
            _("図は大きいほうから{n}区分です。ほかの{rest}区分は表にあります。").format(n=len(drawn), rest=rest)
        )
    if (frame["lines"] > 1).any():
        said.append(_("同じ時点・区分の行が2つ以上あるところは、どれが正しいか決められないため数値を出していません。"))
    elif frame["value"].isna().any():
        said.append(_("数値のないところは空けてあります（0ではありません）。"))
    if statistic.left_out:
        said.append(_("時点の種類が違う{n}行は使っていません。").format(n=statistic.left_out))
    return tuple(said)


def nothing(shelf: Shelf, title: str, why: str, way_out: str, *, kinds: Sequence[str] = KINDS) -> Card:
    """The empty card: why, and one way out."""
    return Card(
        id="", params={}, title=title, finding=f"{why}{way_out}", table=pd.DataFrame(), columns=(),
        sources=shelf.sources(*kinds), empty=True,
    )  # fmt: skip


def no_figures(shelf: Shelf, title: str) -> Card:
    return nothing(
        shelf,
        title,
        _("時点と数値を読み取れる行がありません。"),
        _("「データ一覧」で、このデータの見つかった点を確かめてください。"),
    )
