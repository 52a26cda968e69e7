"""Single steps of a demo story, each at its own day before today."""

from dataclasses import dataclass
from datetime import time, timedelta
from io import BytesIO
from typing import Self

from django.core.files.base import File
from django.utils import timezone

from accounts.models import User
from common.dates import instant
from partnerships.agreements import actions as agreements
from partnerships.agreements.lifecycle import DocumentKind, EndKnown
from partnerships.agreements.models import Mou, MouType
from partnerships.demo import rules
from partnerships.demo.actions.our_side import DemoSide, add_person
from partnerships.demo.rules import Line, Partner, Person
from partnerships.engagement import actions as engagement
from partnerships.engagement.lifecycle import (
    Feel,
    InteractionKind,
    MeetingKind,
    MeetingMode,
    Rsvp,
)
from partnerships.engagement.models import Interaction, Meeting
from partnerships.exchange import actions as exchange
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models import Benefit, ListLine
from partnerships.organizations import actions as organizations
from partnerships.organizations.lifecycle import Prefers
from partnerships.organizations.models import Address, Contact, Organization
from partnerships.pipeline import actions as pipeline
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Side, Stage
from partnerships.relationships.models import Motive, Partnership
from partnerships.reviews import actions as reviews
from partnerships.reviews.models import QuestionSet, Review
from partnerships.reviews.queries import people_to_ask

#: A one-page PDF that says so itself; stands in for every scan of the demo.
SCAN = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


@dataclass
class Steps:
    """One partnership from its first day; each step is told at its own day before today."""

    house: DemoSide
    partner: Partner
    owner: User
    organization: Organization
    people: list[Contact]
    partnership: Partnership

    @classmethod
    def begin(cls, house: DemoSide, partner: Partner, place: int) -> Self:
        """The organization, its people, and the partnership: an idea, or already at work."""
        owner, began = house.owner(place), house.ago(300 - place * 4)
        organization = organizations.create_organization(
            organization=Organization(
                name=partner.name,
                kind=partner.kind,
                reach=partner.reach,
                mission=partner.mission,
                is_one_person=partner.is_one_person(),
                call_if_away=partner.call_if_away,
            ),
            address=Address(city=partner.city, state="ME"),
            by=owner,
            now=began,
        )
        people = [
            add_person(
                _contact(person), organization, person.title, person.does, by=owner, now=began
            )
            for person in partner.people
        ]
        motives = Motive.objects.filter(code=partner.motive)
        if partner.story in {"legacy", "existing"}:
            partnership = pipeline.start_existing(
                organization=organization,
                owner=owner,
                working_since=(house.now - timedelta(days=1400)).date(),
                by=owner,
                now=began,
                motives=motives,
            )
        else:
            partnership = relationships.open_partnership(
                organization=organization, owner=owner, by=owner, now=began, motives=motives
            )
        return cls(house, partner, owner, organization, people, partnership)

    def move(self, to: Stage, days_ago: int, **terms: object) -> None:
        self.partnership = pipeline.move(
            partnership=self.partnership,
            to=to,
            by=self.owner,
            now=self.house.ago(days_ago),
            **terms,  # type: ignore[arg-type]  # note and terms, as the stage needs them
        )

    def call(self, days_ago: int, text: str, feel: Feel = Feel.GOOD) -> None:
        engagement.log_interaction(
            interaction=Interaction(
                partnership=self.partnership,
                kind=InteractionKind.CALL,
                on=self.house.ago(days_ago).date(),
                with_contact=self.people[0],
                text=text,
                feel=feel,
            ),
            by=self.owner,
            now=self.house.ago(days_ago),
        )

    def write(self, side: Side, line: Line, days_ago: int, *, guess: bool = False) -> None:
        exchange.add_benefit(
            benefit=Benefit(
                partnership=self.partnership,
                side=side,
                what=line.what,
                how_much=line.how_much,
                rhythm=line.rhythm,
                why=line.why,
                told_by=self.house.deliverer if side == Side.OURS else self.people[-1],
                is_guess=guess,
            ),
            by=self.owner,
            now=self.house.ago(days_ago),
        )

    def write_both_lists(self, days_ago: int, *, guess: bool = False) -> None:
        ours, theirs = rules.LISTS[self.partner.kind]
        for line in ours:
            self.write(Side.OURS, line, days_ago)
        for line in theirs:
            self.write(Side.THEIRS, line, days_ago, guess=guess)

    def share(self, days_ago: int) -> None:
        exchange.share_changes(
            partnership=self.partnership, by=self.owner, now=self.house.ago(days_ago)
        )

    def say(self, side: Side, days_ago: int, answer: Answer, how: How = How.MEETING) -> None:
        """The one who leads a side read the other list, accepts its lines and answers."""
        lines = ListLine.objects.filter(
            list_version__in=self.partnership.list_versions.all()[:1], side=side.other
        )
        exchange.record_saying(
            partnership=self.partnership,
            saying=exchange.Saying(
                contact=self.house.leader if side == Side.OURS else self.people[0],
                side=side,
                how=how,
                said_on=self.house.ago(days_ago).date(),
                has_read=True,
                answer=answer,
                accepts=list(lines) if answer == Answer.YES else [],
            ),
            by=self.owner,
            now=self.house.ago(days_ago),
        )

    def same_page(self, days_ago: int, how: How = How.MEETING) -> None:
        now = self.house.ago(days_ago)
        relationships.set_purpose(
            partnership=self.partnership, sentence=rules.PURPOSE, by=self.owner, now=now
        )
        ours = [(Side.OURS, self.house.leader), (Side.OURS, self.house.deliverer)]
        theirs = [(Side.THEIRS, person) for person in self.people[:2]]
        for side, contact in [*ours, *theirs]:
            relationships.agree_with_purpose(
                partnership=self.partnership,
                contact=contact,
                side=side,
                how=how,
                said_on=now.date(),
                by=self.owner,
                now=now,
            )

    def plan(self, kind: MeetingKind, in_days: int, hour: int, place: str = "") -> Meeting:
        day = (self.house.now + timedelta(days=in_days)).date()
        starts_at = instant(day, time(hour), rules.TIME_ZONE)
        if in_days >= 0 and starts_at <= self.house.now:  # whoever looks in the evening
            starts_at = instant(day + timedelta(days=1), time(hour), rules.TIME_ZONE)
        meeting = Meeting(
            partnership=self.partnership,
            kind=kind,
            mode=MeetingMode.IN_PERSON,
            starts_at=starts_at,
            time_zone=rules.TIME_ZONE,
            place=place or self.partner.city,
            owner=self.owner,
        )
        planned_at = min(self.house.now, meeting.starts_at - timedelta(days=14))
        invited = {Side.OURS: [self.house.deliverer], Side.THEIRS: self.people[:2]}
        return engagement.plan_meeting(
            meeting=meeting, invited=invited, by=self.owner, now=planned_at
        )

    def invite(self, meeting: Meeting, *, answers: list[Rsvp]) -> None:
        """Invite everyone by email; their people answer in turn."""
        now = self.house.ago(1)
        sent = engagement.send_invitations(
            meeting=meeting,
            contacts=[self.house.deliverer, *self.people[:2]],
            words="",
            by=self.owner,
            now=now,
        )
        for invitation, answer in zip(sent[1:], answers, strict=False):
            engagement.answer_invitation(
                invitation=invitation, answer=answer, note="", now=now + timedelta(hours=2)
            )

    def held(
        self,
        kind: MeetingKind,
        days_ago: int,
        learned: str,
        promise: str,
        feel: Feel = Feel.GOOD,
    ) -> None:
        meeting = self.plan(kind, -days_ago, 10)
        engagement.close_out(
            meeting=meeting,
            told=engagement.CloseOut(
                came=[self.house.deliverer, self.people[0]],
                feel=feel,
                learned=learned,
                promises=[
                    engagement.Promise(
                        side=Side.OURS,
                        what=promise,
                        due_on=(meeting.starts_at + timedelta(days=12)).date(),
                        contact=self.house.deliverer,
                    )
                ],
            ),
            by=self.owner,
            now=meeting.starts_at + timedelta(hours=2),
        )

    def promise(self, side: Side, what: str, in_days: int, made_days_ago: int = 5) -> None:
        engagement.promise(
            partnership=self.partnership,
            given=engagement.Promise(
                side=side,
                what=what,
                due_on=(self.house.now + timedelta(days=in_days)).date(),
                contact=self.house.deliverer if side == Side.OURS else self.people[-1],
            ),
            by=self.owner,
            now=self.house.ago(made_days_ago),
        )

    def draft(self, days_ago: int, *, ends_in: int, starts_ago: int | None = None) -> Mou:
        now = self.house.ago(days_ago)
        starts = None if starts_ago is None else self.house.ago(starts_ago).date()
        mou = agreements.draft_mou(
            mou=Mou(
                type=MouType.objects.get(code="general"),
                title=f"Working together: {self.partner.name}",
                starts_on=starts,
                end_known=EndKnown.DATE,
                ends_on=(self.house.now + timedelta(days=ends_in)).date(),
            ),
            partnerships=[self.partnership],
            by=self.owner,
            now=now,
        )
        signers = {True: self.house.leader, False: self.people[0]}
        for party in mou.parties.select_related("organization"):
            agreements.add_signer(
                party=party, contact=signers[party.organization.is_ours], by=self.owner, now=now
            )
        return mou

    def sign(self, mou: Mou, days_ago: int) -> None:
        now = self.house.ago(days_ago)
        document = agreements.attach_document(
            mou=mou,
            partnership=None,
            kind=DocumentKind.SIGNED,
            upload=self.scan(),
            by=self.owner,
            now=now,
        )
        for party in mou.parties.all():
            for signer in party.signers.all():
                signed = agreements.Signed(signer, timezone.localdate(now), How.PAPER, document)
                pipeline.record_signature(mou=mou, signed=signed, by=self.owner, now=now)
        self.partnership.refresh_from_db()

    def review(self, *, due_in: int, days_ago: int) -> Review:
        """Ask the key people of both sides the questions of the pulse."""
        now = self.house.ago(days_ago)
        due_on = (self.house.now + timedelta(days=due_in)).date()
        review = reviews.plan_review(
            partnership=self.partnership, due_on=due_on, by=self.owner, now=now
        )
        people = {
            side: [one.contact for one in found if one.is_key]
            for side, found in people_to_ask(self.partnership, now.date()).items()
        }
        opening = reviews.Opening(QuestionSet.objects.get(code="pulse"), people, review.due_on)
        return reviews.open_review(review=review, opening=opening, by=self.owner, now=now)

    def rate(self, review: Review, side: Side, days_ago: int, *told: list[int | None]) -> None:
        """The first people of a side answer by phone; ours guess that the partner agrees."""
        now, questions = self.house.ago(days_ago), QuestionSet.objects.get(code="pulse").questions
        for rater, values in zip(review.raters.filter(side=side), told, strict=False):
            given = [
                reviews.GivenAnswer(
                    question,
                    value=value,
                    cant_say=value is None,
                    guess=value if side == Side.OURS else None,
                )
                for question, value in zip(questions.exclude(dimension=""), values, strict=True)
            ]
            answers = reviews.RaterAnswers(given, level_now=3, level_wanted=4, how=How.PHONE)
            reviews.answer(rater=rater, answers=answers, by=self.owner, now=now, today=now.date())

    def scan(self) -> File[bytes]:
        return File(BytesIO(SCAN + self.partner.name.encode()), name="signed.pdf")


def _contact(person: Person) -> Contact:
    return Contact(
        name=person.name,
        email=_address(person.name),
        phone=person.phone,
        prefers=Prefers.PHONE if person.phone else Prefers.LINK,
    )


def _address(name: str) -> str:
    return name.lower().replace(" ", ".") + "@example.org"
