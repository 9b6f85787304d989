"""``python -m machi verify-log``: is the log of changes whole? Exit status 0 whole, 1 a line is not what was written."""

from __future__ import annotations

import argparse
import sys

from machi.publish.audit import verify
from machi.store.database import data_folder
from machi.text import _


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``verify-log``; see the module for the exit status."""
    parser = subparsers.add_parser("verify-log", help=_("差し替えの記録が書きかえられていないか確かめます"))
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Verify and tell. Reads only, so it works on every profile."""
    count, faults = verify(data_folder())
    for fault in faults:
        print(fault.sentence, file=sys.stderr)
    if not faults:
        print(_("記録{n}行は、書いたときのままです。").format(n=count))
    return 1 if faults else 0
