"""Population: nobody counts twice, within a file or across files of one survey day.

Town names are written differently from file to file (三ケ名, 三ヶ名), so two files of one day can't be joined town by town:
of files of one ``part`` the newest wins the whole day. What only the older one told is told as a Problem.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import combinations

import duckdb

from machi.store.catalogue import Publication
from machi.store.problem import Problem
from machi.store.tables import insert_records

KIND = "population"


def first_rows_only(con: duckdb.DuckDBPyConnection) -> None:
    """Of rows of one file about the same area and day the first stays (each has its ``duplicate`` issue)."""
    con.execute(
        """
        delete from population as p using (
            select dataset, source_row
            from population
            where surveyed_on is not null and town is not null
            qualify row_number() over (
                partition by dataset, surveyed_on, town, town_code, municipality_code order by source_row
            ) > 1
        ) as again
        where p.dataset = again.dataset and p.source_row = again.source_row
        """
    )


def newest_of_each_day(con: duckdb.DuckDBPyConnection, newest_to_oldest: list[Publication]) -> list[Problem]:
    """Delete from older files of a part each day that a newer one has."""
    told = _days(con)
    beaten: Counter[tuple[str, str]] = Counter()
    apart: dict[tuple[str, str], list[date]] = {}
    for newer, item in combinations(newest_to_oldest, 2):
        if newer.part != item.part:
            continue
        shared = sorted(set(told.get(item.id, {})) & set(told.get(newer.id, {})))
        for day in shared:
            rows, towns = told[item.id].pop(day)
            beaten[item.id, newer.id] += rows
            if towns != told[newer.id][day][1]:
                apart.setdefault((item.id, newer.id), []).append(day)
        con.execute(
            "delete from population where dataset = $id and list_contains($days::date[], surveyed_on)",
            {"id": item.id, "days": shared},
        )
    titles = {item.id: item.title for item in newest_to_oldest}
    for (old, new), count in beaten.items():
        insert_records(con, "issue", [(old, KIND, 0, "", "overlap", str(count), new)])
    problems = []
    for (old, new), count in beaten.items():
        facts = {"title": titles[old], "newer": new, "count": str(count)}
        days = apart.get((old, new), [])
        if days:
            facts["days"] = "、".join(day.isoformat() for day in days[:3]) + (" …" if len(days) > 3 else "")
            problems.append(Problem(KIND, old, "same_day", facts))
        elif told[old]:
            problems.append(Problem(KIND, old, "overlap", facts))
    return problems


def emptied(con: duckdb.DuckDBPyConnection, items: list[Publication]) -> list[Publication]:
    """The files of which no row is left."""
    left = {dataset for (dataset,) in con.execute("select distinct dataset from population").fetchall()}
    return [item for item in items if item.id not in left]


def _days(con: duckdb.DuckDBPyConnection) -> dict[str, dict[date, tuple[int, frozenset[str]]]]:
    """File → day → rows, names of areas."""
    found: dict[str, dict[date, tuple[int, frozenset[str]]]] = {}
    for dataset, day, rows, towns in con.execute(
        """
        select dataset, surveyed_on, count(*), list(distinct coalesce(town, ''))
        from population
        where surveyed_on is not null
        group by all
        """
    ).fetchall():
        found.setdefault(dataset, {})[day] = (rows, frozenset(towns))
    return found
