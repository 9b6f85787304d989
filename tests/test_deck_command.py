"""``python -m machi deck``: the files without a browser, and what is missing named."""

from __future__ import annotations

from pathlib import Path

import pytest

from machi.__main__ import main
from tests import egress

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "docs" / "sample-deck.toml"


def test_the_sample_deck_becomes_every_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = {form: tmp_path / f"x.{form}" for form in ("pptx", "pdf", "xlsx", "html")}
    assert main(["deck", str(SAMPLE), *(word for form, path in out.items() for word in (f"--{form}", str(path)))]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.count("8枚") == 4
    slides = egress.slides(out["pptx"].read_bytes())
    assert slides[0].shapes.title.text_frame.text == "データで見る、まちのいま"
    assert slides[3].shapes.title.text_frame.text == "65歳以上の割合は、10年でこう変わりました"
    assert egress.notes_of(slides[1]).startswith("最後の年の数字を読み上げる。")
    assert "令和8年11月26日" in egress.words_of(slides[0])
    assert "来月も、同じ1行で作れます" in egress.words_of(slides[-1])
    assert "来月も、同じ1行で作れます" in egress.pdf_text(out["pdf"].read_bytes())
    assert len(egress.sheets(out["xlsx"].read_bytes())) == 9
    facts = egress.deck_json(out["html"].read_bytes())
    assert [slide["kind"] for slide in facts["slides"]].count("map") == 2
    assert facts["live"] is False
    assert "読み上げる" not in out["html"].read_text(encoding="utf-8"), "speaker's notes are not for passing round"


def test_a_card_that_is_gone_is_named_and_the_rest_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deck, out = tmp_path / "deck.toml", tmp_path / "x.pptx"
    deck.write_text(
        '[[slide]]\ncard = "card_that_was"\ntitle = "むかし"\n[[slide]]\ncard = "census_totals"\n'
        '[[slide]]\ncard = "population_trend"\nown = true\n',
        encoding="utf-8",
    )
    assert main(["deck", str(deck), "--pptx", str(out)]) == 1
    said = capsys.readouterr().err
    assert "card_that_was" in said
    assert "前の版" in said
    _cover, gone, there, own, _closing = egress.slides(out.read_bytes())
    assert "いまのアプリにありません" in egress.words_of(gone)
    assert gone.shapes.title.text_frame.text == "むかし"
    assert egress.chart_of(there) is not None
    assert "アップロードしたデータ" in egress.words_of(own)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["deck", str(SAMPLE)], "--pptx"),
        (["deck", "no-such.toml", "--pptx", "x.pptx"], "no-such.toml を読めません"),
        (["deck", str(SAMPLE), "--xlsx", "/no/such/folder/x.xlsx"], "書けません"),
    ],
)
def test_what_can_t_be_done_is_said(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert said in capsys.readouterr().err
