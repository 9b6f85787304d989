"""How bytes look where no rule tells their encoding: which share is Japanese, which lines are UTF-8, where the NULs stand."""

from __future__ import annotations

import re

from machi.ingest.container import HEAD_BYTES

HALF_KANA = re.compile("[\uff61-\uff9f]")
JAPANESE = re.compile("[\u203b\u3001-\u30ff\u4e00-\u9fff\uff01-\uff5e]")
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")


def utf16_by_nul(head: bytes) -> str:
    """``utf-16-le`` or ``-be`` when nearly all NULs stand at one parity, as ASCII characters in UTF-16 make them."""
    odd, total = head[1::2].count(0), head.count(0)
    if total < 4 or len(head) < 8:
        return ""
    if odd >= 0.95 * total:
        return "utf-16-le"
    return "utf-16-be" if odd <= 0.05 * total else ""


def decoded(head: bytes, encoding: str) -> str:
    """The head without its last line, which the cut may have broken."""
    return head[: head.rfind(b"\n") + 1 or len(head)].decode(encoding, "replace")


def share(text: str, pattern: re.Pattern[str]) -> float:
    wide = [character for character in text if character > "\x7f"]
    return len(pattern.findall(text)) / len(wide) if wide else 0.0


def line_states(head: bytes) -> list[bool]:
    """For each line with non-ASCII bytes: is it valid UTF-8? Lines that give no Japanese so say nothing (町 in EUC-JP is Į)."""
    states = []
    for line in head.splitlines()[: -1 if len(head) >= HEAD_BYTES else None]:
        if not line.isascii():
            try:
                if JAPANESE.search(line.decode("utf-8")):
                    states.append(True)
            except UnicodeDecodeError:
                states.append(False)
    return states


def mostly_utf8(head: bytes) -> bool:
    """Half of the Japanese lines valid UTF-8 can't happen in CP932 by chance: it is UTF-8 with damage."""
    states = line_states(head)
    return bool(states) and sum(states) * 2 >= len(states)


def is_surrogate(found: bytes, head: bytes) -> bool:
    """UTF-8 but for half characters (CESU-8 of old databases), which CP932 would turn into rare kanji."""
    if not _SURROGATE.match(found):
        return False
    try:
        _SURROGATE.sub(b"", head[: head.rfind(b"\n") + 1 or len(head)]).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
