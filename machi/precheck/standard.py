"""Conformance with the national standard of the kind that was recognised, and a file in the standard's layout to take home.

Missing required columns, order and types are said; nothing is invented: a column that the file lacks stays empty.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache

from machi.export.cells import defuse
from machi.ingest.checks import kinds
from machi.ingest.header import STANDARD
from machi.ingest.ingested import Ingested
from machi.ingest.schema import PROJECT_DATA, Column, Schema, header_key
from machi.ingest.verdict import Verdict, verdict_of
from machi.precheck.finding import Finding, Fix, kept
from machi.precheck.sheet import Column as Typed
from machi.precheck.sheet import Sheet
from machi.text import _

BOM = b"\xef\xbb\xbf"
_CELLS = """
    not_a_number not_an_integer infinite out_of_range spreadsheet_error not_a_date ambiguous_date impossible_date
    no_exact_day odd_date not_a_time not_a_flag not_a_municipality_code bad_check_digit ambiguous_code exponent_code
    date_in_code date_in_address bad_corporate_number short_postal_code not_a_coordinate outside_japan zero_coordinate
    half_coordinate several_points coarse_points not_a_url not_a_phone bad_mesh_code hours_reversed sum_mismatch
    required_missing other_municipality far_point
"""
OF_CELLS = frozenset(_CELLS.split())
"""Issues of the reader that belong to the standard's rules for values."""


@cache
def _layouts() -> dict[str, tuple[str, ...]]:
    facts = tomllib.loads((PROJECT_DATA / "layouts.toml").read_text(encoding="utf-8"))
    return {kind: tuple(fact["columns"]) for kind, fact in facts.items()}


def layout(schema: Schema) -> tuple[str, ...]:
    """The headings of the standard in their order; of a kind without a confirmed order, those of its schema."""
    return _layouts().get(schema.kind) or tuple(column.title for column in schema.columns if column.type != "point")


def has_layout(schema: Schema) -> bool:
    """Whether the national order of this kind's columns is known."""
    return schema.kind in _layouts()


def standard(sheet: Sheet, ingested: Ingested) -> Iterator[Finding]:
    """Every finding about conformance; none for a file whose kind is unknown."""
    schema = ingested.schema
    if not schema.kind:
        return
    name = schema.standard or _("「{title}」の様式").format(title=schema.title)
    yield from _missing(sheet, schema, name)
    yield from _order(sheet, schema, name, ingested.receipt.generation)
    yield from _values(sheet, ingested, name)
    yield from _codes(sheet, ingested, name)


def _missing(sheet: Sheet, schema: Schema, name: str) -> Iterator[Finding]:
    have = {column.name for column in sheet.columns}
    lost = [column.title for column in schema.columns if column.required and column.name not in have]
    if lost:
        titles = "・".join(lost)
        yield Finding(
            "standard.missing",
            name,
            "warn",
            titles,
            (),
            len(lost),
            _("必要な列がありません：{titles}").format(titles=titles),
            _("この列がないと、ほかの市のデータと一緒に使えません。"),
            _("列を足してください。「標準の並びのファイル」には空の列を用意しています。"),
            weight=5,
        )


def _order(sheet: Sheet, schema: Schema, name: str, generation: str) -> Iterator[Finding]:
    wanted = [source.title if source else "" for source in _sources(sheet, schema)]
    wanted = [title for title in wanted if title]
    actual = [column.title for column in sheet.columns if column.title in set(wanted)]
    if schema.kind in _layouts() and (generation != STANDARD or actual != wanted):
        yield Finding(
            "standard.order",
            name,
            "fix",
            "",
            (),
            len(actual),
            _("列の名前か並びが、今の標準と違います（今の形：{generation}）。").format(generation=generation),
            _("同じ並びなら、ほかの市のファイルとそのままつなげられます。"),
            _("「標準の並びのファイル」を保存すると、並べかえたものが手に入ります。"),
            weight=8,
        )


def _values(sheet: Sheet, ingested: Ingested, name: str) -> Iterator[Finding]:
    """One finding for each kind of issue and column, as heavy as the common table of verdicts says."""
    said = kinds()
    titles = {column.name: column.title for column in sheet.columns if column.name}
    found: dict[tuple[str, str], list[int]] = {}
    for issue in ingested.issues:
        if issue.kind in OF_CELLS:
            found.setdefault((issue.kind, issue.column), []).append(issue.row)
    for (kind, column), rows in found.items():
        verdict, title = verdict_of(kind), titles.get(column, column)
        if verdict not in (Verdict.STOP, Verdict.WARN):
            continue
        yield Finding(
            f"standard.{kind}",
            name,
            "stop" if verdict is Verdict.STOP else "warn",
            title,
            kept(rows),
            len(rows),
            _("「{column}」に「{problem}」が{n}件あります。").format(
                column=title, problem=said[kind].name, n=len(rows)
            ),
            _("公開しても、使う人の機械がその値を読めません。"),
            _("示した行のセルを、もとの表で直してください。"),
            weight=6,
        )


_MENDED = ("zero_padded", "check_digit_added", "decimal_dropped", "thousands", "full_width")


def _codes(sheet: Sheet, ingested: Ingested, name: str) -> Iterator[Finding]:
    """Codes that the reader could put right (a lost zero, a missing check digit): other readers can't."""
    kinds_ = {column.name: column.type for column in ingested.schema.columns}
    found: dict[str, int] = {}
    for column, changes in ingested.receipt.conversions.items():
        if kinds_.get(column) in ("municipality_code", "code"):
            found[column] = sum(changes[change].count for change in _MENDED if change in changes)
    titles = tuple(column.title for column in sheet.columns if found.get(column.name))
    if titles:
        count = sum(found.values())
        yield Finding(
            "standard.codes",
            name,
            "fix",
            "・".join(titles),
            (),
            count,
            _("コードの先頭の0や検査数字が欠けているか、全角です（{n}件）。").format(n=f"{count:,}"),
            _("コードが違うと、ほかのデータと結びつきません。"),
            _("もとのコードに戻してください。"),
            (Fix("codes", titles[0], titles),),
            weight=7,
        )


def _sources(sheet: Sheet, schema: Schema) -> list[Typed | None]:
    """For each column of the layout, the file's column that it is."""
    by_name = {column.name: column for column in sheet.columns if column.name}
    by_key = {header_key(column.header): column for column in sheet.columns if column.header}
    found: list[Typed | None] = []
    used: set[str] = set()
    for heading in layout(schema):
        known: Column | None = schema.by_header.get(header_key(heading))
        source = by_key.get(header_key(heading)) or (by_name.get(known.name) if known else None)
        if source is not None and source.title in used:
            source = None
        if source is not None:
            used.add(source.title)
        found.append(source)
    return found


def corrected(sheet: Sheet, schema: Schema) -> bytes:
    """The data rows in the standard's layout, own columns after it; totals and notes stay out. UTF-8 with BOM, CRLF.

    A formula can't run from it.
    """
    sources = _sources(sheet, schema)
    taken = Counter(source.title for source in sources if source)
    own = [column for column in sheet.columns if not taken[column.title] and any(text.strip() for text in column.texts)]
    blank = [""] * len(sheet)
    cells = [source.values() if source else blank for source in sources] + [column.values() for column in own]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([*layout(schema), *(defuse(column.header or column.title) for column in own)])
    rows = zip(*cells, strict=True)
    writer.writerows(
        [defuse(cell.strip()) for cell in row] for row, keep in zip(rows, sheet.data(), strict=True) if keep
    )
    return BOM + buffer.getvalue().encode("utf-8", "replace")
