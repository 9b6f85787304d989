"""Where one dataset lies, and what is refused before anything is written there.

Part of the light half of the package (this module, ``audit``, ``versions``, ``commit``): they import neither pandas nor
DuckDB, so that the fault tests can start thousands of publishers.
"""

from __future__ import annotations

import errno
import hashlib
import os
import random
import re
import shutil
import stat
import time
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from machi.errors import MachiError
from machi.profile import is_internal
from machi.store.history import HISTORY, history_folder
from machi.text import _

_ID = re.compile(r"[^\W_][\w-]{0,99}")
_NOT_FILES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|schema|reference)", re.IGNORECASE)
"""Names that Windows keeps for devices, and the kind folder's own facts."""
SECONDS_FOR_LOCK = 30.0


class Refused(MachiError):
    """Publishing was refused; what stood there still stands."""


@dataclass(frozen=True)
class Place:
    """The files of one dataset. Made by ``place_of``, which checks the id."""

    data: Path
    kind: str
    id: str

    @property
    def csv(self) -> Path:
        return self.data / self.kind / f"{self.id}.csv"

    @property
    def sidecar(self) -> Path:
        return self.csv.with_suffix(".toml")

    @property
    def history(self) -> Path:
        return history_folder(self.csv)

    @property
    def pending(self) -> Path:
        return self.history / "pending.json"

    @property
    def shown(self) -> str:
        return f"{self.kind}/{self.id}"


def place_of(data: Path, kind: str, dataset: str) -> Place:
    """The place of a dataset. Raises Refused for an id that some system can't keep apart or write."""
    plain = unicodedata.normalize("NFC", dataset) == dataset and _ID.fullmatch(dataset)
    if not plain or _NOT_FILES.fullmatch(dataset) or not re.fullmatch(r"[a-z][a-z0-9_]*", kind):
        raise Refused(
            _("データのIDに使えない名前です。"),
            _("文字・数字・「_」「-」だけで100文字まで、例えば 123456_aed のように付けてください。"),
        )
    return Place(data, kind, dataset)


def folded(dataset: str) -> str:
    """What an id is on a system that knows no case and its own normal form (Windows, macOS)."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", dataset).casefold())


def only_internal() -> None:
    """Raise Refused on the public profile: a server for everybody has no way to change its data."""
    if not is_internal():
        raise Refused(
            _("公開用の設定（MACHI_PROFILE が public）では、データを差し替えられません。"),
            _("庁内の管理者の端末で、MACHI_PROFILE=internal を付けて実行してください。"),
        )


def prepare(place: Place) -> None:
    """Check the folders and make what is missing. Raises Refused; nothing of the dataset was touched then."""
    try:
        _check_folder(place)
    except OSError as error:
        raise cannot_write(place.data, error) from error
    _make_folders(place)


def _check_folder(place: Place) -> None:
    """Raise Refused when a link stands where we write, or another dataset's id would be the same elsewhere."""
    for folder in (place.data / place.kind, place.data / HISTORY, place.history.parent, place.history):
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise Refused(
                _("{name} がふつうのフォルダーではありません。").format(name=folder.relative_to(place.data)),
                _("リンクをやめて、フォルダーを置いてください。"),
            )
    for path in (place.csv, place.sidecar):
        try:
            found = path.lstat()
        except FileNotFoundError:
            continue
        if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
            raise Refused(
                _("{name} はリンクです。リンクの先を書きかえないよう、止めました。").format(
                    name=path.relative_to(place.data)
                ),
                _("リンクを外し、ふつうのファイルにしてください。"),
            )
    for kind, dataset in datasets(place.data):
        if folded(dataset) == folded(place.id) and (kind, dataset) != (place.kind, place.id):
            raise Refused(
                _("ID「{id}」は、すでにある {other} と区別できません。").format(id=place.id, other=f"{kind}/{dataset}"),
                _("大文字と小文字、全角と半角だけの違いは、機械によって同じ名前になります。別のIDにしてください。"),
            )


def datasets(data: Path) -> Iterator[tuple[str, str]]:
    """(kind, id) of everything that has a CSV or a sidecar in the folder."""
    found = {
        (path.parent.name, path.stem)
        for path in data.glob("*/*")
        if path.suffix.lower() in (".csv", ".toml") and not path.parent.name.startswith(".") and path.name[0] != "."
    }
    yield from sorted(pair for pair in found if pair[0] != "reference" and pair[1] not in ("schema", "reference"))


def check_room(folder: Path, size: int) -> None:
    """Raise Refused unless the disk has twice the size that will be written."""
    free = shutil.disk_usage(folder).free
    if free < 2 * size:
        raise Refused(
            _(
                "空き容量が足りません（必要 {need:,}バイト、空き {free:,}バイト）。公開中のデータはそのままです。"
            ).format(need=2 * size, free=free),
            _("不要なファイルを消してから、もう一度実行してください。"),
        )


def _make_folders(place: Place) -> None:
    """The kind's and the history's folders. Raises Refused when the data folder can't be written."""
    if not place.data.is_dir():
        raise Refused(_("データのフォルダー {folder} がありません。").format(folder=place.data.name))
    try:
        for folder in (place.data / place.kind, place.history, place.data / HISTORY / ".locks"):
            folder.mkdir(parents=True, exist_ok=True)
            if not os.access(folder, os.W_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise cannot_write(place.data, error) from error


def cannot_write(data: Path, error: OSError) -> Refused:
    """The refusal for a disk that said no; the app goes on serving what is there."""
    return Refused(
        _("{folder} に書き込めません（{why}）。公開中のデータはそのままです。").format(
            folder=data.name, why=error.strerror or type(error).__name__
        ),
        _("フォルダーの書き込みの権限と空き容量を確かめてください。"),
    )


@contextmanager
def locked(places: Iterable[Place]) -> Iterator[None]:
    """Hold the locks of these datasets, in one order for everybody. Raises Refused when somebody else keeps one."""
    with ExitStack() as held:
        for folder, name in sorted({(place.data / HISTORY / ".locks", _lock_name(place.id)) for place in places}):
            held.enter_context(_one_lock(folder / name))
        yield


def _lock_name(dataset: str) -> str:
    # Of the folded id: two spellings that some system takes for one wait for each other.
    return hashlib.sha256(folded(dataset).encode()).hexdigest()[:32]


@contextmanager
def _one_lock(path: Path) -> Iterator[None]:
    try:
        import fcntl
    except ImportError as error:
        raise Refused(
            _("この機械には、同時の公開を防ぐしくみがありません。"), _("Linux か macOS で実行してください。")
        ) from error
    try:
        stream = path.open("a")
    except OSError as error:
        raise cannot_write(path.parent.parent.parent, error) from error
    with stream:
        end = time.monotonic() + SECONDS_FOR_LOCK
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() > end:
                    raise Refused(
                        _("ほかの人が同じデータを公開している最中です。"),
                        _("少し待ってから、もう一度実行してください。"),
                    ) from error
                # Uneven, or of many that wait the same one would come too late each time.
                time.sleep(random.uniform(0.001, 0.01))
        yield
