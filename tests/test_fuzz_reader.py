"""Damaged and strange files: refused with a reason, or read with every record accounted for. Never a crash, never a hang.

The oracle is Python's ``csv`` in strict mode over the bytes decoded by the receipt's encoding: it says how many records
there are, on which line each begins and what stands in each cell. The reader is run in tiny blocks too, so that both of
its ways (``blocks.py``) meet the same inputs. A run prints its seed; any input that ever failed belongs into ``FOUND``.
"""

from __future__ import annotations

import csv
import io
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machi.errors import Unreadable
from machi.ingest.blocks import Plain, blocks
from machi.ingest.choices import Choices
from machi.ingest.ingested import Ingested
from machi.ingest.reader import joined, read, read_chunks
from machi.ingest.reading import clean
from machi.ingest.schema import Schemas, project_schemas

SCHEMAS = project_schemas()
NONE = Schemas({})
ENCODINGS = ("utf-8", "utf-8-sig", "cp932", "utf-16", "euc_jp", "iso2022_jp")
SECONDS = 2.0
FULL = 200_000


def seeds() -> list[bytes]:
    """Small files of many shapes, in every encoding and with every line end."""
    aed = "ID,名称,緯度,経度,小児対応設備の有無,備考\n" + "".join(
        f'{i:03d},"見本、館{i}",37.50{i},139.90{i},{"有無"[i % 2]},{"" if i % 3 else "x"}\n' for i in range(9)
    )
    people = "人口の表,,,\n,,,\n調査年月日,地域名,総人口,男性\n" + "".join(
        f'令和6年4月{i + 1}日,{"北南東西"[i % 4]}町,"1,{i:03d}",△{i}\n' for i in range(9)
    )
    two = (
        "町名,人口,,世帯\n,男,女,\n" + "".join(f"町{i},{i},{i + 1},{i}\n" for i in range(9)) + "合計,36,45,36\n※見本\n"
    )
    notes = '品目;色;数\n"りん\nご";赤;3\nなし;"緑""";4\n;;\nもも;桃;5\n'
    tabs = "a\tb\tc\n" + "".join(f"{i}\tx{i}\t{i}.5\n" for i in range(12))
    found = []
    for text in (aed, people, two, notes, tabs):
        for encoding in ENCODINGS:
            for end in ("\n", "\r\n", "\r"):
                found.append(text.replace("\n", end).encode(encoding))
    return found


SEEDS = seeds()
PIECES = [
    b'"',
    b",",
    b"\n",
    b"\r",
    b"\r\n",
    b"\t",
    b";",
    b"#",
    b"'",
    b"=",
    b"\x00",
    b"\x1a",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
]
PIECES += [
    b'""',
    b'","',
    b"9" * 30,
    b"",
    "計".encode("cp932"),
    "あ".encode(),
    "\u202e".encode(),
    b"\x81",
    b"\xfd",
    b" " * 40,
]
PIECES += [b"\n\n\n", b",,,,,\n", b"<html>", b"PK\x03\x04", b"0,0", b"1e999", "令和元年".encode()]


def damaged(rng: random.Random) -> bytes:
    """A seed with a few bytes changed, pieces moved, doubled or cut."""
    source = bytearray(rng.choice(SEEDS))
    for _ in range(rng.randint(0, 5)):
        at = rng.randrange(len(source) + 1)
        length = rng.choice((0, 0, 1, 2, rng.randint(0, 40)))
        way = rng.randrange(5)
        if way == 0:
            source[at : at + length] = rng.choice(PIECES)
        elif way == 1:
            source[at : at + length] = bytes([rng.randrange(256)])
        elif way == 2:
            other = rng.randrange(len(source) + 1)
            source[at:at] = source[other : other + rng.randint(0, 60)]
        elif way == 3:
            del source[at : at + rng.randint(0, 60)]
        else:
            source[at : at + length] = b""
    return bytes(source)


def records(source: bytes, encoding: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Every record and the line on which it begins, as Python's strict csv sees it."""
    text = source.decode(encoding)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found, line = [], 0
    for row in reader:
        found.append((line + 1, row))
        line = reader.line_num
    return found


def check_account(source: bytes, got: Ingested) -> None:
    """Nothing lost, nothing shifted, nothing invented."""
    receipt = got.receipt
    every = records(source, receipt.encoding, receipt.delimiter)
    filled = [(line, row) for line, row in every if any(cell.strip() for cell in row)]
    aside = receipt.set_aside
    header = 1 if receipt.header_row else 0  # a table that begins with figures has none
    around = aside["above_header"] + header + aside["header_joined"] + aside["type_row"]
    assert receipt.rows_in == receipt.rows_ok + receipt.rows_reported
    assert receipt.rows_ok == len(got.frame)
    assert around + receipt.rows_in == len(filled)
    lines = dict(filled)
    kept = got.frame["source_row"].tolist()
    assert kept == sorted(set(kept))
    assert set(kept) <= set(lines)
    told = {issue.row for issue in got.issues}
    above = receipt.header_row or max((line for line, _row in filled[: aside["above_header"]]), default=0)
    below = [line for line, _row in filled if line > above]
    lost = set(below) - set(kept) - told
    assert len(lost) <= aside["header_joined"] + aside["type_row"]
    assert all(issue.sentence() for issue in got.issues)
    if receipt.kind:
        return
    names = list(receipt.columns.values())
    for row in got.frame.itertuples(index=False):
        cells = lines[row.source_row]
        for at, name in enumerate(names):
            if name:
                wanted = clean(cells[at]) if at < len(cells) else ""
                value = getattr(row, name)
                assert (value if isinstance(value, str) else "") == wanted


def one(source: bytes, size: int, *, free: bool) -> bool:
    """Read it once; True when it was read, False when it was refused with reason and remedy."""
    started = time.process_time()
    try:
        got = read_small(source, size, free=free)
    except Unreadable as error:
        refused = error
        got = None
    assert time.process_time() - started < SECONDS
    if got is None:
        assert refused.message
        assert refused.remedy
        assert refused.kind != "unreadable"
        return False
    check_account(source, got)
    return True


def read_small(source: bytes, size: int, *, free: bool) -> Ingested:
    return joined(read_chunks(source, schemas=NONE if free else SCHEMAS, size=size))


FOUND = [b"a;b;c\r\n\x1b$B\x3a\x23\x1b(B;1;2\r\n\x1b$(B;3\r\n\x1b$4\r\n;;\r\n\x1b$"]
"""Inputs that once broke something: an escape sequence that doesn't end isn't a UnicodeDecodeError."""


@pytest.mark.parametrize("source", FOUND)
def test_what_once_broke_is_read_or_refused(source: bytes) -> None:
    one(source, 5, free=True)


@pytest.mark.parametrize("source", SEEDS[::7], ids=lambda source: str(len(source)))
@pytest.mark.parametrize("size", [5, 8, 10_000])
def test_seeds_are_read_whole(source: bytes, size: int) -> None:
    assert one(source, size, free=True)


def run(seed: int, count: int) -> None:
    rng = random.Random(seed)
    print(f"seed {seed}, {count} inputs")
    read_at_all = 0
    for turn in range(count):
        source = damaged(rng)
        read_at_all += one(source, rng.choice((5, 6, 9, 10_000)), free=turn % 4 > 0)
    assert read_at_all > count // 5


@pytest.mark.parametrize("seed", [11, 12])
def test_damaged_files_are_read_whole_or_refused(seed: int) -> None:
    run(seed, 250)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(20))
def test_two_hundred_thousand_damaged_files(seed: int) -> None:
    run(1000 + seed, FULL // 20)


CELL = st.text(st.sampled_from('ab 1,;"\n\r\t#※計、あ=@'), max_size=6)
TABLE = st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1, max_size=8)


@settings(max_examples=150, deadline=None)
@given(TABLE, st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from([5, 6, 10_000]), st.booleans())
def test_any_written_table_is_read_back(rows: list[list[str]], end: str, size: int, quoted: bool) -> None:
    """What Python's csv wrote is read back cell by cell, whatever stands in the cells."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL).writerows(
        [["見出し1", "見出し2", "見出し3"], *rows]
    )
    source = out.getvalue().encode()
    choices = Choices(delimiter=",", header_row=1, header_rows=1, encoding="utf-8")
    try:
        got = joined(read_chunks(source, schemas=NONE, size=size, choices=choices))
    except Unreadable as error:
        pytest.fail(f"{error}: {source!r}")
    check_account(source, got)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(source: bytes) -> None:
    one(source, 5, free=True)


def test_a_last_character_without_a_line_end_is_a_row() -> None:
    source = ("人口\r\n" + "\r\n".join("123456789"[at % 9] for at in range(60_001))).encode()
    got = read(source, free=True)
    assert got.receipt.rows_in == len(got.frame) == 60_001
    assert got.frame["c1"].astype(int).sum() == 6_666 * 45 + sum(range(1, 8))  # 60,001 = 6,666 * 9 + 7


@pytest.mark.parametrize("characters", [10, 40, 200])
def test_blocks_that_are_cut_ahead_give_every_record_once(characters: int) -> None:
    """Line ends in quotes reach over the ends of blocks, into what was read ahead; then plain blocks follow again."""
    rng = random.Random(characters)
    for _turn in range(60):
        rows = [
            [
                f"{line}",
                "".join(rng.choice(["あ", "b", "\n", "長い" * 9]) for _ in range(3)) if rng.random() < 0.1 else "x",
            ]
            for line in range(rng.randrange(1, 120))
        ]
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator=rng.choice(["\n", "\r\n"])).writerows(rows)
        reader, lines, line = csv.reader(io.StringIO(out.getvalue(), newline=""), strict=True), [], 0
        for _row in reader:
            lines.append(line + 1 + 7)
            line = reader.line_num
        found = [
            block.records() if isinstance(block, Plain) else block
            for block in blocks(io.StringIO(out.getvalue(), newline=""), ",", 2, 7, characters)
        ]
        assert [row for block in found for row in block.rows] == rows
        assert [at for block in found for at in block.lines] == lines
        assert found[-1].end == line + 7
