"""What is different in this year's file from what its recipe knows: told in sentences, never mended in silence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from machi.own.files import OwnFile
from machi.own.recipe import Recipe, categories_of, totals_of
from machi.text import _

Value = TypeVar("Value")
SHOWN = 5
"""Words of a category that a sentence names."""


def drift(recipe: Recipe, file: OwnFile) -> list[str]:
    """Sentences, the gravest first: columns, rows and totals, categories. Empty where the file is like the last one."""
    return [*_columns(recipe, file), *_amounts(recipe, file), *_categories(recipe, file)]


def renamed(recipe: Recipe, file: OwnFile) -> dict[str, str]:
    """Header that is gone → new header that means the same column."""
    before = {name: header for header, name in recipe.columns.items() if name and header not in file.receipt.columns}
    now = {name: header for header, name in file.receipt.columns.items() if name and header not in recipe.columns}
    return {before[name]: now[name] for name in before if name in now}


def _columns(recipe: Recipe, file: OwnFile) -> list[str]:
    known = list(recipe.columns) or list(recipe.meanings)
    headers = list(file.receipt.columns)
    again = renamed(recipe, file)
    gone = [header for header in known if header not in headers and header not in again]
    added = [header for header in headers if header not in known and header not in again.values()]
    said = [
        _("列「{old}」は「{new}」に名前が変わったようです。同じ列として読みました。").format(old=old, new=new)
        for old, new in again.items()
    ]
    if gone:
        said.append(_("列{names}がなくなりました。").format(names=_named(gone)))
    if added:
        said.append(_("列{names}が増えました。レシピにはない列です。").format(names=_named(added)))
    return said


def _amounts(recipe: Recipe, file: OwnFile) -> list[str]:
    said = []
    if recipe.rows and _moved(recipe.rows, file.receipt.rows_ok, recipe.within):
        said.append(
            _("行の数は{now}で、前の{before}から{percent}%変わりました。").format(
                now=f"{file.receipt.rows_ok:,}",
                before=f"{recipe.rows:,}",
                percent=_percent(recipe.rows, file.receipt.rows_ok),
            )
        )
    now = totals_of(file)
    for header, total in recipe.totals.items():
        new = _of(now, header, recipe, file)
        if new is not None and _moved(total, new, recipe.within):
            said.append(
                _("「{header}」の合計は{now}で、前の{before}から{percent}%変わりました。").format(
                    header=header, now=f"{new:,.10g}", before=f"{total:,.10g}", percent=_percent(total, new)
                )
            )
    return said


def _categories(recipe: Recipe, file: OwnFile) -> list[str]:
    now = categories_of(file)
    said = []
    for header, words in recipe.categories.items():
        here = _of(now, header, recipe, file)
        if here is None:
            continue
        new = [word for word in here if word not in words]
        if new:
            said.append(_("「{header}」に新しい区分{names}があります。").format(header=header, names=_named(new)))
    return said


def _of(found: Mapping[str, Value], header: str, recipe: Recipe, file: OwnFile) -> Value | None:
    return found.get(header, found.get(renamed(recipe, file).get(header, ""), None))


def _moved(before: float, now: float, within: float) -> bool:
    return abs(now - before) > within * max(abs(before), 1)


def _percent(before: float, now: float) -> str:
    return f"{100 * (now - before) / before:+.0f}" if before else "—"


def _named(words: list[str]) -> str:
    shown = "".join(f"「{word}」" for word in words[:SHOWN])
    return shown if len(words) <= SHOWN else _("{shown}など{n}つ").format(shown=shown, n=len(words))
