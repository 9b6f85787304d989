"""Who may import whom, and what may be written where. A rule is a function from source text to complaints.

Each rule is first shown a tiny source that breaks it (``test_rule_catches``), so that none can pass by being blind.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = (
    *("errors", "clock", "text", "profile", "content", "ingest"),
    *("store", "cards", "sandbox", "own", "export", "precheck", "briefing", "publish", "web", "sample", "__main__"),
)
"""Lower may not look up. The first five are one floor: plain words that everybody may use."""
FLOOR = {layer: max(0, number - 4) for number, layer in enumerate(LAYERS)}
VOCABULARY = {"machi.cards.card", "machi.cards.address"}
"""Plain data classes without questions or figures; the store needs them to say what it gave."""
PAGE_MAY_IMPORT = {"__future__", "datetime", "streamlit", "ui", "machi"}
"""No duckdb, pandas, plotly, pydeck or pathlib, nor another page: a page only says what stands where."""
SQL = re.compile(
    r"^\s*(select|with|insert|update|delete|copy|create|drop|attach)\b.*\b(from|into|table|view|as|to|set)\b",
    re.I | re.S,
)
HTML_HOME = "ui/html.py"
CLOCK_HOME = "machi/clock.py"


def sources() -> list[Path]:
    """Every Python file of the app: core, shared UI, pages and the two entry scripts."""
    folders = [path for folder in ("machi", "ui", "pages") for path in sorted((ROOT / folder).rglob("*.py"))]
    return [*folders, *(path for path in (ROOT / "app.py", ROOT / "server.py") if path.exists())]


@cache
def trees() -> dict[str, ast.Module]:
    """Every source, parsed once, by its path from the project's root."""
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in sources()}


def imported(tree: ast.AST) -> Iterator[str]:
    """Dotted names that a module imports: ``from a import b`` gives ``a`` and ``a.b``, a relative one ``.a``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def roots(tree: ast.AST) -> set[str]:
    return {name.split(".")[0] for name in imported(tree)}


def core_knows_no_screen(path: str, tree: ast.AST) -> list[str]:
    if not path.startswith("machi/"):
        return []
    return [f"imports {name}" for name in sorted(roots(tree) & {"streamlit", "ui", "pages", "app", "server"})]


def ui_knows_no_page(path: str, tree: ast.AST) -> list[str]:
    if not path.startswith("ui/"):
        return []
    return [f"imports {name}" for name in sorted(roots(tree) & {"pages", "app", "server"})]


def page_is_layout_only(path: str, tree: ast.AST) -> list[str]:
    if not path.startswith("pages/"):
        return []
    return [f"imports {name}" for name in sorted(roots(tree) - PAGE_MAY_IMPORT)]


def layer_looks_down(path: str, tree: ast.AST) -> list[str]:
    parts = path.removesuffix(".py").split("/")
    if parts[0] != "machi" or len(parts) < 2 or parts[1] == "__init__":
        return []
    if parts[1] not in FLOOR:
        return [f"machi/{parts[1]} has no place in LAYERS"]
    complaints = []
    for name in sorted(set(imported(tree))):
        words = name.split(".")
        if words[0] != "machi" or len(words) < 2 or words[1] not in FLOOR:
            continue
        if parts[1] == "store" and ".".join(words[:3]) in VOCABULARY | {"machi.cards"}:
            continue
        if FLOOR[words[1]] > FLOOR[parts[1]]:
            complaints.append(f"{parts[1]} looks up to {name}")
    return complaints


def imports_are_absolute(path: str, tree: ast.AST) -> list[str]:
    return [f"relative import {name}" for name in imported(tree) if name.startswith(".")]


def page_has_no_sql(path: str, tree: ast.AST) -> list[str]:
    if not path.startswith(("pages/", "ui/")):
        return []
    return [
        f"line {node.lineno}: SQL text"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
    ]


def sql_is_not_pasted(path: str, tree: ast.AST) -> list[str]:
    """No value in an f-string, ``%``, ``+`` or ``.format`` SQL. Names of tables and columns may stand in one, but only
    in ``machi/store`` and only through ``quoted``.
    """
    safe = _quoted_names(tree) if path.startswith("machi/store/") else set()
    complaints = []
    for node in ast.walk(tree):
        text, pasted = "", False
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
            holes = [ast.unparse(part.value) for part in node.values if isinstance(part, ast.FormattedValue)]
            pasted = any(hole not in safe and not hole.startswith("quoted(") for hole in holes)
        elif (
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.Mod | ast.Add)
            and isinstance(node.left, ast.Constant)
        ):
            text, pasted = str(node.left.value), True
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            owner = node.func.value
            text, pasted = (str(owner.value), True) if isinstance(owner, ast.Constant) else ("", False)
        if pasted and SQL.match(text):
            complaints.append(f"line {node.lineno}: SQL put together from pieces")  # type: ignore[attr-defined]
    return complaints


def _quoted_names(tree: ast.AST) -> set[str]:
    """Local names that only ever hold constant text, or pieces made of ``quoted`` names: no value hides in them."""
    values: dict[str, list[ast.expr | None]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            values.setdefault(node.targets[0].id, []).append(node.value)
        elif isinstance(node, ast.FunctionDef):
            for argument in node.args.args + node.args.kwonlyargs:
                values.setdefault(argument.arg, []).append(None)
    safe: set[str] = {"quoted"}
    while True:
        found = {name for name, each in values.items() if all(_is_quoted(value, safe) for value in each)}
        if found <= safe:
            return safe
        safe |= found


def _is_quoted(value: ast.expr | None, safe: set[str]) -> bool:
    if value is None:
        return False
    names = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}
    return isinstance(value, ast.Constant) or bool(names & safe)


def html_stays_home(path: str, tree: ast.AST) -> list[str]:
    if path == HTML_HOME:
        return []
    complaints = []
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "unsafe_allow_html":
            complaints.append(f"line {node.value.lineno}: unsafe_allow_html")
        if isinstance(node, ast.Attribute) and node.attr in ("html", "iframe"):
            owner = ast.unparse(node.value)
            if owner in ("st", "components", "st.components.v1", "components.v1") or owner.startswith("st."):
                complaints.append(f"line {node.lineno}: {owner}.{node.attr}")
    return complaints


def clock_stays_home(path: str, tree: ast.AST) -> list[str]:
    if path == CLOCK_HOME:
        return []
    calls = {"date.today", "datetime.now", "datetime.today", "datetime.utcnow", "time.localtime"}
    return [
        f"line {node.lineno}: {ast.unparse(node.func)}()"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).removeprefix("datetime.") in calls | {"now", "utcnow"}
    ]


def no_city_in_code(path: str, tree: ast.AST) -> list[str]:
    """Any municipality must work: the shipped city's name belongs to ``data/city.toml`` only. Comments count too."""
    if not path.startswith(("machi/", "ui/", "pages/")):
        return []
    text = (ROOT / path).read_text(encoding="utf-8") if (ROOT / path).exists() else ast.unparse(tree)
    return [f"says {name}" for name in re.findall(r"会津|若松|\b[Aa]izu|072028", text)]


def no_broad_except(path: str, tree: ast.AST) -> list[str]:
    """A broad except hides what went wrong from everybody. Around one card or one
    call of the API it may: it logs, and the others come up."""
    if path in ("ui/warm.py", "ui/parts.py", "machi/web/door.py"):
        return []
    return [
        f"line {node.lineno}: except {ast.unparse(node.type) if node.type else ''}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
    ]


Rule = Callable[[str, ast.AST], list[str]]
BREAKERS: list[tuple[Rule, str, str]] = [
    (core_knows_no_screen, "machi/store/shelf.py", "import streamlit as st"),
    (core_knows_no_screen, "machi/text.py", "def f():\n    from ui.parts import show"),
    (ui_knows_no_page, "ui/parts.py", "from pages import home"),
    (page_is_layout_only, "pages/home.py", "import pandas as pd"),
    (page_is_layout_only, "pages/home.py", "from pathlib import Path"),
    (layer_looks_down, "machi/ingest/reader.py", "from machi.store.shelf import Shelf"),
    (layer_looks_down, "machi/store/shelf.py", "from machi.cards.charts import bars"),
    (layer_looks_down, "machi/cards/card.py", "import machi.export.tables"),
    (layer_looks_down, "machi/errors.py", "from machi.ingest import reader"),
    (layer_looks_down, "machi/novelty/thing.py", "x = 1"),
    (imports_are_absolute, "machi/cards/card.py", "from . import address"),
    (page_has_no_sql, "pages/home.py", 'q = "select name from aed"'),
    (sql_is_not_pasted, "machi/store/shelf.py", "q = f\"select * from aed where name = '{name}'\""),
    (sql_is_not_pasted, "machi/store/shelf.py", 'q = "select * from aed where name = %s" % name'),
    (sql_is_not_pasted, "machi/store/shelf.py", 'q = "select * from " + table'),
    (sql_is_not_pasted, "machi/store/shelf.py", 'q = "select * from {t}".format(t=table)'),
    (sql_is_not_pasted, "machi/store/shelf.py", 'def f(table):\n    return f"select * from {table}"'),
    (sql_is_not_pasted, "machi/cards/card.py", 'q = f"select * from {quoted(table)} where a = {a}"'),
    (html_stays_home, "ui/parts.py", 'st.markdown("<b>", unsafe_allow_html=True)'),
    (html_stays_home, "ui/parts.py", 'st.html("<b>")'),
    (html_stays_home, "pages/home.py", 'st.components.v1.html("<b>")'),
    (clock_stays_home, "machi/cards/events.py", "x = date.today()"),
    (clock_stays_home, "pages/home.py", "x = datetime.datetime.now()"),
    (no_city_in_code, "pages/not_there.py", 'x = "会津若松市"'),
    (no_broad_except, "ui/places.py", "try:\n    f()\nexcept Exception:\n    pass"),
    (no_broad_except, "ui/places.py", "try:\n    f()\nexcept:\n    pass"),
]
RULES = list(dict.fromkeys(rule for rule, _, _ in BREAKERS))


@pytest.mark.parametrize(("rule", "path", "source"), BREAKERS, ids=lambda value: getattr(value, "__name__", None))
def test_rule_catches(rule: Rule, path: str, source: str) -> None:
    assert rule(path, ast.parse(source))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_rule_holds_everywhere(rule: Rule) -> None:
    complaints = []
    for name, tree in trees().items():
        complaints += [f"{name}: {text}" for text in rule(name, tree)]
    assert complaints == []


def test_the_vocabulary_is_plain() -> None:
    """What the store may borrow from ``cards`` must itself ask nothing and draw nothing."""
    for module in VOCABULARY:
        path = ROOT / (module.replace(".", "/") + ".py")
        names = {name for name in imported(ast.parse(path.read_text(encoding="utf-8"))) if name.startswith("machi.")}
        assert {".".join(name.split(".")[:3]) for name in names} <= VOCABULARY, module


def test_the_whole_core_loads_without_streamlit() -> None:
    """By running it: an import inside a function of a dependency would escape the rules above."""
    modules = [
        path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
        for path in sorted((ROOT / "machi").rglob("*.py"))
        if path.name != "__main__.py"
    ]
    program = "\n".join(f"import {module}" for module in modules)
    program += (
        "\nimport sys\nprint(sorted({name.split('.')[0] for name in sys.modules} & {'streamlit', 'ui', 'pages'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip() == "[]"
