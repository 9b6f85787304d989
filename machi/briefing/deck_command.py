"""``python -m machi deck DECK.toml --pptx OUT.pptx``: the slides, the handout and the sheets without a browser.

For a job that runs each month: the same deck shows that month's data. What can't be shown is named on stderr and on its
slide; the exit status is then 1, so that the job's owner hears of it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from machi.briefing.deck import Deck, from_toml
from machi.errors import MachiError
from machi.export.booklet import Booklet
from machi.store.database import data_folder, open_shelf
from machi.text import _

FORMS = ("pptx", "pdf", "xlsx", "html")
ALL_SHOWN, SOME_MISSING = 0, 1


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the program's parser."""
    command = subparsers.add_parser("deck", help="発表の資料（PowerPoint・PDF・Excel・HTML）を作ります")
    command.add_argument("deck", type=Path, metavar="DECK.toml", help="カードの並び（docs/sample-deck.toml が例です）")
    for form, what in zip(FORMS, ("PowerPoint", "配布用のPDF", "Excel", "発表用のHTML"), strict=True):
        command.add_argument(f"--{form}", type=Path, metavar=f"OUT.{form}", help=f"{what}を書き出すファイル")
    command.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Make each file that was asked for. Raises MachiError when nothing was, or the deck can't be read."""
    wanted = {form: getattr(args, form) for form in FORMS if getattr(args, form)}
    if not wanted:
        raise MachiError(
            _("書き出すファイルがありません。"), _("--pptx 発表.pptx のように、1つ以上を指定してください。")
        )
    deck, told = read_deck(args.deck)
    booklet = pressed(deck)
    told = (*told, *(f"{leaf.address[:80]}: {leaf.problem}" for leaf in booklet.leaves if leaf.problem))
    for sentence in dict.fromkeys(told):
        print(sentence, file=sys.stderr)
    for form, path in wanted.items():
        try:
            path.write_bytes(maker(form)(booklet))
        except OSError as error:
            raise MachiError(
                _("{file} に書けません（{error}）。").format(file=path, error=error.strerror),
                _("書き込めるフォルダーを指定してください。"),
            ) from error
        print(_("{file}（{n}枚）").format(file=path, n=len(booklet.leaves)))
    return SOME_MISSING if any(leaf.problem for leaf in booklet.leaves) else ALL_SHOWN


def read_deck(path: Path) -> tuple[Deck, tuple[str, ...]]:
    """The deck of a file and what in it could not be used."""
    import machi.cards.all
    import machi.sandbox.card  # noqa: F401 - a deck names any of them, free questions too

    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise MachiError(
            _("{file} を読めません。").format(file=path), _("UTF-8で書いた deck.toml の場所を確かめてください。")
        ) from error
    return from_toml(text)


def pressed(deck: Deck) -> Booklet:
    from machi.briefing.press import press_from

    return press_from(deck, open_shelf(data_folder()))


def maker(form: str) -> Callable[[Booklet], bytes]:
    """What makes a form; imported only when it is asked for."""
    if form == "pptx":
        from machi.export.pptx_deck import pptx_bytes

        return pptx_bytes
    if form == "pdf":
        from machi.export.pdf import pdf_bytes

        return pdf_bytes
    if form == "xlsx":
        from machi.export.workbook import xlsx_bytes

        return xlsx_bytes
    from machi.briefing.present import present_bytes

    return present_bytes
