"""The city's own words: what the site is, the rules, whom to ask. Texts are edited by people who don't program.

Each file is the data folder's own (``<data>/content/``) where there is one, else the project's ``content/``. Markdown
becomes parts and sections, TOML becomes rules; a page lays them out. Pictures are taken out of the Markdown: a text must not
make a reader's browser call another host.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from machi.errors import BadSettings
from machi.text import _

ROOT = Path(__file__).resolve().parent.parent
PROJECT_CONTENT = ROOT / "content"
PAGES = ROOT / "pages"
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)|!\[([^\]]*)\]\[[^\]]*\]|<img\b[^>]*>", re.IGNORECASE)
_HEADING = re.compile(r"^(#{1,2})\s+(.+?)\s*#*$")
_RULE_KEYS = {"title", "text", "page", "view", "link"}


@dataclass(frozen=True)
class Section:
    """A heading of the second level with its text (Markdown)."""

    title: str
    text: str


@dataclass(frozen=True)
class Part:
    """A heading of the first level: text, then sections. The part before the first heading has no title."""

    title: str
    text: str
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One rule, and the page that helps with it (``page`` is the stem of a file in ``pages/``; empty without one)."""

    title: str
    text: str
    page: str = ""
    view: str = ""
    link: str = ""


@dataclass(frozen=True)
class RuleGroup:
    title: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Rules:
    """``adopted`` False: nobody has decided them; ``status`` says so and must stand beside them."""

    adopted: bool
    status: str
    source_url: str
    groups: tuple[RuleGroup, ...]


@dataclass(frozen=True)
class Content:
    """Everything that the page このサイトについて says."""

    about: tuple[Part, ...]
    rules: Rules
    contact: tuple[Part, ...]


def load_content(data: Path, city: str) -> Content:
    """The texts for a data folder, ``{city}`` filled in. Raises BadSettings that names the file and what is wrong."""

    def fill(text: str) -> str:
        return text.replace("{city}", city)

    return Content(
        about=parts(fill(_read(data, "about.md"))),
        rules=_rules(_read(data, "rules.toml"), fill),
        contact=parts(fill(_read(data, "contact.md"))),
    )


def parts(markdown: str) -> tuple[Part, ...]:
    """Markdown as parts (``#``) and sections (``##``). What stands before the first heading is a part without title."""
    found: list[tuple[str, list[str], list[tuple[str, list[str]]]]] = [("", [], [])]
    for line in _IMAGE.sub(lambda match: match[1] or match[2] or "", markdown).splitlines():
        heading = _HEADING.match(line)
        _name, text, sections = found[-1]
        if heading and heading[1] == "#":
            found.append((heading[2], [], []))
        elif heading:
            sections.append((heading[2], []))
        else:
            (sections[-1][1] if sections else text).append(line)
    return tuple(
        Part(title, _joined(text), tuple(Section(name, _joined(body)) for name, body in sections))
        for title, text, sections in found
        if title or sections or _joined(text)
    )


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip()


def _read(data: Path, name: str) -> str:
    own = data / "content" / name
    path = own if own.exists() else PROJECT_CONTENT / name
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(
            _("content/{file} を読めません（{error}）。").format(file=name, error=error),
            _("UTF-8のテキストで置いてください。"),
        ) from error


def _rules(text: str, fill: Callable[[str], str]) -> Rules:
    try:
        facts = tomllib.loads(text)
        adopted, source, url = facts["adopted"], facts["source"], facts.get("source_url", "")
        if not isinstance(adopted, bool):
            raise TypeError("adopted = true / false")
        if adopted and not source:
            # A rule is the city's only if a reader can find where the city says so.
            raise ValueError('source = ""')
        groups = tuple(_group(name, facts[name], fill) for name in ("operation", "community"))
        status = _("{source}による。").format(source=source) if adopted else facts["proposal"]
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise BadSettings(
            _("content/rules.toml を読めません（{error}）。").format(error=error),
            _("プロジェクトの content/rules.toml の形に合わせてください。"),
        ) from error
    return Rules(adopted, fill(status), url if url.startswith(("https://", "http://")) else "", groups)


def _group(name: str, facts: dict[str, Any], fill: Callable[[str], str]) -> RuleGroup:
    rules = []
    for item in facts["rule"]:
        unknown = set(item) - _RULE_KEYS
        if unknown:
            raise KeyError(f"{name}: {'、'.join(sorted(unknown))}")
        page = next((stem for stem in item.get("page", ()) if (PAGES / f"{Path(stem).name}.py").exists()), "")
        rules.append(Rule(fill(item["title"]), fill(item["text"]), page, item.get("view", ""), item.get("link", "")))
    return RuleGroup(fill(facts["title"]), tuple(rules))
