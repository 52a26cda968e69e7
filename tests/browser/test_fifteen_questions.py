"""A director's questions, each answered from the panel in at most three clicks."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import User
from partnerships.agreements.models import Mou, MouParty, MouType
from partnerships.engagement.models import FollowUp, Interaction, Meeting, Participant
from partnerships.exchange.models import Benefit, Evidence, OfferingCategory, ServiceOffering
from partnerships.organizations.models import Address, Contact, Organization
from partnerships.relationships.models import (
    ClosingReason,
    Partnership,
    Purpose,
    PurposeAgreement,
    StageChange,
)
from partnerships.reports.rules.periods import quarter_of
from partnerships.reviews.models import Question, QuestionSet, Rater, Review, ReviewAnswer
from tests.scenarios import our_organization, partner_organization, person

pytestmark = pytest.mark.django_db(transaction=True)

MOST_CLICKS = 3
DAY = timedelta(days=1)


class House:
    """A small portfolio, so that every answer can be counted by hand."""

    def __init__(self, maria: User, leader: User) -> None:
        self.now = timezone.now()
        self.today = timezone.localdate(self.now)
        self.first = quarter_of(self.today).first
        self.maria, self.leader = maria, leader
        self.ours = our_organization(self.now, maria)
        self.dana = self.person("Dana Whitfield", self.ours, leads=True)
        self.sam = self.person("Sam Reyes", self.ours, delivers=True)
        # Alder: active, with an MOU that ends this quarter; we give more than we get.
        self.alder = self.partner("Alder School", "active", maria, days=40, kind="school")
        self.jo = self.person("Jo Ortiz", self.alder.organization, leads=True)
        self.kim = self.person("Kim Lee", self.alder.organization, delivers=True)
        # Birch: exploring; one contact, signed early; they give more than they get.
        self.birch = self.partner("Birch Clinic", "exploring", maria, days=10)
        self.person("Lu Park", self.birch.organization, leads=True)
        # Cedar: MOU in progress, owned by the leader.
        self.cedar = self.partner("Cedar Works", "agreeing", leader, days=20)
        # Dune: was active for 30 days and closed today.
        self.dune = self.partner("Dune Library", "closed", maria, days=60)
        self.agreements()
        self.work()
        self.answers()

    def person(self, name: str, organization: Organization, **levels: bool) -> Contact:
        return person(self.now, self.maria, name, organization, **levels)

    def partner(
        self, name: str, stage: str, owner: User, *, days: int, kind: str = "employer"
    ) -> Partnership:
        organization = partner_organization(self.now, self.maria, name)
        Organization.objects.filter(pk=organization.pk).update(kind=kind)
        organization.kind = kind
        begun, since = self.now - days * DAY, self.now - days * DAY
        closing = {}
        if stage == "closed":
            reason = ClosingReason.objects.create(code="funding", label="Funding ended")
            closing, since = {"closing_reason": reason, "do_not_revisit": True}, self.now
        row = Partnership.objects.create(
            organization=organization, owner=owner, stage=stage, stage_since=since,
            court_since=begun, created_at=begun, **closing,
        )  # fmt: skip
        first = "active" if stage == "closed" else stage
        self.moved(row, "", first, begun)
        if stage == "closed":
            self.moved(row, "active", "closed", self.now, spent=30 * DAY)
        return row

    def moved(
        self, row: Partnership, a: str, b: str, at: datetime, spent: timedelta | None = None
    ) -> None:
        StageChange.objects.create(
            partnership=row, from_stage=a, to_stage=b, at=at, time_in_stage=spent
        )

    def mou(self, partnership: Partnership, **values: object) -> Mou:
        kind, _made = MouType.objects.get_or_create(code="mou", defaults={"label": "MOU"})
        title = f"MOU with {partnership}"
        common = {"title": title, "type": kind, "gated": True, "end_known": "date"}
        mou = Mou.objects.create(**common, created_at=self.now, created_by=self.maria, **values)
        MouParty.objects.create(mou=mou, organization=self.ours)
        MouParty.objects.create(
            mou=mou, organization=partnership.organization, partnership=partnership
        )
        return mou

    def agreements(self) -> None:
        last = quarter_of(self.today).last
        day = self.today - 30 * DAY
        self.mou(self.alder, state="signed", gate_passed_at=self.now, signed_on=day, ends_on=last)
        self.mou(self.birch, state="draft", signed_early_on=self.today)

    def item(self, partnership: Partnership, side: str, *, happened: bool) -> None:
        item = Benefit.objects.create(partnership=partnership, side=side, what="Training")
        if happened:
            Evidence.objects.create(
                benefit=item, what="Held", happened_on=self.today,
                recorded_at=self.now, recorded_by=self.maria,
            )  # fmt: skip

    def commitment(self, side: str, due: date, state: str = "open") -> None:
        FollowUp.objects.create(
            partnership=self.alder, side=side, what="Send the list", due_on=due, state=state,
            closed_on=due if state == "done" else None, made_at=self.now, made_by=self.maria,
        )  # fmt: skip

    def work(self) -> None:
        for side, happened in (("ours", True), ("ours", True), ("theirs", True)):
            self.item(self.alder, side, happened=happened)
        self.item(self.birch, "theirs", happened=True)
        self.commitment("ours", self.today, "done")
        self.commitment("ours", self.today - DAY)
        self.commitment("theirs", self.today, "done")
        for at, feel in ((self.now, 1), (self.now - 100 * DAY, 3)):
            meeting = Meeting.objects.create(
                partnership=self.alder, starts_at=at, owner=self.maria, time_zone="UTC",
                state="held", feel=feel, closed_out_at=at, closed_out_by=self.maria,
            )  # fmt: skip
            meeting.partners.create(partnership=self.alder)
            Participant.objects.create(meeting=meeting, contact=self.sam, side="ours", came=True)
            Participant.objects.create(
                meeting=meeting, contact=self.jo, side="theirs", came=True,
                organization=self.alder.organization,
            )  # fmt: skip
        Interaction.objects.create(
            partnership=self.alder, kind="call", on=self.today, with_contact=self.jo,
            recorded_at=self.now, recorded_by=self.maria,
        )  # fmt: skip
        for number, label in enumerate(("Transport", "Interpreters")):
            category = OfferingCategory.objects.create(code=f"c{number}", label=label)
        ServiceOffering.objects.create(
            organization=self.alder.organization, category=category, title="Sign language"
        )
        for organization, state in ((self.alder.organization, "RI"), (self.ours, "MA")):
            Address.objects.create(organization=organization, city="Here", state=state)
        elsewhere = partner_organization(self.now, self.maria, "Far Away Fund")
        Address.objects.create(organization=elsewhere, city="There", state="VT")

    def answers(self) -> None:
        purpose = Purpose.objects.create(
            partnership=self.alder, sentence="Why", set_at=self.now, set_by=self.maria
        )
        for who, side in ((self.dana, "ours"), (self.sam, "ours"), (self.kim, "theirs")):
            PurposeAgreement.objects.create(
                purpose=purpose, contact=who, side=side, how="phone", agreed_on=self.today,
                recorded_at=self.now, recorded_by=self.maria,
            )  # fmt: skip
        asked = QuestionSet.objects.create(
            code="pulse", source="Ours", license="MIT", made_at=self.now
        )
        question = Question.objects.create(
            question_set=asked, position=1, dimension="trust", text="Trust?"
        )
        review = Review.objects.create(
            partnership=self.alder, due_on=self.today, planned_at=self.now, state="closed",
            decision="continue", closed_at=self.now, question_set=asked,
            answers_closed_at=self.now, opened_at=self.now - DAY,
        )  # fmt: skip
        for who, side, value in ((self.dana, "ours", 5), (self.jo, "theirs", 2)):
            rater = Rater.objects.create(
                review=review, contact=who, side=side, shows_name=True, answered_at=self.now,
                said_on=self.today, added_at=self.now,
            )  # fmt: skip
            ReviewAnswer.objects.create(rater=rater, question=question, value=value)
        Review.objects.create(
            partnership=self.cedar, due_on=self.today - DAY, planned_at=self.now, state="planned"
        )


class Director:
    """Someone at the panel who counts their clicks."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def asks(self, *clicks: str) -> None:
        assert len(clicks) <= MOST_CLICKS
        self.page.goto("/admin/?period=90")
        for name in clicks:
            main = self.page.locator("main")
            if name == "Period":
                main.locator("summary", has_text=name).click()
            elif name.startswith("Table: "):
                card = main.get_by_role("region", name=name.removeprefix("Table: "), exact=True)
                card.get_by_role("link", name="Table").first.click()
            else:
                main.get_by_role("link", name=name, exact=True).click()

    def reads(self, table: str, row: str) -> list[str]:
        found = self.page.get_by_role("table", name=table, exact=True)
        line = found.locator("tbody tr", has=self.page.locator("th", has_text=row))
        return [text.strip() for text in line.first.locator("td").all_inner_texts()]


@pytest.fixture
def director(
    page: Page, coordinator: User, leader: User, sign_in: Callable[[User], None]
) -> Director:
    House(coordinator, leader)
    sign_in(leader)
    return Director(page)


def test_every_question_is_answered_in_three_clicks(director: Director) -> None:
    ask, read = director.asks, director.reads

    # Which MOUs end this quarter, and who holds them up?
    ask("Table: MOUs ending")
    waits = read("MOUs ending next", "Alder School")
    assert [waits[0], *waits[2:]] == [
        "MOU with Alder School",
        "Renewal not started",
        "Maria Alvarez",
    ]
    assert read("MOUs ending by quarter", "Q")[:2] == ["1", "0"]
    # Which partnerships give more than we give, and the reverse?
    ask("Table: Value on both sides")
    assert read("We give more than we get", "Alder School") == ["2", "1", "+1"]
    assert read("They give more than they get", "Birch Clinic") == ["0", "1", "+1"]
    # How many per stage per owner?
    ask("Table: Pipeline and days per stage")
    assert read("Stages by owner", "Maria Alvarez") == ["0", "0", "1", "0", "0", "1", "0"]
    assert read("Stages by owner", "Dana Whitfield") == ["0", "0", "0", "0", "1", "0", "0"]
    # How long in each stage, and where do we lose them?
    assert read("Partnerships by stage", "Exploring")[:2] == ["1", "10"]
    lost = "Where partnerships move on and where they stop"
    assert read(lost, "Active") == ["1", "0", "0", "0", "1", "0%", "30"]
    # Do we keep our commitments, and do they?
    ask("Table: Commitments kept on time")
    assert read("Commitments kept on time", "Our commitments")[2:] == ["2", "1", "0", "1"]
    assert read("Commitments kept on time", "Our commitments")[0] == "50%"
    assert read("Commitments kept on time", "Their commitments")[0] == "100%"
    # What changed this month?
    ask("Period", "This month", "Table: What changed")
    assert read("What changed", "Dune Library")[0] == "Active → Closed"
    assert read("What changed, in numbers", "Closed")[0] == "1"
    # Why do partnerships end?
    ask("Table: Why partnerships ended")
    assert read("Why partnerships ended", "Funding ended") == ["1", "0"]
    # Are reviews on time, and where is the biggest gap?
    ask("Table: Reviews")
    assert read("Reviews on time", "Decided on time")[0] == "1"
    assert read("Reviews on time", "Due in the period")[0] == "2"
    ask("Table: Where the two sides differ most")
    assert read("Where the two sides differ most", "Trust") == ["3.0", "5.0", "2.0", "1"]
    assert read("Partnerships by biggest gap", "Alder School") == ["Trust", "3.0"]


def test_questions_about_people_are_answered_in_three_clicks(director: Director) -> None:
    ask, read = director.asks, director.reads

    # Which partnerships rest on one person?
    ask("We know only one person there")
    assert read("Resting on one person: We know only one person there", "Birch Clinic")
    # Where are leaders and front line not on the same page?
    ask("Table: Same page and one-person risks")
    same = "On the same page about the purpose"
    assert read(same, "Our leaders") == ["50%", "1"]
    assert read(same, "Their leaders") == ["0%", "2"]
    assert read(same, "All four") == ["0%", "2"]
    # What does each coordinator carry?
    ask("Table: Workload")
    assert read("Workload", "Maria Alvarez") == ["2", "2", "1", "0", "0"]
    assert read("Workload", "Dana Whitfield") == ["1", "1", "0", "0", "1"]
    # Is energy rising or falling?
    ask("Table: Energy")
    assert read("Energy is falling", "Alder School") == ["-2.0", "1.0", "3.0"]
    # Which kinds, places and services lack a partner?
    ask("Table: Gaps in the network")
    assert read("Services partners bring", "Transport") == ["0"]
    assert read("Services partners bring", "Interpreters") == ["1"]
    assert read("Kinds of organizations", "Employer") == ["2"]
    assert read("Places", "VT") == ["0", "1"]
    assert read("Places", "RI") == ["1", "1"]
    # What was signed before both sides answered?
    ask("Documents signed before both sides answered")
    assert read("MOUs: Signed early, not in effect", "MOU with Birch Clinic")[0] == "Birch Clinic"
    # Who of us knows this organization best?
    ask("Who knows whom")
    knows = read("Who of us knows each partner best", "Alder School")
    assert [*knows[:2], knows[3]] == ["Sam Reyes", "2", "Maria Alvarez (1)"]
    assert read("Who of us knows each partner best", "Cedar Works")[0] == "No one yet"
