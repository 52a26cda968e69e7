"""What differs between two shared versions (W2)."""

from datetime import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from partnerships.exchange import actions, queries
from partnerships.exchange.models import Benefit
from partnerships.relationships.lifecycle import Side
from tests.scenarios import checkable_line, partnership_idea, shared_lists


def test_only_changed_added_and_removed_lines_are_told(coordinator: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)
    old = shared_lists(partnership, now, coordinator)
    ours, theirs = Benefit.objects.order_by("pk")
    ours.how_much = "3 sessions"
    actions.edit_benefit(benefit=ours, seen_version=1, by=coordinator, now=now)
    actions.withdraw_benefit(benefit=theirs, by=coordinator, now=now)
    added = checkable_line(partnership, Side.THEIRS, now, coordinator)
    new = actions.share_changes(partnership=partnership, by=coordinator, now=now)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = queries.changes_between(old, new)
    assert len(asked) == 1
    assert found[0].blanks() == [("How much", "2 sessions", "3 sessions")]
    lines = [(c.was and c.was.benefit_id, c.now and c.now.benefit_id) for c in found[1:]]
    assert lines == [(None, added.pk), (theirs.pk, None)]


def test_the_same_version_differs_in_nothing(coordinator: User, now: datetime) -> None:
    version = shared_lists(partnership_idea(now, coordinator), now, coordinator)
    assert queries.changes_between(version, version) == []
