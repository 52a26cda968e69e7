"""Two records become one after a look at what moves, and two again for 30 days (O4)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from audit.models import Event
from common.bounds import MostOfOne
from common.versions import StaleEdit
from partnerships.engagement import actions as engagement
from partnerships.organizations import actions, queries, rules
from partnerships.organizations.lifecycle import Scheme
from partnerships.organizations.models import (
    Address,
    Contact,
    NotTheSame,
    Organization,
    Phone,
    Position,
)
from partnerships.relationships.lifecycle import Level, Side
from partnerships.relationships.models import KeyPlayer, Partnership
from tests.refusals import refused
from tests.scenarios import partner_organization, partnership_idea, person

ClientAs = Callable[[User], Client]


@pytest.fixture
def kept(coordinator: User, now: datetime) -> Organization:
    return actions.create_organization(
        organization=Organization(name="Harbor House Center"),
        address=Address(city="Oakdale"),
        by=coordinator,
        now=now,
    )


@pytest.fixture
def gone(coordinator: User, now: datetime) -> Organization:
    """Has a partnership, people, a number and facts that the other lacks."""
    made = partnership_idea(now, coordinator, "HARBOR HOUSE CTR").organization
    made.website = "https://harbor.example.org"
    actions.edit_organization(
        organization=made,
        address=Address(city="Tidewater"),
        tags=["rural"],
        seen_version=1,
        by=coordinator,
        now=now,
    )
    actions.add_identifier(
        organization=made, scheme=Scheme.EIN, value="030413726", by=coordinator, now=now
    )
    return made


def all_of(organization: Organization) -> dict[str, int]:
    """How much of each kind an organization has."""
    return {
        "partnerships": Partnership.objects.filter(organization=organization).count(),
        "positions": organization.positions.count(),
        "identifiers": organization.identifiers.count(),
        "addresses": organization.addresses.count(),
        "tags": organization.tags.count(),
    }


def test_everything_moves_and_comes_back(
    kept: Organization, gone: Organization, coordinator: User, now: datetime
) -> None:
    before = all_of(gone), all_of(kept)
    actions.merge(gone=gone, kept=kept, by=coordinator, now=now)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert all_of(gone) == dict.fromkeys(before[0], 0)
    assert all_of(kept) == {name: before[0][name] + before[1][name] for name in before[0]}
    assert kept.website == "https://harbor.example.org"
    assert gone.archived_at == now
    assert kept.addresses.get(is_main=True).city == "Oakdale"
    event = Event.objects.get(verb="organization.merged")
    assert event.params["kept"] == kept.pk
    assert "partnerships.partnership.organization_id" in event.params["what"]["moved"]
    actions.undo_merge(gone=gone, by=coordinator, now=now + timedelta(days=30))
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (all_of(gone), all_of(kept)) == before
    assert not kept.website
    assert Organization.objects.not_archived().filter(pk=gone.pk).exists()
    assert gone.addresses.get(is_main=True).city == "Tidewater"


def test_after_30_days_it_stays_merged(
    kept: Organization, gone: Organization, coordinator: User, now: datetime
) -> None:
    actions.merge(gone=gone, kept=kept, by=coordinator, now=now)
    gone.refresh_from_db()
    with refused("merge_refused"):
        actions.undo_merge(gone=gone, by=coordinator, now=now + timedelta(days=31))


def test_two_partnerships_of_one_program_are_named_and_nothing_moves(
    client_as: ClientAs, gone: Organization, coordinator: User, now: datetime
) -> None:
    other = partnership_idea(now, coordinator, "Harbor House Center").organization
    url = f"/directory/{gone.pk}/merge/{other.pk}/"
    page = client_as(coordinator).get(url).content.decode()
    assert "Close or rename one of them first" in page
    assert ">Merge</button>" not in page
    client_as(coordinator).post(url)
    assert all_of(gone)["partnerships"] == all_of(other)["partnerships"] == 1
    assert not Event.objects.filter(verb="organization.merged").exists()


def test_our_own_organization_is_not_merged(
    gone: Organization, kept: Organization, coordinator: User, now: datetime
) -> None:
    ours = Organization.objects.get(is_ours=True)
    for going, staying in ((ours, kept), (gone, ours)):
        with refused("merge_refused", match="our own organization"):
            actions.merge(gone=going, kept=staying, by=coordinator, now=now)
    assert Partnership.objects.filter(organization=gone).exists()


def test_what_was_opened_before_a_merge_does_not_overwrite_it(
    gone: Organization, kept: Organization, coordinator: User, now: datetime
) -> None:
    actions.merge(gone=gone, kept=kept, by=coordinator, now=now)
    with pytest.raises(StaleEdit):
        actions.edit_organization(
            organization=kept,
            address=Address(city="Oakdale"),
            tags=[],
            seen_version=kept.version,
            by=coordinator,
            now=now,
        )
    assert kept.identifiers.count() == 1


def test_a_merge_makes_no_circle_of_parents(
    gone: Organization, kept: Organization, coordinator: User, now: datetime
) -> None:
    between = partner_organization(now, coordinator, "Between")
    Organization.objects.filter(pk=between.pk).update(parent=gone)
    Organization.objects.filter(pk=kept.pk).update(parent=between)
    with refused("merge_refused", match="Remove that parent first"):
        actions.merge(gone=gone, kept=kept, by=coordinator, now=now)


def test_a_merge_is_undone_after_those_that_followed_it(
    gone: Organization, kept: Organization, coordinator: User, now: datetime
) -> None:
    last = partner_organization(now, coordinator, "Last")
    actions.merge(gone=gone, kept=kept, by=coordinator, now=now)
    actions.merge(gone=kept, kept=last, by=coordinator, now=now)
    gone.refresh_from_db()
    with refused("merge_refused", match="Undo its merge first"):
        actions.undo_merge(gone=gone, by=coordinator, now=now)


def test_a_person_s_seats_and_commitments_move(
    kept: Organization, gone: Organization, coordinator: User, now: datetime, today: date
) -> None:
    partnership = Partnership.objects.get(organization=gone)
    jo, twin = (person(now, coordinator, name, gone) for name in ("Jo Lee", "Joanna Lee"))
    for who in (jo, twin):
        KeyPlayer.objects.create(
            partnership=partnership, side=Side.THEIRS, level=Level.LEADS, contact=who, named_at=now
        )
    given = engagement.Promise(Side.THEIRS, "Send the plan", due_on=today, contact=twin)
    promise = engagement.promise(partnership=partnership, given=given, by=coordinator, now=now)
    plan = queries.plan_merge(gone=twin, kept=jo)
    assert [str(row) for row in plan.staying()] == ["Joanna Lee, leads"]
    actions.merge(gone=twin, kept=jo, by=coordinator, now=now)
    promise.refresh_from_db()
    assert promise.contact == jo
    assert jo.positions.count() == 2
    assert KeyPlayer.objects.filter(contact=twin).count() == 1
    twin.refresh_from_db()
    actions.undo_merge(gone=twin, by=coordinator, now=now)
    promise.refresh_from_db()
    assert promise.contact == twin


def test_the_log_in_moves_with_the_person(
    kept: Organization, coordinator: User, leader: User, now: datetime
) -> None:
    jo, twin = (person(now, coordinator, name, kept) for name in ("Jo Lee", "Joanna Lee"))
    Contact.objects.filter(pk=twin.pk).update(user=leader)
    actions.merge(gone=twin, kept=jo, by=coordinator, now=now)
    jo.refresh_from_db()
    assert jo.user == leader
    twin.refresh_from_db()
    actions.undo_merge(gone=twin, by=coordinator, now=now)
    twin.refresh_from_db()
    assert twin.user == leader


def test_lookalikes_are_told_apart_once(
    client_as: ClientAs, coordinator: User, kept: Organization, now: datetime
) -> None:
    other = partner_organization(now, coordinator, "Harbor House Ctr")
    browser, pages = client_as(coordinator), (kept.get_absolute_url(), other.get_absolute_url())
    assert all("Possible duplicates" in browser.get(page).content.decode() for page in pages)
    for one, two in ((kept, other), (other, kept)):
        browser.post(f"/directory/{one.pk}/not-the-same/{two.pk}/")
    assert NotTheSame.objects.count() == 1
    assert not any("Possible duplicates" in browser.get(page).content.decode() for page in pages)
    assert not rules.possible_doubles(other, coordinator)


def test_people_are_merged_and_undone_on_their_pages(
    client_as: ClientAs, coordinator: User, kept: Organization, now: datetime
) -> None:
    jo = person(now, coordinator, "Jo Lee", kept)
    twin = actions.create_contact(contact=Contact(name="jo lee"), by=coordinator, now=now)
    browser, url = client_as(coordinator), f"/people/{twin.pk}/merge/{jo.pk}/"
    assert url in browser.get(twin.get_absolute_url()).content.decode()
    assert browser.get(url).status_code == 200
    browser.post(url)
    page = browser.get(twin.get_absolute_url()).content.decode()
    assert "Merged into Jo Lee" in page
    browser.post(f"/people/{twin.pk}/unmerge/")
    twin.refresh_from_db()
    assert twin.archived_at is None


def test_a_record_is_itself(client_as: ClientAs, coordinator: User, kept: Organization) -> None:
    browser = client_as(coordinator)
    for path in ("merge", "not-the-same"):
        page = browser.post(f"/directory/{kept.pk}/{path}/{kept.pk}/", follow=True)
        assert page.status_code == 200
    assert not NotTheSame.objects.exists()
    kept.refresh_from_db()
    assert kept.archived_at is None


def test_a_merge_keeps_to_what_one_organization_can_have(
    kept: Organization,
    gone: Organization,
    coordinator: User,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Phone.objects.create(organization=gone, number="555 0100")
    bounded: dict[Any, str] = {
        Phone: "Phone numbers",
        Address: "Addresses",
        Position: "Positions",
        Partnership: "Partnerships",
        Organization.tags.through: "Tags",
    }
    for model, what in bounded.items():
        with monkeypatch.context() as patch, refused("full", match=what):
            patch.setattr(model, "MOST", {"organization_id": MostOfOne(0)})
            actions.merge(gone=gone, kept=kept, by=coordinator, now=now)
    actions.merge(gone=gone, kept=kept, by=coordinator, now=now)


def test_the_other_one_is_named_by_hand(
    client_as: ClientAs, coordinator: User, kept: Organization, gone: Organization
) -> None:
    client, address = client_as(coordinator), f"/directory/{gone.pk}/merge/"
    unknown = client.post(address, {"name": "Nowhere"})
    assert "No organization has this name" in unknown.text
    itself = client.post(address, {"name": gone.name})
    assert "same record" in itself.text
    found = client.post(address, {"name": "harbor house center", "existing": str(kept.pk)})
    assert found.headers["Location"] == f"/directory/{gone.pk}/merge/{kept.pk}/"
