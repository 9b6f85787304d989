"""Rules of the security list that can be read from the sources. Each is first shown a source that breaks it."""

from __future__ import annotations

import ast
import re
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.test_boundaries import ROOT, imported, trees

BANNED_IMPORTS = {"pickle", "shelve", "marshal", "dill", "joblib", "yaml", "telnetlib", "ftplib"}
"""Read what somebody else wrote and run it (S24), or speak without encryption."""


UNCHECKED = ("verify", "cert_reqs", "assert_hostname", "check_hostname")


def no_code_from_data(path: str, tree: ast.AST) -> list[str]:
    """S23, S24: nothing evaluates text, unpickles, or hands a string to a shell."""
    found = [f"imports {name}" for name in imported(tree) if name.split(".")[0] in BANNED_IMPORTS]
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        last = name.rsplit(".", 1)[-1]
        if name in ("eval", "exec", "compile", "os.system", "os.popen", "__import__"):
            found.append(f"line {node.lineno}: {name}")
        if last in ("eval", "query", "read_pickle", "to_pickle") and "." in name and not _is_shelf(name):
            found.append(f"line {node.lineno}: {name}")
        if any(word.arg == "shell" and ast.unparse(word.value) != "False" for word in node.keywords):
            found.append(f"line {node.lineno}: shell")
        if any(word.arg == "allow_pickle" and ast.unparse(word.value) != "False" for word in node.keywords):
            found.append(f"line {node.lineno}: allow_pickle")
    return found


def _is_shelf(name: str) -> bool:
    """The library's own ``query`` names a question; a frame's evaluates text."""
    return name.split(".")[0] in ("library", "self", "st") and "frame" not in name


def no_tls_without_a_look(path: str, tree: ast.AST) -> list[str]:
    """S30: certificates are always checked."""
    found = []
    for node in ast.walk(tree):
        unchecked = isinstance(node, ast.keyword) and node.arg in UNCHECKED
        if unchecked and ast.unparse(node.value) in ("False", "'CERT_NONE'", "ssl.CERT_NONE"):  # type: ignore[attr-defined]
            found.append(f"{node.arg} = off")  # type: ignore[attr-defined]
        if isinstance(node, ast.Attribute) and node.attr in (
            "_create_unverified_context",
            "CERT_NONE",
            "disable_warnings",
        ):
            found.append(f"line {node.lineno}: {node.attr}")
    return found


def no_listening_to_all(path: str, tree: ast.AST) -> list[str]:
    return [
        f"line {node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value in ("0.0.0.0", "::")
    ]


RULES = {
    no_code_from_data: [
        "import pickle",
        "x = eval(text)",
        "frame.query(text)",
        "frame.eval(text)",
        "subprocess.run(text, shell=True)",
        "np.load(path, allow_pickle=True)",
        "os.system(text)",
    ],
    no_tls_without_a_look: [
        "requests.get(url, verify=False)",
        "ssl._create_unverified_context()",
        "pool(cert_reqs='CERT_NONE')",
    ],
    no_listening_to_all: ["bind('0.0.0.0')"],
}


@pytest.mark.parametrize(("rule", "source"), [(rule, source) for rule, bad in RULES.items() for source in bad])
def test_the_rule_catches(rule: object, source: str) -> None:
    assert rule("machi/x.py", ast.parse(source))  # type: ignore[operator]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_holds_everywhere(rule: object) -> None:
    found = []
    for name, tree in trees().items():
        found += [f"{name}: {text}" for text in rule(name, tree)]  # type: ignore[operator]
    assert found == []


def test_streamlit_is_newer_than_its_known_holes() -> None:
    """S27: 1.67 was checked; the path and tooltip holes were closed before."""
    assert tuple(map(int, version("streamlit").split(".")[:2])) >= (1, 67)


def test_nothing_is_fetched_from_elsewhere_by_a_page() -> None:
    """S31: no script, style, font or picture of another host in anything that reaches a browser."""
    allowed = re.compile(r"https?://(?:cyberjapandata\.gsi\.go\.jp|www\.w3\.org|creativecommons\.org)")
    loading = re.compile(r"""(?:src|href|url)\s*[=(]\s*["']?(https?://[^"')\s]+)""")
    found = []
    for path in [*(ROOT / "ui").rglob("*.py"), *(ROOT / "machi/web").rglob("*.py"), *(ROOT / ".streamlit").iterdir()]:
        for address in loading.findall(path.read_text(encoding="utf-8")):
            if not allowed.match(address):
                found.append(f"{path.name}: {address}")
    assert found == []


def test_there_is_a_way_to_report_a_hole() -> None:
    """S32."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert "非公開で知らせて" in text
    assert Path(ROOT / "docs/deploy/README.md").exists()
