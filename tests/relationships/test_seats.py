"""Key people: seats, who speaks, who is not named yet (W8, W9)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from partnerships.agreements.models import Signer
from partnerships.exchange import actions as exchange
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.queries import gate_of
from partnerships.organizations.models import Contact, Organization, Position
from partnerships.pipeline import actions as pipeline
from partnerships.relationships import actions
from partnerships.relationships.lifecycle import How, Level, Side
from partnerships.relationships.models import KeyPlayer, Partnership
from partnerships.relationships.queries import key_people, people_of, purpose_count, same_page
from tests.refusals import refused
from tests.scenarios import (
    PURPOSE,
    deliverer_of,
    drafted_mou,
    leader_of,
    lists_of,
    partnership_idea,
    partnership_ready_for_mou,
    same_page as agree_all,
    shared_lists,
    side_says,
    sign,
)

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


@pytest.fixture
def jo(partnership: Partnership, coordinator: User, now: datetime) -> Contact:
    return leader_of(now, coordinator, partnership.organization)


@pytest.fixture
def kim(partnership: Partnership, coordinator: User, now: datetime) -> Contact:
    return deliverer_of(now, coordinator, partnership.organization)


@pytest.fixture
def maria(client_as: Callable[[User], Client], coordinator: User) -> Client:
    return client_as(coordinator)


def seat(
    partnership: Partnership,
    contact: Contact | None,
    by: User,
    now: datetime,
    *,
    level: Level = Level.DELIVERS,
    speaks: bool = False,
) -> KeyPlayer:
    row = KeyPlayer(
        partnership=partnership, side=Side.THEIRS, level=level, contact=contact, speaks=speaks
    )
    return actions.save_seat(seat=row, today=now.date(), by=by, now=now)


def named(partnership: Partnership, now: datetime) -> dict[tuple[str, str], list[str]]:
    """The table of key people as words."""
    people = people_of(partnership, now.date())
    table = key_people(people, same_page(partnership, people))
    return {
        (level.value, cell.side.value): [
            place.contact.name if place.contact else "nobody" for place in cell.places
        ]
        for level, cells in table
        for cell in cells
    }


def test_without_seats_the_jobs_say_who(partnership: Partnership, now: datetime) -> None:
    assert named(partnership, now) == {
        ("leads", "ours"): ["Dana Whitfield"],
        ("leads", "theirs"): ["Jo Ortiz"],
        ("delivers", "ours"): ["Sam Reyes"],
        ("delivers", "theirs"): ["Kim Lee"],
    }


def test_a_seat_says_who_and_an_empty_one_that_nobody_is_named(
    partnership: Partnership, jo: Contact, coordinator: User, now: datetime
) -> None:
    seat(partnership, jo, coordinator, now, level=Level.MANAGES)
    seat(partnership, None, coordinator, now, level=Level.DELIVERS)
    table = named(partnership, now)
    assert table["manages", "theirs"] == ["Jo Ortiz"]
    assert table["manages", "ours"] == ["nobody"]
    assert table["delivers", "theirs"] == ["nobody"]


def test_who_has_left_is_nobody(
    partnership: Partnership, jo: Contact, coordinator: User, now: datetime
) -> None:
    seat(partnership, jo, coordinator, now, level=Level.LEADS)
    Position.objects.filter(contact=jo).update(until=now.date() - timedelta(days=1))
    assert named(partnership, now)["leads", "theirs"] == ["nobody"]


def test_one_person_may_hold_several_seats_and_one_yes_counts_for_all(
    partnership: Partnership, jo: Contact, kim: Contact, coordinator: User, now: datetime
) -> None:
    actions.set_purpose(partnership=partnership, sentence=PURPOSE, by=coordinator, now=now)
    Position.objects.filter(contact=kim).update(until=now.date() - timedelta(days=1))
    seat(partnership, jo, coordinator, now, level=Level.DELIVERS)
    actions.agree_with_purpose(
        partnership=partnership,
        contact=jo,
        side=Side.THEIRS,
        how=How.PHONE,
        said_on=now.date(),
        by=coordinator,
        now=now,
    )
    page = gate_of(partnership, now.date()).page
    assert page.leader(Side.THEIRS) == page.deliverer(Side.THEIRS) is not None


def test_three_of_four_agree(partnership: Partnership, coordinator: User, now: datetime) -> None:
    agree_all(partnership, now, coordinator)
    people = people_of(partnership, now.date())
    page = same_page(partnership, people)
    page.agreed[-1].agreement.delete()
    page = same_page(partnership, people)
    count = purpose_count(key_people(people, page), page)
    assert (count.agree, count.asked) == (3, 4)
    assert len(count.waiting) == 1


def test_a_new_speaker_takes_the_place_of_the_old(
    partnership: Partnership, jo: Contact, kim: Contact, coordinator: User, now: datetime
) -> None:
    first = seat(partnership, jo, coordinator, now, speaks=True)
    seat(partnership, kim, coordinator, now, speaks=True)
    first.refresh_from_db()
    assert not first.speaks
    assert people_of(partnership, now.date()).speaker(Side.THEIRS) == kim


def test_nobody_sits_on_the_other_side(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    dana = Contact.objects.get(name="Dana Whitfield")
    with refused("not_of_that_side"):
        seat(partnership, dana, coordinator, now)
    assert not KeyPlayer.objects.exists()


def test_a_seat_is_taken_once(
    partnership: Partnership, jo: Contact, coordinator: User, now: datetime
) -> None:
    seat(partnership, jo, coordinator, now)
    with refused("seat_taken"):
        seat(partnership, jo, coordinator, now)
    assert KeyPlayer.objects.count() == 1


def test_an_empty_seat_speaks_for_nobody(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    with refused("nobody_speaks"):
        seat(partnership, None, coordinator, now, speaks=True)


def test_a_reassigned_seat_forgets_what_we_thought_of_the_person(
    partnership: Partnership, jo: Contact, kim: Contact, coordinator: User, now: datetime
) -> None:
    row = seat(partnership, jo, coordinator, now, speaks=True)
    KeyPlayer.objects.update(stance="against", influence=3)
    row.refresh_from_db()
    actions.reassign_seat(seat=row, contact=kim, today=now.date(), by=coordinator, now=now)
    row.refresh_from_db()
    assert (row.contact, row.speaks, row.stance, row.influence) == (kim, True, "", None)


def test_what_the_speaker_says_counts_and_another_no_is_a_concern(
    partnership: Partnership, jo: Contact, kim: Contact, coordinator: User, now: datetime
) -> None:
    shared_lists(partnership, now, coordinator)
    seat(partnership, jo, coordinator, now, level=Level.LEADS, speaks=True)
    side_says(partnership, Side.THEIRS, now, coordinator)
    answer_of(partnership, kim, Answer.NOT_YET, now + timedelta(minutes=1), coordinator)
    known = lists_of(partnership, now)
    assert known.said_yes(Side.THEIRS)
    assert [concern.contact for concern in known.concerns] == [kim]
    answer_of(partnership, kim, Answer.YES, now + timedelta(minutes=2), coordinator)
    assert lists_of(partnership, now).concerns == []


def answer_of(
    partnership: Partnership, contact: Contact, answer: Answer, at: datetime, by: User
) -> None:
    saying = exchange.Saying(
        contact=contact, side=Side.THEIRS, how=How.PHONE, said_on=at.date(), answer=answer
    )
    exchange.record_saying(partnership=partnership, saying=saying, by=by, now=at)


def test_nothing_goes_out_over_an_open_concern(
    maria: Client, coordinator: User, now: datetime
) -> None:
    ready = partnership_ready_for_mou(now, coordinator, name="Elm Street Neighbors")
    theirs = ready.organization
    leader, other = leader_of(now, coordinator, theirs), deliverer_of(now, coordinator, theirs)
    seat(ready, leader, coordinator, now, level=Level.LEADS, speaks=True)
    answer_of(ready, other, Answer.NO, now + timedelta(minutes=1), coordinator)
    mou = drafted_mou(ready, now, coordinator)
    with refused("concerns_open", match="Kim Lee"):
        pipeline.send_out(mou=mou, by=coordinator, now=now)
    with refused("concerns_open"), transaction.atomic():
        sign(mou, Signer.objects.all()[0], now, coordinator)
    page = maria.get(ready.get_absolute_url()).content.decode()
    (concern,) = lists_of(ready, now).concerns
    assert f"/answers/{concern.pk}/concern/" in page
    address = f"/answers/{concern.pk}/concern/"
    assert maria.post(address, {"note": ""}).status_code == 422
    assert maria.post(address, {"note": "We agreed on a trial month"}).status_code == 302
    pipeline.send_out(mou=mou, by=coordinator, now=now)
    mou.refresh_from_db()
    assert mou.gate_passed_at == now


def test_a_seat_is_named_on_its_page(
    maria: Client, partnership: Partnership, kim: Contact
) -> None:
    address = f"/partners/{partnership.pk}/key-people/?side=theirs&level=manages"
    assert "No one yet" in maria.get(address).content.decode()
    data = {"contact": kim.pk, "level": "manages", "role": "Runs the course", "speaks": "on"}
    assert maria.post(address, data).status_code == 302
    row = KeyPlayer.objects.get()
    assert (row.side, row.level, row.role, row.speaks) == (
        "theirs",
        "manages",
        "Runs the course",
        True,
    )
    page = maria.get(partnership.get_absolute_url()).content.decode()
    assert "Runs the course" in page
    assert "speaks for this side" in page


def test_what_we_think_of_people_is_not_on_the_partner_page(
    maria: Client, partnership: Partnership, jo: Contact, coordinator: User, now: datetime
) -> None:
    seat(partnership, jo, coordinator, now)
    KeyPlayer.objects.update(stance="against")
    assert "opposed" not in maria.get(partnership.get_absolute_url()).content.decode()
    assert "opposed" in maria.get(f"/key-people/{KeyPlayer.objects.get().pk}/").content.decode()


def test_a_seat_is_changed_and_taken_away(
    maria: Client, partnership: Partnership, jo: Contact, coordinator: User, now: datetime
) -> None:
    row = seat(partnership, jo, coordinator, now)
    maria.post(f"/key-people/{row.pk}/", {"contact": "", "level": "delivers"})
    row.refresh_from_db()
    assert row.contact is None
    maria.post(f"/key-people/{row.pk}/remove/")
    assert not KeyPlayer.objects.exists()


def test_a_taken_seat_is_refused_on_the_page(
    maria: Client, partnership: Partnership, jo: Contact, coordinator: User, now: datetime
) -> None:
    seat(partnership, jo, coordinator, now)
    address = f"/partners/{partnership.pk}/key-people/?side=theirs"
    assert maria.post(address, {"contact": jo.pk, "level": "delivers"}).status_code == 422


def test_a_side_nobody_knows_is_not_found(maria: Client, partnership: Partnership) -> None:
    assert maria.get(f"/partners/{partnership.pk}/key-people/?side=both").status_code == 404


def test_a_one_person_organization_is_asked_whom_to_call(
    maria: Client, partnership: Partnership
) -> None:
    Organization.objects.filter(pk=partnership.organization_id).update(is_one_person=True)
    page = maria.get(partnership.get_absolute_url()).content.decode()
    assert "Add someone to call if they're away" in page
    Organization.objects.filter(pk=partnership.organization_id).update(call_if_away="Her sister")
    assert "Her sister" in maria.get(partnership.get_absolute_url()).content.decode()


def test_the_table_names_who_has_not_agreed_yet(
    maria: Client, partnership: Partnership, coordinator: User, now: datetime
) -> None:
    agree_all(partnership, now, coordinator)
    actions.set_purpose(partnership=partnership, sentence="Anew", by=coordinator, now=now)
    page = maria.get(partnership.get_absolute_url()).content.decode()
    jo = Contact.objects.get(name="Jo Ortiz")
    link = f"/partners/{partnership.pk}/purpose/agree/?speaker=theirs-{jo.pk}"
    assert link in page
    assert f'value="theirs-{jo.pk}" selected' in maria.get(link).content.decode()
