"""A problem with a file or a folder, told as one Japanese sentence that says what to do.

What is wrong with a *cell* is an Issue (``machi.ingest.checks``); this is about what stands around the cells.
The sentence comes from the code, in one table, so that it is counted, tested and translated once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from machi.text import _

NOTES = (
    *("superseded", "overlap", "same_as_of", "synthetic_mixed", "no_as_of", "aggregate", "in_memory", "empty_folder"),
    "internal",
    "contained",
    "shrunk",
    "smallest_group",
)
"""Codes that describe, but take nothing away that was there. Every other code means that something is not shown."""


@dataclass(frozen=True)
class Problem:
    """``kind`` and ``dataset`` are ``""`` when the problem belongs to none; ``facts`` fill the sentence."""

    kind: str
    dataset: str
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def stops(self) -> bool:
        """Whether data is missing from the pages because of it."""
        return self.code not in NOTES

    def sentence(self) -> str:
        """What is wrong and what to do, in the language in force."""
        return sentences()[self.code].format(**self.facts)


def sentences() -> dict[str, str]:
    """The sentence of every code, with its named places."""
    return {
        "no_sidecar": _(
            "{file} に出典の記録（{sidecar}）がないので、まだ使えません。"
            "python -m machi seal {path} で下書きを作り、公開者・利用条件・基準日を書いてください。"
        ),
        "bad_sidecar": _("出典の記録 {sidecar} を読めません（{detail}）。その行を直してください。"),
        "no_file": _("出典の記録 {file} はありますが、同じ名前のCSVがありません。CSVを置くか、記録を消してください。"),
        "hash_mismatch": _(
            "{file} の中身が出典の記録と違います。差し替えたのなら python -m machi seal {path} で記録し直し、"
            "覚えがなければ公開したときのCSVに戻してください。"
        ),
        "unreadable": _("{file} を表として読めません。{detail}"),
        "missing_column": _("{file} に必要な列（{columns}）がありません。見出しの名前を確かめてください。"),
        "no_rows": _("{file} には見出しだけで、データの行がありません。"),
        "empty_folder": _("{folder} にまだCSVがありません。CSVと出典の記録（.toml）を置いてください。"),
        "unknown_kind": _(
            "{folder} というフォルダーの種類が分かりません。フォルダー名を確かめるか、schema.toml を置いてください。"
        ),
        "duplicate_id": _("{file} と同じ名前のCSVがほかの種類にもあります。ファイル名を変えてください。"),
        "superseded": _("{title}（{as_of}）は、より新しい {newer} があるので使っていません。"),
        "same_as_of": _(
            "{title} と {newer} のどちらが新しいか、基準日（as_of）から決められません。今は {newer} を使っています。"
            "基準日を書くか、並べて使うなら part に区分の名前を書いてください。"
        ),
        "contained": _(
            "{title} にある名称と住所は、すべて {larger} にもあります。二重に数えないよう、{larger} だけを使っています。"
        ),
        "shrunk": _(
            "{title}（{day}）にある名称と住所は、すべて {larger}（{before}）にもあります。"
            "新しくて減った一覧か、一部を抜き出したものか決められないので、今は {larger} だけを使っています。"
            "{title} が今の一覧なら、{larger} を外してください。"
        ),
        "overlap": _("{title} の{count}行は {newer} と同じ対象なので、新しいほうを使っています。"),
        "same_day": _(
            "{title} と {newer} は同じ調査日（{days}）ですが、町の名前がそろっていません。"
            "二重に数えないよう、その日は {newer} だけを使っています（{count}行を除きました）。"
            "町の名前をそろえるか、別の区域の表なら part に区分の名前を書いてください。"
        ),
        "wrong_kind": _(
            "{file} は{wrong}の見出しを持っているため、{right}としては使いません。"
            "{right}のCSVに戻すか、正しい種類のフォルダーに移してください。"
        ),
        "not_aed": _(
            "{file} にAEDの表と分かる列（設置位置・小児対応設備の有無・外部利用不可）がないため、使っていません。"
            "AEDの表であれば、出典の記録 {sidecar} の title に「AED」と書いてください。"
        ),
        "bad_schema": _("{detail}直るまでは標準の {file} で読みます。"),
        "synthetic_mixed": _(
            "{title}に合成データ（見本）と公開データが混ざっています。見本のファイルを外すと表示から見本の印が消えます。"
        ),
        "no_as_of": _("{sidecar} に基準日（as_of）がありません。いつのデータか分かるように書いてください。"),
        "aggregate": _("{title} は個人ごとの行を含むため、公開用の表には入れていません。"),
        "internal": _("{title} は庁内限りのため、公開用の画面には入れていません。"),
        "smallest_group": _(
            "city.toml の [smallest_group] {kind} = {given} は下限の{least}より小さいため、{least}人として扱います。"
            "{least}以上の数に直してください。"
        ),
        "bad_reference": _("reference/{file} を読めません（{detail}）。見出しと値を確かめてください。"),
        "city": _("{detail}"),
        "in_memory": _(
            "データベースを {folder} に保存できないため、一時的にメモリー上で動いています（{detail}）。"
            "空き容量と書き込みの権限を確かめてください。"
        ),
    }
