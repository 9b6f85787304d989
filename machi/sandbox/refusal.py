"""Why a question got no answer, in words: which line, and what to change.

DuckDB's own sentences are English and for its developers. The dozen that an honest question meets are told here; of any
other, DuckDB's first sentence is quoted, so that nothing is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from machi.errors import MachiError
from machi.text import _

LINE = re.compile(r"LINE (\d+):")
NEAR = re.compile(r'at or near "(.+?)"\n|at or near "(.+?)"$', re.S)
ABSENT = re.compile(
    r"(Table|View|Scalar Function|Table Function|Aggregate Function|Macro|Type) with name \"?(.+?)\"? does not exist"
)
MEANT = re.compile(r'Did you mean "(.+?)"')
COLUMN = re.compile(r'Referenced (?:column|table) "(.+?)" not found')
NEAR_COLUMNS = re.compile(r"Candidate (?:bindings|tables): (.+)")
UNGROUPED = re.compile(r'column "?(.+?)"? must appear in the GROUP BY')
FIRST_WORD = re.compile(r"^\s*(?!--)\S", re.M)


class Refused(MachiError):
    """A question without an answer. ``line`` is the line of the question that is meant, 0 for the whole of it."""

    def __init__(self, message: str, remedy: str, line: int = 0) -> None:
        super().__init__(_("{line}行目: {message}").format(line=line, message=message) if line else message, remedy)
        self.line = line


def refusal(sql: str, reply: Mapping[str, Any], seconds: float) -> Refused:
    """The reply of the child (``{"refused": …}``) as a sentence."""
    reason = reply["refused"]
    if reason == "error":
        return _error(reply["type"], reply["message"])
    if reason == "count":
        return _count(sql, int(reply["count"]), reply["second"])
    if reason == "kind":
        return _kind(sql, reply["kind"])
    if reason == "params":
        name = reply["names"][0]
        return Refused(
            _("${name} に入れる値が決まっていません。").format(name=name),
            _("質問の1行目に「-- param {name} text = 値」のように書くか、値をそのまま書いてください。").format(
                name=name
            ),
            _line_of(sql, f"${name}"),
        )
    if reason == "time":
        return Refused(
            _("{seconds}秒で終わらなかったので、止めました。").format(seconds=f"{seconds:g}"),
            _("where で行をしぼるか、表どうしの組み合わせ（join）の数を減らしてください。"),
        )
    if reason == "memory":
        return Refused(
            _("使えるメモリー（1つの質問に1GBまで）が足りず、止めました。"),
            _("where や limit で行をしぼるか、長い文字やリストを作る式を短くしてください。"),
        )
    return Refused(_("質問を動かせませんでした。"), _("少し待って、もう一度実行してください。"))


def _count(sql: str, count: int, second: str) -> Refused:
    if count == 0:
        return Refused(_("質問が書かれていません。"), _("select で始まる文を1つ書いてください。"))
    return Refused(
        _("文が{n}つあります。1度に答えるのは1つです。").format(n=count),
        _("「;」から後ろを消して、文を1つにしてください。"),
        _line_of(sql, second.splitlines()[0] if second else ";"),
    )


def _kind(sql: str, kind: str) -> Refused:
    line = _first_line(sql)
    if kind == "EXPLAIN":
        return Refused(
            _("EXPLAIN（実行の計画を見る文）は使えません。"),
            _("explain を消して、select から始めてください。かかった時間は答えの下に出ます。"),
            line,
        )
    if kind == "MULTI":
        return Refused(
            _("PIVOT は、そのままの形では使えません。"),
            _(
                "「select * from (pivot 表 on 列 in ('値1', '値2') using count(*))」のように、値を並べて包んでください。"
            ),
            line,
        )
    return Refused(
        _("「{kind}」の文は使えません。ここでは読むことだけができます。").format(kind=kind.replace("_", " ").lower()),
        _("select（または with、from、values、describe、summarize）で始まる文にしてください。"),
        line,
    )


def _error(kind: str, message: str) -> Refused:
    found = LINE.search(message)
    line = int(found[1]) if found else 0
    for look in (_absent, _column, _syntax):
        told = look(message)
        if told:
            return Refused(*told, line)
    if kind == "PermissionException":
        return Refused(
            _("ファイルや通信には触れられません。読めるのは、左の一覧にある表だけです。"),
            _("表の名前を from に書いてください。"),
            line,
        )
    if kind == "ConversionException":
        return Refused(
            _("値の形を変えられないところがあります（{words}）。").format(words=_first(message)),
            _("cast の代わりに try_cast を使うと、変えられない値は空になります。"),
            line,
        )
    if "expression depth" in message:
        return Refused(
            _("式の重なり（かっこや足し算のつながり）が深すぎます。1,000段までです。"),
            _("式を分けるか、sum() などの関数でまとめてください。"),
            line,
        )
    if "maximum supported string size" in message:
        return Refused(_("文字が長すぎて作れません。"), _("repeat() などの回数を減らしてください。"), line)
    return Refused(
        _("この質問には答えられません（{words}）。").format(words=_first(message)),
        _("列の一覧と、例の書き方を見くらべてください。"),
        line,
    )


def _absent(message: str) -> tuple[str, str] | None:
    found = ABSENT.search(message)
    if not found:
        return None
    meant = MEANT.search(message)
    hint = _("もしかして「{name}」ですか。").format(name=meant[1]) if meant else ""
    if "Function" in found[1] or found[1] == "Macro":
        return _("「{name}」という関数はありません。").format(name=found[2]), hint or _(
            "関数の名前を確かめてください。"
        )
    if found[1] == "Type":
        return _("「{name}」という型はありません。").format(name=found[2]), hint or _("型の名前を確かめてください。")
    return (
        _("「{name}」という表はありません。").format(name=found[2]),
        hint + _("「表と列」の一覧から選んでください。"),
    )


def _column(message: str) -> tuple[str, str] | None:
    ungrouped = UNGROUPED.search(message)
    if ungrouped:
        return (
            _("列「{name}」は、まとめ（group by）の中で1つに決まりません。").format(name=ungrouped[1]),
            _("group by に足すか、max() などで1つにしてください。"),
        )
    found = COLUMN.search(message)
    if not found:
        return None
    near = NEAR_COLUMNS.search(message)
    names = "、".join(re.findall(r'"(.+?)"', near[1])[:5]) if near else ""
    hint = _("近い名前: {names}。").format(names=names) if names else ""
    return (
        _("「{name}」という列は、この質問の表にありません。").format(name=found[1]),
        hint + _("文字として書くときは 'この引用符' で囲みます。"),
    )


def _syntax(message: str) -> tuple[str, str] | None:
    if "syntax error at end of input" in message or "unterminated" in message:
        return (
            _("文が途中で終わっています。"),
            _("かっこや引用符が閉じているか、最後の言葉の続きがあるかを確かめてください。"),
        )
    found = NEAR.search(message)
    if not found:
        return None
    return (
        _("「{near}」の近くの書き方を読めません。").format(near=(found[1] or found[2])[:60]),
        _("その前のコンマ・かっこ・つづりを確かめてください。"),
    )


def _first(message: str) -> str:
    """DuckDB's first sentence, without the kind of error in front and the drawing below."""
    return message.split("\n", 1)[0].split(": ", 1)[-1][:200]


def _line_of(sql: str, text: str) -> int:
    """The line of the last place where ``text`` stands; a second statement repeats the first more often than not."""
    place = sql.rfind(text)
    return sql.count("\n", 0, place) + 1 if place >= 0 else 0


def _first_line(sql: str) -> int:
    """The first line that is no comment."""
    found = FIRST_WORD.search(sql)
    return sql.count("\n", 0, found.end() - 1) + 1 if found else 1
