"""Publishing by command: looked at, published, refused, rolled back, taken down; the log tells all of it and no cell."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import tomllib
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from machi.__main__ import main
from machi.publish import audit
from machi.publish.draft import day_of
from machi.publish.place import place_of
from machi.publish.versions import KEPT, versions
from machi.store.database import open_shelf
from tests import folders

HEADER = "市区町村コード,NO,名称,緯度,経度,小児対応設備の有無\n"
ONE = HEADER + "131016,1,東町体育館,35.001,139.011,有\n131016,2,西町図書館,35.002,139.002,無\n"
MOVED = ONE.replace("35.001", "35.009")
FACTS = ("--title", "AED設置箇所一覧", "--publisher", "見本市", "--licence", "CC BY 4.0", "--as-of", "2026-11-01")
ID = "999999_aed"

Machi = Callable[..., tuple[int, str]]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = folders.folder(tmp_path)
    monkeypatch.setenv("MACHI_PROFILE", "internal")
    monkeypatch.setenv("MACHI_DATA", str(folder))
    monkeypatch.setenv("MACHI_STORE", str(tmp_path / "store" / "store.duckdb"))
    return folder


@pytest.fixture
def machi(capsys: pytest.CaptureFixture[str]) -> Machi:
    def run(*words: str | Path) -> tuple[int, str]:
        capsys.readouterr()
        status = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return status, out + err

    return run


def written(tmp_path: Path, text: str, name: str = "999999_aed.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode())
    return path


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def shown(data: Path) -> str:
    path = data / "aed" / f"{ID}.csv"
    return path.read_text(encoding="utf-8") if path.exists() else ""


@pytest.fixture
def published(data: Path, tmp_path: Path, machi: Machi) -> Path:
    status, told = machi("publish", written(tmp_path, ONE), "--kind", "aed", *FACTS, "--base", "new")
    assert status == 0, told
    return data


def test_without_a_base_nothing_is_changed_and_the_next_step_is_told(data: Path, tmp_path: Path, machi: Machi) -> None:
    status, told = machi("publish", written(tmp_path, ONE), *FACTS)
    assert status == 0
    assert "--base new" in told
    assert shown(data) == ""


def test_a_first_publication_is_shown_with_its_source(published: Path) -> None:
    assert shown(published) == ONE
    shelf = open_shelf(published)
    (source,) = shelf.sources("aed")
    assert (source.title, source.licence, str(source.as_of)) == ("AED設置箇所一覧", "CC BY 4.0", "2026-11-01")
    assert not source.synthetic
    assert len(shelf.table("aed", ID).frame) == 2


def test_what_only_a_person_knows_is_asked(data: Path, tmp_path: Path, machi: Machi) -> None:
    status, told = machi("publish", written(tmp_path, ONE), "--kind", "aed", "--base", "new")
    assert status == 2
    for option in ("--title", "--publisher", "--licence", "--as-of"):
        assert option in told
    assert shown(data) == ""


def test_the_same_file_twice_changes_nothing(published: Path, tmp_path: Path, machi: Machi) -> None:
    """H023."""
    before = len(audit.entries(published))
    status, told = machi("publish", written(tmp_path, ONE), "--kind", "aed", "--base", sha(ONE)[:12])
    assert status == 0
    assert "変更なし" in told
    assert len(audit.entries(published)) == before


def test_who_saw_an_old_version_is_told(published: Path, tmp_path: Path, machi: Machi) -> None:
    """F05, S46."""
    accept = ("--accept", "safety", "--as-of", "2026-11-02")
    assert machi("publish", written(tmp_path, MOVED), "--kind", "aed", *accept, "--base", sha(ONE)[:12])[0] == 0
    third = MOVED.replace("139.002", "139.003")
    status, told = machi("publish", written(tmp_path, third), "--kind", "aed", *accept, "--base", sha(ONE)[:12])
    assert status == 2
    assert "あなたが見た版は古い" in told
    assert sha(MOVED)[:12] in told
    assert shown(published) == MOVED


def test_a_base_that_is_too_short_names_nothing(published: Path, tmp_path: Path, machi: Machi) -> None:
    words = ("publish", written(tmp_path, MOVED), "--kind", "aed", "--accept", "safety", "--as-of", "2026-11-02")
    assert machi(*words, "--base", sha(ONE)[:6])[0] == 2
    assert shown(published) == ONE


def test_a_new_column_is_denied_until_it_is_named_with_a_reason(published: Path, tmp_path: Path, machi: Machi) -> None:
    """H074, S49: the working copy with a column more."""
    leak = "".join(
        line + ("," + more) + "\n"
        for line, more in zip(ONE.splitlines(), ["管理人", "山田太郎", "鈴木花子"], strict=True)
    )
    words = ("publish", written(tmp_path, leak), "--kind", "aed", "--as-of", "2026-11-02", "--base", sha(ONE)[:12])
    status, told = machi(*words)
    assert status == 1
    assert "「管理人」" in told
    assert "山田" not in told
    assert shown(published) == ONE
    assert machi(*words, "--allow-column", "管理人")[0] == 2


def test_the_columns_of_the_national_layout_need_no_reason_at_first(data: Path, tmp_path: Path, machi: Machi) -> None:
    """「画像2」 and 「高度の値」 are the standard's own, though nothing here reads them; 「管理人」 is nobody's."""
    rows = [line + end for line, end in zip(ONE.splitlines(), [",高度の値,画像2", ",,", ",,"], strict=True)]
    words = ("--kind", "aed", *FACTS, "--accept", "notices", "--base", "new")
    own = "\n".join(line + end for line, end in zip(rows, [",管理人", ",係", ",係"], strict=True)) + "\n"
    status, told = machi("publish", written(tmp_path, own), *words)
    assert status == 1
    assert told.count("[止める]") == told.count("「管理人」") == 1
    assert machi("publish", written(tmp_path, "\n".join(rows) + "\n"), *words)[0] == 0


def test_a_harmless_new_column_can_be_named(published: Path, tmp_path: Path, machi: Machi) -> None:
    more = "".join(line + end + "\n" for line, end in zip(ONE.splitlines(), [",電源の色", ",緑", ",赤"], strict=True))
    words = ("publish", written(tmp_path, more), "--kind", "aed", "--as-of", "2026-11-02", "--base", sha(ONE)[:12])
    status, told = machi(*words, "--allow-column", "電源の色", "--reason", "機器の色で、人の情報ではない")
    assert status == 0, told
    assert shown(published) == more
    last = audit.entries(published)[-1]
    assert last["overrides"] == [{"column": "電源の色", "reason": "機器の色で、人の情報ではない"}]
    assert last["columns_added"] == ["電源の色"]


def test_a_lost_column_stops_and_names_the_pages_that_use_it(published: Path, tmp_path: Path, machi: Machi) -> None:
    """H073."""
    less = "".join(",".join(line.split(",")[:-1]) + "\n" for line in ONE.splitlines())
    words = ("publish", written(tmp_path, less), "--kind", "aed", "--as-of", "2026-11-02", "--base", sha(ONE)[:12])
    status, told = machi(*words)
    assert status == 1
    assert "「小児対応設備の有無」" in told
    assert "近くに何がある？" in told
    assert shown(published) == ONE
    assert machi(*words, "--drop-column", "小児対応設備の有無", "--accept", "safety")[0] == 0


def with_notes(*notes: str) -> str:
    """The list with a remark on each row: a column that was always published, and now holds something else."""
    rows = [f"131016,{n},施設{n},35.00{n},139.00{n},有,{note}" for n, note in enumerate(notes, start=1)]
    return "\n".join([HEADER.strip() + ",備考", *rows]) + "\n"


HARMLESS = with_notes("1階", "2階", "玄関", "受付", "廊下", "事務室")
PHONES = with_notes(
    "090-1234-5671", "080-1234-5672", "090-1234-5673", "070-1234-5674", "090-1234-5675", "090-1234-5676"
)


def test_personal_data_in_an_old_column_stops_until_a_reason_is_typed(data: Path, tmp_path: Path, machi: Machi) -> None:
    """H111: the columns are the same as ever; what stands in them is not. No cell on the screen or in the log."""
    assert (
        machi("publish", written(tmp_path, HARMLESS), "--kind", "aed", *FACTS, "--accept", "notices", "--base", "new")[
            0
        ]
        == 0
    )
    words = ("publish", written(tmp_path, PHONES), "--kind", "aed", "--as-of", "2026-11-02", "--accept", "notices")
    status, told = machi(*words, "--base", sha(HARMLESS))
    assert status == 1
    assert "個人情報" in told
    assert "「備考」" in told
    assert "1234" not in told
    assert shown(data) == HARMLESS
    key = told.split('--override "')[1].split('"')[0]
    assert machi(*words, "--base", sha(HARMLESS), "--override", key, " ")[0] == 1
    assert machi(*words, "--base", sha(HARMLESS), "--override", key, "設置者の仕事用で、本人の了承がある")[0] == 0
    assert audit.entries(data)[-1]["overrides"] == [{"finding": key, "reason": "設置者の仕事用で、本人の了承がある"}]
    assert "1234-567" not in audit.log_path(data).read_text(encoding="utf-8")


def test_no_reason_lets_a_my_number_pass(data: Path, tmp_path: Path, machi: Machi) -> None:
    """Numbers with a right check digit, worked out by hand from the ministry's rule (weights 2 … 7, 2 … 6 from the right)."""

    def number(eleven: str) -> str:
        weights = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]
        rest = sum(int(digit) * weight for digit, weight in zip(eleven, weights, strict=True)) % 11
        return eleven + str(0 if rest <= 1 else 11 - rest)

    text = with_notes(*(number(f"1234567890{n}") for n in range(6)))
    words = ("publish", written(tmp_path, text), "--kind", "aed", *FACTS, "--accept", "notices", "--base", "new")
    status, told = machi(*words)
    assert status == 1
    assert "マイナンバー" in told
    assert "--override" not in told
    for key in ("personal.mynumber|備考", "personal.mynumber_unsure|備考", "personal.rows|"):
        assert machi(*words, "--override", key, "急ぎのため")[0] == 1
    assert shown(data) == ""


def test_another_order_of_columns_is_told(published: Path, tmp_path: Path, machi: Machi) -> None:
    """H072."""
    turned = "".join(",".join([line.split(",")[i] for i in (0, 1, 2, 4, 3, 5)]) + "\n" for line in ONE.splitlines())
    words = ("publish", written(tmp_path, turned), "--kind", "aed", "--as-of", "2026-11-02", "--base", sha(ONE)[:12])
    status, told = machi(*words)
    assert status == 1
    assert "並び" in told
    assert machi(*words, "--accept", "order")[0] == 0
    assert open_shelf(published).table("aed", ID).frame["lat"].tolist() == [35.001, 35.002]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.replace("35.001", "35.009"), "「緯度」が1件変わります（新しいファイルの2行目）"),
        (lambda text: text.replace("131016,2,西町図書館,35.002,139.002,無\n", ""), "1件がなくなります"),
        (lambda text: text + "131016,3,南町会館,35.003,139.003,無\n", "1件が加わります（新しいファイルの4行目）"),
        (lambda text: text.replace(",有", ",無"), "「小児対応設備の有無」が1件変わります"),
    ],
)
def test_a_change_of_what_saves_lives_is_told_before_the_swap(
    published: Path, tmp_path: Path, machi: Machi, change: Callable[[str], str], words: str
) -> None:
    new = change(ONE)
    command = ("publish", written(tmp_path, new), "--kind", "aed", "--as-of", "2026-11-02", "--base", sha(ONE)[:12])
    status, told = machi(*command, "--accept", "fewer_rows")
    assert status == 1
    assert words in told
    assert "図書館" not in told
    assert shown(published) == ONE
    assert machi(*command, "--accept", "safety", "--accept", "fewer_rows")[0] == 0
    assert shown(published) == new


def test_an_empty_table_is_refused(published: Path, tmp_path: Path, machi: Machi) -> None:
    """H003, H004."""
    status, told = machi(
        "publish", written(tmp_path, HEADER), "--kind", "aed", "--as-of", "2026-11-02", "--base", sha(ONE)
    )
    assert status == 1
    assert "公開中の2行" in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<!DOCTYPE html><html><body>ログイン</body></html>", "ウェブページ"),
        ("", "空"),
        (ONE + "131016,3,足りない\n", "1件（4行目）"),
    ],
)
def test_what_is_no_whole_table_is_refused(
    published: Path, tmp_path: Path, machi: Machi, text: str, words: str
) -> None:
    status, told = machi(
        "publish", written(tmp_path, text), "--kind", "aed", "--as-of", "2026-11-02", "--base", sha(ONE)
    )
    assert status in (1, 2)
    assert words in told
    assert shown(published) == ONE


def test_the_public_profile_refuses(data: Path, tmp_path: Path, machi: Machi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MACHI_PROFILE", "public")
    for words in (
        ("publish", written(tmp_path, ONE), "--kind", "aed", *FACTS, "--base", "new"),
        ("rollback", "--kind", "aed", "--id", ID),
        ("take-down", "--kind", "aed", "--id", ID, "--why", "誤り"),
        ("versions",),
    ):
        status, told = machi(*words)
        assert status == 2
        assert "MACHI_PROFILE=internal" in told
    assert list(data.glob("aed/*")) == []


def test_a_real_file_takes_the_place_of_the_sample(data: Path, tmp_path: Path, machi: Machi) -> None:
    folders.publish(data, "aed/999999_aed_sample", ONE, synthetic="true", as_of="2026-12-01")
    folders.publish(
        data, "event/999999_event_sample", folders.EVENT + "1,祭,2026-05-05,2026-05-05,,,35,139\n", synthetic="true"
    )
    status, told = machi("publish", written(tmp_path, MOVED), "--kind", "aed", *FACTS, "--base", "new")
    assert status == 0
    assert "999999_aed_sample" in told
    shelf = open_shelf(data)
    assert [(source.dataset, source.synthetic) for source in shelf.sources("aed")] == [(ID, False)]
    assert [source.synthetic for source in shelf.sources("event")] == [True]
    assert [entry["action"] for entry in audit.entries(data)] == ["replaced", "publish"]


@pytest.mark.parametrize(
    "other", ["999999_AED", unicodedata.normalize("NFKC", "９９９９９９_aed").replace("aed", "Aed")]
)
def test_ids_that_some_system_takes_for_one_are_refused(
    published: Path, tmp_path: Path, machi: Machi, other: str
) -> None:
    """H025."""
    status, told = machi("publish", written(tmp_path, MOVED), "--kind", "aed", "--id", other, *FACTS, "--base", "new")
    assert status == 2
    assert "区別できません" in told


@pytest.mark.parametrize("name", ["../evil", "a/b", "con", "schema", "a.b", "", " ", "x" * 101, "が" + "\u3099", ".x"])
def test_an_id_that_is_no_file_name_is_refused(data: Path, name: str) -> None:
    from machi.publish.place import Refused

    with pytest.raises(Refused):
        place_of(data, "aed", name)


@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_a_link_at_the_target_is_refused(
    published: Path, tmp_path: Path, machi: Machi, link: Callable[[Path, Path], None]
) -> None:
    """H024."""
    path = published / "aed" / f"{ID}.csv"
    outside = tmp_path / "outside.csv"
    path.rename(outside)
    link(outside, path)
    words = ("publish", written(tmp_path, MOVED), "--kind", "aed", "--accept", "safety", "--as-of", "2026-11-02")
    status, told = machi(*words, "--base", sha(ONE))
    assert status == 2
    assert "リンク" in told
    assert outside.read_text(encoding="utf-8") == ONE


def test_a_linked_folder_is_refused(data: Path, tmp_path: Path, machi: Machi) -> None:
    (tmp_path / "elsewhere").mkdir()
    (data / "aed").symlink_to(tmp_path / "elsewhere")
    assert machi("publish", written(tmp_path, ONE), "--kind", "aed", *FACTS, "--base", "new")[0] == 2
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_csv_that_a_hand_changed_is_not_published_over(published: Path, tmp_path: Path, machi: Machi) -> None:
    (published / "aed" / f"{ID}.csv").write_text(ONE + "\n", encoding="utf-8")
    (published / ".history" / "aed" / ID / f"{sha(ONE)}.csv").unlink()
    words = ("publish", written(tmp_path, MOVED), "--kind", "aed", "--accept", "safety", "--as-of", "2026-11-02")
    status, told = machi(*words, "--base", sha(ONE))
    assert status == 2
    assert "seal" in told


def test_rollback_brings_the_very_bytes_back(published: Path, tmp_path: Path, machi: Machi) -> None:
    """S47: byte for byte, sidecar too, in the log, and back again."""
    first = (published / "aed" / f"{ID}.toml").read_bytes()
    machi(
        "publish",
        written(tmp_path, MOVED),
        "--kind",
        "aed",
        "--accept",
        "safety",
        "--as-of",
        "2026-11-02",
        "--base",
        sha(ONE),
    )
    second = (published / "aed" / f"{ID}.toml").read_bytes()
    assert second != first
    status, told = machi("rollback", "--kind", "aed", "--id", ID, "--why", "位置の誤り")
    assert status == 0, told
    assert shown(published) == ONE
    assert (published / "aed" / f"{ID}.toml").read_bytes() == first
    assert machi("rollback", "--kind", "aed", "--id", ID, "--to", "2")[0] == 0
    assert shown(published) == MOVED
    assert (published / "aed" / f"{ID}.toml").read_bytes() == second
    assert [entry["action"] for entry in audit.entries(published)] == ["publish", "publish", "rollback", "rollback"]
    assert machi("verify-log")[0] == 0


def test_rollback_without_an_earlier_version_says_so(published: Path, machi: Machi) -> None:
    status, told = machi("rollback", "--kind", "aed", "--id", ID)
    assert status == 2
    assert "戻せる版がありません" in told


def test_taken_down_is_gone_and_can_come_back(published: Path, machi: Machi) -> None:
    """S48."""
    assert machi("take-down", "--kind", "aed", "--id", ID, "--why", "確認のため")[0] == 0
    assert shown(published) == ""
    assert not open_shelf(published).has("aed")
    assert machi("verify-log")[0] == 0
    assert machi("rollback", "--kind", "aed", "--id", ID)[0] == 0
    assert shown(published) == ONE


def test_erased_is_gone_for_good(published: Path, machi: Machi) -> None:
    """The leak that must not be kept as an earlier version."""
    assert machi("take-down", "--kind", "aed", "--id", ID, "--why", "個人の情報", "--erase")[0] == 0
    left = b"".join(path.read_bytes() for path in published.rglob("*") if path.is_file())
    assert "図書館".encode() not in left
    status, told = machi("rollback", "--kind", "aed", "--id", ID)
    assert status == 2
    assert "消去" in told


def test_twenty_versions_are_kept(published: Path, tmp_path: Path, machi: Machi) -> None:
    base = ONE
    for number in range(KEPT + 3):
        new = ONE.replace("35.001", f"35.1{number:02d}")
        words = ("publish", written(tmp_path, new), "--kind", "aed", "--accept", "safety", "--as-of", "2026-11-02")
        assert machi(*words, "--base", sha(base))[0] == 0
        base = new
    kept = versions(place_of(published, "aed", ID))
    assert [version.number for version in kept] == list(range(KEPT + 4, 4, -1))
    assert len(list((published / ".history" / "aed" / ID).glob("*.csv"))) == KEPT
    assert machi("rollback", "--kind", "aed", "--id", ID, "--to", str(kept[-1].number))[0] == 0


def test_versions_lists_what_can_be_had_back(published: Path, machi: Machi) -> None:
    status, told = machi("versions")
    assert status == 0
    assert f"第1版 {sha(ONE)[:12]} 2026-11-01時点（公開中）" in told


def test_the_log_holds_no_cell(published: Path, tmp_path: Path, machi: Machi) -> None:
    """S44."""
    machi(
        "publish",
        written(tmp_path, MOVED),
        "--kind",
        "aed",
        "--accept",
        "safety",
        "--as-of",
        "2026-11-02",
        "--base",
        sha(ONE),
    )
    machi("take-down", "--kind", "aed", "--id", ID, "--why", "確認")
    log = audit.log_path(published).read_text(encoding="utf-8")
    for cell in ("体育館", "図書館", "35.001", "35.009", "139.011"):
        assert cell not in log
    first = json.loads(log.splitlines()[0])
    assert {"time", "user", "kind", "id", "old", "new", "prev", "hash", "rows_after", "findings"} <= set(first)


@pytest.mark.parametrize("line", [0, 1, 2])
@pytest.mark.parametrize("tamper", ["byte", "gone", "twice"])
def test_a_changed_log_fails_at_its_line(published: Path, tmp_path: Path, machi: Machi, line: int, tamper: str) -> None:
    """S45."""
    machi(
        "publish",
        written(tmp_path, MOVED),
        "--kind",
        "aed",
        "--accept",
        "safety",
        "--as-of",
        "2026-11-02",
        "--base",
        sha(ONE),
    )
    machi("rollback", "--kind", "aed", "--id", ID)
    path = audit.log_path(published)
    lines = path.read_bytes().splitlines(keepends=True)
    assert len(lines) == 3
    assert machi("verify-log")[0] == 0
    if tamper == "byte":
        lines[line] = lines[line].replace(b'"aed"', b'"aeb"', 1)
    elif tamper == "gone":
        del lines[line]
    else:
        lines.insert(line, lines[line])
    path.write_bytes(b"".join(lines))
    status, told = machi("verify-log")
    assert status == 1
    if tamper == "byte":
        assert f"{line + 1}行目" in told


def test_every_byte_of_the_log_counts(published: Path, machi: Machi) -> None:
    path = audit.log_path(published)
    sound = path.read_bytes()
    for place in range(0, len(sound) - 1, 7):
        path.write_bytes(sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :])
        assert audit.verify(published)[1], place
    path.write_bytes(sound)
    assert audit.verify(published) == (1, [])


def test_a_log_that_lost_its_end_no_longer_fits_the_data(published: Path, tmp_path: Path, machi: Machi) -> None:
    machi(
        "publish",
        written(tmp_path, MOVED),
        "--kind",
        "aed",
        "--accept",
        "safety",
        "--as-of",
        "2026-11-02",
        "--base",
        sha(ONE),
    )
    path = audit.log_path(published)
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    status, told = machi("verify-log")
    assert status == 1
    assert "今の版" in told


def test_the_sidecar_takes_over_what_stays_true(published: Path, tmp_path: Path, machi: Machi) -> None:
    machi(
        "publish",
        written(tmp_path, MOVED),
        "--kind",
        "aed",
        "--accept",
        "safety",
        "--as-of",
        "2026-11-02",
        "--base",
        sha(ONE),
    )
    facts = tomllib.loads((published / "aed" / f"{ID}.toml").read_text(encoding="utf-8"))
    assert (facts["title"], facts["publisher"], str(facts["as_of"])) == ("AED設置箇所一覧", "見本市", "2026-11-02")
    assert facts["sha256"] == sha(MOVED)


def test_the_old_day_is_not_taken_for_new_bytes(published: Path, tmp_path: Path, machi: Machi) -> None:
    status, told = machi("publish", written(tmp_path, MOVED), "--kind", "aed", "--accept", "safety", "--base", sha(ONE))
    assert status == 2
    assert "--as-of" in told


def test_a_sample_cannot_be_published_as_a_real_file(data: Path, tmp_path: Path, machi: Machi) -> None:
    folders.publish(data, "aed/999999_aed_sample", ONE, synthetic="true", as_of="2026-12-01")
    resaved = "\ufeff" + ONE.replace("\n", "\r\n")
    for text in (ONE, resaved):
        status, told = machi("publish", written(tmp_path, text), "--kind", "aed", *FACTS, "--base", "new")
        assert status == 1
        assert "見本（合成データ）と同じ中身です" in told
        assert "を外します" not in told, "nothing is taken away where nothing is published"
    assert shown(data) == ""


def test_a_licence_that_forbids_stops_until_a_reason_is_typed(data: Path, tmp_path: Path, machi: Machi) -> None:
    facts = [word if word != "CC BY 4.0" else "無断転載禁止" for word in FACTS]
    words = ("publish", written(tmp_path, ONE), "--kind", "aed", *facts, "--base", "new")
    status, told = machi(*words)
    assert (status, shown(data)) == (1, "")
    assert "利用条件「無断転載禁止」は、ほかの人が使うことを禁じています" in told
    status, told = machi(*words, "--override", "licence.forbids|", "権利者の承諾を得た")
    assert status == 0, told
    assert shown(data) == ONE


def test_a_day_far_ahead_is_asked_about(data: Path, tmp_path: Path, machi: Machi) -> None:
    words = ("publish", written(tmp_path, ONE), "--kind", "aed", *FACTS[:-1], "2226-11-01", "--base", "new")
    status, told = machi(*words)
    assert (status, shown(data)) == (1, "")
    assert "打ちまちがい" in told
    assert machi(*words, "--accept", "far_day")[0] == 0


def test_what_the_command_cannot_take_is_told_in_japanese(published: Path, tmp_path: Path, machi: Machi) -> None:
    status, told = machi("publish", tmp_path / "ない.csv", "--kind", "aed")
    assert (status, told.strip()) == (2, "ない.csv を読めません（そのファイルがありません）。")
    assert "フォルダーです" in machi("publish", tmp_path, "--kind", "aed")[1]
    with pytest.raises(argparse.ArgumentTypeError, match="2026-11-01 の形"):
        day_of("2026-13-45")
    status, told = machi("take-down", "--kind", "aed", "--id", ID, "--why", " ")
    assert status == 2
    assert "理由" in told
    assert shown(published) == ONE
