"""Writing the two lists and sharing them (W1, W2)."""

from datetime import datetime

import pytest

from accounts.models import User
from audit.models import Event
from common.versions import StaleEdit
from partnerships.exchange import actions as exchange
from partnerships.exchange.models import Benefit, ListLine, ServiceOffering
from partnerships.exchange.queries import (
    asked_again,
    changes_of,
    offerings_left,
)
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from tests.factories import BenefitFactory, OfferingCategoryFactory, ServiceOfferingFactory
from tests.refusals import refused
from tests.scenarios import checkable_line, lists_of, partnership_idea, shared_lists, side_says


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


def edited(benefit: Benefit, by: User, now: datetime, **values: object) -> Benefit:
    for name, value in values.items():
        setattr(benefit, name, value)
    return exchange.edit_benefit(benefit=benefit, seen_version=benefit.version, by=by, now=now)


def test_lines_stand_in_the_order_they_were_added(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    first = checkable_line(partnership, Side.OURS, now, coordinator)
    second = checkable_line(partnership, Side.OURS, now, coordinator)

    assert (first.position, second.position) == (1, 2)
    assert lists_of(partnership, now).working_copy(Side.OURS) == [first, second]


@pytest.mark.parametrize("blank", ["how_much", "rhythm", "told_by"])
def test_a_line_is_checkable_with_all_four_blanks(
    blank: str, partnership: Partnership, coordinator: User, now: datetime
) -> None:
    line = checkable_line(partnership, Side.OURS, now, coordinator)
    assert line.is_checkable()

    setattr(line, blank, None if blank == "told_by" else "")

    assert not line.is_checkable()


def test_why_is_not_needed_to_check_a_line(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    line = checkable_line(partnership, Side.OURS, now, coordinator)
    line.why = ""

    assert line.is_checkable()


def test_an_edit_stays_in_the_working_copy_until_shared(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    shared_lists(partnership, now, coordinator)
    line = partnership.benefits.get(side=Side.OURS)

    edited(line, coordinator, now, how_much="3 sessions")

    known = lists_of(partnership, now)
    assert known.unshared()
    assert known.shared(Side.OURS)[0].how_much == "2 sessions"
    version = exchange.share_changes(partnership=partnership, by=coordinator, now=now)
    assert version.number == 2
    assert lists_of(partnership, now).shared(Side.OURS)[0].how_much == "3 sessions"
    assert not lists_of(partnership, now).unshared()


def test_a_stale_edit_of_a_line_changes_nothing(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    mine = checkable_line(partnership, Side.OURS, now, coordinator)
    theirs = Benefit.objects.get(pk=mine.pk)
    edited(theirs, coordinator, now, what="Theirs")
    mine.what = "Mine"

    with pytest.raises(StaleEdit):
        exchange.edit_benefit(benefit=mine, seen_version=1, by=coordinator, now=now)

    assert Benefit.objects.get(pk=mine.pk).what == "Theirs"


def test_a_withdrawn_line_leaves_the_next_version(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    shared_lists(partnership, now, coordinator)
    line = partnership.benefits.get(side=Side.OURS)

    exchange.withdraw_benefit(benefit=line, by=coordinator, now=now)

    version = exchange.share_changes(partnership=partnership, by=coordinator, now=now)
    assert [shared.side for shared in version.lines.all()] == [Side.THEIRS]


def test_an_internal_line_is_never_shared(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    BenefitFactory.create(partnership=partnership, is_internal=True, what="Our own hope")
    shared_lists(partnership, now, coordinator)

    assert not ListLine.objects.filter(what="Our own hope").exists()


def test_empty_lists_can_not_be_shared(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    with refused("nothing_to_share", match="empty"):
        exchange.share_changes(partnership=partnership, by=coordinator, now=now)


def test_lists_that_did_not_change_can_not_be_shared(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    shared_lists(partnership, now, coordinator)

    with refused("nothing_to_share", match="Nothing has changed"):
        exchange.share_changes(partnership=partnership, by=coordinator, now=now)


@pytest.mark.parametrize("name", ["what", "how_much", "rhythm", "why"])
def test_the_hash_covers_what_the_receiver_gets(
    name: str, partnership: Partnership, coordinator: User, now: datetime
) -> None:
    line = checkable_line(partnership, Side.OURS, now, coordinator)
    before = ListLine.of(line, 0).content_hash
    setattr(line, name, "something else")

    assert ListLine.of(line, 0).content_hash != before


@pytest.mark.parametrize("name", ["cost", "evidence", "notes", "told_by"])
def test_the_hash_leaves_out_what_is_ours_alone(
    name: str, partnership: Partnership, coordinator: User, now: datetime
) -> None:
    line = checkable_line(partnership, Side.OURS, now, coordinator)
    before = ListLine.of(line, 0).content_hash
    setattr(line, name, None if name == "told_by" else "something else")

    assert ListLine.of(line, 9).content_hash == before


def test_sharing_writes_one_event(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    checkable_line(partnership, Side.OURS, now, coordinator)
    events = Event.objects.count()

    exchange.share_changes(partnership=partnership, by=coordinator, now=now)

    assert Event.objects.count() == events + 1
    assert Event.objects.latest("pk").verb == "lists.shared"


def test_changes_are_told_line_by_line(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    shared_lists(partnership, now, coordinator)
    ours, theirs = partnership.benefits.order_by("side")
    edited(ours, coordinator, now, how_much="3 sessions")
    exchange.withdraw_benefit(benefit=theirs, by=coordinator, now=now)
    added = BenefitFactory.create(partnership=partnership, what="A desk")

    changes = changes_of(lists_of(partnership, now))

    told = {(c.was.what if c.was else None, c.now.what if c.now else None) for c in changes}
    assert told == {(ours.what, ours.what), (theirs.what, None), (None, added.what)}
    blanks = next(c.blanks() for c in changes if c.was and c.now)
    assert blanks == [("How much", "2 sessions", "3 sessions")]


def test_a_change_of_ours_asks_both_sides_and_them_to_read(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    shared_lists(partnership, now, coordinator)
    for side in Side:
        side_says(partnership, side, now, coordinator)
    assert asked_again(lists_of(partnership, now)) == []

    edited(partnership.benefits.get(side=Side.OURS), coordinator, now, why="because")

    stale = {one.side: one for one in asked_again(lists_of(partnership, now))}
    assert stale[Side.OURS].answer
    assert stale[Side.OURS].read is None
    assert stale[Side.THEIRS].answer
    assert stale[Side.THEIRS].read


def test_another_person_who_tells_asks_nobody(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    shared_lists(partnership, now, coordinator)
    side_says(partnership, Side.THEIRS, now, coordinator)
    line = partnership.benefits.get(side=Side.OURS)
    edited(line, coordinator, now, told_by=None)

    known = lists_of(partnership, now)

    assert known.unshared()
    assert asked_again(known) == []


def test_an_offering_is_suggested_until_it_is_on_the_list(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    theirs = ServiceOfferingFactory.create(organization=partnership.organization)
    ServiceOfferingFactory.create(organization=partnership.organization, is_active=False)
    assert list(offerings_left(partnership, Side.THEIRS)) == [theirs]
    assert list(offerings_left(partnership, Side.OURS)) == []

    BenefitFactory.create(partnership=partnership, side=Side.THEIRS, offering=theirs)

    assert list(offerings_left(partnership, Side.THEIRS)) == []


def test_an_offering_of_that_name_exists_already(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    known = ServiceOfferingFactory.create(organization=partnership.organization)
    twin = ServiceOffering(
        organization=known.organization,
        category=OfferingCategoryFactory.create(),
        title=known.title,
    )

    with refused("offering_exists") as refusal:
        exchange.save_offering(offering=twin, by=coordinator, now=now)

    assert refusal.value.field == "title"
