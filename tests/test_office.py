"""Another program opens what we made: LibreOffice turns slides into pages and sheets into CSV, and nothing is lost or woken.

Belongs to ``make test-full``, which brings LibreOffice (``.ci/office``). The pages stay in ``test-results/office``, to be
looked at.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pypdfium2
import pytest

from benchmarks.deck import twenty
from machi.cards.card import Card, Source, TableColumn
from machi.export.booklet import Booklet, shortened, single
from machi.export.pptx_deck import pptx_bytes
from machi.export.tables import card_csv
from machi.export.workbook import xlsx_bytes
from tests.egress import squeezed

pytestmark = pytest.mark.full
RESULTS = Path(__file__).resolve().parent.parent / "test-results" / "office"
MAC = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
UTF8 = "Text - txt - csv (StarCalc):44,34,76"
"""Comma, quotation mark, UTF-8."""
LIVE = ("=1+1", '=HYPERLINK("http://x","y")', "@SUM(1,1)", "+1+1", "-1+1", "\t=1+1", "-5", "+81242391111", "普通の文")


def converted(payload: bytes, name: str, form: str, folder: Path) -> bytes:
    """``payload`` as LibreOffice writes it in another form."""
    program = shutil.which("soffice") or shutil.which("libreoffice") or MAC
    assert Path(program).exists(), "LibreOffice is missing: run .ci/office (make test-full does)"
    source = folder / name
    source.write_bytes(payload)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    read_as = [f"--infilter={UTF8}"] if name.endswith(".csv") else []
    asked = [program, "--headless", profile, *read_as, "--convert-to", form, "--outdir", str(folder), str(source)]
    subprocess.run(asked, check=True, capture_output=True, timeout=240)
    return (folder / f"{source.stem}.{form.split(':')[0]}").read_bytes()


@pytest.fixture(scope="module")
def booklet() -> Booklet:
    return twenty()


@pytest.fixture(scope="module")
def pages(booklet: Booklet, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    pdf = converted(pptx_bytes(booklet), "deck.pptx", "pdf", tmp_path_factory.mktemp("slides"))
    shutil.rmtree(RESULTS, ignore_errors=True)
    RESULTS.mkdir(parents=True)
    texts = []
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        for number, page in enumerate(document, 1):
            page.render(scale=1.5).to_pil().save(RESULTS / f"slide-{number:02d}.png")
            assert page.get_width() / page.get_height() == pytest.approx(16 / 9, rel=0.01)
            texts.append(squeezed(page.get_textpage().get_text_range()))
    return texts


def test_every_slide_opens_with_its_words(booklet: Booklet, pages: list[str]) -> None:
    told = [page for page in pages[1:-1] if "（つづき）" not in page]
    assert len(told) == len(booklet.leaves)
    for leaf, page in zip(booklet.leaves, told, strict=True):
        assert squeezed(shortened(leaf.headline)) in page, leaf.address
        assert all(mark in page for mark in leaf.marks), leaf.address
        assert squeezed(leaf.credits[0])[:30] in page, leaf.address


def test_native_charts_show_their_numbers(booklet: Booklet, pages: list[str]) -> None:
    trend = next(page for leaf, page in zip(booklet.leaves, pages[1:], strict=False) if leaf.address == "census_totals")
    assert all(number in trend for number in ("126,220", "124,062", "117,376"))


def hostile() -> Card:
    table = pd.DataFrame({"name": list(LIVE), "count": [1.25, -3.5, 1e6, 0.0, -0.1, 7, 8, 9, None]})
    columns = (TableColumn("name", "名前"), TableColumn("count", "数", "", "decimal2"))
    source = Source("set", "park", "=1+1", "@市", "CC BY 4.0", None)
    return Card("park_equipment", {}, "=2+2", "=3+3", table, columns, sources=(source,))


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_no_formula_lives_and_no_number_changes(form: str, tmp_path: Path) -> None:
    card = hostile()
    payload = xlsx_bytes(single(card)) if form == "xlsx" else card_csv(card)
    name = f"sheet.{form}"
    made = tmp_path / "out"
    made.mkdir()
    text = converted(payload, name, "xlsx" if form == "csv" else f"csv:{UTF8}", tmp_path)
    rows = _rows_of_xlsx(text) if form == "csv" else list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    cells = [cell for row in rows for cell in row]
    for word in LIVE:
        # A plain number in a CSV is read as the number that it is, with or without its plus.
        forms = {word.strip(), word.strip().removeprefix("+")} if re.fullmatch(r"\+\d+", word) else {word.strip()}
        assert any(re.sub(r"^'", "", cell).strip() in forms for cell in cells), word
    assert "2" not in cells
    found = [float(row[1].replace(",", "")) for row in rows if len(row) > 1 and re.fullmatch(r"-?[\d,.]+", row[1])]
    assert found[:8] == pytest.approx([1.25, -3.5, 1e6, 0.0, -0.1, 7, 8, 9])


def _rows_of_xlsx(payload: bytes) -> list[list[str]]:
    from tests.egress import sheets

    (rows,) = sheets(payload).values()
    return [["" if cell is None else str(cell) for cell in row] for row in rows]
