"""What is for us only is on no page, in no file and in no email that a partner gets (P2)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pypdf import PdfReader
from pytest_django import Settings

from accounts.models import User
from partnerships.agreements import actions as agreements
from partnerships.agreements.lifecycle import Fate, LinkKind
from partnerships.agreements.models import Mou, MouLink
from partnerships.engagement import actions as engagement
from partnerships.engagement.lifecycle import Feel
from partnerships.engagement.models import FollowUp, Interaction, Meeting
from partnerships.exchange.models import Benefit
from partnerships.links import actions as links
from partnerships.links.rules import token_of
from partnerships.organizations.models import Contact
from partnerships.outbox import actions as outbox
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import Side, Stage, Stance, Weight
from partnerships.relationships.models import ClosingReason, KeyPlayer, Partnership, StageChange
from partnerships.reminders.lifecycle import SignalCode
from partnerships.reviews import actions as reviews
from partnerships.reviews.lifecycle import Occasion, ReviewLinkKind
from partnerships.reviews.models import QuestionSet, Review, ReviewLink, ReviewProposal
from tests.access import Page, pages
from tests.factories import ClosingReasonFactory, FollowUpFactory, MeetingFactory
from tests.reviews.answers import say
from tests.scenarios import drafted_mou, partnership_ready_for_mou, sign_all

pytestmark = pytest.mark.usefixtures("clock")

Tokens = dict[str, list[str]]
MARK = "Our own words:"
#: Texts that are ours alone, in every row there is.
INTERNAL = {
    Contact: ["notes"],
    Benefit: ["notes", "cost"],
    Interaction: ["text"],
    Meeting: ["learned", "aim"],
    FollowUp: ["what", "closing_note"],
    Partnership: ["no_next_step_reason"],
    StageChange: ["note"],
    ClosingReason: ["label"],
    Review: ["notes", "no_promises_because"],
    ReviewProposal: ["detail"],
}
#: Words that only our own pages have.
WORDS = [
    *(
        "energy",
        "guessed",
        "would answer",
        "stance",
        "influence",
        "needs attention",
        "suggested review",
    ),
    *(str(one.label) for one in SignalCode if one != SignalCode.NOT_SAME_PAGE),  # a gap, too
    *(str(one.label) for one in Occasion if one != Occasion.OTHER),
    *(str(stance.label) for stance in (Stance.FOR, Stance.AGAINST)),
]


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    """One whose every corner has something that is for us only."""
    call_command("load_first_content", stdout=StringIO())
    partnership = partnership_ready_for_mou(now, coordinator)
    Partnership.objects.update(stage=Stage.AGREEING, created_at=now - timedelta(days=200))
    jo = Contact.objects.get(name="Jo Ortiz")
    KeyPlayer.objects.create(
        partnership=partnership,
        side=Side.THEIRS,
        level="leads",
        contact=jo,
        influence=Weight.HIGH,
        interest=Weight.LOW,
        stance=Stance.AGAINST,
        named_at=now,
    )
    Benefit.objects.create(
        partnership=partnership, side=Side.OURS, what=f"{MARK} an internal item", is_internal=True
    )
    for weeks, feel in enumerate((Feel.LOW, Feel.GOOD, Feel.GREAT), 1):
        MeetingFactory.create(
            partnership=partnership,
            owner=coordinator,
            starts_at=now - timedelta(weeks=weeks),
            state="held",
            feel=feel,
            closed_out_at=now,
            closed_out_by=coordinator,
        )
    FollowUpFactory.create(
        partnership=partnership,
        due_on=now.date() - timedelta(days=50),
        made_at=now,
        made_by=coordinator,
    )
    return partnership


@pytest.fixture
def review(partnership: Partnership, coordinator: User, now: datetime, today: date) -> Review:
    """A review under way, with proposals of others beside it."""
    for occasion in Occasion:
        ReviewProposal.objects.create(
            partnership=partnership, occasion=occasion, about_id=1, since=today, proposed_at=now
        )
    planned = reviews.plan_review(partnership=partnership, due_on=today, by=coordinator, now=now)
    people = {
        Side.OURS: Contact.objects.filter(name__in=["Dana Whitfield", "Sam Reyes"]),
        Side.THEIRS: Contact.objects.filter(name__in=["Jo Ortiz", "Kim Lee"]),
    }
    opening = reviews.Opening(
        QuestionSet.objects.get(code="pulse"),
        {side: list(found) for side, found in people.items()},
        today + timedelta(days=7),
        Occasion.ENERGY,
    )
    opened = reviews.open_review(review=planned, opening=opening, by=coordinator, now=now)
    reviews.prepare(review=opened, now=now)
    for name in ("Dana Whitfield", "Sam Reyes"):
        say(name, [5] * 6, now, guesses=[1] * 6, text="Keep the visits")
    return opened


def plant() -> None:
    """Write the mark into everything that is for us only."""
    for model, columns in INTERNAL.items():
        for column in columns:
            model.objects.update(**{column: f"{MARK} {column}"})  # type: ignore[attr-defined]


def behind_links() -> Iterator[Page]:
    """Every page and file whose address holds a person's token."""
    for page in pages():
        if "token>" in page.route:
            yield page


def read(content: bytes, kind: str) -> str:
    if kind.startswith("application/pdf"):
        return " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return content.decode()


def leaks(text: str) -> list[str]:
    """Return what of ours is in a text."""
    plain = " ".join(text.split())
    return [word for word in (MARK, *WORDS) if word.lower() in plain.lower()]


def visit(client: Client, tokens: Tokens, method: str = "get") -> set[str]:
    """Ask for everything with every token; return the pages that opened."""
    opened = set()
    for page in behind_links():
        for name in (one for one in tokens if f"<str:{one}>" in page.route):
            for token in tokens[name]:
                response = getattr(client, method)(page.address({name: token}))
                text = read(response.content, response.headers.get("Content-Type", ""))
                assert leaks(text) == [], page.name
                if response.status_code == 200:
                    opened.add(page.name)
    return opened


@pytest.fixture
def tokens(partnership: Partnership, review: Review, coordinator: User, now: datetime) -> Tokens:
    """A token of each kind of link; the MOU is out for signature."""
    jo, kim = (Contact.objects.get(name=name) for name in ("Jo Ortiz", "Kim Lee"))
    mou = drafted_mou(partnership, now, coordinator)
    personal = links.send_link(
        partnership=partnership, contact=jo, words="", remind=True, by=coordinator, now=now
    )
    comments = _agrees(mou, kim, LinkKind.REVIEW, coordinator, now)
    pipeline.send_out(mou=mou, by=coordinator, now=now)
    return {
        "token": [token_of(personal)],
        "mou_token": [
            comments,
            *(_agrees(mou, jo, kind, coordinator, now) for kind in (LinkKind.SIGN, LinkKind.READ)),
        ],
        "review_token": [_asks(review, jo, ReviewLinkKind.ANSWER, coordinator, now)],
        "feed_token": [_follows(partnership, coordinator, now)],
        "invitation_token": [_invited(partnership, jo, coordinator, now)],
    }


def test_no_page_or_file_behind_a_link_has_what_is_ours(
    client: Client, tokens: Tokens, coordinator: User, now: datetime
) -> None:
    review, jo = Review.objects.get(), Contact.objects.get(name="Jo Ortiz")
    plant()
    opened = visit(client, tokens)
    for name in ("Jo Ortiz", "Kim Lee"):
        say(name, [2] * 6, now, text="Fewer forms")
    reviews.close_answers(review=review, by=coordinator, now=now)
    tokens["review_token"].append(_asks(review, jo, ReviewLinkKind.RESULT, coordinator, now))
    sign_all(Mou.objects.get(), now, coordinator)
    agreements.finish_signed(now=now)
    plant()
    opened |= visit(client, tokens)
    assert {page.name for page in behind_links()} - opened == {"reminder_stop"}  # for our people
    visit(client, tokens, "post")
    _close(review.partnership, coordinator, now)
    plant()
    visit(client, tokens)


def test_no_email_to_a_partner_has_what_is_ours(
    tokens: Tokens, now: datetime, tmp_path: Path, settings: Settings
) -> None:
    settings.MAIL_FOLDER = tmp_path
    plant()
    kinds = {**links.KINDS, **agreements.KINDS, **reviews.KINDS, **engagement.KINDS}
    outbox.pump(kinds=kinds, clock=lambda: now)
    sent = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in tmp_path.rglob("*")
        if path.is_file()
    ]
    assert len(sent) == 5  # comments are no longer asked for
    for mail in sent:
        assert leaks(str(mail["Subject"])) == []
        for part in mail.walk():
            if not part.is_multipart():
                content = part.get_payload(decode=True)
                assert isinstance(content, bytes)
                assert leaks(read(content, part.get_content_type())) == []


def _agrees(mou: Mou, who: Contact, kind: LinkKind, by: User, now: datetime) -> str:
    link = MouLink(mou=mou, party=agreements.party_of(mou, who), contact=who, kind=kind)
    return token_of(agreements.send_mou_link(link=link, by=by, now=now))


def _asks(review: Review, who: Contact, kind: ReviewLinkKind, by: User, now: datetime) -> str:
    link = ReviewLink(review=review, contact=who, kind=kind)
    return token_of(reviews.send_review_link(link=link, by=by, now=now))


def _follows(partnership: Partnership, by: User, now: datetime) -> str:
    return token_of(engagement.renew_feed(of=partnership, by=by, now=now))


def _invited(partnership: Partnership, who: Contact, by: User, now: datetime) -> str:
    meeting = Meeting(
        partnership=partnership, starts_at=now + timedelta(days=3), time_zone="UTC", owner=by
    )
    engagement.plan_meeting(meeting=meeting, invited={Side.THEIRS: [who]}, by=by, now=now)
    (sent,) = engagement.send_invitations(
        meeting=meeting, contacts=[who], words="", by=by, now=now
    )
    return token_of(sent)


def _close(partnership: Partnership, by: User, now: datetime) -> None:
    reason = ClosingReasonFactory.create(label="They can't do it")
    partnership.refresh_from_db()
    FollowUp.objects.update(state="dropped", closed_on=now.date())
    fates = dict.fromkeys(Mou.objects.values_list("pk", flat=True), Fate.RUNS)
    pipeline.move(
        partnership=partnership,
        to=Stage.CLOSED,
        by=by,
        now=now,
        note="Not for us",
        terms=pipeline.Ending(reason=reason, revisit_on=None, do_not_revisit=True, fates=fates),
    )
