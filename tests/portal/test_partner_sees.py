"""What a partner sees of us: the very page behind their link, and nothing that is internal."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import Invitation, Meeting
from partnerships.exchange import actions as exchange
from partnerships.exchange.models import Benefit
from partnerships.links import actions as links
from partnerships.links.models import PersonalLink
from partnerships.links.rules import token_of
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from tests.scenarios import leader_of, partnership_idea, shared_lists

As = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    """Both lists are shared; an item of ours is internal, and one was added since."""
    made = partnership_idea(now, coordinator)
    for what, internal in (("Ask for a discount", True), ("A second room", False)):
        item = Benefit(partnership=made, side=Side.OURS, what=what, is_internal=internal)
        exchange.add_benefit(benefit=item, by=coordinator, now=now)
        if internal:
            shared_lists(made, now, coordinator)
    return made


@pytest.fixture
def jo(partnership: Partnership, coordinator: User, now: datetime) -> Contact:
    return leader_of(now, coordinator, partnership.organization)


@pytest.fixture
def link(partnership: Partnership, jo: Contact, coordinator: User, now: datetime) -> PersonalLink:
    return links.send_link(
        partnership=partnership, contact=jo, words="", remind=False, by=coordinator, now=now
    )


@pytest.fixture
def maria(client_as: As, coordinator: User) -> Client:
    return client_as(coordinator)


def words(html: str) -> str:
    """The text of the main part, without what only one of both pages has."""
    main = html.partition("<main")[2].partition("</main>")[0]
    for only in ("portal-preview", "portal-send", "portal-ways"):
        main = re.sub(rf'<(\w+)[^>]*class="[^"]*{only}.*?</\1>', "", main, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_the_preview_is_the_page_behind_the_link(
    client: Client,
    maria: Client,
    partnership: Partnership,
    jo: Contact,
    link: PersonalLink,
    now: datetime,
) -> None:
    links.keep_draft(link=link, draft={"comment": "Half a thought"}, now=now)
    theirs = client.get(reverse("portal_page", args=[token_of(link)])).content.decode()
    preview = reverse("partner_sees_page", args=[partnership.pk, jo.pk])
    ours = maria.get(preview).content.decode()
    assert "Half a thought" in theirs
    assert "Half a thought" not in ours
    start, _saved, end = theirs.partition('<p class="note" id="saved"')
    theirs = start + end.partition("</p>")[2]
    assert words(ours) == words(theirs).replace("Half a thought ", "")
    assert 'type="submit"' not in ours.partition("<main")[2]
    for kept in ("Ask for a discount", "A second room"):
        assert kept not in ours
    assert maria.post(preview).status_code == 405


def test_the_list_says_what_opens_and_what_stays_with_us(
    maria: Client,
    coordinator: User,
    partnership: Partnership,
    link: PersonalLink,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    page = reverse("partner_sees", args=[partnership.pk])
    with django_assert_max_num_queries(25):
        text = " ".join(maria.get(page).content.decode().split())
    for shown in (
        "2 items of the newest saved version",
        "1 internal item",
        "1 change that isn't saved",
        "Their page: both lists",
        "Counts under 5 are hidden.",
    ):
        assert shown.replace("'", "&#x27;") in text or shown in text
    links.revoke(link=link, by=coordinator, now=now)
    assert "No link opens anything now." in maria.get(page).content.decode()


def test_the_list_has_invitations_and_their_calendar(
    maria: Client, coordinator: User, partnership: Partnership, jo: Contact, now: datetime
) -> None:
    meeting = engagement.plan_meeting(
        meeting=Meeting(
            partnership=partnership,
            title="Spring start",
            starts_at=now + timedelta(days=2),
            time_zone="America/New_York",
            owner=coordinator,
        ),
        invited={Side.OURS: [], Side.THEIRS: [jo]},
        by=coordinator,
        now=now,
    )
    engagement.send_invitations(meeting=meeting, contacts=[jo], words="", by=coordinator, now=now)
    feed = engagement.renew_feed(of=partnership, by=coordinator, now=now)
    page = reverse("partner_sees", args=[partnership.pk])
    text = maria.get(page).content.decode()
    for shown in ("Invitation: Spring start", "Calendar of their meetings", "When revoked"):
        assert shown in text
    Invitation.objects.update(revoked_at=now)
    engagement.revoke_feed(feed=feed, by=coordinator, now=now)
    assert "No link opens anything now." in maria.get(page).content.decode()


def test_someone_of_another_organization_has_no_page_here(
    maria: Client, partnership: Partnership
) -> None:
    stranger = Contact.objects.get(name="Dana Whitfield")
    page = reverse("partner_sees_page", args=[partnership.pk, stranger.pk])
    assert maria.get(page).status_code == 404
