"""Situations that many tests begin with, brought about by the actions people use."""

from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from partnerships.agreements import actions as agreements
from partnerships.agreements.lifecycle import EndKnown
from partnerships.agreements.models import Mou, MouType, Signature, Signer
from partnerships.engagement import actions as engagement
from partnerships.engagement.lifecycle import InteractionKind
from partnerships.engagement.models import Interaction
from partnerships.exchange import actions as exchange
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models import Benefit, ListLine, ListVersion
from partnerships.exchange.queries import Exchange, exchange_of
from partnerships.organizations import actions as organizations
from partnerships.organizations.models import Contact, Organization, Position
from partnerships.pipeline import actions as pipeline
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import OPEN_STAGES, How, Side, Stage
from partnerships.relationships.models import Motive, Partnership
from partnerships.relationships.queries import people_of
from tests.remembered import remembered

PURPOSE = "More people with disabilities in Rhode Island get trained and stay in work."


def our_organization(now: datetime, by: User) -> Organization:
    """Our own organization, Harbor Employment Network; made by the first who asks."""
    known = Organization.objects.filter(is_ours=True).first()
    if known:
        return known
    ours = organizations.create_organization(
        organization=Organization(name="Harbor Employment Network"), by=by, now=now
    )
    return organizations.set_our_organization(organization=ours, by=by, now=now)


def partner_organization(now: datetime, by: User, name: str) -> Organization:
    """Another organization of the directory."""
    return organizations.create_organization(organization=Organization(name=name), by=by, now=now)


def person(
    now: datetime, by: User, name: str, organization: Organization, **levels: bool
) -> Contact:
    """Somebody with a position; ``levels`` are leads, manages, delivers, on_board.

    A second call with the same name and organization gives the same person.
    """
    known = Contact.objects.filter(name=name, positions__organization=organization).first()
    if known:
        return known
    email = f"{name.partition(' ')[0].lower()}@example.org"
    contact = organizations.create_contact(contact=Contact(name=name, email=email), by=by, now=now)
    organizations.add_position(
        position=Position(contact=contact, organization=organization, **levels), by=by, now=now
    )
    return contact


def leader_of(now: datetime, by: User, organization: Organization) -> Contact:
    """The person who leads an organization of these situations."""
    name = "Dana Whitfield" if organization.is_ours else "Jo Ortiz"
    return person(now, by, name, organization, leads=True)


def deliverer_of(now: datetime, by: User, organization: Organization) -> Contact:
    """The person who delivers the services of an organization of these situations."""
    name = "Sam Reyes" if organization.is_ours else "Kim Lee"
    return person(now, by, name, organization, delivers=True)


@remembered
def partnership_idea(now: datetime, by: User, name: str = "Bright Path Training") -> Partnership:
    """A new partnership, still an idea, with an owner, a motive and two people on each side."""
    ours = our_organization(now, by)
    theirs = partner_organization(now, by, name)
    for organization in (ours, theirs):
        leader_of(now, by, organization)
        deliverer_of(now, by, organization)
    motive, _made = Motive.objects.get_or_create(
        code="widen", defaults={"label": "Widen a service we already give"}
    )
    return relationships.open_partnership(
        organization=theirs, owner=by, motives=[motive], by=by, now=now
    )


def call_with_them(partnership: Partnership, now: datetime, by: User) -> Interaction:
    """A call today with the leader of theirs: a two-way contact."""
    leader = leader_of(now, by, partnership.organization)
    return engagement.log_interaction(
        interaction=Interaction(
            partnership=partnership, kind=InteractionKind.CALL, on=now.date(), with_contact=leader
        ),
        by=by,
        now=now,
    )


def checkable_line(partnership: Partnership, side: Side, now: datetime, by: User) -> Benefit:
    """A line with all four blanks on the list of one side."""
    ours = our_organization(now, by)
    values = (
        {"what": "Cross-training for their staff", "how_much": "2 sessions"}
        if side == Side.OURS
        else {"what": "Training seats for the people we serve", "how_much": "20 seats"}
    )
    teller = deliverer_of(now, by, ours if side == Side.OURS else partnership.organization)
    benefit = Benefit(
        partnership=partnership,
        side=side,
        rhythm="each year, from January",
        told_by=teller,
        why="fewer people drop out",
        **values,
    )
    return exchange.add_benefit(benefit=benefit, by=by, now=now)


def shared_lists(partnership: Partnership, now: datetime, by: User) -> ListVersion:
    """One checkable line on each side, shared."""
    for side in Side:
        checkable_line(partnership, side, now, by)
    return exchange.share_changes(partnership=partnership, by=by, now=now)


def lists_of(partnership: Partnership, now: datetime) -> Exchange:
    """All that is known of both lists."""
    return exchange_of(partnership, people_of(partnership, now.date()))


def side_says(
    partnership: Partnership,
    side: Side,
    now: datetime,
    by: User,
    *,
    answer: Answer | None = Answer.YES,
    has_read: bool = True,
) -> None:
    """The leader of a side says something about the newest shared lists, on the phone.

    With a yes they accept every line of the other side.
    """
    ours = our_organization(now, by)
    organization = ours if side == Side.OURS else partnership.organization
    accepts = ListLine.objects.filter(
        list_version__in=partnership.list_versions.all()[:1], side=side.other
    )
    exchange.record_saying(
        partnership=partnership,
        saying=exchange.Saying(
            contact=leader_of(now, by, organization),
            side=side,
            how=How.PHONE,
            said_on=now.date(),
            has_read=has_read,
            answer=answer,
            accepts=list(accepts) if answer == Answer.YES else [],
        ),
        by=by,
        now=now,
    )


def same_page(partnership: Partnership, now: datetime, by: User) -> None:
    """A purpose with which, on each side, the one who leads and the one who delivers agree."""
    relationships.set_purpose(partnership=partnership, sentence=PURPOSE, by=by, now=now)
    for side in Side:
        ours = our_organization(now, by)
        organization = ours if side == Side.OURS else partnership.organization
        for contact in (leader_of(now, by, organization), deliverer_of(now, by, organization)):
            relationships.agree_with_purpose(
                partnership=partnership,
                contact=contact,
                side=side,
                how=How.MEETING,
                said_on=now.date(),
                by=by,
                now=now,
            )


def all_seven_checks(partnership: Partnership, now: datetime, by: User) -> None:
    """Bring about everything W3 asks for."""
    shared_lists(partnership, now, by)
    for side in Side:
        side_says(partnership, side, now, by)
    same_page(partnership, now, by)


def moved_on_to(partnership: Partnership, stage: Stage, now: datetime, by: User) -> Partnership:
    """The partnership, moved step by step up to a stage; what the steps need holds already."""
    place = OPEN_STAGES.index(Stage(partnership.stage))
    for following in OPEN_STAGES[place + 1 : OPEN_STAGES.index(stage) + 1]:
        partnership = pipeline.move(partnership=partnership, to=following, by=by, now=now)
    return partnership


@remembered
def partnership_ready_for_mou(
    now: datetime,
    by: User,
    *,
    name: str = "Bright Path Training",
    stage: Stage = Stage.AGREEING,
) -> Partnership:
    """A partnership for which all seven checks hold, at "MOU in progress" or before it.

    Ours are Dana Whitfield (leads) and Sam Reyes (delivers), theirs Jo Ortiz and Kim Lee; a call
    with theirs is logged, so a signed MOU moves it on to "Active".
    """
    partnership = partnership_idea(now, by, name)
    call_with_them(partnership, now, by)
    all_seven_checks(partnership, now, by)
    return moved_on_to(partnership, stage, now, by)


def drafted_mou(
    partnership: Partnership, now: datetime, by: User, *, code: str = "general"
) -> Mou:
    """A draft without an end date; Dana Whitfield and Jo Ortiz are to sign it."""
    kind, _made = MouType.objects.get_or_create(
        code=code, defaults={"label": code, "is_gated": code != "letter-of-intent"}
    )
    mou = agreements.draft_mou(
        mou=Mou(type=kind, title="Working together", end_known=EndKnown.OPEN),
        partnerships=[partnership],
        by=by,
        now=now,
    )
    for party in mou.parties.select_related("organization"):
        contact = leader_of(now, by, party.organization)
        agreements.add_signer(party=party, contact=contact, by=by, now=now)
    return mou


def pdf(name: str = "signed.pdf") -> SimpleUploadedFile:
    """A small file that is a PDF by its content."""
    return SimpleUploadedFile(name, b"%PDF-1.4\n%%EOF\n" + name.encode())


def sign(mou: Mou, signer: Signer, now: datetime, by: User) -> Signature:
    """One signature on paper, today."""
    return pipeline.record_signed_paper(
        mou=mou, signers=[signer], signed_on=now.date(), how=How.PAPER, paper=pdf(), by=by, now=now
    )[0]


def sign_all(mou: Mou, now: datetime, by: User) -> Mou:
    """Everybody signs; returns the MOU as it stands then."""
    for signer in Signer.objects.filter(party__mou=mou).order_by("pk"):
        sign(mou, signer, now, by)
    return Mou.objects.get(pk=mou.pk)
