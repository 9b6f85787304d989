"""The column contract: what the new file has that the published one had not, and the other way round.

Columns are the same when the kind knows them as the same (``緯度`` and ``latitude``), else when their headings fold to the
same words. A new column is denied until a person names it: the working copy with a column more is how names and home
addresses came to be published elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from machi.ingest.schema import Schema, header_key
from machi.precheck.standard import layout
from machi.publish.finding import Allowed, Finding
from machi.publish.uses import pages_using, questions_using
from machi.text import _


@dataclass(frozen=True)
class Headings:
    """Headings as published, in their order: heading → the kind's column, ``""`` where it knows none."""

    columns: Mapping[str, str]

    @property
    def by_identity(self) -> dict[str, str]:
        return {name or f"#{header_key(heading)}": heading for heading, name in self.columns.items()}


def column_findings(schema: Schema, before: Headings | None, after: Headings, allowed: Allowed) -> list[Finding]:
    """``before`` None: a first publication, for which the kind's columns and the national layout are the contract."""
    new = after.by_identity
    standard = {f"#{header_key(heading)}" for heading in layout(schema)}
    old = before.by_identity if before else {key: key for key in new if not key.startswith("#") or key in standard}
    if before is None and allowed.first_is_open:
        return []
    found = [_new_column(new[key], allowed.columns) for key in new if key not in old]
    found += [_lost_column(schema, key, old[key], allowed.dropped) for key in old if key not in new]
    if before and [key for key in new if key in old] != [key for key in old if key in new]:
        sentence = _("列の並びが、公開中の版と違います。列は名前で対応させるので、画面は変わりません。")
        found.append(Finding("order", "warn", sentence, "--accept order"))
    return found


def _new_column(heading: str, allowed: Mapping[str, str]) -> Finding:
    if heading in allowed:
        sentence = _("列「{column}」を新しく公開します（理由: {reason}）。").format(
            column=heading, reason=allowed[heading]
        )
        return Finding("new_column", "told", sentence, column=heading)
    sentence = _("公開中の版にない列「{column}」があります。公開してよい列か、1列ずつ確かめてください。").format(
        column=heading
    )
    return Finding("new_column", "stop", sentence, f'--allow-column "{heading}" --reason "…"', heading)


def _lost_column(schema: Schema, key: str, heading: str, dropped: frozenset[str]) -> Finding:
    questions = [] if key.startswith("#") else questions_using(schema.kind, key, schema.subject)
    pages = pages_using(questions)
    missed = _("使っている画面: {pages}（質問: {questions}）。").format(
        pages="、".join(pages) or _("なし"), questions="、".join(questions) or _("なし")
    )
    if heading in dropped:
        sentence = _("列「{column}」をなくします。").format(column=heading) + missed
        return Finding("lost_column", "told", sentence, column=heading)
    sentence = _("公開中の版にある列「{column}」がありません。").format(column=heading) + missed
    return Finding("lost_column", "stop", sentence, f'--drop-column "{heading}"', heading)
