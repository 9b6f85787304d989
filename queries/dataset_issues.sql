-- One row per kind of issue in a dataset, most frequent first, with its first occurrence as an example.
-- param dataset text =       id of the dataset
-- reads issue
with numbered as (
    select
        issue_kind,
        "row",
        column_name,
        value,
        expected,
        count(*) over (partition by issue_kind) as issues,
        row_number() over (partition by issue_kind order by "row", column_name, value) as position
    from issue
    where dataset = $dataset
)

select issue_kind, issues, "row", column_name, value, expected
from numbered
where position = 1
order by issues desc, issue_kind
