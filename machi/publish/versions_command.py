"""``python -m machi versions [--kind K --id ID]``: what is kept, newest first; finishes what a dead publisher left."""

from __future__ import annotations

import argparse

from machi.publish.commit import settle_all
from machi.publish.place import Place, datasets, only_internal, place_of
from machi.publish.versions import current_sha, versions
from machi.store.database import data_folder
from machi.store.history import HISTORY
from machi.text import _


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``versions``; exit 0."""
    parser = subparsers.add_parser("versions", help=_("残してある版を並べます（庁内用）"))
    parser.add_argument("--kind", default="")
    parser.add_argument("--id", default="")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Sweep, then list."""
    only_internal()
    data = data_folder()
    settle_all(data)
    kept = {(folder.parent.name, folder.name) for folder in (data / HISTORY).glob("*/*") if folder.is_dir()}
    for kind, dataset in sorted({*datasets(data), *kept}):
        if arguments.kind in ("", kind) and arguments.id in ("", dataset):
            print("\n".join(_lines(place_of(data, kind, dataset))))
    return 0


def _lines(place: Place) -> list[str]:
    now = current_sha(place.data, place.kind, place.id)
    lines = [f"{place.shown}  " + (_("公開中の版 {sha}").format(sha=now[:12]) if now else _("公開していません"))]
    known = versions(place)
    # A version that was brought back stands twice; the newer one is in force.
    in_force = next((version.number for version in known if version.sha256 == now), 0)
    for version in known:
        state = _("（中身は消去済み）") if version.erased else _("（公開中）") if version.number == in_force else ""
        lines.append(
            _("  第{n}版 {sha} {day}時点{state}").format(
                n=version.number, sha=version.sha256[:12], day=version.as_of or "?", state=state
            )
        )
    return lines
