"""Personal data: which columns are about persons, and what follows for their neighbours.

A list of facilities rightly holds addresses, telephones and offices. The same columns in a table of persons are a leak. So
the columns that are personal by themselves are found first; they decide how the others are judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from machi.ingest.schema import header_key
from machi.ingest.values import latitude
from machi.precheck import detectors as see
from machi.precheck import personal_words as say
from machi.precheck import remarks
from machi.precheck.about import About, about_of, names_site, stands_at
from machi.precheck.finding import ROWS_KEPT, Finding, Fix, kept
from machi.precheck.lexicon import fold, lexicon
from machi.precheck.profile import Profile, profiles
from machi.precheck.sheet import Sheet
from machi.store.aggregates import AGGREGATORS

_SENTENCE = re.compile(r"[ぁ-ん].*[一-鿿]|[一-鿿].*[ぁ-ん]")
_LATITUDE = re.compile("緯度|latitude|lat|緯度経度|座標|location")
_CONTACT = re.compile(r"電話|tel|phone|連絡先|問|メール|mail|fax")
_ADDRESS = re.compile("住所|所在|場所|位置|address|location")
_ID = re.compile(r"id$|^no|番号|コード|code|識別|符号|^property$|ssid|品番|型番")


def personal(sheet: Sheet, kind: str, before: About | None = None) -> Iterator[Finding]:
    """Every finding about persons.

    ``before``: what the file was before its repairs. Rows about persons stay so when the column of names is gone: their
    addresses and ages would otherwise pass as those of nobody.
    """
    columns = profiles(sheet)
    now = about_of(columns, kind)
    about = replace(now, private=now.private or (before is not None and before.private))
    if before and before.persons:
        about = About(now.places and before.places, True, False, True)
    if kind in AGGREGATORS:
        yield say.finding("personal.rows", "", sheet.rows(sheet.data()), len(sheet))
    unsaid = []
    for column in columns:
        if column.filled:
            found = list(_column(column, columns, about))
            yield from found
            unsaid += [] if found or not _is_free(column) else [column]
    if unsaid:
        count = sum(column.filled for column in unsaid)
        yield say.finding("personal.free_text", "・".join(c.column.title for c in unsaid), [], count)
    yield from _rows_of_persons(columns, about, kind, sheet)
    yield from _around(sheet)


def _column(column: Profile, columns: tuple[Profile, ...], about: About) -> Iterator[Finding]:
    """Findings of one column, at most one of each class; what the whole column is goes before what single cells are."""
    whole = list(_whole(column, columns, about))
    yield from whole
    said = {finding.rule for finding in whole}
    yield from (finding for finding in _numbers(column, about) if finding.rule not in said)
    yield from (finding for finding in _contacts(column, about) if finding.rule not in said)
    yield from _accounts(column, about)
    if not said & {"personal.name", "personal.public_name", "personal.address"}:
        yield from _prose(column, about)


def _whole(column: Profile, columns: tuple[Profile, ...], about: About) -> Iterator[Finding]:
    own = bool(column.column.name) and about.places
    title, filled = column.column.title, column.weights > 0
    if column.heading and not own and not (about.counts and column.heading in ("sensitive", "birth", "name")):
        rule = {"mynumber": "mynumber", "name": "name", "mobile": "phone"}.get(column.heading, column.heading)
        yield _found(f"personal.{rule}", column, filled, _fixes(rule, title))
    elif column.is_names and column.column.name not in ("town", "city", "pref", "publisher"):
        public = column.weak == "office" or own
        yield _found(
            "personal.public_name" if public else "personal.name", column, column.name_forms, _fixes("name", title)
        )
    elif column.weak == "role" and (count := column.count(column.names)) and count >= 1:
        yield _found("personal.name", column, column.names, _fixes("name", title))
    if column.is_birth and column.heading != "birth" and not own:
        yield _found("personal.birth", column, filled, _fixes("birth", title))
    if about.persons and not own:
        yield from _neighbours(column, about)
    elif not own and not about.places and not about.counts and column.share(column.dwellings) >= 0.3:
        site = not about.private and (names_site(column.column.header) or stands_at(columns, column))
        rule = "personal.address_unsure" if site or column.distinct < 3 else "personal.address"
        yield _found(rule, column, column.dwellings, _fixes("address", title))


def _neighbours(column: Profile, about: About) -> Iterator[Finding]:
    """Columns that are harmless in a list of facilities and are not beside a person."""
    title = column.column.title
    if not about.places and _LATITUDE.fullmatch(header_key(column.column.header)) and not _on_the_grid(column):
        rounded = (Fix("mesh_point", title, number=9), Fix("mesh_point", title, number=10), Fix("drop_column", title))
        yield _found("personal.position", column, column.weights > 0, rounded)
    if column.heading != "address" and column.share(column.dwellings) >= 0.3:
        site = about.places and names_site(column.column.header)
        rule = "personal.address_unsure" if site else "personal.address"
        yield _found(rule, column, column.dwellings, _fixes("address", title))
    if column.share(column.phones) >= 0.3 and not about.places:
        yield _found("personal.phone", column, column.phones, _fixes("phone", title))
    if column.weak == "age" and column.numeric and not about.counts:
        yield _found(
            "personal.age",
            column,
            column.weights > 0,
            (Fix("age_class", title, number=10), Fix("age_class", title, number=5)),
        )


def _on_the_grid(column: Profile) -> bool:
    """Every latitude is a multiple of the grid's step (1/960°): a middle or a corner of a square, nobody's house."""
    values = [latitude(text).value for text in column.folded if text]
    return all(value is not None and abs(value * 960 - round(value * 960)) < 0.01 for value in values)


def _numbers(column: Profile, about: About) -> Iterator[Finding]:
    title, key = column.column.title, header_key(column.column.header)
    twelve, passed = column.twelves
    count, right = column.count(twelve), column.count(passed)
    same_start = (
        len({re.sub(r"\D", "", text)[:5] for text, flag in zip(column.folded, twelve, strict=True) if flag}) == 1
    )
    if right and (right >= 0.9 * count and right >= 5):
        yield _found("personal.mynumber", column, passed, _fixes("mynumber", title))
    elif right and count <= 4 and right == count and not (_ID.search(key) and column.column.name):
        yield _found("personal.mynumber_unsure", column, passed, _fixes("mynumber", title))
    elif (
        count >= 3
        and count >= 0.5 * column.filled
        and not same_start
        and not column.column.name
        and _licences(column, twelve)
    ):
        yield _found("personal.licence", column, twelve, _fixes("licence", title))
    passports = column.flags(see.PASSPORT.search)
    if (
        column.count(passports) >= 2
        and not column.column.name
        and not _ID.search(key)
        and column.share(passports) >= 0.3
    ):
        yield _found("personal.passport", column, passports, _fixes("passport", title))
    elif said := column.count(
        spoken := column.flags(lambda t: see.PASSPORT.search(t) and re.search("旅券|パスポート|passport", t, re.I))
    ):
        yield _found("personal.passport", column, spoken, _fixes("passport", title)) if said else None  # type: ignore[misc]
    banks = column.flags(see.BANK.search)
    if column.count(banks):
        yield _found("personal.bank", column, banks, _fixes("bank", title))
    pensions = column.flags(see.PENSION.fullmatch)
    if column.count(pensions) >= 3 and column.share(pensions) >= 0.5 and not column.column.name:
        yield _found("personal.identity", column, pensions, _fixes("identity", title))


def _licences(column: Profile, twelve: np.ndarray) -> bool:
    """All start with the number of a public safety commission."""
    starts = [re.sub(r"\D", "", text)[:2] for text, flag in zip(column.folded, twelve, strict=True) if flag]
    return all(start.isdigit() and int(start) in see.COMMISSIONS for start in starts)


def _contacts(column: Profile, about: About) -> Iterator[Finding]:
    title = column.column.title
    contact = about.places and not about.persons and bool(_CONTACT.search(_key(column)))
    if column.count(column.mobiles):
        # A few shops and clubs have nothing but a mobile; a column of mobiles is a list of persons.
        few = contact and column.share(column.mobiles) < 0.3
        yield _found(
            "personal.phone_office" if few else "personal.phone", column, column.mobiles, _fixes("phone", title)
        )
    mails = column.mails
    private = mails["private"] | (mails["other"] if about.persons or not about.places else False)
    private = private | (mails["office"] if about.persons and not about.places else False)
    if column.count(private):
        few = contact and column.share(private) < 0.3
        yield _found("personal.mail_office" if few else "personal.mail", column, private, _fixes("mail", title))
    elif column.count(others := mails["other"] | mails["office"]):
        yield _found("personal.mail_office", column, others, _fixes("mail", title))


def _prose(column: Profile, about: About) -> Iterator[Finding]:
    """Sentences that speak of somebody."""
    mentions = column.words(
        lambda text: remarks.mentions_person(text) or (len(text) > 4 and see.name_strength(text) == 2)
    )
    if column.count(mentions) and not (column.column.name in ("name", "organisation") and about.places):
        rule = "personal.mention" if _speaks(column, about) or not about.places else "personal.mention_unsure"
        yield _found(rule, column, mentions, _cells(column, mentions))
    lives = column.words(remarks.tells_of_life)
    if column.count(lives) and not (column.column.name or about.counts):
        yield _found("personal.life", column, lives, _cells(column, lives))
    if not (column.column.name in ("name", "address") or _ADDRESS.search(_key(column)) or about.counts):
        houses = column.words(remarks.has_house if about.persons else remarks.names_house)
        if column.count(houses):
            yield _found("personal.address", column, houses, _cells(column, houses))


def _accounts(column: Profile, about: About) -> Iterator[Finding]:
    """LINE IDs and plates of cars. Nothing but a plate may be of the city's own cars, that of a 公用車 is: both warn."""
    if column.count(lines := column.words(remarks.has_line_id)):
        yield _found("personal.line", column, lines, _cells(column, lines))
    plates = column.words(remarks.has_plate)
    alone = column.words(remarks.is_city_plate)
    if not _speaks(column, about):
        alone |= column.words(remarks.is_plate)
    if column.count(told := plates & ~alone):
        yield _found("personal.plate", column, told, _cells(column, told))
    elif column.count(alone):
        yield _found("personal.plate_unsure", column, alone, _cells(column, alone))


def _speaks(column: Profile, about: About) -> bool:
    return column.weak == "note" or column.column.name == "note" or about.persons


def _cells(column: Profile, flags: np.ndarray) -> tuple[Fix, ...]:
    """Single cells of a remark can go alone."""
    title = column.column.title
    return (Fix("blank_cells", title, rows=kept(column.lines(flags))), Fix("drop_column", title))


def _is_free(column: Profile) -> bool:
    """Sentences that a person should read before they are published (H112); not addresses of pages, not opening hours."""
    if column.distinct < 2:
        return False
    if header_key(column.column.header) in lexicon().facility_headings or column.column.name.startswith("name"):
        return False
    told = column.flags(lambda text: len(text) > 12 and _SENTENCE.search(text) and "://" not in text)
    if column.weak == "note":
        told = column.flags(lambda text: not text.isascii())
    return column.share(told) > 0.2 if column.weak != "note" else column.count(told) > 0


def _rows_of_persons(columns: tuple[Profile, ...], about: About, kind: str, sheet: Sheet) -> Iterator[Finding]:
    """Sex and age in every row and no number of people: each row is somebody, also without a name."""
    if about.counts or kind in AGGREGATORS or len(sheet) < 5:
        return
    sexes = [c for c in columns if c.filled and c.is_sex]
    ages = [c for c in columns if c.filled and (c.weak == "age" or c.heading == "birth" or c.is_birth)]
    if sexes and ages:
        found = say.finding("personal.rows", "", sheet.rows(sheet.data()), len(sheet))
        yield replace(found, column="・".join(c.column.title for c in (sexes[0], ages[0])))
    for age in ages:
        if age.numeric and not about.persons and sexes:
            title = age.column.title
            yield _found(
                "personal.age",
                age,
                age.weights > 0,
                (Fix("age_class", title, number=10), Fix("age_class", title, number=5)),
            )


def _around(sheet: Sheet) -> Iterator[Finding]:
    """Lines above the header (記入者, 連絡先) are published too."""
    for line, cells in sheet.above:
        text = " ".join(cells)
        folded = [fold(cell) for cell in cells]
        named = any(remarks.names_writer(cell) for cell in folded) or remarks.mentions_person(fold(text))
        if named or see.is_mobile(fold(text)) or see.mail_owner(text) == "private":
            yield say.finding("personal.above", "", [line], 1, (Fix("one_header"),))


_SINGLE = {f"personal.{rule}" for rule in ("phone", "phone_office", "mail", "mail_office", "passport", "bank")}


def _key(column: Profile) -> str:
    return header_key(column.column.header) or column.column.name


def _found(rule: str, column: Profile, flags: np.ndarray, fixes: tuple[Fix, ...]) -> Finding:
    if rule in _SINGLE and column.share(flags) < 0.5 and column.count(flags) <= ROWS_KEPT:
        # A few cells of a column that is otherwise about something else: they can go alone.
        fixes = (Fix("blank_cells", column.column.title, rows=kept(column.lines(flags))), *fixes)
    return say.finding(rule, column.column.title, column.lines(flags), column.count(flags), fixes)


def _fixes(rule: str, title: str) -> tuple[Fix, ...]:
    drop = Fix("drop_column", title)
    return (drop, Fix("cut_address", title)) if rule == "address" else (drop,)
