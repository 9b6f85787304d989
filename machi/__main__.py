"""``python -m machi check | build | adopt | seal | sample | ask | deck``: the same road as the app's, from a terminal.

Each command lives beside what it does and brings ``add_parser(subparsers)``, which sets ``func(args) -> int``. Modules
are imported only for the command that is asked for: ``check`` works, and starts fast, without a database.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from machi.errors import MachiError

COMMANDS = {
    "check": "machi.ingest.check_command",
    "build": "machi.store.build_command",
    "adopt": "machi.store.adopt",
    "seal": "machi.store.sidecar",
    "sample": "machi.sample",
    "fetch": "machi.publish.fetch_command",
    "publish": "machi.publish.publish_command",
    "rollback": "machi.publish.rollback_command",
    "take-down": "machi.publish.take_down_command",
    "versions": "machi.publish.versions_command",
    "verify-log": "machi.publish.verify_log_command",
    "self-check": "machi.web.self_check",
    "ask": "machi.export.ask_command",
    "deck": "machi.briefing.deck_command",
}
"""Command → the module whose ``add_parser`` adds it."""

FAILED = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status. A refusal is a sentence on stderr, never a traceback."""
    words = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(
        prog="python -m machi", description="自治体のオープンデータを確かめ、まとめる道具です。"
    )
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="|".join(COMMANDS))
    asked = [words[0]] if words and words[0] in COMMANDS else list(COMMANDS)
    for command in asked:
        importlib.import_module(COMMANDS[command]).add_parser(subparsers)
    args = parser.parse_args(words)
    try:
        status = int(args.func(args) or 0)
        sys.stdout.flush()
        return status
    except MachiError as error:
        print(error, file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # ``… | head``: the reader has seen enough. What is still buffered goes nowhere, so that the exit says nothing either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


if __name__ == "__main__":
    sys.exit(main())
