"""Text of a cell is shown as text: Markdown, directives, links, icons and arrows stay characters."""

from __future__ import annotations

import pytest

from ui.html import plain


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("[x](javascript:alert(1))", r"\[x\]\(javascript\:⁠alert\(1\)\)"),
        (":red[大変]", r"\:⁠red\[大変\]"),
        ("http://evil.example", r"http\:⁠//evil\.example"),
        ("a@b.example", "a@⁠b\\.example"),
        ("<script>", r"\<script\>"),
        ("$x$ `y` *z* | #", r"\$x\$ \`y\` \*z\* \| \#"),
        ("東山町 ->", "東山町 \\-⁠\\>"),
        ("9:00", r"9\:00"),
        ("一行\n二行", "一行 二行"),
        ("gpj.‮vsc", r"gpj\.\[U\+202E\]vsc"),
    ],
)
def test_a_cell_stays_text(cell: str, shown: str) -> None:
    assert plain(cell) == shown
