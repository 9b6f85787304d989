"""訂正履歴: what the public may read of the log, and that the web app itself never writes to the data."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from machi.publish import audit
from machi.publish.corrections import corrections
from machi.publish.fetch_state import note
from tests import folders
from tests.test_boundaries import imported
from tests.visitor import ROOT, as_served, at

__all__ = ["as_served"]
pytestmark = pytest.mark.usefixtures("as_served")
PUBLISHED = {
    "kind": "aed",
    "id": "999999_aed",
    "action": "publish",
    "title": "AED設置箇所一覧",
    "access": "open",
    "user": "yamada",
    "old": "a" * 64,
    "new": "b" * 64,
    "rows_before": 68,
    "rows_after": 71,
    "columns_added": ["電源の色"],
    "why": "3か所を足しました",
    "overrides": [{"column": "電源の色", "reason": "上司の了承ずみ"}],
}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = folders.folder(tmp_path)
    monkeypatch.setenv("MACHI_DATA", str(folder))
    monkeypatch.setenv("MACHI_STORE", str(tmp_path / "store.duckdb"))
    st.cache_resource.clear()
    yield folder
    st.cache_resource.clear()


def page() -> AppTest:
    app = at("corrections").run()
    assert not app.exception
    return app


def test_a_change_is_told_in_words_without_the_person_who_made_it(data: Path) -> None:
    audit.append(data, {**PUBLISHED, "token": "1"})
    audit.append(data, {**PUBLISHED, "token": "2", "action": "rollback", "to": 3, "why": "位置の誤り"})
    newest, first = corrections(data)
    assert first.sentence == "68行から71行になりました。増えた列: 電源の色。"
    assert (first.title, first.action, first.why, first.version) == (
        "AED設置箇所一覧",
        "差し替え",
        "3か所を足しました",
        "b" * 12,
    )
    assert newest.sentence == "前に公開していた版（第3版）に戻しました。"
    told = json.dumps([vars(item) for item in corrections(data)], ensure_ascii=False, default=str)
    assert "yamada" not in told
    assert "上司" not in told


@pytest.mark.parametrize("access", ["internal", "aggregate"])
def test_a_file_for_the_office_is_not_named_to_the_public(
    data: Path, monkeypatch: pytest.MonkeyPatch, access: str
) -> None:
    audit.append(data, {**PUBLISHED, "token": "1", "access": access})
    monkeypatch.setenv("MACHI_PROFILE", "public")
    assert corrections(data) == []
    monkeypatch.setenv("MACHI_PROFILE", "internal")
    assert len(corrections(data)) == 1


def test_the_page_shows_the_newest_first(data: Path) -> None:
    assert "まだありません" in page().info[0].value
    audit.append(data, {**PUBLISHED, "token": "1"})
    audit.append(data, {**PUBLISHED, "token": "2", "action": "take-down", "why": "<b>確認</b> [x](javascript:1)"})
    app = page()
    texts = [element.value for element in app.text]
    assert texts[0].startswith("2件")
    assert texts.index("このデータの公開をやめました。") < texts.index("68行から71行になりました。増えた列: 電源の色。")
    assert "理由: <b>確認</b> [x](javascript:1)" in texts
    assert not any("javascript" in element.value for element in app.markdown)


def test_a_dataset_says_that_its_last_fetch_failed(data: Path) -> None:
    """F11: the last good copy is shown, with the time of the try that failed and without its technical reason."""
    folders.publish(data, "aed/999999_aed", folders.AED + "131016,1,東町体育館,35.001,139.011,有\n")
    note(data, "aed/999999_aed", why="www.example.jp から取り込めませんでした")
    app = at("catalogue", id="999999_aed").run()
    assert not app.exception
    (told,) = [warning.value for warning in app.warning if "取り込みに失敗" in warning.value]
    assert "example" not in told
    note(data, "aed/999999_aed", why="")
    app.run()
    assert not [warning.value for warning in app.warning if "取り込みに失敗" in warning.value]


WRITERS = {
    "write_text",
    "write_bytes",
    "unlink",
    "os.rename",
    "os.replace",
    "mkdir",
    "rmdir",
    "touch",
    "symlink_to",
    "hardlink_to",
}
WRITING_MODULES = ("machi.publish.commit", "machi.publish.work", "machi.store.sidecar", "machi.store.adopt")


def complaints(path: str, tree: ast.AST) -> list[str]:
    """What in a source of the web app could change a file."""
    found = [f"{path} imports {name}" for name in imported(tree) if name.startswith(WRITING_MODULES)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            whole = ast.unparse(node.func)
            name = whole.rsplit(".", 1)[-1]
            words = [
                arg.value for arg in [*node.args, *(k.value for k in node.keywords)] if isinstance(arg, ast.Constant)
            ]
            opens = name == "open" and any(isinstance(word, str) and set(word) & set("wax+") for word in words[-1:])
            if {name, whole} & WRITERS or opens:
                found.append(f"{path}:{node.lineno} {name}")
    return found


def test_nothing_in_the_web_app_writes_files() -> None:
    """Pages, shared UI, routes and the server: none of them opens a file for writing or reaches the publisher."""
    sources = [*(ROOT / "pages").rglob("*.py"), *(ROOT / "ui").rglob("*.py"), *(ROOT / "machi/web").rglob("*.py")]
    found = []
    for path in [*sources, ROOT / "app.py", ROOT / "server.py"]:
        found += complaints(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "open('x', 'w')",
        "p.write_text('x')",
        "p.open('ab')",
        "os.replace(a, b)",
        "from machi.publish.commit import commit",
    ],
)
def test_a_writer_is_noticed(source: str) -> None:
    assert complaints("pages/x.py", ast.parse(source))
