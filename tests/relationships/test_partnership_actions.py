"""What changes on the row itself."""

from datetime import datetime, timedelta

import pytest

from accounts.models import User
from audit.models import Event
from common.versions import StaleEdit
from partnerships.organizations import actions as organizations
from partnerships.organizations.models import Contact
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Side, Stage
from partnerships.relationships.models import Partnership, Purpose, PurposeAgreement
from partnerships.relationships.queries import people_of, same_page
from tests import scenarios
from tests.factories import MotiveFactory
from tests.refusals import refused
from tests.scenarios import PURPOSE


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return scenarios.partnership_idea(now, coordinator)


def agree(
    partnership: Partnership, name: str, side: Side, by: User, now: datetime
) -> PurposeAgreement:
    return relationships.agree_with_purpose(
        partnership=partnership,
        contact=Contact.objects.get(name=name),
        side=side,
        how=How.PHONE,
        said_on=now.date(),
        by=by,
        now=now,
    )


def test_a_new_partnership_is_an_idea_with_a_history(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    assert partnership.stage == Stage.IDENTIFIED
    assert (partnership.court, partnership.court_since) == (Side.OURS, now)
    change = partnership.stage_changes.get()
    assert (change.from_stage, change.to_stage, change.by) == ("", Stage.IDENTIFIED, coordinator)
    assert Event.objects.for_partnership(partnership.pk)[0].verb == "partnership.opened"


def test_our_own_organization_is_no_partner(coordinator: User, now: datetime) -> None:
    ours = scenarios.our_organization(now, coordinator)

    with refused("not_a_partner"):
        relationships.open_partnership(
            organization=ours, owner=coordinator, by=coordinator, now=now
        )


def test_an_archived_organization_is_no_partner(coordinator: User, now: datetime) -> None:
    gone = scenarios.partner_organization(now, coordinator, "Closed Doors")
    gone = organizations.archive_organization(organization=gone, by=coordinator, now=now)

    with refused("not_a_partner"):
        relationships.open_partnership(
            organization=gone, owner=coordinator, by=coordinator, now=now
        )


def test_a_second_one_of_the_same_program_is_refused(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    with pytest.raises(relationships.PartnershipExists) as refusal:
        relationships.open_partnership(
            organization=partnership.organization, owner=coordinator, by=coordinator, now=now
        )

    assert refusal.value.existing == partnership


def test_another_program_has_its_own_partnership(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    second = relationships.open_partnership(
        organization=partnership.organization,
        owner=coordinator,
        program="Youth",
        by=coordinator,
        now=now,
    )

    assert str(second) == "Bright Path Training · Youth"


def test_an_edit_counts_the_version_up(
    partnership: Partnership, coordinator: User, leader: User, now: datetime
) -> None:
    motive = MotiveFactory.create()
    partnership.owner = leader

    relationships.edit_partnership(
        partnership=partnership, motives=[motive], seen_version=1, by=coordinator, now=now
    )

    partnership.refresh_from_db()
    assert (partnership.owner, partnership.version) == (leader, 2)
    assert list(partnership.motives.all()) == [motive]


def test_a_stale_edit_changes_nothing(
    partnership: Partnership, coordinator: User, leader: User, now: datetime
) -> None:
    Partnership.objects.filter(pk=partnership.pk).update(version=2)
    partnership.owner = leader

    with pytest.raises(StaleEdit):
        relationships.edit_partnership(
            partnership=partnership, motives=[], seen_version=1, by=coordinator, now=now
        )

    partnership.refresh_from_db()
    assert partnership.owner == coordinator
    assert partnership.motives.count() == 1


def test_a_program_is_not_renamed_to_another_one(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    second = relationships.open_partnership(
        organization=partnership.organization,
        owner=coordinator,
        program="Youth",
        by=coordinator,
        now=now,
    )
    second.program = ""

    with pytest.raises(relationships.PartnershipExists) as refusal:
        relationships.edit_partnership(
            partnership=second, motives=[], seen_version=1, by=coordinator, now=now
        )

    assert refusal.value.existing == partnership


def test_a_move_leaves_the_version_alone(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    scenarios.moved_on_to(partnership, Stage.REACHING_OUT, now, coordinator)

    partnership.refresh_from_db()
    assert partnership.version == 1


def test_their_turn_begins_when_it_is_said(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    later = now + timedelta(days=4)

    relationships.set_court(partnership=partnership, court=Side.THEIRS, by=coordinator, now=later)

    partnership.refresh_from_db()
    assert (partnership.court, partnership.court_since) == (Side.THEIRS, later)


def test_the_same_turn_said_again_goes_on(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    events = Event.objects.count()

    relationships.set_court(
        partnership=partnership,
        court=Side.OURS,
        by=coordinator,
        now=now + timedelta(days=4),
    )

    partnership.refresh_from_db()
    assert partnership.court_since == now
    assert Event.objects.count() == events


def test_the_reason_for_no_next_step_is_kept_until_something_is_planned(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    relationships.explain_no_next_step(
        partnership=partnership, reason="They move house", by=coordinator, now=now
    )
    partnership.refresh_from_db()
    assert partnership.no_next_step_reason == "They move house"

    relationships.clear_no_next_step(partnership.pk)

    partnership.refresh_from_db()
    assert partnership.no_next_step_reason == ""


def test_a_new_wording_asks_everybody_again(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    scenarios.same_page(partnership, now, coordinator)
    assert len(same_page(partnership, people_of(partnership, now.date())).agreed) == 4

    relationships.set_purpose(
        partnership=partnership, sentence="Something else.", by=coordinator, now=now
    )

    assert same_page(partnership, people_of(partnership, now.date())).agreed == ()


def test_the_same_wording_keeps_who_agreed(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    scenarios.same_page(partnership, now, coordinator)

    relationships.set_purpose(partnership=partnership, sentence=PURPOSE, by=coordinator, now=now)

    assert Purpose.objects.count() == 1


def test_one_person_may_lead_and_deliver(coordinator: User, now: datetime) -> None:
    partnership = scenarios.partnership_idea(now, coordinator, "Corner Pantry")
    relationships.set_purpose(partnership=partnership, sentence=PURPOSE, by=coordinator, now=now)
    scenarios.person(
        now, coordinator, "Ada Moss", partnership.organization, leads=True, delivers=True
    )

    one = agree(partnership, "Ada Moss", Side.THEIRS, coordinator, now)

    page = same_page(partnership, people_of(partnership, now.date()))
    assert page.leader(Side.THEIRS) == page.deliverer(Side.THEIRS) == one


def test_the_page_is_not_shared_any_more_when_the_only_leader_leaves(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    scenarios.same_page(partnership, now, coordinator)
    leader = Contact.objects.get(name="Jo Ortiz")
    organizations.end_position(
        position=leader.positions.get(), until=now.date(), by=coordinator, now=now
    )

    page = same_page(partnership, people_of(partnership, now.date() + timedelta(days=1)))

    assert page.leader(Side.THEIRS) is None
    assert page.deliverer(Side.THEIRS)


def test_nobody_agrees_before_there_is_a_purpose(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    with refused("no_purpose"):
        agree(partnership, "Jo Ortiz", Side.THEIRS, coordinator, now)


def test_nobody_agrees_for_the_other_side(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    relationships.set_purpose(partnership=partnership, sentence=PURPOSE, by=coordinator, now=now)

    with refused("not_of_that_side"):
        agree(partnership, "Jo Ortiz", Side.OURS, coordinator, now)


def test_nobody_agrees_twice(partnership: Partnership, coordinator: User, now: datetime) -> None:
    scenarios.same_page(partnership, now, coordinator)

    with refused("already_agreed"):
        agree(partnership, "Jo Ortiz", Side.THEIRS, coordinator, now)
