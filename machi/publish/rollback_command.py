"""``python -m machi rollback --kind K --id ID [--to N]``: an earlier version again, byte for byte, and in the log."""

from __future__ import annotations

import argparse

from machi.publish.commit import Change, commit, settle_all
from machi.publish.place import Place, Refused, only_internal, place_of
from machi.publish.versions import Version, current_sha, sidecar_bytes, versions
from machi.store.database import data_folder
from machi.store.history import kept_copy
from machi.text import _


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``rollback``; exit 0 done, 2 refused."""
    parser = subparsers.add_parser("rollback", help=_("前の版に戻します（庁内用）"))
    parser.add_argument("--kind", required=True)
    parser.add_argument("--id", required=True)
    parser.add_argument("--to", type=int, default=0, help=_("戻す版の番号（なければ1つ前の版）"))
    parser.add_argument("--why", default="", help=_("訂正履歴に出す、戻した理由"))
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Roll back and say to what."""
    only_internal()
    data = data_folder()
    settle_all(data)
    place = place_of(data, arguments.kind, arguments.id)
    target = roll_back(place, arguments.to, arguments.why)
    print(_("{id} を第{n}版（{sha}）に戻しました。").format(id=place.shown, n=target.number, sha=target.sha256[:12]))
    return 0


def roll_back(place: Place, number: int, why: str) -> Version:
    """Commit an earlier version as it was; returns it. Raises Refused."""
    base = current_sha(place.data, place.kind, place.id)
    target = _target(place, number, base)
    payload = kept_copy(place.csv, target.sha256).read_bytes()
    entry = {**_facts(target), "why": why, "to": target.number}
    commit(place.data, place.kind, place.id, Change("rollback", payload, target.sidecar, base, entry))
    return target


def _target(place: Place, number: int, base: str) -> Version:
    now = sidecar_bytes(place)
    known = versions(place)
    fitting = [one for one in known if (one.number == number if number else one.sidecar != now)]
    if not fitting:
        raise Refused(
            _("{id} に戻せる版がありません。").format(id=place.shown),
            _("python -m machi versions で番号を確かめてください。"),
        )
    target = fitting[0]
    if target.erased:
        raise Refused(_("第{n}版の中身は消去されています。").format(n=target.number))
    if base and target.sidecar == now:
        raise Refused(_("第{n}版は、今の版と同じです。").format(n=target.number))
    return target


def _facts(target: Version) -> dict[str, object]:
    import tomllib

    facts = tomllib.loads(target.sidecar.decode("utf-8"))
    return {"title": facts.get("title", ""), "access": facts.get("access", "open")}
