"""``<data>/sources.toml``: where this city publishes, and which of it is shown here. Facts, so TOML.

```toml
hosts = ["www.city.example.lg.jp"]       # further hosts that files may come from (https)
closed_hosts = ["ckan.lgwan.example"]    # servers of an own network: http and private numbers are allowed
pause_seconds = 2                        # between two calls to one host; portals block who asks faster
[portals]
main = "https://data.example.jp"
[[dataset]]
id = "123456_aed"
kind = "aed"
portal = "main"
ckan_id = "10060228"
resource = ""                            # when the dataset has several files
url = ""                                 # instead of portal and ckan_id
allow_columns = ["bosyu_start"]          # new columns that were looked at
accept = ["safety"]                      # warnings that need no person
overrides = { "personal.name|代表者名" = "法人の代表者で、市が公開している" }
part = ""
```
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from machi.errors import BadSettings
from machi.publish.fetch_ckan import by_ckan
from machi.publish.fetch_find import Found, by_url
from machi.publish.fetch_http import Fetcher
from machi.publish.fetch_rules import Rules
from machi.text import _

FILE = "sources.toml"
_KEYS = {
    "id",
    "kind",
    "portal",
    "ckan_id",
    "resource",
    "url",
    "allow_columns",
    "accept",
    "part",
    "licence",
    "publisher",
}


@dataclass(frozen=True)
class Sources:
    portals: Mapping[str, str] = field(default_factory=dict)
    datasets: tuple[Mapping[str, Any], ...] = ()
    hosts: frozenset[str] = frozenset()
    closed_hosts: frozenset[str] = frozenset()
    pause_seconds: float = 2.0

    @property
    def rules(self) -> Rules:
        """What is written here is what the operator allowed."""
        named = [*self.portals.values(), *(str(item.get("url", "")) for item in self.datasets)]
        return Rules(self.hosts, self.closed_hosts).also(*named)


def load_sources(data: Path) -> Sources:
    """Read the file; without one there is nothing to fetch. Raises BadSettings that names what is wrong."""
    try:
        facts = tomllib.loads((data / FILE).read_text(encoding="utf-8"))
        for item in facts.get("dataset", []):
            if unknown := set(item) - _KEYS:
                raise KeyError("、".join(sorted(unknown)))
            if not item.get("id") or not item.get("kind") or not (item.get("url") or item.get("ckan_id")):
                raise ValueError("id, kind, ckan_id / url")
            if item.get("ckan_id") and item.get("portal") not in facts.get("portals", {}):
                raise KeyError(f"portals.{item.get('portal')}")
    except FileNotFoundError:
        return Sources()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, ValueError, TypeError) as error:
        raise BadSettings(
            _("{file} を読めません（{error}）。").format(file=FILE, error=error), _("書き方を確かめてください。")
        ) from error
    return Sources(
        facts.get("portals", {}),
        tuple(facts.get("dataset", ())),
        frozenset(facts.get("hosts", ())),
        frozenset(facts.get("closed_hosts", ())),
        float(facts.get("pause_seconds", 2.0)),
    )


def find(item: Mapping[str, Any], sources: Sources, fetcher: Fetcher) -> Found:
    """The file of one configured dataset. Raises Refused."""
    said = {name: item[name] for name in ("part", "licence", "publisher") if item.get(name)}
    more = {"kind": item["kind"], "id": item["id"]}
    more |= {"columns": tuple(item.get("allow_columns", ())), "accepted": tuple(item.get("accept", ()))}
    more |= {"overrides": dict(item.get("overrides", {}))}
    if item.get("url"):
        found = by_url(item["url"], said, item["kind"], item["id"])
        return Found(**{**vars(found), **more})
    found = by_ckan(fetcher, sources.portals[item["portal"]], item["ckan_id"], item.get("resource", ""), **more)
    return Found(**{**vars(found), "facts": {**found.facts, **said}})
