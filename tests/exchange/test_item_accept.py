"""What accepting an item of theirs says for whom, and when it is refused."""

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from accounts.models import User
from partnerships.exchange import actions
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models import Acknowledgement, Benefit, WiifmAnswer
from partnerships.exchange.queries import is_rested_on, items_to_accept
from partnerships.organizations import actions as organizations
from partnerships.organizations.models import Contact, Position
from partnerships.overview.queries.verify import problems
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership
from tests.refusals import refused
from tests.scenarios import (
    deliverer_of,
    leader_of,
    lists_of,
    our_organization,
    partnership_idea,
    partnership_ready_for_mou,
    shared_lists,
    side_says,
)

ClientAs = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def shared(coordinator: User, now: datetime) -> Partnership:
    """Both lists are shared; the coordinator is Sam Reyes of ours."""
    partnership = partnership_idea(now, coordinator)
    shared_lists(partnership, now, coordinator)
    Contact.objects.filter(name="Sam Reyes").update(user=coordinator)
    return partnership


@pytest.fixture
def jo(shared: Partnership, coordinator: User, now: datetime) -> Contact:
    return leader_of(now, coordinator, shared.organization)


@pytest.fixture
def kim(shared: Partnership, coordinator: User, now: datetime) -> Contact:
    return deliverer_of(now, coordinator, shared.organization)


def says(
    partnership: Partnership,
    who: Contact,
    answer: Answer | None,
    by: User,
    at: datetime,
    side: Side = Side.THEIRS,
) -> None:
    saying = actions.Saying(
        who, side, How.PHONE, at.date(), answer=answer, has_read=answer is None
    )
    actions.record_saying(partnership=partnership, saying=saying, by=by, now=at)


def brings(partnership: Partnership, who: Contact, at: datetime) -> Benefit:
    """Somebody of theirs adds a van by their link."""
    saying = actions.Saying(
        who, Side.THEIRS, How.LINK, at.date(), brings=[actions.OwnItem("A van on Fridays")]
    )
    actions.record_saying(partnership=partnership, saying=saying, by=None, now=at)
    return Benefit.objects.get(brought_by=who)


def test_what_they_said_for_our_side_is_not_kept(
    shared: Partnership, jo: Contact, coordinator: User, now: datetime
) -> None:
    """Jo has a position in both organizations."""
    ours = our_organization(now, coordinator)
    organizations.add_position(
        position=Position(contact=jo, organization=ours), by=coordinator, now=now
    )
    says(shared, jo, Answer.YES, coordinator, now, Side.OURS)
    item = brings(shared, jo, now)
    actions.accept_item(benefit=item, by=coordinator, now=now + MINUTE)
    assert not lists_of(shared, now).answer_is_current(Side.OURS)
    assert WiifmAnswer.objects.count() == 1


@pytest.mark.parametrize("note", ["Kim gets a van.", ""])
def test_a_concern_is_as_open_as_it_was(
    shared: Partnership, jo: Contact, kim: Contact, coordinator: User, now: datetime, note: str
) -> None:
    says(shared, jo, Answer.YES, coordinator, now)
    says(shared, kim, Answer.NO, coordinator, now + MINUTE)
    item = brings(shared, kim, now + MINUTE)
    if note:
        (concern,) = lists_of(shared, now).concerns
        actions.note_concern(answer=concern, note_text=note, by=coordinator, now=now + 2 * MINUTE)
    actions.accept_item(benefit=item, by=coordinator, now=now + 3 * MINUTE)
    assert [one.contact for one in lists_of(shared, now).concerns] == ([] if note else [kim])
    says(shared, kim, Answer.NO, coordinator, now + 4 * MINUTE)  # said anew, it's open anew
    assert [one.contact for one in lists_of(shared, now).concerns] == [kim]


def test_what_is_internal_is_not_shared(
    shared: Partnership,
    jo: Contact,
    coordinator: User,
    client_as: ClientAs,
    now: datetime,
) -> None:
    item = brings(shared, jo, now)
    button, page = f"/lines/{item.pk}/accept/", shared.get_absolute_url()
    client = client_as(coordinator)
    assert button in client.get(page).content.decode()
    Benefit.objects.filter(pk=item.pk).update(is_internal=True)
    assert button not in client.get(page).content.decode()
    assert not items_to_accept(shared, jo).exists()
    with refused("item_internal", "Internal, not shared"):
        actions.accept_item(benefit=item, by=coordinator, now=now)
    assert shared.list_versions.count() == 1


@pytest.mark.parametrize("who", ["Dana Whitfield", "Sam Reyes"])
def test_only_who_has_read_their_list_has_read_it(
    shared: Partnership, jo: Contact, coordinator: User, now: datetime, who: str
) -> None:
    """Sam accepts it; Dana, a colleague, read their list last."""
    for name in (who, "Dana Whitfield"):
        reader = Contact.objects.get(name=name)
        says(shared, reader, None, coordinator, now, Side.OURS)
    actions.accept_item(benefit=brings(shared, jo, now), by=coordinator, now=now + MINUTE)
    of_sam = Acknowledgement.objects.filter(contact__name="Sam Reyes", recorded_at__gt=now)
    assert of_sam.exists() == (who == "Sam Reyes")


def test_what_was_read_before_a_break_is_read_again(
    shared: Partnership, jo: Contact, coordinator: User, now: datetime
) -> None:
    says(shared, Contact.objects.get(name="Sam Reyes"), None, coordinator, now, Side.OURS)
    Partnership.objects.filter(pk=shared.pk).update(reopened_at=now + MINUTE)
    says(
        shared,
        leader_of(now, coordinator, our_organization(now, coordinator)),
        None,
        coordinator,
        now + MINUTE,
        Side.OURS,
    )
    item = brings(shared, jo, now)
    actions.accept_item(benefit=item, by=coordinator, now=now + 2 * MINUTE)
    assert not lists_of(shared, now).has_read(Side.OURS)


def test_only_one_of_ours_accepts(
    shared: Partnership, jo: Contact, leader: User, now: datetime
) -> None:
    with refused("not_of_that_side", "Signs in as"):
        actions.accept_item(benefit=brings(shared, jo, now), by=leader, now=now)
    assert shared.list_versions.count() == 1


def test_the_message_names_who_is_asked_again(
    shared: Partnership, jo: Contact, coordinator: User, client_as: ClientAs, now: datetime
) -> None:
    side_says(shared, Side.OURS, now, coordinator)
    says(shared, jo, Answer.YES, coordinator, now)
    item = brings(shared, jo, now)
    page = client_as(coordinator).post(f"/lines/{item.pk}/accept/", follow=True)
    told = unescape(page.content.decode())
    assert "Jo Ortiz isn't asked again. Ask for their answers again: Dana Whitfield." in told


def test_they_confirm_it_when_their_answer_is_older(
    shared: Partnership, jo: Contact, coordinator: User, client_as: ClientAs, now: datetime
) -> None:
    says(shared, jo, Answer.YES, coordinator, now - MINUTE)
    Partnership.objects.filter(pk=shared.pk).update(reopened_at=now)
    item = brings(shared, jo, now)
    page = client_as(coordinator).post(f"/lines/{item.pk}/accept/", follow=True)
    told = unescape(page.content.decode())
    assert "version 2. Ask Jo Ortiz to confirm it." in told
    assert "Ask for their answers again" not in told


@pytest.mark.parametrize("place", [0, 1])
def test_a_kept_answer_is_crossed_out_wherever_it_stands(
    shared: Partnership, jo: Contact, coordinator: User, now: datetime, place: int
) -> None:
    """Either row is the same answer, and counts again with the other."""
    says(shared, jo, Answer.YES, coordinator, now)
    actions.accept_item(benefit=brings(shared, jo, now), by=coordinator, now=now + MINUTE)
    said = WiifmAnswer.objects.filter(side=Side.THEIRS).order_by("pk")[place]
    actions.record_in_error(said=said, because="It was Kim.", by=coordinator, now=now)
    assert not WiifmAnswer.objects.filter(side=Side.THEIRS).exists()
    assert [one for one in problems(now=now) if "crossed out" in one] == []
    actions.count_again(said=said, by=coordinator, now=now)
    assert WiifmAnswer.objects.filter(side=Side.THEIRS).count() == 2


def test_what_a_kept_answer_proved_rests_on_the_answer_too(
    coordinator: User, now: datetime
) -> None:
    ready = partnership_ready_for_mou(now, coordinator)
    jo = Contact.objects.get(name="Jo Ortiz")
    Contact.objects.filter(name="Dana Whitfield").update(user=coordinator)
    later = now + MINUTE
    actions.accept_item(benefit=brings(ready, jo, now), by=coordinator, now=later)
    actions.prove_gate(partnership=ready, by=coordinator, now=later)
    first = WiifmAnswer.objects.filter(side=Side.THEIRS).order_by("pk")[0]
    assert is_rested_on(first)
    with refused("rested_on"):
        actions.record_in_error(said=first, because="It was Kim.", by=coordinator, now=later)
