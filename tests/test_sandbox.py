"""Free SQL can do nothing but answer: harm is judged by system calls and hashes, honest questions by their answers."""

from __future__ import annotations

import hashlib
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from machi.cards.card import Ran
from machi.sandbox.ask import LONGEST, ROWS, ask, with_values
from machi.sandbox.pool import CHILD, Pool, Process
from machi.sandbox.refusal import Refused
from machi.store.carry import file_of, streams_of
from machi.store.database import open_shelf
from machi.store.shelf import Shelf
from tests import strace
from tests.folders import AED, folder, publish
from tests.honest_sql import questions
from tests.hostile_sql import MECHANISMS, READERS, SECRET, statements
from tests.own import shipped

ENDLESS = "with recursive r as (select 1 as i union all select i + 1 from r) select max(i) from r"
DRIVER = """
import json, sys
sys.path.insert(0, sys.argv[1])
from machi.sandbox.pool import Process
for line in sys.stdin:
    request = json.loads(line)
    process = Process(json.loads(sys.argv[2]))
    reply = process.ask(request, [], float(sys.argv[3]))
    print(json.dumps({"pid": process.popen.pid, "reply": reply}), flush=True)
"""
OPEN_DOORS = f"""
import sys
sys.path.insert(0, {str(CHILD.parent)!r})
import child
child.isolate = lambda folder: child.os.chdir(folder)
child.main()
"""
"""The child on a system that allows no namespace and no chroot: DuckDB's own doors must hold by themselves."""


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return shipped()


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    made = Pool(ready=1)
    yield made
    made.close()


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Listener:
    """A port of this machine that counts who connects."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.visits = 0
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        try:
            while True:
                self.socket.accept()[0].close()
                self.visits += 1
        except OSError:
            return


def run_hostile(
    shelf: Shelf, tmp_path: Path, *, all_of_them: bool, command: list[str], jailed: bool = True
) -> list[str]:
    """Ask every hostile statement under strace; gives what went wrong. Where no chroot is allowed, the name of the
    store's folder can be read letter by letter (decision 0100): then that is not counted, everything else is.
    """
    outside = tmp_path / "outside"
    outside.mkdir()
    canary = outside / "canary.csv"
    canary.write_text(f"a,b\n{SECRET},1\n", encoding="utf-8")
    store = file_of(shelf.connection)
    assert store is not None
    listener = Listener()
    names = {
        "path": str(canary),
        "new": str(outside / "new.csv"),
        "folder": str(outside),
        "url": f"http://127.0.0.1:{listener.socket.getsockname()[1]}",
        "store": str(store),
    }
    asked = []
    for _mechanism, text in statements(all_of_them=all_of_them):
        for name, value in names.items():
            text = text.replace("{" + name + "}", value)
        asked.append(text)
    request = {"folder": str(store.parent), "file": store.name, "tables": [], "setup": [], "params": {}, "rows": ROWS}
    lines = "".join(json.dumps({**request, "sql": text}) + "\n" for text in asked)
    before = {path: digest(path) for path in (store, canary)}
    log = tmp_path / "strace.log"
    program = [sys.executable, "-c", DRIVER, str(CHILD.parents[2]), json.dumps(command), "3"]
    done = subprocess.run(strace.command(log, program), input=lines, capture_output=True, text=True, timeout=3000)
    listener.socket.close()
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(replies) == len(asked), done.stderr[-2000:]
    complaints = [f"{path.name} was changed" for path, value in before.items() if digest(path) != value]
    complaints += [f"left behind: {path.name}" for path in outside.iterdir() if path != canary]
    complaints += [f"left behind: {path.name}" for path in store.parent.iterdir() if path.suffix in (".wal", ".csv")]
    complaints += ["somebody connected"] if listener.visits else []
    after = after_the_question(log.read_text(encoding="utf-8", errors="replace"), {entry["pid"] for entry in replies})
    for text, entry in zip(asked, replies, strict=True):
        shown = json.dumps(entry["reply"], ensure_ascii=False)
        told = jailed and str(store.parent)[::-1] in shown
        if told or SECRET in shown or "root:" in shown or str(store.parent) in shown:
            complaints.append(f"told: {text}")
        if entry["pid"] in after:
            complaints += [f"{text[:100]}: {line}" for line in strace.harm(after[entry["pid"]], store.name)]
        elif entry["reply"].get("refused") not in ("time", "start"):
            complaints.append(f"never tried: {text[:100]}")
    # A machine that is busy with other things may kill a child before it begins; that may not become the rule.
    assert len(after) >= 0.95 * len(asked)
    return complaints


def after_the_question(log: str, pids: set[int]) -> dict[int, str]:
    """Of each child (and its threads) that opened the store, the calls from there on."""
    threads: dict[int, int] = {pid: pid for pid in pids}
    kept: dict[int, list[str]] = {pid: [] for pid in pids}
    begun: set[int] = set()
    for line in log.splitlines():
        pid = int(line.split()[0])
        made = re.search(r"CLONE_THREAD.*= (\d+)$", line)
        if made and pid in threads:
            threads[int(made[1])] = threads[pid]
        owner = threads.get(pid)
        if owner is None:
            continue
        if re.search(r'openat\(.*"(/?[^/"]*/)*store-[^/"]*\.duckdb"', line):
            begun.add(owner)
        if owner in begun:
            kept[owner].append(line)
    return {pid: "\n".join(lines) for pid, lines in kept.items() if pid in begun}


needs_strace = pytest.mark.skipif(not strace.available(), reason="strace is not installed")
BOXED = [sys.executable, "-I", "-B", str(CHILD)]
BARE = [sys.executable, "-I", "-B", "-c", OPEN_DOORS]


def test_the_list_has_sixty_mechanisms_and_five_hundred_statements() -> None:
    """The twenty-four readers of files count as one mechanism."""
    assert len(MECHANISMS) - len(READERS) + 1 >= 60
    assert len({text for _name, text in statements(all_of_them=True)}) >= 500


@needs_strace
@pytest.mark.alone
def test_no_mechanism_does_harm(shelf: Shelf, tmp_path: Path) -> None:
    assert run_hostile(shelf, tmp_path, all_of_them=False, command=BOXED) == []


@needs_strace
@pytest.mark.alone
@pytest.mark.full
def test_no_hostile_statement_does_harm(shelf: Shelf, tmp_path: Path) -> None:
    assert run_hostile(shelf, tmp_path, all_of_them=True, command=BOXED) == []


@needs_strace
@pytest.mark.alone
@pytest.mark.full
def test_the_locks_of_the_database_hold_without_namespaces(shelf: Shelf, tmp_path: Path) -> None:
    assert run_hostile(shelf, tmp_path, all_of_them=True, command=BARE, jailed=False) == []


@needs_strace
def test_the_judge_sees_harm(tmp_path: Path) -> None:
    log, new = tmp_path / "log", tmp_path / "new.csv"
    program = (
        f"import socket; open({str(new)!r}, 'w'); open('/etc/passwd'); socket.socket().connect_ex(('127.0.0.1', 9))"
    )
    subprocess.run(strace.command(log, [sys.executable, "-c", program]), check=True)
    told = "\n".join(strace.harm(log.read_text(), "store.duckdb"))
    assert str(new) in told
    assert "/etc/passwd" in told
    assert "connect(" in told


def test_honest_questions_are_answered(shelf: Shelf, pool: Pool) -> None:
    assert refused(shelf, pool, [*questions(), *(query.sql for query in shelf.library.values())][::9]) == []


@pytest.mark.full
def test_every_honest_question_is_answered(shelf: Shelf, pool: Pool) -> None:
    everything = [*questions(), *(query.sql for query in shelf.library.values())]
    assert len(set(everything)) >= 200
    assert refused(shelf, pool, everything) == []


def refused(shelf: Shelf, pool: Pool, asked: list[str]) -> list[str]:
    complaints = []
    for sql in asked:
        try:
            result = ask(shelf, sql, "analyst", pool, seconds=20)
        except Refused as problem:
            complaints.append(f"{sql}: {problem}")
        else:
            assert len(result.frame.columns) > 0
    return complaints


def test_an_answer_is_that_of_the_store(shelf: Shelf, pool: Pool) -> None:
    sql = "select kind, count(*) as n, avg(lat) as lat from place group by kind order by kind"
    with shelf.connection.cursor() as cursor:
        wanted = cursor.execute(sql).fetchall()
    result = ask(shelf, sql, "analyst", pool)
    assert [tuple(row) for row in result.frame.itertuples(index=False)] == wanted
    assert dict(result.types) == {"kind": "VARCHAR", "n": "BIGINT", "lat": "DOUBLE"}
    assert not result.more


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("date '2026-11-20'", date(2026, 11, 20)),
        ("timestamp '2026-11-20 01:02:03'", datetime(2026, 11, 20, 1, 2, 3)),
        ("1.50::decimal(5, 2)", 1.5),
        ("170141183460469231731687303715884105727::hugeint", "170141183460469231731687303715884105727"),
        ("'nan'::double", None),
        ("[1, 2]", "[1, 2]"),
        ("{'a': date '2026-01-01'}", '{"a": "2026-01-01"}'),
        ("'あ'::blob", None),
        ("time '12:34'", "12:34:00"),
        ("interval 90 minute", "1:30:00"),
        ("'a'::enum('a')", "a"),
        ("true", True),
        ("null", None),
        ("timestamptz '2026-11-20 00:00:00+09'", "2026-11-20T00:00:00+09:00"),
        ("uuid '00000000-0000-0000-0000-000000000001'", "00000000-0000-0000-0000-000000000001"),
        ("date '300000-01-01'", "300000-01-01"),
    ],
)
def test_every_type_comes_back(shelf: Shelf, pool: Pool, expression: str, value: object) -> None:
    if expression == "'あ'::blob":
        expression, value = "encode('あ')", "e38182"
    assert ask(shelf, f"select {expression} as v", "analyst", pool).frame["v"].tolist() == [value]


def test_no_type_of_the_database_breaks_an_answer(shelf: Shelf, pool: Pool) -> None:
    assert len(ask(shelf, "select * from test_all_types()", "analyst", pool).frame) == 3


@pytest.mark.parametrize(
    ("sql", "line", "words"),
    [
        ("", 0, "質問が書かれていません"),
        ("select 1;\nselect 2", 2, "文が2つ"),
        ("select 1;\n\ndrop table aed", 3, "文が2つ"),
        ("-- 注釈\nexplain select 1", 2, "explain を消して"),
        ("pivot aed on name using count(*)", 1, "pivot 表"),
        ("drop table aed", 1, "読むことだけ"),
        ("update aed set name = 'x'", 1, "読むことだけ"),
        ("with x as (delete from aed returning *)\nselect * from x", 0, ""),
        ("select *\nfrom nosuch", 2, "「nosuch」という表はありません"),
        ("select\n  nme\nfrom aed", 2, "name"),
        ("select name, count(*) from aed", 1, "group by"),
        ("select 1\nfrom aed\nwhere name = = 2", 3, "「=」の近く"),
        ("select sum(", 1, ""),
        ("select 'abc", 1, "途中で終わって"),
        ("select foo(1)", 1, "「foo」という関数はありません"),
        ("select cast('x' as integer)", 1, "try_cast"),
        ("select * from read_csv('/etc/passwd')", 1, "ファイルや通信"),
        ("select 1\n where 1 = $town", 2, "$town"),
        ("-- param n integer = x\nselect $n", 1, "-- param"),
        ("select '" + "x" * LONGEST + "'", 0, "長すぎます"),
        ("select 1" + "+1" * 3000, 0, "1,000段"),
        ("select repeat('あ', 2000000000)", 0, "文字が長すぎて"),
    ],
)
def test_a_refusal_names_the_line_and_what_to_change(shelf: Shelf, pool: Pool, sql: str, line: int, words: str) -> None:
    with pytest.raises(Refused) as caught:
        ask(shelf, sql, "analyst", pool)
    assert words in str(caught.value)
    assert caught.value.remedy
    assert caught.value.line == line
    assert "/" not in str(caught.value).replace("/etc/passwd", "")


def test_rows_beyond_the_cap_are_told(shelf: Shelf, pool: Pool) -> None:
    whole, more = (ask(shelf, f"select * from range({n})", "analyst", pool) for n in (ROWS, ROWS + 1))
    assert (len(whole.frame), whole.more) == (ROWS, False)
    assert (len(more.frame), more.more) == (ROWS, True)


def test_a_long_cell_is_cut_and_told(shelf: Shelf, pool: Pool) -> None:
    result = ask(shelf, "select repeat('あ', 100000) as long, 'a' as short", "analyst", pool)
    assert result.cut == 1
    assert len(result.frame["long"][0]) < 5000


@pytest.mark.alone
def test_a_question_that_never_ends_is_killed_in_time(shelf: Shelf, pool: Pool) -> None:
    pool.warm()
    time.sleep(1)
    begun = time.monotonic()
    with pytest.raises(Refused, match="3秒で終わらなかった"):
        ask(shelf, ENDLESS, "bomber", pool)
    assert 2.9 < time.monotonic() - begun < 3.5


@pytest.mark.parametrize("sql", MECHANISMS["takes all memory"][:2])
def test_memory_is_refused_and_the_server_does_not_feel_it(shelf: Shelf, pool: Pool, sql: str) -> None:
    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    before = resident()
    with pytest.raises(Refused, match=r"メモリー|秒で"):
        ask(shelf, sql, "bomber", pool)
    assert resident() - before < 50 * 2**20


def test_one_question_a_visitor_and_a_short_queue(shelf: Shelf) -> None:
    pool = Pool(ready=0, running=1, waiting=1)
    told: dict[str, str] = {}

    def bomb(visitor: str) -> None:
        try:
            ask(shelf, ENDLESS, visitor, pool, seconds=2)
        except Refused as problem:
            told[visitor] = str(problem)

    threads = [threading.Thread(target=bomb, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    with pytest.raises(Refused, match="前の質問"):
        ask(shelf, "select 1", "a", pool)
    with pytest.raises(Refused, match="混んでいます"):
        ask(shelf, "select 1", "c", pool)
    for thread in threads:
        thread.join()
    assert set(told) == {"a", "b"}
    assert ask(shelf, "select 1 as one", "a", pool).frame["one"].tolist() == [1]


def test_nothing_stays_behind(shelf: Shelf) -> None:
    pool = Pool(ready=1)
    ask(shelf, "select 1", "a", pool)
    opened = len(os.listdir("/proc/self/fd"))
    for number in range(4):
        ask(shelf, "select 1", f"{number}", pool)
    assert len(os.listdir("/proc/self/fd")) == opened
    waiting = [process.popen for process in pool._ready]
    pool.close()
    assert [process.poll() is None for process in waiting] == [False]


def test_a_dead_process_in_the_pool_is_replaced(shelf: Shelf) -> None:
    pool = Pool(ready=1)
    pool.warm()
    pool._ready[0].popen.kill()
    pool._ready[0].popen.wait()
    assert len(ask(shelf, "select 1", "a", pool).frame) == 1
    pool.close()


def test_a_child_that_answers_nonsense_is_told_in_words() -> None:
    nonsense = [sys.executable, "-c", "print('ready', flush=True); print('not json', flush=True)"]
    assert Process(nonsense).ask({"sql": ""}, [], 3) == {"refused": "start"}
    assert Process([sys.executable, "-c", "pass"]).ask({"sql": ""}, [], 3) == {"refused": "start"}


def test_the_child_knows_nothing_of_the_server() -> None:
    process = Process()
    environment = Path(f"/proc/{process.popen.pid}/environ")
    deadline = time.monotonic() + 10
    while b"child.py" not in Path(f"/proc/{process.popen.pid}/cmdline").read_bytes() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert environment.read_bytes() == b""
    process.kill()
    text = CHILD.read_text(encoding="utf-8")
    assert not re.search(r"^\s*(from|import) machi", text, re.M)
    assert "pickle" not in text


def test_rows_about_persons_and_rows_of_the_office_are_not_in_its_store(shelf: Shelf, pool: Pool) -> None:
    closed = {item.kind for item in shelf.catalogue.publications if item.access == "aggregate"}
    assert closed
    for kind in closed:
        assert ask(shelf, f'select count(*) as n from "{kind}"', "analyst", pool).frame["n"].tolist() == [0]
    hidden = (
        "select count(*) as n from inquiry where status <> '公開' and (department is not null or data_name is not null)"
    )
    assert ask(shelf, hidden, "analyst", pool).frame["n"].tolist() == [0]
    smallest = ask(shelf, "select min(people) as n from diet_group", "analyst", pool).frame["n"][0]
    assert smallest >= 10


def test_a_shelf_in_memory_travels_by_the_pipe(tmp_path: Path, pool: Pool) -> None:
    data = folder(tmp_path)
    publish(data, "aed/x", AED + "1,1,南の学校,35.0,139.0,有\n")
    made = open_shelf(data, tmp_path / "store.duckdb")
    other = duckdb.connect(":memory:")
    path = str(file_of(made.connection))
    other.execute("attach '" + path + "' as source (read_only)")
    other.execute("copy from database source to memory")
    other.execute("detach source")
    own = Shelf(other, made.catalogue, made.city, made.schemas, made.library, made.today, "own")
    assert file_of(other) is None
    assert dict(streams_of(other)).keys() >= {"aed", "place"}
    found = ask(own, "select name, distance_m(lat, lon, 35.0, 139.0) as m from aed", "me", pool, seconds=20).frame
    assert found.to_dict("records") == [{"name": "南の学校", "m": 0.0}]
    with pytest.raises(Refused):
        ask(own, f"select * from read_text('{path}')", "me", pool, seconds=20)


def test_the_question_of_a_card_runs_again_with_its_values(shelf: Shelf, pool: Pool) -> None:
    query = shelf.library["place_nearest"]
    answer = shelf.ask("place_nearest", lat=37.4877, lon=139.9297, kinds=["aed", "park"], n=3)
    again = ask(shelf, with_values(answer.ran), "me", pool).frame
    assert again["name"].tolist() == answer.frame["name"].tolist()
    assert len(again) == 3
    assert with_values(answer.ran).splitlines()[0] == query.sql.splitlines()[0]
    town = Ran("x", "-- param town text =   町\nselect $town as town", {"town": '東 町 "北"'})
    assert ask(shelf, with_values(town), "me", pool).frame["town"].tolist() == ['東 町 "北"']


def test_two_columns_of_one_name_are_told_apart(shelf: Shelf, pool: Pool) -> None:
    frame = ask(shelf, "select 1 as a, 2 as a, 3 as a_2", "me", pool).frame
    assert frame.columns.tolist() == ["a", "a_3", "a_2"]
    assert frame.iloc[0].tolist() == [1, 2, 3]
