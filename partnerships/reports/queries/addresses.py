"""Every set of rows that the address of a figure can ask for."""

from partnerships.reports.queries import (
    agreements,
    attention,
    changes,
    commitments,
    endings,
    energy,
    gaps,
    people,
    pipeline,
    reviews,
    value,
    workload,
)
from partnerships.reports.queries.row_sets import RowSet

ROW_SETS: dict[str, RowSet] = {
    found.code: found
    for module in (
        agreements,
        attention,
        changes,
        commitments,
        endings,
        energy,
        gaps,
        people,
        pipeline,
        reviews,
        value,
        workload,
    )
    for found in module.ROW_SETS
}
