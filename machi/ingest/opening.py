"""How a file is read, settled by its first records: the header, the kind, which header is which column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from machi.errors import Unreadable
from machi.ingest import abreast, degrees_apart, header_checks
from machi.ingest import header as heading
from machi.ingest.abreast import Abreast
from machi.ingest.below import begins_with_figures, number_positions
from machi.ingest.carried import era_headers
from machi.ingest.characters import visible
from machi.ingest.checks import Issue
from machi.ingest.choices import FREE, NO_HEADER, Choices
from machi.ingest.container import unreadable
from machi.ingest.decode import Text
from machi.ingest.guesses import SAMPLE, guess_headers
from machi.ingest.month_headers import with_years
from machi.ingest.receipt import Receipt
from machi.ingest.recognise import Recognition, recognise
from machi.ingest.records import COLUMN_LIMIT, Batch
from machi.ingest.schema import Column, Schema, Schemas
from machi.ingest.sorting import is_total
from machi.ingest.two_rows import is_value
from machi.ingest.values import Hint
from machi.ingest.wider import width_of
from machi.text import _

UNCHOSEN = Choices()
LONGEST_NAME = 120
"""Characters of a file's name in the account; it is only ever shown, never opened."""


class Opening:
    """What the first records settle: header, kind, columns. ``names`` has a column name (or "") for each position."""

    def __init__(
        self,
        text: Text,
        delimiter: str,
        first: Batch,
        schema: Schema | None,
        name: str,
        hint: Hint,
        kinds: Schemas,
        choices: Choices = UNCHOSEN,
    ) -> None:
        known = heading.known_keys([schema] if schema is not None else kinds.values())
        self.choices = choices
        self.header = heading.find_header(
            first.rows, known, _chosen_index(first, choices.header_row), choices.header_rows
        )
        if not self.header.cells and self.header.index < 0:
            raise unreadable("blank")
        if self.header.width > COLUMN_LIMIT:
            raise Unreadable(
                _("列が多すぎます（{count}列）。").format(count=self.header.width),
                _("{limit}列までに分けてください。").format(limit=COLUMN_LIMIT),
                kind="too_many_columns",
                row=first.lines[self.header.index],
            )
        self.text, self.width = text, self.header.width
        self.hint = replace(hint, file_name=hint.file_name or name)
        self.receipt = Receipt(name=visible(name)[:LONGEST_NAME], encoding=text.encoding, delimiter=delimiter)
        self.receipt.header_row = 0 if self.header.headless else first.lines[self.header.index]
        self.receipt.generation = heading.generation(self.header.cells)
        self._set_aside_around(first)
        era = self._with_years(first) if schema is None else None
        self.abreast, told = self._find_abreast(first)
        self.issues = header_checks.issues(self.header, self.receipt.header_row)
        self.apart = degrees_apart.find(self.header.cells)
        if self.apart:
            parts = "」「".join(self.header.cells[at] for at in (self.apart[0].degrees, *self.apart[0].rest))
            self.header = replace(self.header, cells=degrees_apart.renamed(self.header.cells, self.apart))
            self.issues.append(Issue(self.receipt.header_row, "", "degrees_apart", parts, degrees_apart.NAMES[0]))
        self.issues += told if era is None else [era, *told]
        if not told:
            self.issues += header_checks.side_by_side(self.header, self.body(first).rows, self.receipt.header_row)
        if schema is None:
            self._widen(first, name, kinds)
        self.blank = self._blank_positions(first)
        said = Recognition(schema.kind, 1.0, _("種類を指定して読みました。")) if schema is not None else None
        if said is None and choices.kind == FREE:
            said = Recognition("", 0.0, _("種類を決めずに読みました。"))
        said = said or recognise(self.header.cells, name, kinds, self._body(first).rows[:SAMPLE])
        self.receipt.kind, self.receipt.confidence, self.receipt.reason = said
        self.schema, self.names = self._settle(schema or kinds.get(said.kind))
        self._guess(first, kinds)
        titles = heading.unique_titles(self.header.cells)
        self._obey(titles)
        self.receipt.columns = dict(zip(titles, self.names, strict=False))
        self.own_names = self._own_names(first)
        self.total_at = self._total_position(first)
        self.labels_at = self._label_positions(first)
        sample = self._body(first).rows[:200]
        self.numbers_at = number_positions(sample, self.header.width)
        self.figures_first = begins_with_figures(sample)

    def _set_aside_around(self, first: Batch) -> None:
        over = first.rows[: max(self.header.index + self.header.headless, 0)]
        above = sum(1 for row in over if any(cell.strip() for cell in row))
        self.receipt.unit_above = unit_above([cell for row in over for cell in row])
        joined = max(self.header.lower - self.header.index, 0)
        types = len(self.header.type_rows) - joined
        for reason, count in (("above_header", above), ("type_row", types), ("header_joined", joined)):
            if count:
                self.receipt.set_aside[reason] = count

    def body(self, first: Batch) -> Batch:
        """The first batch without all that stands around the header."""
        start = (self.header.type_rows or [self.header.index])[-1] + 1
        return Batch(first.rows[start:], first.lines[start:], first.end)

    def _body(self, first: Batch) -> Batch:
        """The same as it is read: tables that stand abreast below each other."""
        body = self.body(first)
        return self.abreast.cut(body) if self.abreast is not None else body

    def _with_years(self, first: Batch) -> Issue | None:
        """Years without their era and months without their year, which a line above names: read in full, and told."""
        above = [cell for row in first.rows[: max(self.header.index, 0)] for cell in row]
        if changed := self._renamed(era_headers(self.header.cells, above)):
            return Issue(self.receipt.header_row, "", "era_above", *changed)
        if changed := self._renamed(with_years(self.header.cells, above, self.hint.file_name)):
            return Issue(self.receipt.header_row, "", "year_above", *changed)
        return None

    def _renamed(self, cells: list[str]) -> tuple[str, str] | None:
        """The first header that changed, before and after, once the header has these ``cells``."""
        changed = (pair for pair in zip(self.header.cells, cells, strict=True) if pair[0] != pair[1])
        first = next(changed, None)
        self.header = replace(self.header, cells=cells) if first else self.header
        return first

    def _widen(self, first: Batch, name: str, kinds: Schemas) -> None:
        """Columns without a name beyond the header, in a file of no known kind: read, and told."""
        body = self._body(first).rows[:SAMPLE]
        width = width_of(body, self.header.cells, self.header.width)
        if not width or self.abreast is not None or recognise(self.header.cells, name, kinds, body).kind:
            return
        more = str(width - self.header.width)
        self.header = replace(self.header, width=width)
        self.width = width
        self.issues.append(Issue(self.receipt.header_row, "", "wider_rows", more, str(width)))

    def _find_abreast(self, first: Batch) -> tuple[Abreast | None, list[Issue]]:
        """Tables abreast that are one list, unless a person wants it as it is written; the header becomes theirs."""
        above, text = first.rows[: self.header.index], self.text
        found = abreast.find(self.header, self.body(first).rows, above) if self.choices.blocks != 1 else None
        if found is None:
            return None, []
        one = abreast.header_of(self.header, found)
        names = "」「".join(one.cells)
        if found.against:
            return None, [Issue(self.receipt.header_row, "", "abreast_apart", names, found.against)]
        self.receipt.span = max(first.end, text.crlf + text.lf + text.cr + 1)
        self.header = one
        told = Issue(self.receipt.header_row, "", "abreast", names, str(len(found.starts)))
        return replace(found, span=self.receipt.span), [told]

    def _blank_positions(self, first: Batch) -> frozenset[int]:
        """Positions without any value in the first batch."""
        filled: set[int] = set()
        width = self.header.width
        for row in self._body(first).rows:
            if len(filled) == width:
                break
            filled.update(at for at, cell in enumerate(row[:width]) if cell and at not in filled and cell.strip())
        return frozenset(range(width)) - filled

    def _settle(self, schema: Schema | None) -> tuple[Schema, list[str]]:
        """The schema to read by and, for each position up to the header's width, the column's name."""
        cells = self.header.cells + [""] * (self.header.width - len(self.header.cells))
        if schema is not None:
            return schema, heading.map_headers(cells, schema, self.blank, joined=self.header.lower >= 0)
        left = {*self.blank, *(at for one in self.apart for at in one.rest)}
        cells = ["" if at in left - self.blank else cell for at, cell in enumerate(cells)]
        names = [f"c{at}" if cell or at - 1 not in left else "" for at, cell in enumerate(cells, 1)]
        titles = heading.unique_titles(cells)
        columns = tuple(Column(name, title) for name, title in zip(names, titles, strict=True) if name)
        free = Schema(kind="", title=self.receipt.name or _("名前のない表"), subject="", columns=columns)
        return free, names

    def _guess(self, first: Batch, kinds: Schemas) -> None:
        """Headers with a typing error: mapped, and told."""
        if not self.schema.kind:
            return
        known = heading.known_keys([*kinds.values(), self.schema])
        sample = self._body(first).rows[:SAMPLE]
        for at, column, header in guess_headers(self.header.cells, self.names, self.schema, known, sample):
            self.names[at] = column
            written = self.header.cells[at]
            self.issues.append(Issue(self.receipt.header_row, column, "guessed_header", written, header))

    def _obey(self, titles: list[str]) -> None:
        """Columns as a person mapped them: the named header takes the column, and whoever had it gives way."""
        for title, name in self.choices.columns.items():
            if title not in titles or (name and not self.schema.kind):
                # A recipe of last year may name a header that is gone (whoever replays it reports the drift), and a
                # free reading has no named columns, only some that are left out.
                continue
            if name and name not in self.schema.by_name:
                raise Unreadable(
                    _("「{title}」に選ばれた列「{name}」はありません。").format(title=title, name=name),
                    _("列を選び直してください。"),
                    kind="bad_choice",
                )
            if name and name in self.names:
                self.names[self.names.index(name)] = ""
            self.names[titles.index(title)] = name

    def _total_position(self, first: Batch) -> int:
        """Where 合計 may stand: only in population files, and not when every row is a total (a city's own series)."""
        if self.schema.kind != "population" or "town" not in self.names:
            return -1
        at = self.names.index("town")
        towns = {row[at].strip() for row in self._body(first).rows if len(row) > at and any(row)}
        own = self.own_names
        return at if any(town and town not in own and not is_total(town) for town in towns) else -1

    def _label_positions(self, first: Batch) -> tuple[int, ...]:
        """Where a table of no known kind may name its rows: its first column and the first two of words.

        Sums are only pointed out there. 合計 often stands under 番号 with the name left blank, and 小計 beside the area.
        """
        if self.schema.kind:
            return ()
        found = [0] if any(self.names[:1]) else []
        rows = [row for row in self._body(first).rows[:200] if len(row) == self.header.width]
        for at, name in enumerate(self.names):
            words = [row[at].strip() for row in rows if row[at].strip()]
            if name and at and words and sum(map(is_value, words)) < 0.5 * len(words):
                found.append(at)
        return tuple(found[:3])

    def _own_names(self, first: Batch) -> frozenset[str]:
        """What the municipality itself is called: by the caller, and in the file's own column for it."""
        names = {self.hint.city}
        if "city" in self.names:
            at = self.names.index("city")
            names |= {row[at].strip() for row in self._body(first).rows if len(row) > at}
        return frozenset(names - {""})


def _chosen_index(first: Batch, line: int) -> int | None:
    """Position of the record that begins on the chosen line, or ``NO_HEADER``; None when none was chosen."""
    if line in (0, NO_HEADER):
        return line or None
    if line not in first.lines or not any(first.rows[first.lines.index(line)]):
        raise Unreadable(
            _("{line}行目から始まる見出しはありません。").format(line=line),
            _("見出しの行を選び直してください。"),
            kind="bad_choice",
        )
    return first.lines.index(line)


_UNIT_ABOVE = re.compile(
    r"単位[:： 　]*([^\s:：、，,・/／)）」』】〕\]]{1,6})(?:[、，,・][%％])?(?=[\s)）」』】〕\]]|$)"
)


def unit_above(cells: Sequence[str]) -> str:
    """The unit of a whole table in the cells above its header; "" without one, or where several are named beside %."""
    found = {match[1] for cell in cells for match in _UNIT_ABOVE.finditer(cell)}
    return found.pop() if len(found) == 1 else ""
