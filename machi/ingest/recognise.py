"""Says what kind a file is, how sure that is and why. "" when the evidence is thin: a wrong kind is worse than none.

Evidence in order (standards 1.7): the slug in the file's name, the columns that only one kind has, then the share of
headers that a kind explains. Columns that many kinds share (name, address, latitude) prove nothing.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import PurePath
from typing import NamedTuple

from machi.ingest.guesses import SAMPLE, fitting, guess_headers
from machi.ingest.header import known_keys, map_headers
from machi.ingest.repairs import day_in_name
from machi.ingest.schema import PROJECT_DATA, Schema, Schemas
from machi.text import _


class Recognition(NamedTuple):
    """``kind`` "" means unknown; ``confidence`` 0–1; ``reason`` is a Japanese sentence."""

    kind: str
    confidence: float
    reason: str


FEWEST = 6
"""Rows from which names that come again can be told."""
MOSTLY_WRONG = 0.3
"""Share of fitting values below which the headers are not believed."""
ONE_ROW_EACH = frozenset({"park", "parking", "tourism", "public_facility"})
"""Kinds of which a row is one place: a row for each swing of a park would count the park as often as it has swings."""
_CODE = re.compile(r"\d{5,6}|x{3,}")
_NEUTRAL = re.compile(
    r"\d.*|data|dataset|list|location|info|information|all|new|y+m+d*|sjis|utf8|utf|csv|sample|r\d+|h\d+|copy"
)
_TITLE_TAIL = re.compile(r"[\d\s_.\-()年月日版]*(一覧|データ|情報)?[\d\s_.\-()年月日版]*$")


def recognise(headers: Sequence[str], name: str, schemas: Schemas, sample: Sequence[Sequence[str]] = ()) -> Recognition:
    """The kind of a file with these headers and this file name; ``sample`` (some records) may speak against it.

    A header with one typing error counts as the header that it was meant to be (``guesses``).
    """
    said = _by_name_and_headers(headers, name, schemas, sample)
    if not said.kind:
        return said
    if said.kind in ONE_ROW_EACH and _repeats(headers, schemas[said.kind], sample):
        return Recognition(
            "",
            0.0,
            _("同じ名前が何行にもあるので、1か所が1行の{title}とはみていません。").format(
                title=schemas[said.kind].title
            ),
        )
    share = _fitting(headers, schemas[said.kind], sample)
    if share is None or share >= 0.9:
        return said
    if share < MOSTLY_WRONG:
        return Recognition(
            "",
            0.0,
            _("見出しは{title}に似ていますが、値の{percent}%が合わないので、種類は決めていません。").format(
                title=schemas[said.kind].title, percent=round(100 - 100 * share)
            ),
        )
    reason = said.reason + _("ただし、合わない値が{percent}%あります。").format(percent=round(100 - 100 * share))
    return Recognition(said.kind, round(said.confidence * share, 2), reason)


def _repeats(headers: Sequence[str], schema: Schema, sample: Sequence[Sequence[str]]) -> bool:
    """Whether the same names come again and again."""
    names = map_headers(headers, schema)
    at = names.index("name") if "name" in names else len(headers)
    said = [text for row in sample[:SAMPLE] if at < len(row) and (text := row[at].strip())]
    return len(said) >= FEWEST and 2 * len(set(said)) <= len(said)


def _fitting(headers: Sequence[str], schema: Schema, sample: Sequence[Sequence[str]]) -> float | None:
    """Mean share of the values that can be read as the columns they stand under; None when nothing can be said."""
    names = map_headers(headers, schema)
    shares = [
        fitting([row[at] for row in sample[:SAMPLE] if at < len(row)], schema.by_name[name])
        for at, name in enumerate(names)
        if name
    ]
    told = [share for share in shares if share is not None]
    return sum(told) / len(told) if told else None


def _by_name_and_headers(
    headers: Sequence[str], name: str, schemas: Schemas, sample: Sequence[Sequence[str]]
) -> Recognition:
    kind, slug = _by_name(name, schemas)
    filled = [header for header in headers if header.strip()]
    places = [at for at, header in enumerate(headers) if header.strip()]
    rows = [[row[at] if at < len(row) else "" for at in places] for row in sample[:SAMPLE]]
    known = known_keys(schemas.values())
    if kind and kind not in schemas:
        return Recognition(
            "",
            0.0,
            _("ファイル名の「{slug}」は{title}のもので、専用の表がまだありません。").format(
                slug=slug, title=_other_kinds()[kind][0]
            ),
        )
    if kind:
        return _confirm_name(schemas[kind], slug, name, _mapped(filled, schemas[kind], known, rows))
    found = [(schema, mapped) for schema in schemas.values() if (mapped := _mapped(filled, schema, known, rows))]
    complete = [
        (len(mapped) / len(filled), schema)
        for schema, mapped in found
        if schema.distinctive and set(schema.distinctive) <= mapped and _required(schema, name) <= mapped
    ]
    if complete:
        share, schema = max(complete, key=lambda pair: (pair[0], pair[1].kind))
        titles = _("」「").join(schema.by_name[column].title for column in schema.distinctive)
        return Recognition(
            schema.kind, round(0.7 + 0.25 * share, 2), _("「{titles}」の列があります。").format(titles=titles)
        )
    return _by_share(filled, name, found, schemas)


def _required(schema: Schema, name: str) -> set[str]:
    """What must be among the headers; the day of a survey may stand in the file's ``name`` instead."""
    told = {"surveyed_on"} if day_in_name(name) else set()
    return {column.name for column in schema.columns if column.required} - told


def _mapped(headers: Sequence[str], schema: Schema, known: set[str], rows: Sequence[Sequence[str]]) -> set[str]:
    names = map_headers(headers, schema)
    return {name for name in names if name} | {
        guess.column for guess in guess_headers(headers, names, schema, known, rows)
    }


def _confirm_name(schema: Schema, slug: str, name: str, mapped: set[str]) -> Recognition:
    """A name alone may lie: at least two of its columns must be there."""
    if len(mapped) < 2:
        return Recognition(
            "",
            0.0,
            _("ファイル名に「{slug}」とありますが、{title}の列が見当たりません。").format(
                slug=slug, title=schema.title
            ),
        )
    sure = 0.6 + 0.3 * (_required(schema, name) <= mapped) + 0.1 * (set(schema.distinctive) <= mapped)
    return Recognition(schema.kind, round(sure, 2), _("ファイル名に「{slug}」とあります。").format(slug=slug))


def _by_share(headers: Sequence[str], name: str, found: list[tuple[Schema, set[str]]], schemas: Schemas) -> Recognition:
    """At least two columns that no other kind has, and most headers explained."""
    owners = Counter(column.name for schema in schemas.values() for column in schema.columns)
    best, best_share = None, 0.0
    for schema, mapped in found:
        own = {column for column in mapped if owners[column] == 1}
        share = len(mapped) / len(headers)
        if len(own) >= 2 and share >= 0.6 and _required(schema, name) <= mapped and share > best_share:
            best, best_share = schema, share
    if best is None:
        return Recognition("", 0.0, _("決め手になる列がないので、種類は決めていません。"))
    return Recognition(
        best.kind,
        round(0.6 * best_share, 2),
        _("見出しの{percent}%が{title}の列です。").format(percent=round(100 * best_share), title=best.title),
    )


def _by_name(name: str, schemas: Schemas) -> tuple[str, str]:
    """(kind, the words of the name that say so); the longest wins. A kind that is not in ``schemas`` may be named."""
    stem = unicodedata.normalize("NFKC", PurePath(name.replace("\\", "/")).name)
    stem = re.sub(r"\.(csv|tsv|txt)$", "", stem.strip(), flags=re.IGNORECASE)
    tokens = [token for token in re.split(r"[_\-\s.()]+", stem.casefold()) if token]
    slugs = {slug: schema.kind for schema in schemas.values() for slug in (*schema.slugs, schema.kind)}
    slugs |= {slug: kind for kind, (_title, own) in _other_kinds().items() for slug in own if slug not in slugs}
    for slug in sorted(slugs, key=len, reverse=True):
        if _says(tokens, slug.split("_")):
            return slugs[slug], slug
    plain = re.sub(_TITLE_TAIL, "", stem)
    titles = {schema.title: schema.kind for schema in schemas.values()}
    titles |= {slug: schema.kind for schema in schemas.values() for slug in schema.slugs if not slug.isascii()}
    titles |= {title: kind for kind, (title, _own) in _other_kinds().items() if kind not in schemas}
    for title in sorted(titles, key=len, reverse=True):
        if len(title.removesuffix("一覧")) >= 3 and plain.endswith(title.removesuffix("一覧")):
            return titles[title], title
    return "", ""


def _says(tokens: list[str], words: list[str]) -> bool:
    """Do the tokens read ``[code] slug …`` or ``[one word] slug [neutral words]``?

    After a municipality code anything may follow (``222127_tourism_onsen``); elsewhere a further word changes the
    meaning (``parking_walkingevent``), and so does one in front (``city_bicycle_parking``).
    """
    for start in range(len(tokens) - len(words) + 1):
        if tokens[start : start + len(words)] != words:
            continue
        after = tokens[start + len(words) :]
        if start and _CODE.fullmatch(tokens[start - 1]):
            return True
        if start <= 1 and all(_NEUTRAL.fullmatch(token) for token in after):
            return True
    return False


@cache
def _other_kinds() -> dict[str, tuple[str, tuple[str, ...]]]:
    """kind → (title, slugs) of the kinds that have no table here."""
    facts = tomllib.loads((PROJECT_DATA / "other_kinds.toml").read_text(encoding="utf-8"))
    return {kind: (fact["title"], tuple(fact["slugs"])) for kind, fact in facts.items()}
