"""F36: two pumps on a fresh demo finish each signed MOU once, and tell each signer once."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from audit.models import Event
from partnerships.agreements.lifecycle import COMPLETED, DocumentKind
from partnerships.agreements.models import Document, Mou
from partnerships.demo import actions as demo
from partnerships.outbox.models import Delivery
from partnerships.outbox.queries import database_now
from tests.faults.matrix import Run

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
PUMP_ONCE = ("manage.py", "pump")


def test_two_pumps_on_the_demo(run: Run) -> None:
    call_command("load_first_content", stdout=StringIO())
    now = database_now()
    demo.seed(now=now, today=timezone.localdate(now))

    with run.start(*PUMP_ONCE) as one, run.start(*PUMP_ONCE) as other:
        run.ended(one)
        run.ended(other)

    signed = Mou.objects.filter(state__in=COMPLETED, legacy_signed_on__isnull=True)
    finals = Document.objects.filter(kind=DocumentKind.FINAL).values_list("mou_id", flat=True)
    assert sorted(finals) == sorted(signed.values_list("pk", flat=True))
    assert finals
    assert Event.objects.filter(verb="mou.final_copy").count() == len(finals)
    copies = Delivery.objects.filter(kind="mou_final").values_list("subject_id", "recipient_id")
    told = Counter(copies)
    assert told
    assert set(told.values()) == {1}
    arrived = Counter(entry.message_id for entry in run.sink.entries())
    assert set(arrived.values()) <= {1}
