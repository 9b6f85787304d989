"""``python -m machi take-down --kind K --id ID --why …``: minutes, not weeks. The pages lose it at the next look (2 s)."""

from __future__ import annotations

import argparse
import tomllib

from machi.publish.commit import Change, commit, erase, settle_all
from machi.publish.place import Refused, only_internal, place_of
from machi.publish.versions import current_sha, sidecar_bytes
from machi.store.database import data_folder
from machi.text import _


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``take-down``; exit 0 done, 2 refused."""
    parser = subparsers.add_parser("take-down", help=_("データの公開をすぐにやめます（庁内用）"))
    parser.add_argument("--kind", required=True)
    parser.add_argument("--id", required=True)
    parser.add_argument("--why", required=True, help=_("訂正履歴に出す、やめた理由"))
    parser.add_argument(
        "--erase", action="store_true", help=_("残してある版の中身も消します（個人情報が入っていたとき）")
    )
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Take down, and erase the kept versions where that was asked."""
    only_internal()
    if not arguments.why.strip():
        raise Refused(_("公開をやめる理由が書かれていません。"), _("--why に、訂正履歴に出す理由を書いてください。"))
    data = data_folder()
    settle_all(data)
    place = place_of(data, arguments.kind, arguments.id)
    base = current_sha(data, place.kind, place.id)
    if base:
        facts = tomllib.loads(sidecar_bytes(place).decode("utf-8"))
        entry = {"title": facts.get("title", ""), "access": facts.get("access", "open"), "why": arguments.why}
        commit(data, place.kind, place.id, Change("take-down", b"", b"", base, entry))
        print(_("{id} の公開をやめました。").format(id=place.shown))
    if arguments.erase:
        print(_("残してあった{n}版の中身を消しました。").format(n=erase(data, place.kind, place.id, arguments.why)))
    elif not base:
        print(_("{id} は公開されていません。").format(id=place.shown))
    return 0
