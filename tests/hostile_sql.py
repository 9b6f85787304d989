"""Statements that would do harm if they could: one entry a mechanism, several statements each.

``{path}`` is a file outside the store that holds a secret word, ``{new}`` a file that doesn't exist, ``{folder}`` the
folder of both, ``{url}`` a listener on this machine, ``{store}`` the store's own file. ``make test`` runs the first
statement of each mechanism, ``make test-full`` all of them.
"""

# ruff: noqa: E501  # a statement stays on one line

from __future__ import annotations

SECRET = "himitsu-no-kotoba-4711"
PATHS = (
    "{path}",
    "/etc/passwd",
    "../../../../etc/passwd",
    "file://{path}",
    "{folder}/*",
    "/proc/self/environ",
    "{url}/x",
)
READERS = (
    "read_csv", "read_csv_auto", "read_text", "read_blob", "read_json", "read_json_auto", "read_json_objects",
    "read_ndjson", "read_ndjson_objects", "read_parquet", "parquet_scan", "parquet_metadata", "parquet_schema",
    "parquet_file_metadata", "parquet_kv_metadata", "parquet_full_metadata", "sniff_csv", "glob", "read_duckdb",
    "read_single_csv_file", "read_single_json_file", "read_single_parquet_file", "read_json_objects_auto", "read_ndjson_auto",
)  # fmt: skip

MECHANISMS: dict[str, tuple[str, ...]] = {
    **{
        f"read by {name}": (
            *(f"select * from {name}('{path}')" for path in PATHS),
            *(f"select count(*) from aed where exists (select 1 from {name}('{path}'))" for path in PATHS),
        )
        for name in READERS
    },
    "read by name": tuple(f"select * from '{path}'" for path in (*PATHS[:5], "{path}.parquet", "{url}/x.csv")),
    "read a list of files": tuple(f"select * from read_text(['{path}', '/etc/hosts'])" for path in PATHS),
    "read from a subquery": tuple(f"select (select content from read_text('{path}'))" for path in PATHS),
    "read in a CTE": tuple(f"with t as (select * from read_text('{path}')) select * from t" for path in PATHS),
    "read by query()": tuple(f"select * from query('select * from read_text(''{path}'')')" for path in PATHS),
    "read by query_table()": tuple(f"select * from query_table('{path}')" for path in PATHS),
    "read by serialised SQL": (
        "select * from json_execute_serialized_sql(json_serialize_sql('select * from read_text(''{path}'')'))",
        "select * from json_execute_serialized_sql(json_serialize_sql('select 1 union all select 2'))",
    ),
    "read a variable": ("select getvariable('x'), getenv('PATH')", "select getenv('HOME')", "select current_setting('s3_secret')"),
    "write by copy": tuple(
        f"copy (select 1) to '{{new}}' ({form})" for form in ("format csv", "format json", "format parquet", "header false")
    ),
    "write a table by copy": ("copy aed to '{new}'", "copy (from aed) to '{new}' (partition_by (id))", "copy aed from '{path}'"),
    "copy a database": ("copy from database current to other", "copy from database system to temp"),
    "export": ("export database '{folder}/out'", "export database '{folder}/out' (format parquet)"),
    "import": ("import database '{folder}'",),
    "attach a new file": ("attach '{new}' as other", "attach '{new}' as other (type duckdb)", "attach ':memory:' as other"),
    "attach the store to write": ("attach '{store}' as other (read_only false)", "attach or replace '{store}' as other"),
    "attach over the network": ("attach '{url}/x.duckdb' as other", "attach 's3://x/y' as other"),
    "detach": ("detach aed", "detach system", "use system", "use memory"),
    "install": ("install httpfs", "force install spatial", "install x from '{folder}'", "install x from '{url}'"),
    "load": ("load httpfs", "load '{path}'", "load '{folder}/x.duckdb_extension'"),
    "update extensions": ("update extensions", "update extensions (httpfs)"),
    "set a path": ("set temp_directory = '{folder}'", "set home_directory = '{folder}'", "set extension_directory = '{folder}'"),
    "set the doors open": ("set enable_external_access = true", "set lock_configuration = false", "reset lock_configuration"),
    "set limits": ("set memory_limit = '100GB'", "set threads = 64", "reset memory_limit", "set global threads to 8"),
    "set by pragma": ("pragma enable_profiling = 'json'", "pragma memory_limit = '9GB'", "pragma enable_object_cache"),
    "profile into a file": ("pragma profiling_output = '{new}'", "set profiling_output = '{new}'", "set profile_output = '{new}'"),
    "log into a file": (
        "select * from enable_logging(storage := 'file', storage_path := '{new}')",
        "call enable_logging(storage := 'file', storage_path := '{folder}')",
        "set log_query_path = '{new}'",
        "select write_log('x', log_type := 'y')",
    ),
    "profiling as a function": ("select * from enable_profiling(save_location := '{new}')", "select * from disable_profiling()"),
    "set a variable": ("set variable x = (select content from read_text('{path}'))", "reset variable x"),
    "call": ("call pragma_version()", "call dbgen(sf = 1)", "call force_checkpoint()"),
    "checkpoint": ("checkpoint", "force checkpoint", "select * from checkpoint()", "select * from force_checkpoint()"),
    "insert": ("insert into aed (name) values ('x')", "insert into aed by name select * from aed", "insert or replace into aed select * from aed"),
    "update": ("update aed set name = 'x'", "update aed set name = 'x' where true returning *"),
    "delete": ("delete from aed", "delete from aed using place where true", "truncate aed"),
    "merge": ("merge into aed using park on aed.id = park.id when matched then delete",),
    "write in a CTE": (
        "with gone as (delete from aed returning *) select * from gone",
        "with made as (insert into aed (name) values ('x') returning *) select * from made",
        "with kept as (update aed set name = 'x' returning *) select * from kept",
    ),
    "create a table": ("create table x as select 1", "create or replace table aed as select 1", "create temp table x as select 1"),
    "create a view": ("create view x as select 1", "create or replace view aed as select 1", "create temp view aed as select 1"),
    "create a macro": ("create macro sum(x) as 0", "create or replace macro distance_m(a, b, c, d) as 0", "create temp macro f() as table select 1"),
    "create other things": ("create schema x", "create sequence s", "create type t as enum ('a')", "create index i on aed (id)"),
    "create a secret": ("create secret s (type s3, key_id 'x', secret 'y')", "create persistent secret s (type http)"),
    "external resources": ("select * from create_external_resource('{path}')", "select * from register_external_resource('{path}')"),
    "drop": ("drop table aed", "drop schema main cascade", "drop macro distance_m", "drop view if exists place"),
    "alter": ("alter table aed add column x int", "alter table aed rename to b", "alter table aed drop column name"),
    "comment": ("comment on table aed is 'x'", "comment on column aed.name is 'x'"),
    "transaction": ("begin", "begin; delete from aed; commit", "rollback", "start transaction"),
    "prepared statement": ("prepare p as delete from aed", "execute p", "deallocate p"),
    "explain analyze": ("explain analyze delete from aed", "explain analyze select * from read_text('{path}')", "explain copy aed to '{new}'"),
    "second statement": ("select 1; drop table aed", "select 1; copy aed to '{new}'", "drop table aed; select 1", ";;select 1;delete from aed"),
    "comment hides it": ("select 1 /* x */; /* y */ drop table aed", "-- x\ndrop table aed", "/* select 1 */ delete from aed"),
    "describe a file": tuple(f"{word} '{path}'" for word in ("describe", "summarize", "show") for path in PATHS[:4]),
    "values of a file": ("values ((select content from read_text('{path}')))", "table '{path}'", "from '{path}'"),
    "through a list": ("select list_transform(['{path}'], lambda f: (select content from read_text(f)))",),
    "vacuum and analyze": ("vacuum", "vacuum analyze aed", "analyze"),
    "pivot statement": ("pivot (select * from read_text('{path}')) on filename using count(*)", "pivot aed on name using count(*)"),
    "python frames": ("select * from df", "select * from shelf", "select * from asked", "select * from connection", "select * from rows"),
    "raw pointers": (
        "select * from pandas_scan(140000000000000)",
        "select * from arrow_scan(1, 2, 3)",
        "select * from arrow_scan_dumb(1, 2, 3)",
        "select * from python_arrow_scan(1)",
        "select * from python_map_function(1)",
    ),
    "where the store lies": (
        "select * from pragma_database_list",
        "select * from duckdb_databases()",
        "select name, value from duckdb_settings()",
        "select current_setting('allowed_paths'), current_setting('temp_directory')",
        "select reverse(path) from duckdb_databases()",
        "select * from pragma_storage_info('aed')",
        "select * from duckdb_extensions()",
        "select * from duckdb_temporary_files()",
    ),
    "secrets": ("select * from duckdb_secrets()", "select * from which_secret('s3://x', 's3')", "select * from duckdb_logs"),
    "name with a quote": ('select * from "x; drop table aed; --"', "select 1 as \"'; drop table aed; --\"", "select $$; drop table aed$$"),
    "odd bytes": ("select '\u0000'", "select * from aed\u0000; drop table aed", "select '\ud83d\ude00\u202e'", "\ufeffdrop table aed"),
    "deep nesting": ("select " + "(" * 3000 + "1" + ")" * 3000, "select " + "-" * 5000 + "1", "select " + "[" * 900 + "]" * 900),
    "never ends": (
        "with recursive r as (select 1 as i union all select i + 1 from r) select max(i) from r",
        "select count(*) from range(10000000000) as a, range(10000000000) as b",
        "select sum(a.people * b.people) from population_age as a, population_age as b, population_age as c",
    ),
    "takes all memory": (
        "select length(repeat('x', 3000000000))",
        "select len(range(1, 200000000))",
        "select list(a) from range(500000000) as t(a)",
        "select string_agg(repeat('x', 100000), '') from range(100000)",
        "select a, b, count(*) from range(100000) as t(a), range(10000) as u(b) group by all",
    ),
    "can't be interrupted": (
        "select levenshtein(repeat('ab', 200000), repeat('ba', 200000))",
        "select regexp_matches(repeat('a', 300000), '(a*)*b')",
        "select jaro_winkler_similarity(repeat('ab', 200000), repeat('ba', 200000))",
    ),
    "answers too much": (
        "select repeat('x', 50000000) from range(20)",
        "select * from range(100000000)",
        "select a.*, b.*, c.* from event_item as a, event_item as b, event_item as c",
    ),
}  # fmt: skip


def statements(*, all_of_them: bool) -> list[tuple[str, str]]:
    """(mechanism, statement): the first of each mechanism, or every one."""
    return [(name, text) for name, texts in MECHANISMS.items() for text in (texts if all_of_them else texts[:1])]
