"""The paper that handouts are printed on: text comes back out of the PDF as it went in, markup stays text."""

from __future__ import annotations

import io

import pypdfium2
import pytest

from machi.export import pdf_base

HOSTILE = "<b>太字</b> & <a href='http://x'>=SUM(A1)</a> \x07\u202e町"


def pages_of(pdf: bytes) -> list[str]:
    """What a reader can select and copy, page by page."""
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def text_of(pdf: bytes) -> str:
    return "\n".join(pages_of(pdf))


@pytest.fixture(scope="module")
def made() -> bytes:
    rows = [["町名", "人口（人）"], *([f"町{n}", f"{n:,}"] for n in range(1, 131)), ["長い" * 900, "1"]]
    story = [
        pdf_base.paragraph("髙橋町の人口は1,234人。", "title"),
        pdf_base.paragraph(HOSTILE),
        pdf_base.paragraph("𠮷野家と㏊"),
        pdf_base.table(rows, [False, True]),
    ]
    return pdf_base.document(story, title="題" * 5000, footer="出典: 市", mark="合成データ（見本）")


def test_text_is_text(made: bytes) -> None:
    text = text_of(made)
    assert "髙橋町の人口は1,234人。" in text
    assert "<b>太字</b> & <a href='http://x'>=SUM(A1)</a> 町" in text.replace("\n", " ")


def test_a_letter_that_the_font_lacks_is_shown_as_lacking(made: bytes) -> None:
    assert "〓野家と〓" in text_of(made)


def test_every_page_has_mark_footer_and_number(made: bytes) -> None:
    pages = pages_of(made)
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert "合成データ（見本）" in page
        assert "出典: 市" in page
        assert f"{number}ページ" in page


def test_a_table_repeats_its_head_and_a_huge_cell_is_cut(made: bytes) -> None:
    text = text_of(made)
    assert text.count("人口（人）") > 2
    assert "町130" in text
    assert "…" in text


def test_the_font_travels_in_the_file(made: bytes) -> None:
    assert made.count(b"/FontFile2") == made.count(b"/Type /FontDescriptor") > 0
    assert b"IPAexGothic" in made


def test_the_same_story_gives_the_same_bytes() -> None:
    first, second = (pdf_base.document([pdf_base.paragraph("同じ")], title="t") for _ in range(2))
    assert first == second


def test_widths_share_the_page_and_none_starves() -> None:
    widths = pdf_base.column_widths([["番号", "説明"], ["1", "長い説明" * 100]])
    assert sum(widths) == pytest.approx(pdf_base.WIDTH)
    assert min(widths) > 25
