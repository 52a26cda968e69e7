"""Questions about the two lists."""

from partnerships.exchange.queries.answered import with_answers as with_answers
from partnerships.exchange.queries.changes import (
    AskedAgain as AskedAgain,
    LineChange as LineChange,
    asked_again as asked_again,
    changes_between as changes_between,
    changes_of as changes_of,
    changes_since_answers as changes_since_answers,
)
from partnerships.exchange.queries.exchange import (
    Exchange as Exchange,
    copy_hash as copy_hash,
    exchange_of as exchange_of,
    items_to_accept as items_to_accept,
    latest_version as latest_version,
    latest_versions as latest_versions,
    list_hash as list_hash,
    lists_differ as lists_differ,
    snapshot as snapshot,
)
from partnerships.exchange.queries.gate import (
    Check as Check,
    Gate as Gate,
    NotYet as NotYet,
    gate_of as gate_of,
)
from partnerships.exchange.queries.line_history import (
    LineHistory as LineHistory,
    line_history as line_history,
)
from partnerships.exchange.queries.offerings import (
    offered_by_category as offered_by_category,
    offerings_left as offerings_left,
)
from partnerships.exchange.queries.progress import (
    progress_counts as progress_counts,
    progress_of as progress_of,
    swap_hint as swap_hint,
)
from partnerships.exchange.queries.public_page import (
    COPIES as COPIES,
    Offers as Offers,
    kept as kept,
    offers as offers,
    programs as programs,
    public_page as public_page,
)
from partnerships.exchange.queries.resting import (
    Answered as Answered,
    is_rested_on as is_rested_on,
    rows_of as rows_of,
)
from partnerships.exchange.queries.sheet import (
    Sheet as Sheet,
    sheet_of as sheet_of,
)
