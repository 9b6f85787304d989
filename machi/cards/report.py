"""「この情報は違います」: where a reader tells the city about a wrong row, with the words that let the city find it.

The city's settings name a form or a mail address; where they name neither, the text alone is what to tell the
department. Nothing is sent from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from machi.cards.card import Source
from machi.text import _

if TYPE_CHECKING:
    from machi.store.city import City


@dataclass(frozen=True)
class Report:
    """What to tell (``text``) and where a click leads (``url``; empty when the city has set no address)."""

    text: str
    url: str


def report_link(city: City, source: Source, row: int | None = None) -> Report:
    """The report about ``row`` (physical line of the published file; none or 0: the whole list) of ``source``.

    A form gets the fields ``dataset``, ``row``, ``version`` and ``title`` in its query; a mail has them in its text.
    """
    text = _report_text(source, row)
    if city.contact.form_url.startswith(("https://", "http://")):
        return Report(text, _form(city.contact.form_url, source, row))
    if city.contact.mail:
        subject = _("データの間違いの報告: {title}（{dataset}）").format(title=source.title, dataset=source.dataset)
        body = _("{text}\n\n違っているところ：\n正しい内容：\n").format(text=text).replace("\n", "\r\n")
        fields = f"subject={quote(subject, safe='')}&body={quote(body, safe='')}"
        return Report(text, f"mailto:{quote(city.contact.mail, safe='@')}?{fields}")
    department = city.contact.department or _("{publisher}の担当課").format(publisher=source.publisher)
    return Report(_("{department}に、次の内容をお伝えください。").format(department=department) + "\n" + text, "")


def _report_text(source: Source, row: int | None) -> str:
    place = _("{row}行め").format(row=row) if row else _("一覧の全体")
    return _("データ：{title}\nデータID：{dataset}\n場所：{place}\n版（ファイルの識別番号）：{version}").format(
        title=source.title, dataset=source.dataset, place=place, version=source.version or _("記載なし")
    )


def _form(form_url: str, source: Source, row: int | None) -> str:
    """The form's URL with our fields added to whatever query it already has; its fragment stays at the end."""
    fields = {
        "dataset": source.dataset,
        "row": str(row) if row else "",
        "version": source.version,
        "title": source.title,
    }
    ours = "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items() if value)
    parts = urlsplit(form_url)
    return urlunsplit(parts._replace(query=f"{parts.query}&{ours}" if parts.query else ours))
