"""What people can enlarge has a bound, said in words, and pages stay short."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from common.errors import DomainError
from partnerships.agreements import actions as agreements
from partnerships.agreements.actions import (
    documents as agreement_documents,
    drafting,
    parties,
    reading,
    signers,
)
from partnerships.agreements.lifecycle import DocumentKind, EndKnown, MouState
from partnerships.agreements.models import Mou, MouType, SectionComment, TypeSection
from partnerships.agreements.queries import comments_on
from partnerships.calendars import actions as calendars
from partnerships.calendars.models import Absence
from partnerships.engagement import actions as engagement
from partnerships.engagement.actions import meetings, promises
from partnerships.engagement.models import Meeting
from partnerships.exchange import actions as exchange
from partnerships.exchange.actions import answers, evidence, lists, offerings
from partnerships.exchange.models import Benefit, Evidence, ListLine, ServiceOffering
from partnerships.links import actions as links
from partnerships.links.actions import answering
from partnerships.links.lifecycle import MessageKind
from partnerships.links.models import LinkMessage
from partnerships.organizations import actions as organizations
from partnerships.organizations.actions import directory, identifiers, people
from partnerships.organizations.lifecycle import (
    MOST_ADDRESSES,
    MOST_PHONES,
    MOST_TAGS_EACH,
    Scheme,
)
from partnerships.organizations.models import Address, Contact, Organization, Phone, Position
from partnerships.relationships import actions as relationships
from partnerships.relationships.actions import partnerships, people as seats
from partnerships.relationships.lifecycle import How, Level, Side, Stage
from partnerships.relationships.models import KeyPlayer, Partnership
from tests.factories import BenefitFactory, OfferingCategoryFactory
from tests.refusals import refused
from tests.scenarios import (
    deliverer_of,
    drafted_mou,
    leader_of,
    partner_organization,
    partnership_idea,
    partnership_ready_for_mou,
    pdf,
    person,
    shared_lists,
    side_says,
    sign_all,
)

ClientAs = Callable[[User], Client]
Patch = pytest.MonkeyPatch


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


@pytest.fixture
def theirs(partnership: Partnership) -> Organization:
    return partnership.organization


@pytest.fixture
def mou(coordinator: User, now: datetime) -> Mou:
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    return drafted_mou(partnership, now, coordinator)


@pytest.fixture
def bound(monkeypatch: Patch) -> Callable[[ModuleType, str, int], None]:
    """Return a function that lets there be fewer of something."""
    return monkeypatch.setattr


Bound = Callable[[ModuleType, str, int], None]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"phones": [Phone(number="1")] * (MOST_PHONES + 1)}, "phones"),
        ({"other_addresses": [Address(street="1")] * (MOST_ADDRESSES + 1)}, "other_addresses"),
        ({"tags": [str(n) for n in range(MOST_TAGS_EACH + 1)]}, "tag_names"),
    ],
)
def test_lines_of_an_organization(
    coordinator: User, now: datetime, given: dict[str, Any], field: str
) -> None:
    with refused("full", match=r"An organization can have \d+") as refusal:
        organizations.create_organization(
            organization=Organization(name="Elm"), by=coordinator, now=now, **given
        )
    assert refusal.value.field == field


def test_numbers_and_sites_of_an_organization(
    theirs: Organization, coordinator: User, now: datetime, bound: Bound
) -> None:
    def identify(one: Organization, value: str, *, child: bool = False) -> None:
        organizations.add_identifier(
            organization=one,
            scheme=Scheme.OTHER,
            value=value,
            child_of_holder=child,
            by=coordinator,
            now=now,
        )

    bound(identifiers, "MOST_IDENTIFIERS", 1)
    bound(identifiers, "MOST_SITES", 1)
    identify(theirs, "1")
    with refused("full", match="numbers"):
        identify(theirs, "2")
    sites = [partner_organization(now, coordinator, f"Site {n}") for n in range(2)]
    identify(sites[0], "1", child=True)
    identify(sites[0], "1", child=True)
    with refused("full", match="sites"):
        identify(sites[1], "1", child=True)


def test_positions_at_an_organization_and_of_a_person(
    theirs: Organization, coordinator: User, now: datetime, today: date, bound: Bound
) -> None:
    bound(people, "MOST_POSITIONS", 3)
    bound(people, "MOST_JOBS", 1)
    kim = person(now, coordinator, "Kim Bell", theirs)
    with refused("full", match="3 contacts"):
        person(now, coordinator, "Ann Bell", theirs)
    organizations.end_position(position=kim.positions.get(), until=today, by=coordinator, now=now)
    elm = partner_organization(now, coordinator, "Elm")
    with refused("full", match="1 positions"):
        organizations.add_position(
            position=Position(contact=kim, organization=elm), by=coordinator, now=now
        )
    person(now, coordinator, "Ann Bell", theirs)


def test_items_of_a_list(
    partnership: Partnership,
    coordinator: User,
    now: datetime,
    bound: Bound,
    client_as: ClientAs,
) -> None:
    bound(lists, "MOST_ITEMS", 1)
    line = BenefitFactory.create(partnership=partnership)
    address = f"/partners/{partnership.pk}/lines/new/?side=ours"
    page = client_as(coordinator).post(address, {"what": "A room for interviews"})
    assert page.status_code == 422
    assert "This list has 1 items. Remove one" in page.content.decode()
    exchange.withdraw_benefit(benefit=line, by=coordinator, now=now)
    exchange.add_benefit(
        benefit=Benefit(partnership=partnership, side=Side.OURS, what="A room"),
        by=coordinator,
        now=now,
    )


def test_records_and_suggestions_of_an_item(
    partnership: Partnership, coordinator: User, now: datetime, today: date, bound: Bound
) -> None:
    bound(evidence, "MOST_EVIDENCE", 1)
    bound(answers, "MOST_OPEN_SUGGESTIONS", 1)
    shared_lists(partnership, now, coordinator)
    line = ListLine.objects.filter(side=Side.OURS)[0]

    def happened() -> None:
        row = Evidence(benefit=line.benefit, what="We met", happened_on=today)
        exchange.add_evidence(evidence=row, next_due_on=None, by=coordinator, now=now)

    def suggest() -> None:
        saying = exchange.Saying(
            leader_of(now, coordinator, partnership.organization),
            Side.THEIRS,
            How.PHONE,
            today,
            suggests={line: "Twice a week"},
        )
        exchange.record_saying(partnership=partnership, saying=saying, by=coordinator, now=now)

    happened()
    suggest()
    with refused("full", match="1 records"):
        happened()
    with refused("full", match="1 suggestions waiting"):
        suggest()


def test_services_of_an_organization(
    theirs: Organization, coordinator: User, now: datetime, bound: Bound
) -> None:
    bound(offerings, "MOST_OFFERINGS", 1)
    kind = OfferingCategoryFactory.create()
    first = ServiceOffering(organization=theirs, category=kind, title="Job coaching")
    exchange.save_offering(offering=first, by=coordinator, now=now)
    exchange.save_offering(offering=first, by=coordinator, now=now)
    other = ServiceOffering(organization=theirs, category=kind, title="Benefits advice")
    with refused("full", match="1 services"):
        exchange.save_offering(offering=other, by=coordinator, now=now)


def test_people_at_a_meeting_and_open_commitments(
    partnership: Partnership, coordinator: User, now: datetime, today: date, bound: Bound
) -> None:
    bound(meetings, "MOST_PARTICIPANTS", 1)
    bound(promises, "MOST_OPEN_COMMITMENTS", 1)
    meeting = Meeting(partnership=partnership, starts_at=now, time_zone="UTC", owner=coordinator)
    both = [f(now, coordinator, partnership.organization) for f in (leader_of, deliverer_of)]
    with refused("full", match="1 people"):
        engagement.plan_meeting(
            meeting=meeting, invited={Side.THEIRS: both}, by=coordinator, now=now
        )
    given = engagement.Promise(side=Side.OURS, what="Send it", due_on=today)
    first = engagement.promise(partnership=partnership, given=given, by=coordinator, now=now)
    with refused("full", match="1 open commitments"):
        engagement.promise(partnership=partnership, given=given, by=coordinator, now=now)
    engagement.close_promise(
        follow_up=first, kept=True, note="", by=coordinator, now=now, today=today
    )
    second = engagement.promise(partnership=partnership, given=given, by=coordinator, now=now)
    for follow_up, code in ((first, "full"), (second, "promise_open")):
        with refused(code):
            engagement.reopen_promise(follow_up=follow_up, by=coordinator, now=now)


def test_meetings_ahead_absences_and_answers(
    partnership: Partnership, coordinator: User, now: datetime, today: date, bound: Bound
) -> None:
    bound(meetings, "MOST_PLANNED", 1)
    bound(calendars, "MOST_ABSENCES", 1)
    bound(answers, "MOST_ANSWERS", 1)
    version = shared_lists(partnership, now, coordinator)

    def plan(days: int) -> None:
        starts = now + timedelta(days=days)
        meeting = Meeting(
            partnership=partnership, starts_at=starts, time_zone="UTC", owner=coordinator
        )
        engagement.plan_meeting(meeting=meeting, invited={}, by=coordinator, now=now)

    def away(days: int) -> None:
        day = today + timedelta(days=days)
        absence = Absence(first_day=day, last_day=day)
        calendars.add_absence(absence=absence, by=coordinator, now=now)

    plan(-1)
    plan(1)
    away(1)
    side_says(partnership, Side.THEIRS, now, coordinator)
    with refused("full", match="1 meetings ahead"):
        plan(2)
    with refused("full", match="1 absences"):
        away(2)
    with refused("full", match="Jo Ortiz has already answered 1 times"):
        side_says(partnership, Side.THEIRS, now, coordinator)
    assert version.answers.count() == 1


def test_key_people_and_programs(
    partnership: Partnership, coordinator: User, now: datetime, today: date, bound: Bound
) -> None:
    bound(seats, "MOST_SEATS", 1)
    bound(partnerships, "MOST_PROGRAMS", 1)
    seat = KeyPlayer(partnership=partnership, side=Side.OURS, level=Level.DELIVERS)
    relationships.save_seat(seat=seat, today=today, by=coordinator, now=now)
    relationships.save_seat(seat=seat, today=today, by=coordinator, now=now)
    another = KeyPlayer(partnership=partnership, side=Side.THEIRS, level=Level.DELIVERS)
    with refused("full", match="1 key people"):
        relationships.save_seat(seat=another, today=today, by=coordinator, now=now)
    with refused("full", match="1 partnerships"):
        relationships.open_partnership(
            organization=partnership.organization,
            owner=coordinator,
            program="Youth",
            by=coordinator,
            now=now,
        )


def test_parties_signers_and_documents_of_an_mou(
    mou: Mou, coordinator: User, now: datetime, bound: Bound
) -> None:
    bound(parties, "MOST_PARTIES", 2)
    bound(drafting, "MOST_DRAFTS", 1)
    bound(signers, "MOST_SIGNERS", 2)
    bound(agreement_documents, "MOST_DOCUMENTS", 1)
    other = partnership_idea(now, coordinator, "Elm Street")
    with refused("full", match="2 parties"):
        agreements.add_party(
            mou=mou,
            organization=other.organization,
            partnership=other,
            is_approving_official=False,
            by=coordinator,
            now=now,
        )
    party = mou.parties.filter(partnership__isnull=False).get()
    assert party.partnership
    with refused("full", match="1 unsigned MOUs"):
        drafted_mou(party.partnership, now, coordinator)
    ann = person(now, coordinator, "Ann Bell", party.organization, manages=True)
    with refused("full", match="2 signers"):
        agreements.add_signer(party=party, contact=ann, by=coordinator, now=now)

    def attach() -> None:
        agreements.attach_document(
            mou=mou,
            partnership=None,
            kind=DocumentKind.DRAFT,
            upload=pdf(),
            by=coordinator,
            now=now,
        )

    attach()
    with refused("full", match="1 documents"):
        attach()
    with refused("full", match="1 documents"):
        agreements.upload_theirs(mou=mou, upload=pdf(), remark="", by=coordinator, now=now)
    with refused("full", match="1 documents"):
        agreements.keep_signed_early(
            mou=mou, signed_on=now.date(), scan=pdf(), by=coordinator, now=now
        )


def test_no_way_to_one_more_unsigned_mou_passes_by_the_bound(
    mou: Mou, coordinator: User, now: datetime, bound: Bound
) -> None:
    bound(drafting, "MOST_DRAFTS", 1)
    first = mou.parties.get(partnership__isnull=False).partnership
    assert first
    other = partnership_idea(now, coordinator, "Elm Street")
    agreements.send_out(mou=mou, by=coordinator, now=now)
    with refused("full", match="1 unsigned MOUs"):
        drafted_mou(first, now, coordinator)
    draft = drafted_mou(other, now, coordinator)
    with refused("full", match="1 unsigned MOUs with Bright Path"):
        agreements.add_party(
            mou=draft,
            organization=first.organization,
            partnership=first,
            is_approving_official=False,
            by=coordinator,
            now=now,
        )
    signed = sign_all(mou, now, coordinator)
    drafted_mou(first, now, coordinator)
    with refused("full", match="1 unsigned MOUs"):
        agreements.renew(mou=signed, by=coordinator, now=now)


def test_an_mou_signed_before_accord_is_entered_beside_many_unsigned_ones(
    mou: Mou, coordinator: User, now: datetime, bound: Bound
) -> None:
    bound(drafting, "MOST_DRAFTS", 1)
    agreements.go_live(on=now.date(), by=coordinator, now=now)
    partnership = mou.parties.get(partnership__isnull=False).partnership
    assert partnership
    entered = agreements.enter_legacy(
        mou=Mou(type=mou.type, title="Before", end_known=EndKnown.OPEN),
        partnership=partnership,
        signed_about=now.date() - timedelta(days=900),
        signers="Jo Ortiz",
        scan=pdf(),
        by=coordinator,
        now=now,
    )
    assert entered.state == MouState.SIGNED


def test_what_is_beyond_a_new_bound_can_still_be_changed(
    mou: Mou, coordinator: User, now: datetime, today: date, bound: Bound
) -> None:
    partnership = mou.parties.get(partnership__isnull=False).partnership
    assert partnership
    theirs = Organization.objects.get(pk=partnership.organization_id)
    done: dict[str, Any] = {"by": coordinator, "now": now}

    def edit(count: int) -> None:
        organizations.edit_organization(
            organization=theirs,
            phones=[Phone(number=str(n)) for n in range(count)],
            other_addresses=[Address(street=str(n)) for n in range(count)],
            tags=[str(n) for n in range(count)],
            seen_version=Organization.objects.get(pk=theirs.pk).version,
            **done,
        )

    edit(3)
    seat = KeyPlayer(partnership=partnership, side=Side.OURS, level=Level.DELIVERS)
    relationships.save_seat(seat=seat, today=today, **done)
    section = TypeSection.objects.filter(mou_type=mou.type).first() or TypeSection(
        mou_type=mou.type, code="a", heading="A"
    )
    agreements.save_type_section(section=section, **done)
    meeting = Meeting(partnership=partnership, starts_at=now, time_zone="UTC", owner=coordinator)
    invited = {Side.THEIRS: [f(now, coordinator, theirs) for f in (leader_of, deliverer_of)]}
    engagement.plan_meeting(meeting=meeting, invited=invited, **done)
    line = Benefit.objects.filter(partnership=partnership, side=Side.OURS)[0]

    for where, most in (
        (directory, "MOST_PHONES"),
        (directory, "MOST_ADDRESSES"),
        (directory, "MOST_TAGS_EACH"),
        (seats, "MOST_SEATS"),
        (drafting, "MOST_SECTIONS"),
        (meetings, "MOST_PARTICIPANTS"),
        (answers, "MOST_ANSWERS"),
        (lists, "MOST_ITEMS"),
    ):
        bound(where, most, 0)
    edit(3)
    edit(2)
    with refused("full"):
        edit(3)
    relationships.reassign_seat(seat=seat, contact=None, today=today, **done)
    agreements.save_type_section(section=section, **done)
    engagement.edit_meeting(meeting=meeting, invited=invited, seen_version=meeting.version, **done)
    exchange.put_back_benefit(benefit=line, **done)
    saying = exchange.Saying(
        leader_of(now, coordinator, theirs),
        Side.THEIRS,
        How.PHONE,
        today,
        accepts=list(ListLine.objects.filter(benefit=line)),
    )
    exchange.record_saying(partnership=partnership, saying=saying, **done)


def test_sections_of_a_type(mou: Mou, coordinator: User, now: datetime, bound: Bound) -> None:
    bound(drafting, "MOST_SECTIONS", 1)
    kind = MouType.objects.get(pk=mou.type_id)
    kind.sections.all().delete()
    first = TypeSection(mou_type=kind, code="a", heading="A")
    agreements.save_type_section(section=first, by=coordinator, now=now)
    agreements.save_type_section(section=first, by=coordinator, now=now)
    other = TypeSection(mou_type=kind, code="b", heading="B")
    with refused("full", match="1 sections"):
        agreements.save_type_section(section=other, by=coordinator, now=now)


def test_open_comments_on_an_mou_and_those_on_its_page(
    mou: Mou, coordinator: User, now: datetime, bound: Bound
) -> None:
    bound(reading, "MOST_OPEN_COMMENTS", 3)
    party = mou.parties.filter(partnership__isnull=False).get()
    version = agreements.hand_round(
        mou=mou, to=MouState.PARTNER_REVIEW, by=coordinator, now=now
    ).versions.all()[0]

    def comment(count: int) -> None:
        given = agreements.Reading(
            version=version,
            contact=leader_of(now, coordinator, party.organization),
            how=How.PHONE,
            remarks=[agreements.Remark("purpose", "Why?", "")] * count,
            accepts=False,
        )
        agreements.comment(reading=given, by=coordinator, now=now)

    comment(2)
    with refused("full", match="limit is 3"):
        comment(2)
    comment(0)
    SectionComment.objects.update(handled_at=now, handled_by=coordinator)
    bound(reading, "MOST_OPEN_COMMENTS", 100)
    for _round in range(3):
        comment(20)
        SectionComment.objects.update(handled_at=now, handled_by=coordinator)
    comment(1)
    assert comments_on(mou).count() == 50
    assert SectionComment.objects.count() == 63


def test_what_a_person_asks_from_behind_their_link(
    partnership: Partnership, coordinator: User, now: datetime, bound: Bound
) -> None:
    bound(answering, "MOST_OPEN_MESSAGES", 1)
    leader = leader_of(now, coordinator, partnership.organization)
    link = links.send_link(
        partnership=partnership, contact=leader, words="", remind=False, by=coordinator, now=now
    )

    def tell(kind: MessageKind) -> None:
        links.tell(message=LinkMessage(link=link, kind=kind, phone="401 555 0100"), now=now)

    tell(MessageKind.CALL_ME)
    with refused("full", match="You sent us 1 requests"):
        tell(MessageKind.CALL_ME)
    tell(MessageKind.NOT_ME)


def test_the_page_of_an_organization_shows_some_of_its_sites_and_of_those_who_left(
    theirs: Organization, coordinator: User, client_as: ClientAs, today: date
) -> None:
    Organization.objects.bulk_create(
        Organization(name=f"Site {n}", name_key=f"site {n}", search_text="site", parent=theirs)
        for n in range(52)
    )
    gone = Contact.objects.bulk_create(
        Contact(name=f"Robin {n}", search_text="robin") for n in range(52)
    )
    Position.objects.bulk_create(
        Position(contact=one, organization=theirs, until=today - timedelta(days=n + 1))
        for n, one in enumerate(gone)
    )
    page = client_as(coordinator).get(theirs.get_absolute_url()).content.decode()
    assert page.count(">Site ") == 50
    assert "And 2 more. Find them in the Directory." in page
    assert page.count(">Robin ") == 50
    assert ">Robin 0<" in page


def test_a_refusal_that_no_page_expects_is_told_on_one_of_its_own(
    partnership: Partnership, coordinator: User, client_as: ClientAs, monkeypatch: Patch
) -> None:
    def refuse(**_given: object) -> None:
        raise DomainError("Ask Maria first.")

    line = BenefitFactory.create(partnership=partnership)
    monkeypatch.setattr(exchange, "move_benefit", refuse)
    page = client_as(coordinator).post(f"/lines/{line.pk}/move/", {"to": "1"})
    assert page.status_code == 409
    assert "Ask Maria first." in page.content.decode()
