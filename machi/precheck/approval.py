"""The one page for the decision (決裁): what was checked, what was found, mended and decided, and room for names and stamps.

It never says that a file is safe, and names nobody: who checked is written by hand. The hash binds the page to the bytes.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date

from reportlab.platypus import Flowable

from machi.cards.credit import day
from machi.export.cells import defuse
from machi.export.pdf_base import WIDTH, document, paragraph, space, table
from machi.precheck.examine import NOTHING
from machi.precheck.finding import Finding
from machi.precheck.fixes import told
from machi.precheck.work import Look, Work
from machi.text import _

FITTING = (14, 10, 7, 5, 3, 1)
"""Findings on the page: as many as fit; the list as CSV has all of them."""
_PAGE = re.compile(rb"/Type\s*/Page(?![a-z])")
SHORT = 44


def decided(work: Work, finding: Finding) -> str:
    """What was decided about a finding that is still there."""
    state = work.state(finding)
    if state == "reason":
        return _("理由を書いて残す: {reason}").format(reason=work.reasons[finding.key].strip())
    if finding.rule == "licence.missing":
        return _("ライセンス未定（公開できません）")
    if state == "ticked":
        return _("人が確かめた")
    return _("直していない（形式）") if state == "offered" else _("未決（公開できません）")


def sheet_pdf(work: Work, look: Look, place: str, today: date) -> bytes:
    """The page as PDF. With many findings it tells fewer of them and points to the list: it stays one page."""
    payload = b""
    for most in FITTING:
        payload = _page(work, look, place, today, most)
        if len(_PAGE.findall(payload)) == 1:
            break
    return payload


def _page(work: Work, look: Look, place: str, today: date, most: int) -> bytes:
    left = work.open(look.findings)
    story: list[Flowable] = [
        paragraph(_("公開前チェックの記録（決裁用）"), "title"),
        table(_facts(work, look, place, today), (False, False), (90, WIDTH - 90)),
        space(6),
        paragraph(_verdict(look, left), "finding"),
        *_findings(work, look, most),
        *_mended(look, max(2, most // 2)),
        paragraph(_("この検査で見ていないこと: ") + _("、").join(look.unsaid), "small"),
        space(4),
        table(_names(), (False,) * 4, (WIDTH / 4,) * 4),
    ]
    footer = _("{file}　SHA-256 {hash}…").format(file=work.file.name, hash=look.cleaned.sha256[:16])
    mark = _("庁内限り・検査未了") if left else _("庁内限り")
    return document(story, title=_("公開前チェックの記録"), footer=footer, mark=mark)


def _facts(work: Work, look: Look, place: str, today: date) -> list[list[str]]:
    sheet = look.cleaned.sheet
    size = _("{rows}行・{columns}列").format(rows=f"{len(sheet):,}", columns=len(sheet.columns))
    previous = _("くらべた") if work.previous is not None else _("くらべていない")
    return [
        [_("項目"), _("内容")],
        [_("ファイル"), f"{work.file.name}（{size}）"],
        [_("検査した日"), f"{day(today)}・{place}"],
        [_("検査した中身"), f"SHA-256 {look.cleaned.sha256}"],
        [_("もとの中身"), f"SHA-256 {work.file.sha256}"],
        [_("利用条件・前の版"), (work.licence or _("ライセンス未定")) + "・" + _("前に公開した版とは") + previous],
    ]


def _verdict(look: Look, left: Sequence[Finding]) -> str:
    if left:
        return _("まだ決まっていない指摘が{n}件あります。このままでは公開できません。").format(n=len(left))
    if look.findings:
        return _("見つかった指摘は、下のとおりすべて決めました（安全の保証ではありません）。")
    return _(NOTHING) + "。"


def _findings(work: Work, look: Look, most: int) -> list[Flowable]:
    if not look.findings:
        return []
    rows = [[_("規則"), _("列"), _("件数"), _("決めたこと")]]
    rows += [
        [finding.name, _cut(finding.column or _("全体")), f"{finding.count:,}", _cut(decided(work, finding), 70)]
        for finding in look.findings[:most]
    ]
    made: list[Flowable] = [table(rows, (False, False, True, False), (120, 110, 40, WIDTH - 270)), space(4)]
    if len(look.findings) > most:
        more = _("ほか{n}件は、指摘の一覧（CSV）にあります。").format(n=len(look.findings) - most)
        made.append(paragraph(more, "small"))
    return made


def _mended(look: Look, most: int) -> list[Flowable]:
    steps = look.cleaned.steps
    if not steps:
        return []
    lines = [_cut(told(step), 80) for step in steps[:most]]
    lines += [_("ほか{n}つ").format(n=len(steps) - most)] if len(steps) > most else []
    gone = _("なくなった指摘 {n}件").format(n=len(look.mended))
    return [paragraph(_("直したこと（{gone}）: ").format(gone=gone) + "／".join(lines), "small")]


def _names() -> list[list[str]]:
    return [[_("検査した人"), _("確かめた人"), _("課長"), _("オープンデータ担当")], ["\n\n　"] * 4]


def _cut(text: str, most: int = SHORT) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def findings_csv(work: Work, look: Look) -> bytes:
    """Every finding, also those that were mended, with what was decided. Row numbers, no cell of the file."""
    heads = [
        _("重さ"), _("規則"), _("列"), _("件数"), _("行"), _("見つかったこと"), _("なぜ大事か"), _("どうするか"), _("決めたこと"),
    ]  # fmt: skip
    weights = {"stop": _("止める"), "warn": _("確かめる"), "fix": _("直せる")}
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(heads)
    said = [(finding, decided(work, finding)) for finding in look.findings]
    said += [(finding, _("直した")) for finding in look.mended]
    for finding, decision in said:
        rows = _("、").join(map(str, finding.rows)) + ("…" if len(finding.rows) < finding.count else "")
        cells = [
            weights[finding.severity], finding.name, finding.column, str(finding.count), rows if finding.rows else "",
            finding.what, finding.why, finding.todo, decision,
        ]  # fmt: skip
        writer.writerow([defuse(cell) for cell in cells])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8", "replace")
