"""Questions about the two lists."""

from partnerships.exchange.queries.answered import with_answers
from partnerships.exchange.queries.changes import (
    AskedAgain,
    LineChange,
    asked_again,
    changes_between,
    changes_of,
    changes_since_answers,
)
from partnerships.exchange.queries.exchange import (
    Exchange,
    copy_hash,
    exchange_of,
    latest_version,
    latest_versions,
    list_hash,
    lists_differ,
    snapshot,
)
from partnerships.exchange.queries.gate import Check, Gate, NotYet, gate_of
from partnerships.exchange.queries.offerings import offered_by_category, offerings_left
from partnerships.exchange.queries.progress import progress_counts, progress_of, swap_hint
from partnerships.exchange.queries.sheet import Sheet, sheet_of
from partnerships.exchange.queries.thread import Thread, thread_of

__all__ = [
    "AskedAgain",
    "Check",
    "Exchange",
    "Gate",
    "LineChange",
    "NotYet",
    "Sheet",
    "Thread",
    "asked_again",
    "changes_between",
    "changes_of",
    "changes_since_answers",
    "copy_hash",
    "exchange_of",
    "gate_of",
    "latest_version",
    "latest_versions",
    "list_hash",
    "lists_differ",
    "offered_by_category",
    "offerings_left",
    "progress_counts",
    "progress_of",
    "sheet_of",
    "snapshot",
    "swap_hint",
    "thread_of",
    "with_answers",
]
