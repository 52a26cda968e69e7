"""Leadership is asked once, whoever presses the button at the same time."""

from datetime import datetime, timedelta

import pytest

from accounts.models import User
from audit.models import Event
from partnerships.outbox.models import Delivery
from partnerships.pipeline import actions as pipeline
from tests.scenarios import partnership_idea
from tests.together import at_once


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_the_same_ask_once(coordinator: User, leader: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)

    def ask(seconds: int) -> None:
        pipeline.ask_for_no_mou(
            partnership=partnership,
            reason="A letter is enough",
            by=coordinator,
            now=now + timedelta(seconds=seconds),
        )

    at_once(lambda: ask(0), lambda: ask(1))
    assert Delivery.objects.filter(kind="no_mou_asked").count() == 1
    assert Event.objects.filter(verb="no_mou.asked").count() == 1


def test_another_reason_is_asked_anew(coordinator: User, leader: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)
    for seconds, reason in enumerate(("A letter is enough", "They sign no MOUs")):
        pipeline.ask_for_no_mou(
            partnership=partnership,
            reason=reason,
            by=coordinator,
            now=now + timedelta(seconds=seconds),
        )
    assert Delivery.objects.filter(kind="no_mou_asked").count() == 2
