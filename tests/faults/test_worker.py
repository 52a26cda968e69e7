"""A real worker, a real beat and a real Redis: mail arrives, rung for or not."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Q

from accounts.models import User
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import Meeting
from partnerships.outbox import actions, queries
from partnerships.outbox.lifecycle import State
from partnerships.outbox.models import Delivery
from partnerships.relationships.lifecycle import Side
from partnerships.reminders.models import Notice
from partnerships.reviews import actions as reviews
from tests.faults.matrix import Run
from tests.faults.servers import CELERY, WORKER, Broker, celery
from tests.outbox.letters import letter_to
from tests.scenarios import partnership_idea

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def put(user: User, key: str, *, seconds: float) -> Delivery:
    """Queue a letter in a transaction of its own, as a page would; it is due in `seconds`."""
    now = queries.database_now()
    letter = letter_to(user, key=key, now=now, not_before=now + timedelta(seconds=seconds))
    with transaction.atomic():
        actions.bulk_enqueue([letter], now=now)
    return Delivery.objects.get(dedupe_key=key)


@pytest.mark.postgresql
def test_a_commit_rings_the_worker_and_beat_finds_the_rest(run: Run, coordinator: User) -> None:
    """The ring comes from this very process, so it goes to the broker of its settings."""
    with run.start(*CELERY, *WORKER):
        rung_for = put(coordinator, "now", seconds=0)
        run.until_arrived(1)
        later = put(coordinator, "later", seconds=2)
        with run.start(*CELERY, "beat", "-s", str(run.folder / "schedule")):
            run.until_arrived(2)
            run.until(lambda: not Delivery.objects.exclude(state=State.SENT).exists())
    assert [entry.message_id for entry in run.sink.entries()] == [
        rung_for.message_id,
        later.message_id,
    ]
    assert queries.health().parts() == {"database": "ok", "broker": "ok", "tick": "ok"}


def test_two_beats_have_each_thing_mailed_once(run: Run, broker: Broker, at_once: User) -> None:
    """Nothing is queued by hand: the ticks find what is due, and the mail server gets it.

    Two of the three are late already; which tick comes first decides whether they go alone or
    in one mail together.
    """
    now = queries.database_now()
    long_ago = now - timedelta(days=10)
    partnership = partnership_idea(long_ago, at_once)
    meeting = Meeting(
        partnership=partnership,
        starts_at=now + timedelta(days=1, seconds=-5),
        time_zone="UTC",
        owner=at_once,
    )
    engagement.plan_meeting(meeting=meeting, invited={}, by=at_once, now=long_ago)
    yesterday = now.date() - timedelta(days=1)
    given = engagement.Promise(
        side=Side.OURS, what="Send the handout", due_on=yesterday - timedelta(days=1)
    )
    engagement.promise(partnership=partnership, given=given, by=at_once, now=long_ago)
    reviews.plan_review(partnership=partnership, due_on=yesterday, by=at_once, now=long_ago)
    kinds = ["meeting_tomorrow", "promise_overdue", "review_due"]
    due = Notice.objects.filter(kind__in=kinds, due_at__lte=now)
    sent = Delivery.objects.filter(state=State.SENT)
    alone = Q(digest__isnull=True, key__in=sent.values("dedupe_key"))
    together = Q(digest__in=sent.filter(subject_type="digest").values("subject_id"))
    carried = due.filter(alone | together, mailed_at__isnull=False)
    with celery(run.start, run.folder, broker):
        run.until(lambda: carried.count() == len(kinds))
    assert set(sent.values_list("dedupe_key", flat=True)) == {
        str(notice.digest or notice.key) for notice in due.select_related("digest")
    }
    ledger = {entry.message_id for entry in run.sink.entries()}
    assert ledger == set(sent.values_list("message_id", flat=True))
    assert {entry.to for entry in run.sink.entries()} == {at_once.email}
    Delivery.objects.waiting().update(state=State.CANCELLED, reason="still ahead")
    run.verdict("F05 two beats", rows=Delivery.objects.count(), by="faults")
