"""Ask a shelf a free question. The one way in for the page, the command, the card and the API.

The question's first lines may declare values (``-- param n integer = 5``) as the files of ``queries/`` do, so that one
text is everything: it runs, it is the link, it is the example. What a card was asked with is written back into those
lines (``with_values``).
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from machi.cards.address import spell
from machi.cards.card import Ran
from machi.errors import BadSettings
from machi.sandbox.pool import POOL, SECONDS, Busy, Pool
from machi.sandbox.refusal import Refused, refusal
from machi.store.carry import file_of, streams_of
from machi.store.queries import read_query
from machi.store.shelf import Shelf
from machi.text import _

ROWS = 1000
LONGEST = 10_000
"""Characters of a question."""


@dataclass(frozen=True)
class Result:
    """The first rows, DuckDB's type of each column, and what was left out. ``seconds`` is what the visitor waited."""

    frame: pd.DataFrame
    types: Mapping[str, str]
    ran: Ran
    more: bool
    cut: int
    seconds: float


def unavailable() -> str:
    """Why free questions are off on this machine; empty where they are on.

    Memory can't be bounded for one process there, and DuckDB's own limit is passed by a single huge value.
    """
    if sys.platform == "linux":
        return ""
    return _(
        "このコンピューターでは「SQLで調べる」を使えません。1つの質問が使うメモリーを制限するしくみが、Linux にしかないためです。"
        "Windows では WSL の中で動かすと使えます。"
    )


def ask(shelf: Shelf, sql: str, visitor: str, pool: Pool = POOL, seconds: float = SECONDS) -> Result:
    """The answer to ``sql``. ``visitor`` may have one question at a time. Raises Refused."""
    if unavailable():
        raise Refused(unavailable(), "")
    if len(sql) > LONGEST:
        raise Refused(_("質問が長すぎます（{n}文字まで）。").format(n=f"{LONGEST:,}"), _("短くしてください。"))
    values = bound(sql, shelf.today)
    file = file_of(shelf.connection)
    tables = [] if file else streams_of(shelf.connection)
    request = {
        "folder": str(file.parent) if file else "",
        "file": file.name if file else "",
        "tables": [{"name": name, "bytes": len(payload)} for name, payload in tables],
        "setup": [] if file else [shelf.library.setup("macros")],
        "sql": sql,
        "params": {
            name: {"date": value.isoformat()} if isinstance(value, date) else value for name, value in values.items()
        },
        "rows": ROWS,
    }
    begun = time.monotonic()
    try:
        reply = pool.ask(request, [payload for _name, payload in tables], visitor, seconds)
    except Busy as busy:
        raise _busy(busy) from busy
    if "refused" in reply:
        raise refusal(sql, reply, seconds)
    return _result(reply, Ran("explore", sql, values), time.monotonic() - begun)


def bound(sql: str, today: date) -> dict[str, Any]:
    """The values that the question's own first lines declare. Raises Refused, naming the line."""
    try:
        query = read_query("", sql, _("質問"))
        return query.bind({}, today)
    except (BadSettings, ValueError) as error:
        line = next((n for n, text in enumerate(sql.splitlines(), 1) if text.startswith("-- param ")), 0)
        message = error.message if isinstance(error, BadSettings) else _("-- param の行の値を読めません。")
        remedy = _(
            "-- param 名前 型 = 値 の形で書いてください。型は text、integer、number、flag、date、list のどれかです。"
        )
        raise Refused(message, remedy, line) from error


def with_values(ran: Ran) -> str:
    """The question of a card with the card's own values in its first lines, ready to be asked again."""
    declared = set(re.findall(r"^-- param (\w+)", ran.sql, re.M))
    lines = [
        f"-- param {name} {_type(value)} = {_whole(_spelt(value))}".rstrip()
        for name, value in ran.params.items()
        if name not in declared
    ]
    for line in ran.sql.splitlines():
        found = re.match(r"^(-- param (\w+) \w+ =)", line)
        if found and found[2] in ran.params:
            lines.append(f"{found[1]} {_whole(_spelt(ran.params[found[2]]))}".rstrip())
        else:
            lines.append(line)
    return "\n".join(lines)


def _whole(text: str) -> str:
    """A value that would end at its first space stands in quotation marks."""
    return json.dumps(text, ensure_ascii=False) if re.search(r'\s|^"', text) else text


def _type(value: Any) -> str:
    """The word for a value's type in a ``-- param`` line."""
    words = ((bool, "flag"), (int, "integer"), (float, "number"), (date, "date"), (list, "list"), (tuple, "list"))
    return next((word for kind, word in words if isinstance(value, kind)), "text")


def _spelt(value: Any) -> str:
    """As ``spell``, but legible: of a list's items only what would split them is written as ``%2C``."""
    if isinstance(value, list | tuple):
        return ",".join(str(item).replace("%", "%25").replace(",", "%2C") for item in value)
    return spell(value)


def _busy(busy: Busy) -> Refused:
    if busy.own:
        return Refused(
            _("前の質問がまだ動いています。"), _("3秒以内に終わります。少し待って、もう一度実行してください。")
        )
    return Refused(_("いま、ほかの人の質問で混んでいます。"), _("数秒待って、もう一度実行してください。"))


def _result(reply: Mapping[str, Any], ran: Ran, seconds: float) -> Result:
    names = _different([name for name, _type in reply["columns"]])
    types = dict(zip(names, (kind for _name, kind in reply["columns"]), strict=True))
    columns = zip(*reply["rows"], strict=True) if reply["rows"] else ([] for _ in names)
    frame = pd.DataFrame(
        {
            name: pd.Series([_typed(value, types[name]) for value in values], dtype=object)
            for name, values in zip(names, columns, strict=True)
        }
    )
    return Result(frame, types, ran, reply["more"], reply["cut"], seconds)


def _different(names: list[str]) -> list[str]:
    """Two columns of one name (a join gives them) are told apart: ``name``, ``name_2``."""
    seen: set[str] = set()
    for index, name in enumerate(names):
        spelt, number = name, 2
        while spelt in seen or (spelt != name and spelt in names):
            spelt, number = f"{name}_{number}", number + 1
        seen.add(spelt)
        names[index] = spelt
    return names


def _typed(value: Any, kind: str) -> Any:
    """A date as a date again; what DuckDB can hold and Python can't (year 300000, infinity) stays text."""
    if not isinstance(value, str) or kind not in ("DATE", "TIMESTAMP"):
        return value
    try:
        return date.fromisoformat(value) if kind == "DATE" else datetime.fromisoformat(value)
    except ValueError:
        return value
