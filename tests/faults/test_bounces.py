"""F26: bounces that a provider tells twice, too late, in the wrong order, or that are forged."""

import http.client
import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from partnerships.outbox.lifecycle import BounceKind, State
from partnerships.outbox.models import Bounce, Delivery, Suppression
from partnerships.outbox.queries import database_now
from tests.faults.matrix import Run, queue_letters, size
from tests.faults.servers import Pages, at_once, pages
from tests.outbox.test_mail_webhook import SECRET, postmark

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
PROVIDER = "postmark"
Says = Mapping[str, object]


def post(web: Pages, says: Says, *, secret: str = SECRET) -> int:
    """Post what the provider says; return the status of the answer."""
    headers = {
        "Authorization": f"Basic {b64encode(secret.encode()).decode()}",
        "Content-Type": "application/json",
    }
    with closing(http.client.HTTPConnection("127.0.0.1", web.port, timeout=30)) as line:
        line.request("POST", reverse("mail_webhook", args=[PROVIDER]), json.dumps(says), headers)
        return line.getresponse().status


def test_a_bounce_has_one_effect(
    run: Run, coordinator: User, client_as: Callable[[User], Client]
) -> None:
    """Nobody whose mail came back is written to again, and everybody else is."""
    rows = size(12, 400)
    queue_letters(coordinator, rows, contacts=True)
    run.finish()
    sent = list(Delivery.objects.order_by("id"))
    came_back, others = sent[:-3], sent[-3:]
    listens = {"MAIL_WEBHOOK": PROVIDER, "MAIL_WEBHOOK_SECRET": SECRET}
    with pages(run.start, client_as(coordinator), **listens) as web:
        for row in came_back:
            twice = partial(post, web, postmark(row, ID=row.pk))
            assert at_once(twice, twice) == [200, 200]
            earlier = postmark(row, ID=f"{row.pk} before", Type="Transient", Details="later")
            assert post(web, earlier) == 200
            run.faults += 1
        without_effect(web, *others)
    one_each(came_back)
    queue_letters(coordinator, rows, contacts=True, batch="again")
    run.finish()
    again = Delivery.objects.filter(dedupe_key__contains="again", state=State.SENT)
    assert addresses(again) == addresses(others)
    run.verdict("F26", rows=2 * rows, by="bounces", doubles=0)


def without_effect(web: Pages, forged: Delivery, unknown: Delivery, old: Delivery) -> None:
    """Post what a stranger made up, what is about no mail of ours, and what comes too late."""
    assert post(web, postmark(forged, ID="forged"), secret="accord:a guess") == 403  # noqa: S106
    made_up = {"message-id": f"<{'a' * 32}@accord.test>"}
    assert post(web, postmark(unknown, ID="unknown", Metadata=made_up)) == 200
    Delivery.objects.filter(pk=old.pk).update(sent_at=database_now() - timedelta(days=8))
    assert post(web, postmark(old, ID="old")) == 200


def one_each(came_back: list[Delivery]) -> None:
    """See what is left of a hard bounce told twice, and a soft one told after it."""
    kinds = Bounce.objects.values_list("delivery_id", "kind")
    wanted = [(row.pk, kind) for row in came_back for kind in (BounceKind.HARD, BounceKind.SOFT)]
    assert sorted(kinds) == sorted(wanted)
    assert Event.objects.filter(verb="mail.bounced").count() == len(wanted)
    assert addresses(Suppression.objects.all()) == addresses(came_back)
    assert Suppression.objects.count() == len(came_back)


def addresses(rows: Iterable[Delivery | Suppression]) -> set[str]:
    return {row.address_norm for row in rows}
