"""The controls of the diet page: items, groups, how to divide, whom to count."""

from __future__ import annotations

from machi.cards import diet_common as names
from machi.store.aggregates.diet_facts import EDITIONS, load_facts
from machi.text import _
from ui import controls, session


def _breakdowns() -> dict[str, str]:
    return {
        "sex": _("性別"),
        "age": _("年齢"),
        "sex_age": _("性別と年齢"),
        "district": _("地区"),
        "sex_district": _("性別と地区"),
        "age_district": _("年齢と地区"),
    }


def _title(item: str) -> str:
    return names.item_title(session.shelf(), item)


def item(default: str = "salt") -> str:
    """One of the items that the survey has."""
    offered = session.choices("diet_items")
    among = [one for one in load_facts().items if one in offered] or [default]
    return controls.choose("item", _("項目"), among, default if default in among else among[0], show=_title)


def target() -> str:
    """One of the items that have a national target."""
    return controls.choose("item", _("項目"), [one.item for one in load_facts().targets], "vegetable", show=_title)


def pair() -> str:
    """One of the pairs of items, by its item along x."""
    offered = session.choices("diet_pairs")
    titles = {
        one.x: f"{_title(one.x)} × {_title(one.y)}" for one in load_facts().pairs if one.x in offered or not offered
    }
    return controls.choose("x", _("項目の組"), list(titles), next(iter(titles)), show=titles.__getitem__)


def group(name: str, label: str, default: str, preset: str) -> str:
    """One of the groups that may be shown; they depend on who is left out."""
    groups = [one for one in session.choices("diet_group_names", preset=preset) if one] or [default]
    return controls.choose(name, label, groups, default if default in groups else groups[0], show=names.id_label)


def breakdown(among: tuple[str, ...] = names.BREAKDOWNS) -> str:
    return controls.choose("breakdown", _("分け方"), among, "sex_age", show=_breakdowns().__getitem__)


def coarse_breakdown() -> str:
    """For figures with a bar per group: not the crossings with the district."""
    return breakdown(names.COARSE)


def preset() -> str:
    return controls.choose("preset", _("集計する人"), list(names.PRESETS), "all", show=names.preset_title)


def edition() -> str:
    return controls.choose("edition", _("食事摂取基準"), list(EDITIONS), "2025", show=_("{}年版").format)


def basis(of: str) -> str:
    """The bases in which an item is given."""
    ways = {"day": _("1日あたり"), "per_1000kcal": _("1,000kcalあたり"), "percent_energy": _("エネルギー比率")}
    offered = session.choices("diet_bases", item=of)
    among = [one for one in ways if one in offered] or ["day"]
    return controls.choose("basis", _("量のあらわし方"), among, "day", show=ways.__getitem__, few=True)
