"""The accessors of our map layers (``@@=[x,y]``, ``@@=properties[3]>=5?[…]:[…]``), worked out without a browser.

A small reader of the part of JavaScript that our layers use: numbers, words, one-letter keys, ``[ ]``, ``+ - * /``,
comparisons, ``== || && ?:``. No ``eval``: the text is ours, but a rule without exceptions is easier to keep. As in
JavaScript, arithmetic with a word gives NaN, and NaN compares false with everything (that is how 秘匿 travels).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

Row = Mapping[str, Any]
Reader = Callable[[Row], Any]
_TOKEN = re.compile(r"\s*(?:(\d+\.?\d*(?:e\d+)?)|'([^']*)'|([A-Za-z_]\w*)|(>=|<=|==|\|\||&&|[-+*/()<>?:\[\],]))")
NAN = float("nan")


@lru_cache(maxsize=256)
def accessor(text: str) -> Reader:
    """The function of a row that ``text`` (with or without ``@@=``) describes. Raises ValueError on what it doesn't know."""
    tokens = _tokens(text.removeprefix("@@="))
    made, rest = _choice(tokens)
    if rest:
        raise ValueError(f"not understood: {text}")
    return made


def value_of(spec: Any, row: Row) -> Any:
    """A layer's property for a row: an accessor is worked out, anything else stands as it is."""
    return accessor(spec)(row) if isinstance(spec, str) and spec.startswith("@@=") else spec


Tokens = list[tuple[str, Any]]


def _tokens(text: str) -> Tokens:
    found: Tokens = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"not understood: {text[at:]}")
        number, word, name, sign = match.groups()
        if number is not None:
            found.append(("value", float(number)))
        elif word is not None:
            found.append(("value", word))
        else:
            found.append(("name", name) if name is not None else ("sign", sign))
        at = match.end()
    return found


def _is(tokens: Tokens, *signs: str) -> bool:
    return bool(tokens) and tokens[0][0] == "sign" and tokens[0][1] in signs


def _drop(tokens: Tokens, sign: str) -> Tokens:
    if not _is(tokens, sign):
        raise ValueError(f"{sign} expected")
    return tokens[1:]


def _choice(tokens: Tokens) -> tuple[Reader, Tokens]:
    test, rest = _joined(tokens)
    if not _is(rest, "?"):
        return test, rest
    yes, rest = _choice(rest[1:])
    no, rest = _choice(_drop(rest, ":"))
    return (lambda row: yes(row) if _true(test(row)) else no(row)), rest


def _joined(tokens: Tokens) -> tuple[Reader, Tokens]:
    left, rest = _compared(tokens)
    while _is(rest, "||", "&&"):
        either = rest[0][1] == "||"
        right, rest = _compared(rest[1:])
        left = _logic(left, right, either)
    return left, rest


def _logic(left: Reader, right: Reader, either: bool) -> Reader:
    if either:
        return lambda row: _true(left(row)) or _true(right(row))
    return lambda row: _true(left(row)) and _true(right(row))


def _compared(tokens: Tokens) -> tuple[Reader, Tokens]:
    left, rest = _sum(tokens)
    if _is(rest, ">=", "<=", "<", ">", "=="):
        sign = rest[0][1]
        right, rest = _sum(rest[1:])
        return _comparison(left, right, sign), rest
    return left, rest


def _comparison(left: Reader, right: Reader, sign: str) -> Reader:
    if sign == "==":
        return lambda row: left(row) == right(row)
    test: dict[str, Callable[[float, float], bool]] = {
        ">=": lambda a, b: a >= b,
        "<=": lambda a, b: a <= b,
        ">": lambda a, b: a > b,
        "<": lambda a, b: a < b,
    }
    chosen = test[sign]
    return lambda row: chosen(_number(left(row)), _number(right(row)))


def _sum(tokens: Tokens) -> tuple[Reader, Tokens]:
    left, rest = _product(tokens)
    while _is(rest, "+", "-"):
        sign = 1 if rest[0][1] == "+" else -1
        right, rest = _product(rest[1:])
        left = _added(left, right, sign)
    return left, rest


def _added(left: Reader, right: Reader, sign: int) -> Reader:
    return lambda row: _number(left(row)) + sign * _number(right(row))


def _product(tokens: Tokens) -> tuple[Reader, Tokens]:
    left, rest = _single(tokens)
    while _is(rest, "*", "/"):
        divide = rest[0][1] == "/"
        right, rest = _single(rest[1:])
        left = _times(left, right, divide)
    return left, rest


def _times(left: Reader, right: Reader, divide: bool) -> Reader:
    if divide:
        return lambda row: _number(left(row)) / (_number(right(row)) or NAN)
    return lambda row: _number(left(row)) * _number(right(row))


def _single(tokens: Tokens) -> tuple[Reader, Tokens]:
    if not tokens:
        raise ValueError("ends too early")
    (kind, value), rest = tokens[0], tokens[1:]
    if kind == "value":
        return (lambda row: value), rest
    if kind == "name":
        made: Reader = lambda row: row.get(value)  # noqa: E731
        while _is(rest, "["):
            index, rest = _choice(rest[1:])
            rest = _drop(rest, "]")
            made = _item(made, index)
        return made, rest
    if value == "-":
        inner, rest = _single(rest)
        return (lambda row: -_number(inner(row))), rest
    if value == "(":
        inner, rest = _choice(rest)
        return inner, _drop(rest, ")")
    if value == "[":
        return _list(rest)
    raise ValueError(f"not understood: {value}")


def _item(owner: Reader, index: Reader) -> Reader:
    def read(row: Row) -> Any:
        held, at = owner(row), int(index(row))
        if isinstance(held, Mapping):
            return held.get(str(at))
        return held[at] if held is not None and at < len(held) else None

    return read


def _list(tokens: Tokens) -> tuple[Reader, Tokens]:
    parts: list[Reader] = []
    rest = tokens
    while not _is(rest, "]"):
        part, rest = _choice(rest)
        parts.append(part)
        rest = rest[1:] if _is(rest, ",") else rest
    return (lambda row: [part(row) for part in parts]), rest[1:]


def _number(value: Any) -> float:
    """A number as JavaScript takes it: null is 0, a word is not a number."""
    if value is None:
        return 0.0
    return float(value) if isinstance(value, int | float) else NAN


def _true(value: Any) -> bool:
    return bool(value) and value == value
