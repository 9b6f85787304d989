"""What exists is also reachable, described and listed. Each check names what is missing: the repair is obvious."""

from __future__ import annotations

import ast
import hashlib
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
ALLOWED_TOP = {
    *("app.py", "server.py", "pages", "ui", "machi", "queries", "data", "tests", "docs", "locale", "content"),
    *("benchmarks", "Makefile", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE"),
    *("requirements.txt", "requirements-dev.txt", "pyproject.toml", ".ci", ".streamlit", ".gitignore", ".git"),
}
MADE_BY_TOOLS = {
    *(".venv", ".build", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"),
    *("test-results", "__pycache__", ".DS_Store"),
}
EXAMPLE_QUERIES: set[str] = set()
"""Questions that no card asks but the documents show as examples. Named in docs/, or the test fails."""
EXPORT_ONLY_CARDS: set[str] = set()
"""Cards that are reached by address (API, export) and from no page."""


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def python(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def literals(path: Path) -> set[str]:
    """Every string constant of a Python file."""
    return {
        node.value
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def published() -> list[Path]:
    """Every CSV that ships as data (reference facts carry their credit elsewhere)."""
    return [path for path in sorted(DATA.glob("*/*.csv")) if path.parent.name != "reference"]


def sidecar_complaint(csv: Path) -> str:
    """Why the sidecar of ``csv`` does not vouch for its bytes; empty when it does."""
    sidecar = csv.with_suffix(".toml")
    if not sidecar.exists():
        return f"{csv.name}: no sidecar"
    recorded = tomllib.loads(sidecar.read_text(encoding="utf-8")).get("sha256")
    actual = hashlib.sha256(csv.read_bytes()).hexdigest()
    return "" if recorded == actual else f"{csv.name}: sha256 in the sidecar is {recorded}, of the file {actual}"


def too_long(path: Path, limit: int) -> str:
    count = len(text_of(path).splitlines())
    return f"{path.relative_to(ROOT)}: {count} lines, at most {limit}" if count > limit else ""


def test_every_page_is_in_the_contents() -> None:
    listed = {name for name in literals(ROOT / "app.py") if name.startswith("pages/")}
    assert listed == {f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py")}


def test_every_query_is_asked() -> None:
    asked = {name for path in python("machi", "ui", "pages") for name in literals(path)}
    documents = " ".join(text_of(path) for path in sorted((ROOT / "docs").rglob("*.md")))
    assert {name for name in EXAMPLE_QUERIES if name not in documents} == set()
    names = {path.stem for path in (ROOT / "queries").glob("[!_]*.sql")}
    assert names - asked - EXAMPLE_QUERIES == set()


def test_every_card_is_on_some_page() -> None:
    import ui.session  # noqa: F401  # what the app itself loads, nothing more
    from machi.cards.registry import CARDS

    shown = {name for path in python("pages", "ui") for name in literals(path)}
    assert len(CARDS) > 0
    assert set(CARDS) - shown - EXPORT_ONLY_CARDS == set()


def test_every_column_is_described() -> None:
    from machi.ingest.schema import load_schemas

    bare = [
        f"{kind}.{column.name}"
        for kind, schema in load_schemas(DATA).items()
        for column in schema.columns
        if not (column.title and column.title_en and column.description)
    ]
    assert bare == []


def test_every_kind_is_described() -> None:
    from machi.ingest.schema import load_schemas

    assert [kind for kind, schema in load_schemas(DATA).items() if not (schema.title and schema.description)] == []


def test_every_csv_has_a_sidecar_that_vouches_for_it() -> None:
    assert published(), "no CSV ships"
    assert [complaint for csv in published() if (complaint := sidecar_complaint(csv))] == []


def test_a_changed_byte_or_a_missing_sidecar_is_noticed(tmp_path: Path) -> None:
    csv = tmp_path / "x.csv"
    csv.write_text("a,b\n1,2\n", encoding="utf-8")
    assert "no sidecar" in sidecar_complaint(csv)
    digest = hashlib.sha256(csv.read_bytes()).hexdigest()
    csv.with_suffix(".toml").write_text(f'sha256 = "{digest}"\n', encoding="utf-8")
    assert sidecar_complaint(csv) == ""
    csv.write_text("a,b\n1,3\n", encoding="utf-8")
    assert "sha256" in sidecar_complaint(csv)


def test_synthetic_files_say_so_in_their_name() -> None:
    """A file that leaves this project must be recognisable as made up without its sidecar."""
    unnamed = [
        csv.name
        for csv in published()
        if tomllib.loads(text_of(csv.with_suffix(".toml"))).get("synthetic") and "sample" not in csv.stem
    ]
    assert unnamed == []


def test_every_setting_is_in_the_readme() -> None:
    read = {
        name
        for path in [*python("machi", "ui", "pages", "tests", "benchmarks"), ROOT / "server.py", ROOT / "app.py"]
        for name in literals(path)
        if re.fullmatch(r"MACHI_[A-Z_]+", name)
    }
    for script in (ROOT / "Makefile", *sorted((ROOT / ".ci").iterdir())):
        read |= set(re.findall(r"MACHI_[A-Z_]+", text_of(script)))
    assert "MACHI_DATA" in read
    assert {name for name in read if f"`{name}`" not in text_of(ROOT / "README.md")} == set()


def test_the_readme_lists_no_setting_that_is_gone() -> None:
    everything = " ".join(
        text_of(path)
        for path in [
            *python("machi", "ui", "tests", "benchmarks"),
            ROOT / "Makefile",
            *sorted((ROOT / ".ci").iterdir()),
        ]
    )
    named = set(re.findall(r"`(MACHI_[A-Z_]+)`", text_of(ROOT / "README.md")))
    assert {name for name in named if name not in everything} == set()


def test_only_known_names_at_the_top() -> None:
    assert {path.name for path in ROOT.iterdir()} - ALLOWED_TOP - MADE_BY_TOOLS == set()


def test_what_must_be_at_the_top_is_there() -> None:
    assert {name for name in ALLOWED_TOP - {".git", "content", "locale"} if not (ROOT / name).exists()} == set()


@pytest.mark.parametrize(
    ("folder", "pattern", "limit"),
    [
        ("pages", "*.py", 90),
        ("queries", "[!_]*.sql", 80),
        ("queries", "_*.sql", 200),
        ("machi", "*.py", 320),
        ("ui", "*.py", 320),
        ("tests", "*.py", 600),
    ],
)
def test_files_stay_short(folder: str, pattern: str, limit: int) -> None:
    files = sorted((ROOT / folder).rglob(pattern))
    assert files
    assert [complaint for path in files if (complaint := too_long(path, limit))] == []


def test_a_long_file_is_noticed() -> None:
    assert "lines, at most 3" in too_long(ROOT / "Makefile", 3)


def test_pins_are_exact_and_installed() -> None:
    """What is tested is what is pinned: an installed version that differs makes every other result meaningless."""
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = [
            line.strip() for line in text_of(ROOT / name).splitlines() if line.strip() and not line.startswith("#")
        ]
        for line in lines:
            package, _, wanted = line.partition("==")
            assert wanted, f"{name}: {line} is not an exact pin"
            assert version(package) == wanted, f"{name}: {line}"


def test_every_runtime_import_is_pinned() -> None:
    """Straight imports of the app only; what comes along with them is their own business."""

    used = set()
    for path in [*python("machi", "ui", "pages"), ROOT / "app.py", ROOT / "server.py"]:
        for node in ast.walk(ast.parse(text_of(path))):
            if isinstance(node, ast.Import):
                used |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                used.add(node.module.split(".")[0])
    outside = used - set(sys.stdlib_module_names) - {"machi", "ui", "pages", "__future__"}
    pinned = {line.partition("==")[0].casefold() for line in text_of(ROOT / "requirements.txt").splitlines()}
    owners = packages_distributions()
    assert {name for name in outside if not {owner.casefold() for owner in owners.get(name, ["?"])} & pinned} == set()


def test_no_two_test_modules_share_a_name() -> None:
    """pytest imports modules of folders without ``__init__.py`` by their bare name: the second of two is not run."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))
