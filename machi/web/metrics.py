"""How much the open data is used: calls by API and downloads on pages, per dataset, card and question; nothing about who.

Counts live in memory and begin at zero with the server, as Prometheus expects. Only names that exist are counted: an
address that was made up must not grow the table.
"""

from __future__ import annotations

from collections import Counter
from threading import Lock

HELP = "# HELP machi_requests_total Answers given by the API and downloads from pages, by what was asked for, form and status.\n"
TYPE = "# TYPE machi_requests_total counter\n"


class Metrics:
    """Counters by (what, name, form, status)."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, str, int]] = Counter()
        self._lock = Lock()

    def count(self, what: str, name: str, form: str, status: int) -> None:
        """One more answer."""
        with self._lock:
            self._counts[what, name, form, status] += 1

    def text(self) -> str:
        """Prometheus text format, in a fixed order."""
        with self._lock:
            counts = sorted(self._counts.items())
        lines = [
            f'machi_requests_total{{what="{_label(what)}",name="{_label(name)}",form="{_label(form)}",status="{status}"}} {n}\n'
            for (what, name, form, status), n in counts
        ]
        return HELP + TYPE + "".join(lines)


METRICS = Metrics()
"""This server's. Pages count what is saved there under ``download``."""


def _label(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
