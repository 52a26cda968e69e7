"""What people at the partner see behind links to a review, and what never leaves."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from partnerships.engagement.lifecycle import Feel
from partnerships.engagement.models import Meeting
from partnerships.exchange.models import Benefit
from partnerships.relationships.lifecycle import Side
from partnerships.reviews import actions as reviews
from partnerships.reviews.lifecycle import ReviewLinkKind
from partnerships.reviews.models import Question, Rater, ResultComment, Review, ReviewAnswer
from tests.reviews.answers import link_to, rater, say

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def address(asked: Review, coordinator: User, now: datetime) -> str:
    """Where Jo Ortiz answers."""
    return link_to(asked, "Jo Ortiz", coordinator, now)


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Referrer-Policy"] == "no-referrer"
    return response.content.decode()


def ratings(value: str) -> dict[str, str]:
    return {f"q_{one.pk}": value for one in Question.objects.filter(question_set__code="pulse")}


def test_opening_the_page_changes_nothing(client: Client, address: str) -> None:
    page = read(client, address)
    assert "How is the partnership with Harbor Employment Network going?" in page
    assert "g_" not in "".join(client.get(address).context["form"].fields)
    assert not ReviewAnswer.objects.exists()
    assert rater("Jo Ortiz").draft == {}


def test_a_half_done_answer_is_kept_and_counts_for_nothing(client: Client, address: str) -> None:
    first = Question.objects.filter(question_set__code="pulse")[0]
    client.post(address, {f"q_{first.pk}": "2", "keep": "yes"})
    assert "saved for later" in read(client, address)
    assert client.get(address).context["form"][f"q_{first.pk}"].value() == "2"
    assert not Rater.objects.answered().exists()


def test_answers_are_sent_and_changed_until_they_close(
    client: Client, address: str, asked: Review, coordinator: User, now: datetime
) -> None:
    assert client.post(address, ratings("2")).status_code == 302
    assert client.post(address, ratings("5") | {"works": "yes"}).status_code == 302
    values = ReviewAnswer.objects.filter(rater=rater("Jo Ortiz"), value__isnull=False)
    assert {one.value for one in values} == {5}
    assert "We received your answers" in read(client, address)
    reviews.close_answers(review=asked, by=coordinator, now=now)
    assert "This review is closed" in read(client, address)
    client.post(address, ratings("1"))
    assert {one.value for one in values.all()} == {5}


def test_an_empty_form_is_shown_again(client: Client, address: str) -> None:
    assert client.post(address, {}).status_code == 422


def test_a_few_raters_are_promised_no_anonymity(client: Client, address: str) -> None:
    page = read(client, address)
    assert "This isn't anonymous" in page.replace("&#x27;", "'")
    reviews_of = rater("Kim Lee")
    reviews_of.delete()
    alone = read(client, address).replace("&#x27;", "'")
    assert "You're the only person asked at your organization" in alone


def test_a_link_reads_no_one_elses_answers(
    client: Client, address: str, asked: Review, coordinator: User, now: datetime
) -> None:
    say("Kim Lee", [1] * 6, now, text="Their forms are awful")
    say("Dana Whitfield", [2] * 6, now, text="They are slow")
    page = read(client, address)
    assert "Their forms are awful" not in page
    assert "They are slow" not in page
    form = client.get(address).context["form"]
    assert not any(form[name].value() for name in form.fields if name.startswith("q_"))


@pytest.fixture
def shared_result(asked: Review, coordinator: User, now: datetime) -> str:
    """A result with secrets all around it, and Jo's link to it."""
    partnership = asked.partnership
    Benefit.objects.create(
        partnership=partnership, side=Side.OURS, what="Secret item", is_internal=True
    )
    meeting = Meeting.objects.create(
        partnership=partnership,
        starts_at=now - timedelta(hours=3),
        time_zone="UTC",
        owner=coordinator,
        state="held",
        feel=Feel.LOW,
        learned="Secret lesson",
        closed_out_at=now,
        closed_out_by=coordinator,
    )
    meeting.partners.create(partnership=partnership)
    Review.objects.filter(pk=asked.pk).update(notes="Secret notes")
    reviews.prepare(review=asked, now=now)
    say("Dana Whitfield", [5] * 6, now, guesses=[1] * 6, text="Keep the visits")
    say("Sam Reyes", [5] * 6, now, guesses=[1] * 6, shows_name=True, text="More calls")
    say("Jo Ortiz", [2] * 6, now, text="Fewer forms")
    say("Kim Lee", [2] * 6, now)
    reviews.close_answers(review=asked, by=coordinator, now=now)
    return link_to(asked, "Jo Ortiz", coordinator, now, ReviewLinkKind.RESULT)


def test_the_result_shows_the_shared_part_and_names_only_with_consent(
    client: Client, shared_result: str
) -> None:
    page = read(client, shared_result)
    for words in ("Biggest gap: Trust, 3.0 points", "Fewer forms", "Keep the visits", "Sam Reyes"):
        assert words in page
    for name in ("Dana Whitfield", "Kim Lee", "Jo Ortiz"):
        assert name not in page


def test_what_is_for_us_only_never_leaves(client: Client, shared_result: str) -> None:
    page = read(client, shared_result)
    for secret in ("Secret", "Energy", "guess", "Waiting on", "stance"):
        assert secret not in page
    result = client.get(shared_result).context["page"]
    assert result.review.facts["internal"]["energy"] == [Feel.LOW]


def test_a_comment_on_the_result_is_kept(client: Client, shared_result: str) -> None:
    assert client.post(shared_result, {"text": "Let's talk about forms."}).status_code == 302
    assert ResultComment.objects.get().text == "Let's talk about forms."
    assert "talk about forms." in read(client, shared_result)


def test_reminders_are_stopped_with_one_click(client: Client, address: str) -> None:
    stop = f"{address}stop/"
    assert "Stop reminders" in read(client, stop)
    assert "anymore" in client.post(stop).content.decode()


def test_an_unknown_link_opens_nothing(client: Client, db: None) -> None:
    assert client.get("/r/nothing/").status_code == 404
