"""What a decision leaves behind: agreed changes, whose turn it is, and corrections."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from partnerships.engagement import actions as engagement
from partnerships.engagement.lifecycle import MeetingKind
from partnerships.engagement.models import Meeting
from partnerships.exchange import actions as exchange
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models import WiifmAnswer
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.reviews import actions as reviews
from partnerships.reviews.lifecycle import Decision, ReviewLinkKind
from partnerships.reviews.models import Review
from tests.refusals import refused
from tests.reviews.answers import link_to, say
from tests.scenarios import checkable_line, lists_of, shared_lists, side_says

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")

DAY = timedelta(days=1)


def promise(side: Side, what: str, due_on: date) -> engagement.Promise:
    return engagement.Promise(side=side, what=what, due_on=due_on)


def decide(
    review: Review, by: User, now: datetime, *promises: engagement.Promise, **also: str
) -> Review:
    """Close a review with changes."""
    outcome = reviews.ReviewOutcome(
        decision=Decision.CHANGE,
        works_for_us=Answer.YES,
        works_for_them=Answer.NOT_YET,
        promises=promises,
        no_promises_because="" if promises else "Nothing to do",
        changes=also.get("changes", ""),
        notes=also.get("notes", ""),
    )
    return reviews.close_review(review=review, outcome=outcome, by=by, now=now, today=now.date())


@pytest.mark.parametrize(
    ("ours_in", "theirs_in", "court"), [(3, 9, "ours"), (9, 3, "theirs"), (5, 5, "ours")]
)
def test_whoever_has_the_next_commitment_is_waited_on(
    review: Review, coordinator: User, now: datetime, ours_in: int, theirs_in: int, court: str
) -> None:
    today = now.date()
    ours = promise(Side.OURS, "Report each quarter", today + ours_in * DAY)
    theirs = promise(Side.THEIRS, "Name a contact", today + theirs_in * DAY)
    decide(review, coordinator, now, ours, theirs)
    assert Partnership.objects.get().court == court


def test_sharing_the_result_of_a_decided_review_asks_for_nothing(
    asked: Review, coordinator: User, now: datetime
) -> None:
    say("Jo Ortiz", [4] * 6, now)
    decide(asked, coordinator, now)
    link_to(asked, "Jo Ortiz", coordinator, now, ReviewLinkKind.RESULT)
    assert Partnership.objects.get().court == Side.OURS


def test_both_sides_read_what_was_agreed_and_only_ours_the_notes(
    client_as: SignIn, client: Client, asked: Review, coordinator: User, now: datetime
) -> None:
    say("Jo Ortiz", [4] * 6, now)
    ours = promise(Side.OURS, "Send the first outcome report", now.date() + 5 * DAY)
    decide(
        asked, coordinator, now, ours, changes="A report each quarter", notes="They looked tired"
    )
    page = client_as(coordinator).get(asked.get_absolute_url()).content.decode()
    address = link_to(asked, "Jo Ortiz", coordinator, now, ReviewLinkKind.RESULT)
    shared = client.get(address).content.decode()
    for text in (page, shared):
        assert "A report each quarter" in text
        assert "Send the first outcome report" in text
        assert "Next review by Sun, May 23, 2027" in text
    assert "They looked tired" in page
    assert "They looked tired" not in shared
    assert "/follow-ups/" not in shared


def test_its_page_lists_the_meeting_about_it(
    client_as: SignIn, asked: Review, coordinator: User, now: datetime
) -> None:
    meeting = Meeting(
        partnership=asked.partnership,
        kind=MeetingKind.REVIEW,
        title="Talk about the report",
        starts_at=now + 3 * DAY,
        time_zone="UTC",
        owner=coordinator,
    )
    engagement.plan_meeting(meeting=meeting, invited={}, by=coordinator, now=now)
    client = client_as(coordinator)
    assert "Talk about the report" in client.get(asked.get_absolute_url()).content.decode()
    decide(asked, coordinator, now)
    assert "Talk about the report" in client.get(asked.get_absolute_url()).content.decode()


def test_the_form_has_what_raters_said(
    client_as: SignIn, asked: Review, coordinator: User, now: datetime
) -> None:
    client, url = client_as(coordinator), reverse("review_close", args=[asked.pk])
    say("Jo Ortiz", [4] * 6, now, works=Answer.YES)
    say("Kim Lee", [4] * 6, now, works=Answer.NOT_YET)
    say("Dana Whitfield", [4] * 6, now, works=Answer.YES)
    page = client.get(url)
    assert page.context["form"]["works_for_them"].value() is None
    assert "Recording a decision closes answers" in page.content.decode()
    assert "Kim Lee answered" not in page.content.decode()

    reviews.close_answers(review=asked, by=coordinator, now=now)
    page = client.get(url)
    form = page.context["form"]
    assert (form["works_for_us"].value(), form["works_for_them"].value()) == ("yes", "not_yet")
    assert "Kim Lee answered “Not yet”" in page.content.decode()


def test_a_decision_is_corrected_and_its_history_keeps_what_it_said(
    client_as: SignIn, review: Review, coordinator: User, now: datetime
) -> None:
    decide(review, coordinator, now, changes="A report each month")
    client = client_as(coordinator)
    typed = {
        "works_for_us": "yes",
        "works_for_them": "yes",
        "decision": "change",
        "changes": "A report each quarter",
    }
    url = reverse("decision_correct", args=[review.pk])
    assert "corrects it for the two lists too" in client.get(url).content.decode()
    assert client.get(url).context["form"]["changes"].value() == "A report each month"
    assert client.post(url, typed).status_code == 302
    review.refresh_from_db()
    assert (review.changes, review.still_works_for_them) == ("A report each quarter", "yes")
    history = client.get(reverse("record_history", args=["review", review.pk])).content.decode()
    assert "<del>A report each month</del>" in history
    assert "<del>Not yet</del>" in history

    client.post(url, typed)
    assert Event.objects.filter(verb="review.decision_corrected").count() == 1


@pytest.fixture
def said(
    review: Review, partnership: Partnership, coordinator: User, now: datetime
) -> Callable[[], list[str]]:
    """The coordinator, who is Dana of ours, closed the review of shared lists with a yes.

    Gives what our side has answered about the lists, oldest first.
    """
    Contact.objects.filter(name="Dana Whitfield").update(user=coordinator)
    shared_lists(partnership, now, coordinator)
    decide(review, coordinator, now)
    return lambda: [a.value for a in WiifmAnswer.objects.filter(side=Side.OURS)]


def correct(review: Review, ours: Answer, by: User, now: datetime) -> None:
    correction = reviews.DecisionCorrection(Decision.CONTINUE, ours, Answer.YES)
    reviews.correct_decision(review=review, correction=correction, by=by, now=now)


def test_a_correction_for_us_corrects_our_answer_about_the_lists(
    said: Callable[[], list[str]],
    review: Review,
    partnership: Partnership,
    coordinator: User,
    leader: User,
    now: datetime,
) -> None:
    """Whoever corrects it, it is what the one who closed it said that day; as often as needed."""
    day = now + DAY
    correct(review, Answer.YES, leader, day)
    assert said() == ["yes"]
    correct(review, Answer.NO, leader, day)
    ours = lists_of(partnership, day).answers[Side.OURS]
    assert (ours.value, ours.contact.name, ours.said_on) == ("no", "Dana Whitfield", now.date())
    correct(review, Answer.NOT_YET, leader, day + DAY)
    assert said() == ["yes", "no", "not_yet"]


def test_what_was_said_since_a_decision_stands(
    said: Callable[[], list[str]],
    review: Review,
    partnership: Partnership,
    coordinator: User,
    now: datetime,
) -> None:
    side_says(partnership, Side.OURS, now + DAY, coordinator)
    correct(review, Answer.NO, coordinator, now + 2 * DAY)
    assert said() == ["yes", "yes"]


def test_for_lists_that_changed_a_correction_answers_nothing(
    said: Callable[[], list[str]],
    review: Review,
    partnership: Partnership,
    coordinator: User,
    now: datetime,
) -> None:
    checkable_line(partnership, Side.OURS, now, coordinator)
    exchange.share_changes(partnership=partnership, by=coordinator, now=now)
    correct(review, Answer.NO, coordinator, now + DAY)
    assert said() == []
    assert WiifmAnswer.everything.get(side=Side.OURS).in_error_because


def test_no_correction_moves_a_stage(review: Review, coordinator: User, now: datetime) -> None:
    correction = reviews.DecisionCorrection(Decision.CLOSE, Answer.YES, Answer.YES)
    with refused("not_decided"):
        reviews.correct_decision(review=review, correction=correction, by=coordinator, now=now)
    decide(review, coordinator, now)
    with refused("decision_stays"):
        reviews.correct_decision(review=review, correction=correction, by=coordinator, now=now)
