"""A turn is taken once in a while, whoever asks first and whatever their clocks say."""

from datetime import datetime, timedelta

import pytest

from partnerships.outbox.actions import give_turn_back, take_turn

pytestmark = pytest.mark.django_db
EVERY = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("later", "taken"),
    [
        (timedelta(seconds=-1), False),  # it began a moment before the one that was quicker
        (timedelta(), False),
        (timedelta(seconds=59), False),
        (timedelta(minutes=1), True),
        (timedelta(days=-1), True),  # the clock was put back
    ],
)
def test_the_next_turn(now: datetime, later: timedelta, taken: bool) -> None:  # noqa: FBT001
    assert take_turn(name="plan", every=EVERY, now=now)
    assert take_turn(name="plan", every=EVERY, now=now + later) is taken


def test_a_turn_given_back_is_taken_again(now: datetime) -> None:
    assert take_turn(name="plan", every=EVERY, now=now)
    give_turn_back(name="plan")
    assert take_turn(name="plan", every=EVERY, now=now)
