"""People of a random portfolio: jobs, seats, agreements, meetings and ratings."""

from datetime import UTC, date, datetime, time, timedelta

from accounts.models import User
from partnerships.engagement.models import Interaction, Meeting, Participant
from partnerships.exchange.models import Benefit, OfferingCategory, ServiceOffering
from partnerships.organizations.models import Address, Contact, Organization, Position
from partnerships.relationships.lifecycle import Level, Side
from partnerships.relationships.models import (
    KeyPlayer,
    Partnership,
    Purpose,
    PurposeAgreement,
)
from partnerships.reviews.models import Question, QuestionSet, Rater, Review, ReviewAnswer
from tests.reports.world import DAY, World

DIMENSIONS = ("trust", "value_ours", "value_theirs")


class People:
    """Fills a world with people, and keeps who was made."""

    def __init__(self, world: World) -> None:
        self.world, self.dice = world, world.dice
        self.today = world.day(world.now)
        self.ours = Organization.objects.create(
            name="Ours", name_key="ours", search_text="ours", is_ours=True
        )
        self.staff = [self.contact(f"Staff {number}") for number in range(4)]
        Contact.objects.filter(pk=self.staff[0].pk).update(user=world.user)
        for one in self.staff:
            self.position(one, self.ours)
        self.services = [
            OfferingCategory.objects.create(code=f"s{n}", label=f"Service {n}", is_active=n != 2)
            for n in range(3)
        ]
        self.asked = QuestionSet.objects.create(
            code="p", source="Ours", license="MIT", made_at=world.now
        )
        self.questions = [
            Question.objects.create(
                question_set=self.asked, position=number, dimension=dimension, text="How?"
            )
            for number, dimension in enumerate((*DIMENSIONS, "trust", ""), 1)
        ]

    def settle(self) -> None:
        """Give every partnership people, places, services, meetings and answers."""
        rows = list(Partnership.objects.select_related("organization").order_by("pk"))
        for row in rows:
            there = [self.contact(f"Person {n}") for n in range(self.dice.randrange(4))]
            for one in there:
                self.position(one, row.organization)
            self.seats(row, there)
            self.purposes(row, there)
            self.place(row)
            self.rated(row, there)
            for _one in range(self.dice.randrange(4)):
                self.met(row, self.dice.choice(rows), there)

    def some_day(self) -> date | None:
        days = (None, None, self.today - 400 * DAY, self.today - DAY, self.today, self.today + DAY)
        return self.dice.choice(days)

    def contact(self, name: str) -> Contact:
        archived = self.world.now if self.dice.random() < 0.1 else None
        return Contact.objects.create(name=name, search_text=name.lower(), archived_at=archived)

    def position(self, contact: Contact, organization: Organization) -> None:
        since, until = self.some_day(), self.some_day()
        if since and until and until < since:
            since, until = until, since
        Position.objects.create(
            contact=contact, organization=organization, since=since, until=until,
            leads=self.dice.random() < 0.5, delivers=self.dice.random() < 0.5,
        )  # fmt: skip

    def seats(self, row: Partnership, there: list[Contact]) -> None:
        users = list(User.objects.all())
        row.deputy = self.dice.choice([None, *(one for one in users if one.pk != row.owner_id)])
        row.save(update_fields=["deputy"])
        is_one = self.dice.random() < 0.2
        Organization.objects.filter(pk=row.organization_id).update(is_one_person=is_one)
        for side, people in ((Side.OURS, self.staff), (Side.THEIRS, there)):
            for one in people:
                if self.dice.random() < 0.4:
                    KeyPlayer.objects.create(
                        partnership=row, side=side, contact=one, named_at=self.world.now,
                        level=self.dice.choice([Level.LEADS, Level.DELIVERS, Level.OTHER]),
                    )  # fmt: skip

    def purposes(self, row: Partnership, there: list[Contact]) -> None:
        now, user = self.world.now, self.world.user
        for number in range(self.dice.randrange(3)):
            purpose = Purpose.objects.create(
                partnership=row, sentence=f"Why {number}", set_at=now, set_by=user
            )
            for side, people in ((Side.OURS, self.staff), (Side.THEIRS, there)):
                for one in people:
                    if self.dice.random() < 0.7:
                        in_error = self.dice.random() < 0.1
                        PurposeAgreement.objects.create(
                            purpose=purpose, contact=one, side=side, how="phone",
                            agreed_on=self.today, recorded_at=now, recorded_by=user,
                            in_error_at=now if in_error else None,
                            in_error_by=user if in_error else None,
                        )  # fmt: skip

    def place(self, row: Partnership) -> None:
        for _one in range(self.dice.randrange(3)):
            state = self.dice.choice(["RI", "ri", "MA", ""])
            Address.objects.create(organization=row.organization, city="Here", state=state)
        for number in range(self.dice.randrange(3)):
            ServiceOffering.objects.create(
                organization=row.organization, category=self.dice.choice(self.services),
                title=f"Rides {number}", is_active=self.dice.random() < 0.7,
            )  # fmt: skip
        for item in Benefit.objects.filter(partnership=row):
            item.category = self.dice.choice([None, *self.services])
            item.save(update_fields=["category"])

    def met(self, row: Partnership, other: Partnership, there: list[Contact]) -> None:
        """A meeting, perhaps of two partners, or a call; some this week, some two years ago."""
        dice, now = self.dice, self.world.now
        if there and dice.random() < 0.3:
            Interaction.objects.create(
                partnership=row, kind=dice.choice(["call", "note"]),
                with_contact=dice.choice(there), recorded_at=now, recorded_by=self.world.user,
                on=self.today - dice.choice([0, 3, 729, 732, 800]) * DAY,
            )  # fmt: skip
            return
        is_held = dice.random() < 0.7
        back = dice.choice([1, 30, 728, 733]) if is_held else dice.randrange(-8, 1)
        on = self.today - back * DAY
        noon = datetime.combine(on, time(12), tzinfo=self.world.zone).astimezone(UTC)
        meeting = Meeting.objects.create(
            partnership=row, starts_at=noon, owner=self.world.user, time_zone="UTC",
            state="held" if is_held else dice.choice(["planned", "planned", "canceled"]),
            feel=dice.choice([None, 1, 4]) if is_held else None,
            closed_out_at=now if is_held else None,
            closed_out_by=self.world.user if is_held else None,
        )  # fmt: skip
        for partner in {row.pk: row, other.pk: other}.values():
            meeting.partners.create(partnership=partner)
        for one in there:
            Participant.objects.create(
                meeting=meeting, contact=one, side="theirs", organization=row.organization,
                came=dice.choice([True, False, None]),
            )  # fmt: skip
        for one in self.staff:
            came = dice.choice([True, False, None])
            Participant.objects.create(meeting=meeting, contact=one, side="ours", came=came)

    def rated(self, row: Partnership, there: list[Contact]) -> None:
        dice, now = self.dice, self.world.now
        if dice.random() < 0.5:
            return
        closed = now - dice.choice([1, 100, 364, 367]) * DAY
        review = Review.objects.create(
            partnership=row, due_on=self.today, planned_at=now, state="closed",
            decision="continue", closed_at=closed, question_set=self.asked,
            opened_at=closed - DAY, answers_closed_at=closed,
        )  # fmt: skip
        for side, people in (("ours", self.staff), ("theirs", there)):
            for one in people:
                answered = dice.random() < 0.7
                rater = Rater.objects.create(
                    review=review, contact=one, side=side, shows_name=dice.random() < 0.5,
                    answered_at=closed - timedelta(hours=1) if answered else None,
                    said_on=self.world.day(closed) if answered else None, added_at=closed - DAY,
                )  # fmt: skip
                for question in self.questions if answered else ():
                    value = dice.choice([None, 1, 2, 3, 4, 5]) if question.dimension else None
                    ReviewAnswer.objects.create(
                        rater=rater, question=question, value=value,
                        cant_say=bool(question.dimension) and value is None,
                    )  # fmt: skip
