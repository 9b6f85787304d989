"""Two files of one kind, before and after: rows matched by a key; added, gone, changed.

The key is a column whose values are unique in both. A running number is no key: one deleted row would change all others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import charts, words
from machi.cards.address import Param
from machi.cards.anything_common import NEEDS, Table, card_of, datasets, digits_of, empty, open_table, pick, says, short
from machi.cards.anything_moments import moments
from machi.cards.card import Card, Ran, TableColumn
from machi.cards.registry import card
from machi.ingest.meaning import Meaning
from machi.ingest.meaning_numbers import running_number
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

KEYS = ("code", "name", "address", "contact", "url", "town", "text", "mesh", "date")
SEPARATOR = "\x1f"
SHOWN = 3
"""Changed columns named in a row of the table."""


@card(
    "anything_compare",
    subject="anything",
    needs=NEEDS,
    params=(Param("before", "text", ""), Param("after", "text", ""), Param("key", "text", "")),
)
def anything_compare(shelf: Shelf, before: str, after: str, key: str) -> Card:
    """What was added, what is gone and what changed between two files of the shelf."""
    known = datasets(shelf)
    title = _("2つの表で何が変わった？")
    if len(known) < 2:
        why = _("くらべるには、表が2つ必要です。")
        return empty(open_table(shelf, after), title, why, _("前の年度などの、もう1つのファイルを選んでください。"))
    first, last = oldest_and_newest(shelf, after)
    newest = after if after in known and after != before else last
    later = open_table(shelf, newest)
    earlier = open_table(shelf, before if before in known and before != newest else first if first != newest else last)
    common = [column for column in later.columns if column.header in earlier.by_header]
    match = matching_key(earlier, later, key)
    if match is None:
        why = _("2つの表の行を結びつける列（番号や名前）が見つかりません。")
        return empty(later, title, why, _("どちらの表にもあり、1行ごとに違う値の列を選んでください。"))
    told = [
        column
        for column in common
        if column.column != match.column and not _counts_rows(column) and not _of_the_file(column, earlier.by_header)
    ]
    rest = tuple(column.column for column in told)
    answer = shelf.ask_picked(
        "anything_compare",
        {**pick(key=match, label=later.label or match), **({"contents": rest} if rest else {})},
        before=earlier.dataset,
        after=later.dataset,
    )
    frame = _judged(answer.frame, [column.title for column in told])
    counts = Counter(frame["state"])
    moved, times, ran = _moved(shelf, earlier, later)
    sources = (*later.sources, *earlier.sources)
    made = card_of(
        later,
        title,
        _finding(earlier, later, match, counts) + moved,
        frame[frame["state"] != _same()].reset_index(drop=True),
        _columns(match),
        figure=_chart(counts),
        alt=_alt(counts),
        unit=_("件"),
        ran=(later.ran, earlier.ran, answer.ran, *ran),
        notes=(*_notes(earlier, later, match, frame, counts), *times),
    )
    return Card(**{**vars(made), "sources": sources})


def _moved(shelf: Shelf, earlier: Table, later: Table) -> tuple[str, tuple[str, ...], tuple[Ran, ...]]:
    """How the sum of the first number that both files have has moved, over which times; "" where there is no such sum.

    The 人口 of twelve months has none; that of the newest month of each would not be what the rows say.
    """
    both = [one for one in later.of("amount", "people") if one.additive and one.header in earlier.by_header]
    figure = next((one for one in both if earlier.by_header[one.header].additive), None)
    if figure is None:
        return "", (), ()
    sides = ((earlier, earlier.by_header[figure.header]), (later, figure))
    over = [moments(shelf, table, column) for table, column in sides]
    if any(one.given or not one.sums for one in over):
        return "", (), ()
    answers = [
        shelf.ask_picked("anything_groups", pick(amount=column), dataset=table.dataset) for table, column in sides
    ]
    sums = [float(answer.frame["total"].sum()) for answer in answers]
    digits = digits_of(pd.Series(sums))
    said = _("「{column}」の合計は{a}から{b}になりました。").format(
        column=figure.title, a=says(sums[0], figure, digits), b=says(sums[1], figure, digits)
    )
    if sums[0] == sums[1]:
        said = _("「{column}」の合計は{b}で、変わっていません。").format(
            column=figure.title, b=says(sums[1], figure, digits)
        )
    notes = dict.fromkeys(note for one in over for note in one.notes)
    return said, tuple(notes), tuple(answer.ran for answer in answers)


def oldest_and_newest(shelf: Shelf, shown: str) -> tuple[str, str]:
    """The file that is compared with, and the later one: by the day they describe, else the shown one is the later."""
    days = {source.dataset: source.as_of for source in shelf.sources(NEEDS[0])}
    known = datasets(shelf)
    if all(days.get(name) for name in known) and len(set(days.values())) > 1:
        known = sorted(known, key=lambda name: str(days[name]))
        return known[0], known[-1]
    later = shown if shown in known else known[-1]
    return next((name for name in known if name != later), later), later


def _counts_rows(column: Meaning) -> bool:
    """A running number: one deleted row changes it in all that follow."""
    return column.reason == running_number() or column.header.strip().casefold() in (
        "#property",
        "no",
        "no.",
        "№",
        "番号",
        "連番",
    )


def _of_the_file(column: Meaning, earlier: Mapping[str, Meaning]) -> bool:
    """Says the same in every row of each file (a survey's day): it tells the files apart, not the rows."""
    return column.distinct <= 1 and earlier[column.header].distinct <= 1 and column.rows > 1


def _same() -> str:
    return _("同じ")


def matching_key(earlier: Table, later: Table, header: str = "") -> Meaning | None:
    """The column that ties rows of both files: the chosen one, else the first whose values are unique in both."""
    chosen = later.choose(header, KEYS)
    if chosen is not None and header in earlier.by_header:
        return chosen
    for meaning in KEYS:
        for column in later.of(meaning):
            other = earlier.by_header.get(column.header)
            if other is None or _counts_rows(column):
                continue
            if column.distinct >= 0.98 * later.rows and other.distinct >= 0.98 * earlier.rows:
                return column
    return None


def _judged(frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    states, changes = [], []
    for row in frame.itertuples(index=False):
        before, after = row.before, row.after
        change = ""
        if pd.isna(row.lines_before):
            state = _("増えた")
        elif pd.isna(row.lines_after):
            state = _("なくなった")
        elif row.lines_before > 1 or row.lines_after > 1:
            state = _("くらべられない")
        elif before == after:
            state = _same()
        else:
            state = _("変わった")
            change = _change(str(before).split(SEPARATOR), str(after).split(SEPARATOR), names)
        states.append(state)
        changes.append(change)
    return frame.assign(state=states, change=changes)


def _change(before: list[str], after: list[str], names: list[str]) -> str:
    pairs = [(name, a, b) for name, a, b in zip(names, before, after, strict=True) if a != b]
    said = [f"{short(name)}: {short(a) or _('空白')} → {short(b) or _('空白')}" for name, a, b in pairs[:SHOWN]]
    return _("、").join(said) + (_("、ほか{n}列").format(n=len(pairs) - SHOWN) if len(pairs) > SHOWN else "")


def _finding(earlier: Table, later: Table, key: Meaning, counts: Counter[str]) -> str:
    return _(
        "「{key}」でくらべると、増えた行は{added}、なくなった行は{gone}、"
        "変わった行は{changed}、同じ行は{same}です（{a} → {b}）。"
    ).format(
        key=key.title,
        added=f"{counts[_('増えた')]:,}",
        gone=f"{counts[_('なくなった')]:,}",
        changed=f"{counts[_('変わった')]:,}",
        same=f"{counts[_same()]:,}",
        a=earlier.title,
        b=later.title,
    )


def _columns(key: Meaning) -> list[TableColumn]:
    return [
        TableColumn("state", _("どうなった")),
        TableColumn("key", key.title),
        TableColumn("label", _("名前")),
        TableColumn("change", _("変わったところ")),
        TableColumn("row_before", _("前の行"), "", "integer"),
        TableColumn("row_after", _("後の行"), "", "integer"),
    ]


def _order() -> tuple[str, ...]:
    return (_("増えた"), _("なくなった"), _("変わった"), _same(), _("くらべられない"))


def _chart(counts: Counter[str]):  # type: ignore[no-untyped-def]
    shown = [name for name in _order() if counts[name] or name != _("くらべられない")]
    frame = pd.DataFrame({"name": shown, "value": [counts[name] for name in shown]})
    return charts.ranked_bar(frame, "name", "value", _("件"), x_title=_("行の数"))


def _alt(counts: Counter[str]) -> str:
    return _("横棒グラフ。{said}。").format(said=_("、").join(words.counted(name, counts[name]) for name in _order()))


def _notes(earlier: Table, later: Table, key: Meaning, frame: pd.DataFrame, counts: Counter[str]) -> tuple[str, ...]:
    said = []
    added = [column.title for column in later.columns if column.header not in earlier.by_header]
    gone = [column.title for column in earlier.columns if column.header not in later.by_header]
    if added or gone:
        said.append(
            _("列の見出しも違います（増えた列{a}、なくなった列{b}）。くらべたのは両方にある列です。").format(
                a=len(added), b=len(gone)
            )
        )
    unkeyed = later.gaps[key.header].all + earlier.gaps[key.header].all
    if unkeyed:
        said.append(_("「{key}」のない{n}行はくらべていません。").format(key=key.title, n=f"{unkeyed:,}"))
    said.append(_("連番と、表の中でどの行も同じ列（調査日など）はくらべていません。"))
    if counts[_("くらべられない")]:
        said.append(_("「{key}」が同じ行が2つ以上あるものは、くらべられません。").format(key=key.title))
    if counts[_("増えた")] > 0.5 * max(len(frame), 1):
        said.append(
            _("「{key}」の書き方が変わっただけかもしれません。番号の振り直しがないか確かめてください。").format(
                key=key.title
            )
        )
    return tuple(said)
