"""Changes that somebody's life may hang on: an AED that is gone, moved or open at other hours, a hydrant, a shelter.

Told before the swap, by row number and column; the cells themselves are for the officer's own eyes in the file.
"""

from __future__ import annotations

import pandas as pd

from machi.ingest.schema import Schema
from machi.publish.finding import Finding, rows_told
from machi.text import _

IDENTITIES = (("name", "location_detail"), ("name", "address"), ("name",))
"""What names a row where the kind's own key is missing or repeated."""


def safety_findings(schema: Schema, before: pd.DataFrame, after: pd.DataFrame) -> list[Finding]:
    """What changed in the columns that the kind lists as ``safety``; nothing for other kinds."""
    if not schema.safety:
        return []
    key = _identity(schema, before, after)
    if key is None:
        sentence = _(
            "行を1つずつ比べられません（番号や名称が空か重なっています）。公開中は{before}行、新しいファイルは{after}行です。"
        ).format(before=len(before), after=len(after))
        return [_warn(sentence, max(len(before), len(after)))] if not _same(schema, before, after) else []
    old, new = before.set_index(list(key)), after.set_index(list(key))
    gone, come = old.index.difference(new.index), new.index.difference(old.index)
    found = []
    if len(gone):
        sentence = _("{title}から{n}件がなくなります（公開中の版の{rows}）。")
        found.append(_told(sentence, schema, old.loc[gone]))
    if len(come):
        sentence = _("{title}に{n}件が加わります（新しいファイルの{rows}）。")
        found.append(_told(sentence, schema, new.loc[come]))
    both = old.index.intersection(new.index)
    for name in schema.safety:
        if name in old and name in new:
            one, other = old.loc[both, name], new.loc[both, name]
            changed = ~((one == other) | (one.isna() & other.isna()))
            if changed.any():
                rows = [int(row) for row in new.loc[both][changed.to_numpy()]["source_row"]]
                sentence = _("「{column}」が{n}件変わります（新しいファイルの{rows}）。").format(
                    column=schema.by_name[name].title, n=len(rows), rows=rows_told(rows)
                )
                found.append(_warn(sentence, len(rows), schema.by_name[name].title))
    return found


def _identity(schema: Schema, before: pd.DataFrame, after: pd.DataFrame) -> tuple[str, ...] | None:
    for key in (schema.key, *IDENTITIES):
        if (
            key
            and all(name in frame for frame in (before, after) for name in key)
            and all(_names_rows(f, key) for f in (before, after))
        ):
            return key
    return None


def _names_rows(frame: pd.DataFrame, key: tuple[str, ...]) -> bool:
    columns = frame[list(key)]
    return bool(not columns[key[0]].isna().any() and not columns.duplicated().any())


def _same(schema: Schema, before: pd.DataFrame, after: pd.DataFrame) -> bool:
    names = [name for name in schema.safety if name in before and name in after]
    texts = [sorted(map(str, frame[names].itertuples(index=False, name=None))) for frame in (before, after)]
    return texts[0] == texts[1]


def _told(sentence: str, schema: Schema, rows: pd.DataFrame) -> Finding:
    numbers = [int(row) for row in rows["source_row"]]
    return _warn(sentence.format(title=schema.title, n=len(numbers), rows=rows_told(numbers)), len(numbers))


def _warn(sentence: str, count: int, column: str = "") -> Finding:
    return Finding("safety", "warn", sentence, "--accept safety", column, count)
