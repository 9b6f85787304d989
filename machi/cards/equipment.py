"""Play equipment under one name: publishers write すべり台, 滑り台 and スベリ台 for the same thing.

A cell names several, joined by 、 and mixed with remarks (幼児用すべり台, タコの山（滑り台）), so a name is found by
any of its spellings inside the text. The published text itself is never changed.
"""

from __future__ import annotations

EQUIPMENT: dict[str, tuple[str, ...]] = {
    "すべり台": ("すべり台", "滑り台", "滑台", "スベリ台", "すべりだい", "スライダー"),
    "ブランコ": ("ブランコ", "ぶらんこ"),
    "砂場": ("砂場", "すな場", "砂ば", "すなば", "スナ場", "砂遊び場"),
    "鉄棒": ("鉄棒", "鉄ぼう", "てつぼう", "てつ棒"),
    "うんてい": ("うんてい", "ウンテイ", "雲梯", "雲てい", "ラダー"),
    "ジャングルジム": ("ジャングルジム", "ジャングル・ジム"),
    "シーソー": ("シーソー", "シーソウ"),
    "スプリング遊具": ("スプリング", "スイング遊具", "ロッキング"),
    "複合遊具": ("複合遊具", "総合遊具", "コンビネーション遊具", "コンビ遊具"),
    "ネット・ロープ遊具": ("ザイルクライ", "ネット遊具", "ロープ遊具", "ターザンロープ"),
    "アスレチック": ("アスレチック", "アスレティック"),
    "健康遊具": ("健康遊具", "健康器具"),
}
"""Name shown → spellings met (Yaizu's and other cities' park files)."""


def spellings(name: str) -> tuple[str, ...]:
    """Every spelling of ``name``; an unknown name is looked for as it is, an empty one gives nothing."""
    name = name.strip()
    for shown, words in EQUIPMENT.items():
        if name == shown or name in words:
            return words
    return (name,) if name else ()


def found(text: str | None) -> tuple[str, ...]:
    """The equipment that a cell names, each once, in the order of ``EQUIPMENT``."""
    return tuple(shown for shown, words in EQUIPMENT.items() if text and any(word in text for word in words))
