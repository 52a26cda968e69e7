"""An invitation in two browsers: one of ours looks at it and sends it, one of theirs answers."""

import re
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import User
from partnerships import tasks
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import Meeting
from partnerships.relationships.lifecycle import Side
from tests.browser.people import Axe, Somebody
from tests.faults.sink import Sink
from tests.scenarios import leader_of, partnership_idea

pytestmark = pytest.mark.django_db(transaction=True)


def mails(sink: Sink, content_type: str) -> list[str]:
    """What arrived of a kind, the earliest first."""
    tasks.run_tick(lambda: False)
    found = [message_from_bytes(one, policy=policy.default) for one in sink.messages]
    parts = [part for mail in found for part in mail.walk()]
    return [str(one.get_content()) for one in parts if one.get_content_type() == content_type]


@pytest.fixture
def meeting(coordinator: User, sign_in: Callable[[User], None]) -> Meeting:
    """A meeting with Jo Ortiz of Bright Path; Maria has signed in."""
    now = timezone.now()
    sign_in(coordinator)
    partnership = partnership_idea(now, coordinator)
    jo = leader_of(now, coordinator, partnership.organization)
    meeting = Meeting(
        partnership=partnership,
        starts_at=now + timedelta(days=5),
        time_zone="America/New_York",
        owner=coordinator,
        place="12 Elm Street",
    )
    return engagement.plan_meeting(
        meeting=meeting, invited={Side.THEIRS: [jo]}, by=coordinator, now=now
    )


@pytest.fixture(params=[1280, 390])
def both(
    request: pytest.FixtureRequest, page: Page, partner_page: Page, check_axe: Axe
) -> tuple[Somebody, Somebody]:
    """Maria and Jo, each at a browser of their own, at a desk or on a phone."""
    for one in (page, partner_page):
        one.set_viewport_size({"width": request.param, "height": 900})
    return Somebody(page, check_axe), Somebody(partner_page, check_axe)


def test_it_is_sent_after_a_look_and_answered_by_link(
    both: tuple[Somebody, Somebody], meeting: Meeting, sink: Sink
) -> None:
    maria, jo = both
    send_it(maria, meeting, sink)
    (text,) = mails(sink, "text/plain")
    found = re.search(r"http://\S+/i/\S+answer=accepted", text)
    assert found
    jo.look(found[0])
    jo.sees("12 Elm Street")
    jo.fill(note="I'll bring Kim")
    jo.press("Send answer")
    jo.sees("Coming")
    jo.look()
    maria.look(meeting.get_absolute_url())
    for words in ("Coming", "I'll bring Kim"):
        maria.sees(words)
    maria.look(f"{meeting.get_absolute_url()}cancel/")
    maria.sees("Invited by email: Jo Ortiz")
    maria.fill(reason="Snow")
    maria.press("Cancel meeting")
    assert "METHOD:CANCEL" in mails(sink, "text/calendar")[-1]
    jo.look(found[0])
    jo.sees("This meeting is canceled.")


def send_it(maria: Somebody, meeting: Meeting, sink: Sink) -> None:
    maria.look(meeting.get_absolute_url())
    maria.follow("Send invitations")
    maria.look()
    maria.fill(words="We bring coffee.")
    maria.press("Update preview")
    maria.sees("We bring coffee.")
    assert mails(sink, "text/calendar") == []
    maria.press("Send invitations")
    maria.sees("Invited, no answer yet")
    (calendar,) = mails(sink, "text/calendar")
    assert "METHOD:REQUEST" in calendar
