"""Which examples a visitor's files can feed, the best first, and what the others lack, in plain words.

A file's own cells decide, not its headers: a column without one readable value feeds nothing. What is offered has been
made once, so that no link leads to an empty page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain

import pandas as pd

from machi.cards.anything_common import datasets
from machi.cards.anything_suggest import offers as any_table
from machi.cards.card import Card, Value
from machi.cards.registry import build
from machi.errors import MachiError
from machi.ingest.ingested import Ingested
from machi.ingest.meaning import NUMBERS, PLACES, TIMES
from machi.own.examples import Example, examples, questions
from machi.own.files import OwnFile
from machi.own.shelf import dataset_id, has_districts
from machi.store.anything import KIND as ANYTHING
from machi.store.shelf import Shelf
from machi.text import _

COMPARE = "anything_compare"
ENOUGH = 0.05
"""Share of the rows that must have a value in each column that an example draws on."""
Make = Callable[[Shelf, str, Mapping[str, Value]], Card]
_Way = tuple[Example, float]
"""An example, and the share of the rows that it can draw on."""


@dataclass(frozen=True)
class Offer:
    """An example that can be shown, and what it says. ``share``: how many of the rows it can draw on."""

    example: Example
    finding: str
    share: float


@dataclass(frozen=True)
class Fit:
    """``offers`` best first; ``lacks`` are sentences, one for each way to see the rows that isn't there yet."""

    offers: tuple[Offer, ...]
    lacks: tuple[str, ...]


def fit(files: Sequence[OwnFile], shelf: Shelf) -> Fit:
    """Every example of the kinds that the files are of, on the shelf that was made of them."""
    found = tuple(offers(files, shelf))
    return Fit(found, lacks(files, shelf, found))


def offers(files: Sequence[OwnFile], shelf: Shelf, make: Make = build) -> Iterator[Offer]:
    """The examples that can be shown, the best first, each made when it is asked for: the first must not wait for the others.

    Of very long files only the first is made at all. ``make``: how a card is made of the shelf.
    """
    long = not has_districts(files)
    ways: list[Iterable[_Way]] = [_of_kinds(files)]
    asked: set[str] = set()
    for file in files:
        # Of a known kind the examples made for it come first; of any other table there is nothing better.
        ways = [*ways, _general(file, shelf, asked)] if file.kind else [_general(file, shelf, set()), *ways]
    first = True
    for example, share in chain.from_iterable(ways):
        later = long and not first
        finding = _("行が多いため、開いたときに作ります。") if later else _finding(example, shelf, make)
        if finding:
            first = False
            asked |= {example.question} if example.page != ANYTHING else set()
            yield Offer(example, finding, share)


def lacks(files: Sequence[OwnFile], shelf: Shelf, offered: Sequence[Offer]) -> tuple[str, ...]:
    """What the files would need for the examples of their kinds that are not among ``offered``, in sentences."""
    shown = [offer.example for offer in offered]
    found: dict[str, None] = {}
    for example, _share_of, best in _told(files):
        if example not in shown:
            found |= dict.fromkeys(_lacking(example, best, shelf))
    for file in files:
        found |= {} if file.kind else dict.fromkeys(_lacking_any(file))
    return tuple(found)


def _told(files: Sequence[OwnFile]) -> Iterator[tuple[Example, float, Ingested]]:
    """Every example of the kinds of ``files``, with the reading that feeds it best and the share of its rows."""
    readings = [reading for file in files for reading in file.readings]
    for example in examples():
        mine = [reading for reading in readings if reading.receipt.kind in example.kinds]
        if mine:
            share, best = max(((_share(reading, example), reading) for reading in mine), key=lambda pair: pair[0])
            yield example, share, best


def _of_kinds(files: Sequence[OwnFile]) -> list[_Way]:
    """The examples that have enough to draw on, those that can draw on most rows first."""
    found = [(example, share) for example, share, _best in _told(files) if share >= ENOUGH]
    return sorted(found, key=lambda way: -round(way[1], 1))


def _general(file: OwnFile, shelf: Shelf, asked: Set[str]) -> Iterator[_Way]:
    """The cards of any table that fit the file, each on its page, best first, but for the questions ``asked`` before."""
    dataset = dataset_id(file, ANYTHING)
    known = datasets(shelf)
    if dataset not in known:
        return
    for offer in any_table(shelf, dataset):
        view = {"view": offer.card_id} | ({"file": dataset} if dataset != known[0] else {})
        params = {"dataset": dataset, **offer.params}
        if offer.card_id == COMPARE:
            view, params = {"view": COMPARE}, dict(offer.params)
        question = questions()[offer.card_id]
        if question in asked:
            continue
        yield Example(offer.card_id, ANYTHING, (ANYTHING,), (), question, offer.why, view, params), 1.0


def _lacking_any(file: OwnFile) -> Iterator[str]:
    """What a table of no known kind would need for the ways that it does not offer."""
    meanings = {one.meaning for one in file.meanings if one.filled}
    if not meanings & set(PLACES):
        yield _("緯度・経度か、町名・住所の列があれば、地図で見られます。")
    if not meanings & set(TIMES):
        yield _("日付か年度の列があれば、うつりかわりやカレンダーで見られます。")
    if not meanings & set(NUMBERS):
        yield _("数の列があれば、大きさをくらべられます。")


def _share(reading: Ingested, example: Example) -> float:
    """The share of the rows in which every column of the example has a value."""
    frame = reading.frame
    if not len(frame) or not set(example.columns) <= set(frame.columns):
        return 0.0
    return float(frame[list(example.columns)].notna().all(axis="columns").mean())


def _finding(example: Example, shelf: Shelf, make: Make) -> str:
    """What the card says; "" where it can't be made or has nothing to show."""
    try:
        card = make(shelf, example.card, example.params)
    except MachiError:
        return ""
    return "" if card.empty else card.finding


def _lacking(example: Example, reading: Ingested, shelf: Shelf) -> Iterator[str]:
    """What would have to be there, in a sentence. Nothing when the columns are there and the rows say too little."""
    schema = shelf.schemas[reading.receipt.kind]
    wanted = [name for name in example.columns if not _filled(reading.frame, name)]
    if not wanted:
        return
    mapped = set(reading.receipt.columns.values())
    titles = "・".join(f"「{schema.by_name[name].title}」" for name in wanted if name in schema.by_name)
    unread = [name for name in wanted if name in mapped]
    said = (
        _("{titles}の列に読める値があれば、{way}。")
        if len(unread) == len(wanted)
        else _("{titles}の列があれば、{way}。")
    )
    if titles:
        yield said.format(titles=titles, way=example.way)


def _filled(frame: pd.DataFrame, name: str) -> bool:
    return name in frame and len(frame) > 0 and frame[name].notna().mean() >= ENOUGH
