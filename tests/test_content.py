"""The city's own words: read from the folder that is shown, never claiming a rule that nobody has decided."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from machi.content import PROJECT_CONTENT, load_content, parts
from machi.errors import BadSettings
from tests.visitor import ROOT, as_served, at

__all__ = ["as_served"]
RULES = (PROJECT_CONTENT / "rules.toml").read_text(encoding="utf-8")


def own(data: Path, name: str, text: str) -> Path:
    (data / "content").mkdir(exist_ok=True)
    (data / "content" / name).write_text(text, encoding="utf-8")
    return data


def test_markdown_becomes_parts_and_sections() -> None:
    found = parts("はじめに\n\n# 一\nあ\n## い\nう\n- え\n## お\n# 二 #\n### 三段目は本文\n")
    assert [(part.title, part.text) for part in found] == [("", "はじめに"), ("一", "あ"), ("二", "### 三段目は本文")]
    assert [(section.title, section.text) for section in found[1].sections] == [("い", "う\n- え"), ("お", "")]
    assert parts("") == ()


@pytest.mark.parametrize(
    "picture", ["![図](https://evil.example/a.png)", "![図][a]", '<img src="https://evil.example/a.png">']
)
def test_a_picture_never_reaches_the_page(picture: str) -> None:
    (part,) = parts(f"前{picture}後")
    assert part.text in ("前図後", "前後")


def test_the_shipped_rules_are_a_proposal_and_say_so(tmp_path: Path) -> None:
    rules = load_content(tmp_path, "見本市").rules
    assert not rules.adopted
    assert "提案（案）" in rules.status
    assert "見本市が定めて公表したものではありません" in rules.status
    assert [len(group.rules) for group in rules.groups] == [5, 3]


def test_each_shipped_rule_leads_to_a_page_that_exists(tmp_path: Path) -> None:
    for group in load_content(tmp_path, "見本市").rules.groups:
        for rule in group.rules:
            assert (ROOT / "pages" / f"{rule.page}.py").is_file(), rule.title
            assert rule.link


def test_the_shipped_texts_name_no_city() -> None:
    for path in PROJECT_CONTENT.rglob("*"):
        if path.is_file():
            assert not re.search("会津|若松", path.read_text(encoding="utf-8")), path.name


def test_the_guide_answers_what_a_department_asks(tmp_path: Path) -> None:
    about = load_content(tmp_path, "見本市").about
    assert about[0].text.startswith("見本市が公開しているデータ")
    asked = [section.title for part in about for section in part.sections]
    assert asked == [
        "何を出してよい？",
        "だれが決める？",
        "いくらかかる？",
        "まちがいがあったら？",
        "運用",
        "イノベーション",
    ]
    assert all(section.text for part in about for section in part.sections)
    # A minute of reading: about 500 characters a minute for Japanese, twice that with rules skimmed.
    assert sum(len(part.text) + sum(len(section.text) for section in part.sections) for part in about) < 1000


def test_a_city_may_replace_one_text_and_keep_the_others(tmp_path: Path) -> None:
    content = load_content(own(tmp_path, "contact.md", "{city}へ"), "見本市")
    assert [part.text for part in content.contact] == ["見本市へ"]
    assert content.rules.groups[0].rules
    assert (PROJECT_CONTENT / "contact.md").read_text(encoding="utf-8") != "{city}へ"


def test_adopted_rules_name_the_document(tmp_path: Path) -> None:
    decided = RULES.replace("adopted = false", "adopted = true")
    with pytest.raises(BadSettings, match="source"):
        load_content(own(tmp_path, "rules.toml", decided), "見本市")
    named = decided.replace('source = ""', 'source = "見本市の決まり（見本）"').replace(
        'source_url = ""', 'source_url = "javascript:alert(1)"'
    )
    rules = load_content(own(tmp_path, "rules.toml", named), "見本市").rules
    assert rules.adopted
    assert rules.status == "見本市の決まり（見本）による。"
    assert rules.source_url == ""


@pytest.mark.parametrize(
    "text",
    ["adopted = ", "", 'adopted = "no"\nproposal = "x"\nsource = ""', RULES.replace("link =", "lnik =", 1)],
    ids=["not toml", "empty", "not a flag", "misspelt key"],
)
def test_broken_rules_name_the_file(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadSettings, match=r"content/rules\.toml"):
        load_content(own(tmp_path, "rules.toml", text), "見本市")


def test_a_page_that_is_gone_or_elsewhere_gets_no_link(tmp_path: Path) -> None:
    text = RULES.replace('page = ["board"]', 'page = ["nowhere", "../app"]')
    rule = load_content(own(tmp_path, "rules.toml", text), "見本市").rules.groups[0].rules[0]
    assert rule.page == ""


@pytest.mark.usefixtures("as_served")
def test_the_page_shows_the_folders_own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(ROOT / "data" / "city.toml", data)
    own(data, "about.md", "# わがまちの考え\n## 一つめ\n**大切**なこと\n")
    monkeypatch.setenv("MACHI_DATA", str(data))
    monkeypatch.setenv("MACHI_STORE", str(tmp_path / "store.duckdb"))
    app = at("about").run()
    assert [error.message for error in app.exception] == []
    assert "わがまちの考え" in [header.value for header in app.header]
    assert "**大切**なこと" in [text.value for text in app.markdown]
    assert any("提案（案）" in caption.value.replace("\\", "") for caption in app.caption)
