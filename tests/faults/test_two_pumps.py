"""F36: two pumps on a fresh demo finish each signed MOU once, and tell each signer once."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import QuerySet
from django.utils import timezone

from audit.models import Event
from partnerships.agreements.lifecycle import COMPLETED, DocumentKind
from partnerships.agreements.models import Document, Mou
from partnerships.demo import actions as demo
from partnerships.outbox.lifecycle import IN_HAND, WAITING
from partnerships.outbox.models import Delivery
from partnerships.outbox.queries import database_now
from tests.faults.matrix import Run
from tests.faults.servers import CELERY, WORKER, Broker, celery

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
PUMP_ONCE = ("manage.py", "pump")


def test_two_pumps_on_the_demo(run: Run) -> None:
    seed_demo()
    with run.start(*PUMP_ONCE) as one, run.start(*PUMP_ONCE) as other:
        run.ended(one)
        run.ended(other)
    each_signer_has_one_copy(run)


def test_two_workers_and_two_beats_on_the_demo(run: Run, broker: Broker) -> None:
    seed_demo()
    second = run.start(*CELERY, *WORKER, "-n", "second@%h", REDIS_URL=broker.url)
    with celery(run.start, run.folder, broker), second:
        run.until(lambda: finals().count() == signed().count(), seconds=240)
        run.until_ticked()
        waiting = Delivery.objects.filter(kind="mou_final", state__in=[*WAITING, *IN_HAND])
        run.until(lambda: not waiting.exists())
    each_signer_has_one_copy(run)


def seed_demo() -> None:
    call_command("load_first_content", stdout=StringIO())
    now = database_now()
    demo.seed(now=now, today=timezone.localdate(now))


def signed() -> QuerySet[Mou]:
    return Mou.objects.filter(state__in=COMPLETED, legacy_signed_on__isnull=True)


def finals() -> QuerySet[Document]:
    return Document.objects.filter(kind=DocumentKind.FINAL)


def each_signer_has_one_copy(run: Run) -> None:
    """See that each signed MOU was finished once, and its signers told once."""
    made = finals().values_list("mou_id", flat=True)
    assert sorted(made) == sorted(signed().values_list("pk", flat=True))
    assert made
    assert Event.objects.filter(verb="mou.final_copy").count() == len(made)
    copies = Delivery.objects.filter(kind="mou_final").values_list("subject_id", "recipient_id")
    told = Counter(copies)
    assert told
    assert set(told.values()) == {1}
    arrived = Counter(entry.message_id for entry in run.sink.entries())
    assert set(arrived.values()) <= {1}
