"""Makes ``docs/real-files.md``: what ``python -m machi check --json`` says of every real published file.

    python -m tests.real_files_table [FOLDER] > docs/real-files.md

Counts and headers only, never a row: the files' licences differ, and their rows don't belong here.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

from machi.ingest.check_command import check
from machi.ingest.meaning import meaning_label
from machi.ingest.schema import project_schemas

HEAD = """# 実際に公開されたファイルを、そのまま読んだ結果

`python -m machi check --json` が、手を加えていない{files}ファイル（{rows}行）について言うことの一覧です。
`python -m tests.real_files_table` が作り、`tests/test_real_cards.py` が今の答えと同じであることを確かめます。
行の中身は載せません（件数と見出しだけ）。

- **行**: 読んだ行 = 使えた行 + 理由つきで除いた行。どのファイルも、この足し算が合います。
- **種類**: 決まった種類と、その確からしさ。「―」は「決めていない」（間違った種類より、決めないほうがよいため）。
- **列の意味**: 種類が分からなくても読み取った意味ごとの列の数（空の列を除く）。
- **はじめの見方**: 何も選ばなくても出るカードと、その理由。見出しだけのひな形には、正直に何も出しません。

| ファイル | 行 | 種類 | 列の意味 | はじめの見方 |
|---|---|---|---|---|
"""
CARD = {
    "anything_map": "地図", "anything_mesh": "区画ごと", "anything_series": "うつりかわり", "anything_ranking": "並べて見る",
    "anything_cross": "数える", "anything_distribution": "散らばり", "anything_calendar": "カレンダー",
    "anything_columns": "列の一覧",
}  # fmt: skip


def table(folder: Path) -> str:
    """The whole document."""
    facts = [check(path, whole=True)["facts"] for path in sorted(folder.glob("*.csv"))]
    rows = sum(one["rows_in"] for one in facts)
    lines = [_line(one) for one in facts]
    return HEAD.format(files=len(facts), rows=f"{rows:,}") + "\n".join(lines) + "\n"


def _line(facts: dict[str, Any]) -> str:
    name = Path(facts["file"]).name
    rows = f"{facts['rows_in']:,} = {facts['rows_ok']:,} + {facts['rows_reported']:,}"
    kind = f"{project_schemas()[facts['kind']].title}（{facts['confidence']:.0%}）" if facts["kind"] else "―"
    counted = Counter(one["meaning"] for one in facts["meanings"] if one["filled"])
    meanings = "、".join(f"{meaning_label(meaning)} {count}" for meaning, count in counted.most_common())
    first = facts["cards"][0] if facts["cards"] else None
    shown = f"{CARD[first['card']]}: {first['why']}" if first else "なし（データの行がありません）"
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in (name, rows, kind, meanings or "―", shown)) + " |"


if __name__ == "__main__":
    print(table(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/real")), end="")
