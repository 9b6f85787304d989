"""What the cards of any table share: which file and columns, values in words, what is missing, the empty card.

A card's parameters are published headers. A header that the file lacks, or that can't play the role, counts as not
chosen: the card then takes what ``suggest`` would, so that a link never ends in an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from machi.cards import words
from machi.cards.address import Param
from machi.cards.card import Card, Chart, Ran, Source, TableColumn
from machi.ingest.meaning import NUMBERS, TIMES, Meaning
from machi.ingest.suggest import Offer, suggest
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

NEEDS = ("anything",)
DATASET = Param("dataset", "text", "")
LONGEST = 18
"""Characters of a name on an axis or in a sentence; the table has all of it."""
LABELS = ("name", "town", "category", "code", "address", "text", "month_number", *TIMES)
GROUPS = ("category", "town", "name", "code", "month_number", "text", *TIMES)


@dataclass(frozen=True)
class Gaps:
    """Cells of a column without a value, by why there is none."""

    blank: int
    none: int
    unknown: int
    suppressed: int
    unreadable: int
    censored: int

    @property
    def all(self) -> int:
        return self.blank + self.none + self.unknown + self.suppressed + self.unreadable + self.censored


@dataclass(frozen=True)
class Table:
    """One file: its columns as they were understood, and where it comes from."""

    dataset: str
    columns: tuple[Meaning, ...]
    gaps: Mapping[str, Gaps]
    rows: int
    placed: int
    totals: int
    how: Mapping[str, int]
    """Rows by how they were put on the map (town, mesh, failed, blank)."""
    sources: tuple[Source, ...]
    ran: Ran

    @property
    def title(self) -> str:
        return self.sources[0].title if self.sources else self.dataset

    @cached_property
    def by_header(self) -> Mapping[str, Meaning]:
        return {column.header: column for column in self.columns}

    def of(self, *meanings: str) -> list[Meaning]:
        return [column for column in self.columns if column.meaning in meanings and column.filled]

    def choose(self, header: str, meanings: Sequence[str]) -> Meaning | None:
        """The column of that header if it can play the role."""
        found = self.by_header.get(header)
        return found if found is not None and found.meaning in meanings and found.filled else None

    @cached_property
    def offers(self) -> list[Offer]:
        return suggest(self.columns, self.rows)

    def usual(self, card_id: str) -> dict[str, str]:
        """The columns that ``suggest`` would give this card."""
        return next((offer.params for offer in self.offers if offer.card_id == card_id), {})

    @property
    def label(self) -> Meaning | None:
        """What names a row."""
        codes = sorted(self.of("code"), key=lambda one: -one.distinct)
        return next(iter(self.of("name") or self.of("town") or self.of("address") or codes), None)


def datasets(shelf: Shelf) -> list[str]:
    """The files of any kind on the shelf, in the order of the catalogue."""
    return [item.id for item in shelf.catalogue.publications if item.kind == NEEDS[0] and item.usable]


def open_table(shelf: Shelf, dataset: str) -> Table:
    """The file asked for, the first one for an unknown name."""
    known = datasets(shelf)
    dataset = dataset if dataset in known else known[0]
    answer = shelf.ask("anything_columns", dataset=dataset)
    rows = answer.frame.to_dict("records")
    counted = shelf.ask("anything_datasets").frame.set_index("dataset")
    facts = counted.loc[dataset] if dataset in counted.index else dict.fromkeys(counted.columns, 0)
    return Table(
        dataset,
        tuple(_column(row) for row in rows),
        {row["header"]: Gaps(*(int(row[name]) for name in Gaps.__dataclass_fields__)) for row in rows},
        int(facts["rows"]),
        int(facts["placed"]),
        int(facts["totals"]),
        {way: int(facts[way]) for way in ("town", "mesh", "failed", "blank")},
        tuple(source for source in shelf.sources(NEEDS[0]) if source.dataset == dataset),
        answer.ran,
    )


def _column(row: Mapping[str, Any]) -> Meaning:
    return Meaning(
        row["column_name"],
        row["header"],
        row["meaning"],
        row["unit"],
        float(row["confidence"]),
        row["reason"],
        int(row["position"]),
        int(row["rows"]),
        int(row["filled"]),
        int(row["distinct_values"]),
        adds=bool(row["additive"]),
    )


def pick(**roles: Meaning | None) -> dict[str, str]:
    """Roles → columns of the table, for ``Shelf.ask_picked``."""
    return {role: column.column for role, column in roles.items() if column is not None}


def digits_of(values: pd.Series) -> int:
    """Decimals to show: none for whole or large numbers."""
    known = values.dropna().astype(float)
    if known.empty or (known == known.round()).all() or known.abs().max() >= 1000:
        return 0
    largest = known.abs().max()
    return 3 if largest < 0.1 else 2 if largest < 1 else 1


def number_format(digits: int) -> Any:
    return ("integer", "decimal1", "decimal2", "decimal3")[digits]


def says(value: float, column: Meaning | None, digits: int) -> str:
    """A value with its unit; without a column a number of rows."""
    return words.with_unit(words.number(value, digits), column.unit if column else _("件"))


def short(text: str) -> str:
    """A name cut for an axis or a sentence."""
    text = " ".join(str(text).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def written(label: str) -> str:
    """A group's name; a blank one in words."""
    return label or _("（記載なし）")


def gap_note(table: Table, column: Meaning | None) -> tuple[str, ...]:
    """Which cells of a column are left out, each kind by itself: none of them is zero."""
    if column is None:
        return ()
    gaps = table.gaps[column.header]
    kinds = (
        (gaps.blank, _("空白")),
        (gaps.none, _("「-」など")),
        (gaps.unknown, _("不詳")),
        (gaps.suppressed, _("秘匿")),
        (gaps.unreadable, _("読み取れない値")),
        (gaps.censored, _("「未満」とだけ書かれた値")),
    )
    said = _("・").join(_("{name}{n}").format(name=name, n=f"{count:,}") for count, name in kinds if count)
    if not said:
        return ()
    return (
        _("「{column}」に値のない行は数に入れていません（0ではありません）：{said}。").format(
            column=column.title, said=said
        ),
    )


def total_note(table: Table) -> tuple[str, ...]:
    if not table.totals:
        return ()
    return (_("合計・小計などと読める{n}行は、二重に数えないよう除いています。").format(n=f"{table.totals:,}"),)


def empty(table: Table, title: str, why: str, way_out: str) -> Card:
    """The empty card: why, and one way out."""
    return Card(
        id="",
        params={},
        title=title,
        finding=f"{why}{way_out}",
        table=pd.DataFrame(),
        columns=(),
        sources=table.sources,
        ran=(table.ran,),
        empty=True,
    )


def card_of(
    table: Table, title: str, finding: str, frame: pd.DataFrame, columns: Sequence[TableColumn], **more: Any
) -> Card:
    """A card of this file; ``registry.build`` fills in id and parameters."""
    return Card(
        id="",
        params={},
        title=title,
        finding=finding,
        table=frame,
        columns=tuple(columns),
        sources=table.sources,
        **more,
    )


def axis_title(chart: Chart, axis: str, text: str) -> Chart:
    """The chart with another axis title: a column without a unit would read 「台数（）」."""
    layout = chart.spec["layout"]
    changed = {**layout, axis: {**layout[axis], "title": {**layout[axis]["title"], "text": text}}}
    return replace(chart, spec={**chart.spec, "layout": changed})


def with_unit(column: Meaning) -> str:
    return words.titled(column.title, column.unit) if column.unit else column.title


def numbers(table: Table) -> list[Meaning]:
    return table.of(*NUMBERS)


def place_headers(table: Table) -> str:
    """The columns that put the rows on the map, for a sentence."""
    for meanings in (("lat", "lon"), ("point",), ("mesh",), ("address",), ("town",)):
        found = [column for meaning in meanings for column in table.of(meaning)[:1]]
        if len(found) == len(meanings):
            return _("「{headers}」").format(headers=_("」「").join(column.title for column in found))
    return table.title
