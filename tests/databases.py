"""Which tests run on which database.

PostgreSQL runs all tests but those marked `sqlite`. In `make test`, SQLite runs the tests whose
result can depend on the database: they are marked `differs`, here and nowhere else.
`make test-all` runs everything on both.
"""

import pytest
from django.db import connection

VENDORS = ("postgresql", "sqlite")

#: SQL of our own, plans, constraints, search, paging, imports, the outbox and the log; beside them
#: every test with transactions of its own, and so with threads or processes, but those ALIKE.
DIFFERS = (
    "tests/agreements/test_invariants.py",
    "tests/agreements/test_mou_list.py",
    "tests/audit/",
    "tests/engagement/test_series.py",
    "tests/exchange/test_changes_since.py",
    "tests/exchange/test_constraints.py",
    "tests/exchange/test_value_agreement.py",
    "tests/organizations/test_known_before.py",
    "tests/organizations/test_merging.py",
    "tests/organizations/test_organization_pages.py",
    "tests/organizations/test_search_keys.py",
    "tests/organizations/test_tags.py",
    "tests/outbox/test_account_mail.py",
    "tests/outbox/test_bounces.py",
    "tests/outbox/test_health.py",
    "tests/outbox/test_healthz.py",
    "tests/outbox/test_index.py",
    "tests/outbox/test_outage.py",
    "tests/outbox/test_pump.py",
    "tests/outbox/test_queue_actions.py",
    "tests/outbox/test_turns.py",
    "tests/outcomes/test_measures.py",
    "tests/outcomes/test_referrals.py",
    "tests/overview/test_board.py",
    "tests/overview/test_delivery_list.py",
    "tests/overview/test_partner_list.py",
    "tests/overview/test_search.py",
    "tests/overview/test_timeline.py",
    "tests/overview/test_today.py",
    "tests/relationships/test_constraints.py",
    "tests/reminders/test_late_and_put_off.py",
    "tests/reminders/test_model.py",
    "tests/reminders/test_never_early.py",
    "tests/reminders/test_plan.py",
    "tests/reminders/test_signals.py",
    "tests/reports/",
    "tests/test_access.py::test_everybody_gets_the_answer_of_the_table",
    "tests/test_access.py::test_what_does_not_exist_is_not_found",
    "tests/test_fuzz.py",
    "tests/test_run_embedded.py",
    "tests/test_verify.py",
    "tests/transfer/",
    "tests/upgrade/",
)
#: Programs and transactions that prove something about clocks, zones, the broker or the relay.
ALIKE = (
    "tests/faults/test_becomes_untrue.py",
    "tests/faults/test_bounces.py",
    "tests/faults/test_broker.py",
    "tests/faults/test_clock.py",
    "tests/faults/test_relay.py",
    "tests/faults/test_zones.py",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests whose result can differ, and leave out those made for the other database."""
    for item in items:
        has_transactions = _has_transactions(item) and not item.nodeid.startswith(ALIKE)
        if has_transactions or item.nodeid.startswith(DIFFERS):
            item.add_marker("differs")
    others = [vendor for vendor in VENDORS if vendor != connection.vendor]
    left_out = [item for item in items if any(map(item.get_closest_marker, others))]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _has_transactions(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    return mark is not None and bool(mark.kwargs.get("transaction"))
