"""Organizations, numbers, people and positions: what may be written and what is refused."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from audit.models import Event
from common.versions import StaleEdit
from partnerships.organizations import actions
from partnerships.organizations.actions import people
from partnerships.organizations.lifecycle import Scheme
from partnerships.organizations.models import (
    Address,
    Contact,
    Identifier,
    Organization,
    Phone,
    Position,
)
from tests.refusals import refused


def add(name: str, by: User, now: datetime) -> Organization:
    return actions.create_organization(organization=Organization(name=name), by=by, now=now)


def give_ein(
    organization: Organization, by: User, now: datetime, *, child_of_holder: bool = False
) -> Identifier:
    return actions.add_identifier(
        organization=organization,
        scheme=Scheme.EIN,
        value="030413726",
        child_of_holder=child_of_holder,
        by=by,
        now=now,
    )


def test_it_is_found_without_accents_by_name_city_and_site(
    coordinator: User, now: datetime
) -> None:
    organization = actions.create_organization(
        organization=Organization(name="Café Olé", website="https://ole.example.org"),
        address=Address(city="Peñasco"),
        by=coordinator,
        now=now,
    )
    for query in ("cafe", "OLE", "penasco", "ole.example"):
        assert list(Organization.objects.search(query)) == [organization]
    assert not Organization.objects.search("cafe nowhere").exists()
    assert Event.objects.get(verb="organization.added").subject_id == organization.pk


def test_phones_address_and_tags_are_replaced_by_an_edit(coordinator: User, now: datetime) -> None:
    organization = actions.create_organization(
        organization=Organization(name="Elm"),
        address=Address(city="Oakdale"),
        phones=[Phone(number="555 0100")],
        tags=["rural"],
        by=coordinator,
        now=now,
    )
    organization.name = "Elm Street"
    actions.edit_organization(
        organization=organization,
        seen_version=1,
        address=Address(city="Cedar"),
        phones=[Phone(number="555 0101"), Phone(number="555 0102")],
        tags=["rural", "veterans"],
        by=coordinator,
        now=now,
    )
    assert [address.city for address in organization.addresses.all()] == ["Cedar"]
    assert organization.phones.count() == 2
    assert Organization.objects.search("cedar elm street").get().version == 2


def test_a_stale_edit_writes_nothing(coordinator: User, now: datetime) -> None:
    organization = add("Elm", coordinator, now)
    Organization.objects.filter(pk=organization.pk).update(version=2)
    organization.name = "Other"
    with pytest.raises(StaleEdit), transaction.atomic():
        actions.edit_organization(
            organization=organization, seen_version=1, by=coordinator, now=now
        )
    assert Organization.objects.get().name == "Elm"


def test_one_organization_is_ours_and_it_cannot_be_archived(
    coordinator: User, now: datetime
) -> None:
    ours = actions.set_our_organization(
        organization=add("Harbor", coordinator, now), by=coordinator, now=now
    )
    with refused("our_own"):
        actions.set_our_organization(
            organization=add("Other", coordinator, now), by=coordinator, now=now
        )
    with refused("our_own"):
        actions.archive_organization(organization=ours, by=coordinator, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.filter(is_ours=False).update(is_ours=True)


def test_archiving_keeps_everything_and_can_be_undone(coordinator: User, now: datetime) -> None:
    organization = add("Elm", coordinator, now)
    actions.archive_organization(organization=organization, by=coordinator, now=now)
    assert not Organization.objects.not_archived().exists()
    actions.restore_organization(organization=organization, by=coordinator, now=now)
    assert Organization.objects.not_archived().get() == organization


def test_an_unrelated_double_of_a_number_is_refused_naming_the_holder(
    coordinator: User, now: datetime
) -> None:
    first, second = add("First", coordinator, now), add("Second", coordinator, now)
    give_ein(first, coordinator, now)
    with pytest.raises(actions.IdentifierTaken) as refusal:
        give_ein(second, coordinator, now)
    assert refusal.value.holder == first
    assert Identifier.objects.count() == 1


def test_a_site_of_the_holder_becomes_its_child(coordinator: User, now: datetime) -> None:
    first, second = add("First", coordinator, now), add("Site", coordinator, now)
    give_ein(first, coordinator, now)
    give_ein(second, coordinator, now, child_of_holder=True)
    second.refresh_from_db()
    assert second.parent == first
    assert Identifier.objects.get().organization == first


@pytest.mark.django_db
@pytest.mark.parametrize("values", [{"search_text": ""}, {"name_key": ""}])
def test_the_database_refuses_an_organization_that_cannot_be_found(values: dict[str, str]) -> None:
    row = {"name": "Elm", "search_text": "elm", "name_key": "elm", **values}
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.create(**row)


def test_a_person_holds_positions_in_several_organizations(
    coordinator: User, now: datetime, today: date
) -> None:
    kim = Contact(name="Kim Lee")
    for name in ("First", "Second"):
        position = Position(contact=kim, organization=add(name, coordinator, now), leads=True)
        actions.add_position(position=position, by=coordinator, now=now)
    assert Contact.objects.count() == 1
    assert Position.objects.current(today).filter(contact=kim).count() == 2


def test_who_leaves_keeps_their_history(coordinator: User, now: datetime, today: date) -> None:
    organization = add("First", coordinator, now)
    position = actions.add_position(
        position=Position(contact=Contact(name="Kim Lee"), organization=organization),
        by=coordinator,
        now=now,
    )
    actions.end_position(position=position, until=today, by=coordinator, now=now)
    assert Position.objects.current(today).exists()
    assert not Position.objects.current(today + timedelta(days=1)).exists()
    assert Contact.objects.exists()
    with refused("position_ended"):
        actions.end_position(position=position, until=today, by=coordinator, now=now)


def test_a_position_cannot_end_before_it_began(
    coordinator: User, now: datetime, today: date
) -> None:
    position = actions.add_position(
        position=Position(
            contact=Contact(name="Kim Lee"),
            organization=add("First", coordinator, now),
            since=today,
        ),
        by=coordinator,
        now=now,
    )
    with refused("position_ended"):
        actions.end_position(
            position=position, until=today - timedelta(days=1), by=coordinator, now=now
        )


def test_two_organizations_are_not_each_part_of_the_other(
    coordinator: User, now: datetime
) -> None:
    first, second = add("First", coordinator, now), add("Second", coordinator, now)
    give_ein(first, coordinator, now)
    give_ein(second, coordinator, now, child_of_holder=True)
    actions.add_identifier(
        organization=second, scheme=Scheme.OTHER, value="X1", by=coordinator, now=now
    )
    with refused("circle_of_parents"):
        actions.add_identifier(
            organization=first,
            scheme=Scheme.OTHER,
            value="X1",
            by=coordinator,
            now=now,
            child_of_holder=True,
        )
    first.refresh_from_db()
    assert first.parent is None


def test_a_parent_is_judged_as_it_is_and_not_as_it_was_when_a_page_was_opened(
    coordinator: User, now: datetime
) -> None:
    first, second = add("First", coordinator, now), add("Second", coordinator, now)
    seen = Organization.objects.get(pk=first.pk)
    actions.set_parent(organization=first, parent=second, by=coordinator, now=now)
    with refused("circle_of_parents"):
        actions.set_parent(organization=second, parent=seen, by=coordinator, now=now)


def test_a_position_that_someone_ended_stays_ended_when_an_old_form_is_sent(
    coordinator: User, now: datetime, today: date
) -> None:
    position = actions.add_position(
        position=Position(contact=Contact(name="Lee"), organization=add("A", coordinator, now)),
        by=coordinator,
        now=now,
    )
    seen = Position.objects.get(pk=position.pk)
    actions.end_position(position=position, until=today, by=coordinator, now=now)
    seen.title = "Director"
    with refused("position_changed"):
        actions.edit_position(position=seen, seen_until=None, by=coordinator, now=now)
    position.refresh_from_db()
    assert position.until == today


def test_a_position_is_not_reopened_beyond_the_bound(
    coordinator: User, now: datetime, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    elm = add("Elm Street", coordinator, now)
    first, _second = (
        actions.add_position(
            position=Position(contact=Contact(name=name), organization=elm),
            by=coordinator,
            now=now,
        )
        for name in ("Lee", "Kim")
    )
    actions.end_position(position=first, until=today, by=coordinator, now=now)
    monkeypatch.setattr(people, "MOST_POSITIONS", 1)
    with refused("full"):
        actions.reopen_position(position=first, by=coordinator, now=now)
