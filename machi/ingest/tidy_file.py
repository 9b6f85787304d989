"""A published table of figures of any shape, read as text and turned into the rows of the kind ``statistic``.

The receipt is that of the file (records as published); the frame has one row per figure, so it is longer than the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import pandas as pd

from machi.errors import Unreadable
from machi.ingest.columns import typed
from machi.ingest.ingested import Ingested
from machi.ingest.reader import read
from machi.ingest.schema import Schema, Schemas
from machi.ingest.tidy import Tidy, tidy
from machi.ingest.values import Hint
from machi.text import _


def read_tidy(
    source: bytes | BinaryIO, schema: Schema, *, name: str = "", hint: Hint | None = None
) -> Iterator[Ingested]:
    """One piece with all rows, in the columns of ``schema`` (that of the kind ``statistic``).

    Raises Unreadable when the table names no time: neither a column nor at least two headers.
    """
    taken = read(source, None, name=name, hint=hint, schemas=Schemas({}))
    done = tidy(taken.frame, {column.name: column.title for column in taken.schema.columns})
    if not done.shape:
        raise Unreadable(
            _("年度・年・月・日の列が見つかりません。"), _("「年度」や「年月日」という見出しの列を作ってください。")
        )
    issues = [issue for issue in taken.issues if not (done.shape == "cross" and issue.kind == "header_like_data")]
    receipt = taken.receipt
    receipt.kind = schema.kind
    yield Ingested(_frame(done, schema), issues + done.issues, receipt, _marks(done), schema)


def _frame(done: Tidy, schema: Schema) -> pd.DataFrame:
    data: dict[str, object] = {"source_row": done.frame["source_row"].astype("int64")}
    for column in schema.table_columns:
        cells = done.frame[column.name] if column.name in done.frame else [None] * len(done.frame)
        data[column.name] = typed([None if cell is None or cell != cell else cell for cell in cells], column.type)
    return pd.DataFrame(data)


def _marks(done: Tidy) -> pd.DataFrame:
    """Cells that said none, unknown or suppressed; a blank one is not kept."""
    marked = done.frame[done.frame["mark"].isin(("none", "unknown", "suppressed"))]
    return pd.DataFrame(
        {
            "source_row": marked["source_row"].astype("int64"),
            "column_name": pd.array(["value"] * len(marked), dtype="str"),
            "mark": pd.array(marked["mark"].tolist(), dtype="str"),
        }
    )
