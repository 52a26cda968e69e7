"""Our own pages about a review that asks people."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from partnerships.outbox.models import Delivery
from partnerships.relationships.lifecycle import Side
from partnerships.reviews import actions as reviews
from partnerships.reviews.models import QuestionSet, Rater, Review, ReviewAnswer, ReviewLink
from tests.reviews.answers import rater, say

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


def sheet(questions: QuestionSet, value: str, **also: str) -> dict[str, str]:
    """Return what the form sends when every rating has the same value."""
    rated = questions.questions.exclude(dimension="")
    return {**{f"q_{one.pk}": value for one in rated}, **also}


def test_a_review_is_started_with_the_key_people(
    client_as: SignIn, coordinator: User, review: Review, pulse: QuestionSet
) -> None:
    url = reverse("review_open", args=[review.pk])
    client = client_as(coordinator)
    page = client.get(url).content.decode()
    assert "Pulse" in page
    chosen = {
        side.value: list(client.get(url).context["form"].fields[side.value].initial)
        for side in Side
    }
    typed = {"question_set": pulse.pk, "answers_until": "2026-12-14", "occasion": "cadence"}
    assert client.post(url, {**typed, **chosen}).status_code == 302
    review.refresh_from_db()
    assert (Rater.objects.count(), bool(review.prepared_at)) == (4, True)
    assert not Delivery.objects.exists()


def test_a_few_of_ours_are_promised_no_anonymity(
    client_as: SignIn, coordinator: User, asked: Review
) -> None:
    url = reverse("review_answer", args=[asked.pk])
    client = client_as(coordinator)
    assert "This isn't anonymous." in client.get(url).content.decode()
    rater("Sam Reyes").delete()
    assert "You're the only one of us who's asked" in client.get(url).content.decode()


def test_ones_own_answers_are_sent_and_changed(
    client_as: SignIn, coordinator: User, asked: Review, pulse: QuestionSet
) -> None:
    url = reverse("review_answer", args=[asked.pk])
    client = client_as(coordinator)
    assert client.get(url).status_code == 200
    first = pulse.questions.all()[0]
    client.post(url, {f"q_{first.pk}": "2", "keep": "yes"})
    assert not ReviewAnswer.objects.exists()
    assert rater("Dana Whitfield").draft == {f"q_{first.pk}": "2"}
    client.post(url, sheet(pulse, "4", **{f"g_{first.pk}": "5"}))
    assert client.post(url, sheet(pulse, "na")).status_code == 302
    mine = ReviewAnswer.objects.filter(rater=rater("Dana Whitfield"))
    assert [(one.value, one.cant_say, one.guess) for one in mine] == [(None, True, None)] * 6


def test_who_is_not_asked_has_no_form(client_as: SignIn, leader: User, asked: Review) -> None:
    assert client_as(leader).get(reverse("review_answer", args=[asked.pk])).status_code == 404


def test_answers_by_phone_count_and_only_their_writer_sees_them_again(
    client_as: SignIn, coordinator: User, leader: User, asked: Review, pulse: QuestionSet
) -> None:
    url = reverse("review_record", args=[rater("Jo Ortiz").pk])
    first = pulse.questions.all()[0]
    typed = sheet(pulse, "3", how="phone", said_on="2026-11-20")
    assert client_as(coordinator).post(url, typed).status_code == 302
    jo = rater("Jo Ortiz")
    assert (jo.how, str(jo.said_on), jo.recorded_by) == ("phone", "2026-11-20", coordinator)
    mine = client_as(coordinator).get(url).context["form"]
    theirs = client_as(leader).get(url).context["form"]
    assert (mine[f"q_{first.pk}"].value(), theirs[f"q_{first.pk}"].value()) == (3, None)
    late = client_as(coordinator).post(url, {**typed, "said_on": "2026-12-20"})
    assert late.status_code == 422


def test_the_mail_is_shown_before_it_is_sent(
    client_as: SignIn, coordinator: User, asked: Review
) -> None:
    url = reverse("review_ask", args=[rater("Jo Ortiz").pk])
    client = client_as(coordinator)
    page = client.get(url).content.decode()
    assert "how is the partnership with Harbor Employment Network going?" in page
    client.post(url, {"words": "Three minutes.", "preview": "yes"})
    assert not ReviewLink.objects.exists()
    assert client.post(url, {"words": "Three minutes.", "remind": "on"}).status_code == 302
    assert ReviewLink.objects.get().contact.name == "Jo Ortiz"
    assert Delivery.objects.count() == 2


def test_the_result_stays_hidden_until_answers_are_closed(
    client_as: SignIn, coordinator: User, asked: Review, now: datetime
) -> None:
    for name in ("Dana Whitfield", "Sam Reyes"):
        say(name, [5] * 6, now, text="Keep the visits")
    for name in ("Jo Ortiz", "Kim Lee"):
        say(name, [2] * 6, now, text="Fewer forms")
    client = client_as(coordinator)
    before = client.get(asked.get_absolute_url()).content.decode()
    assert "Fewer forms" not in before
    assert "4 of 4" in before
    client.post(reverse("answers_close", args=[asked.pk]))
    after = client.get(asked.get_absolute_url()).content.decode()
    assert "Biggest gap: Trust, 3.0 points" in after
    assert "Fewer forms" in after
    assert '<svg class="dumbbell ' in after
    csv = client.get(reverse("review_csv", args=[asked.pk])).content.decode()
    assert '"Trust","5.0","2.0","3.0","",""' in csv
    client.post(reverse("answers_reopen", args=[asked.pk]))
    assert "Fewer forms" not in client.get(asked.get_absolute_url()).content.decode()


def test_a_name_shows_only_with_consent(
    client_as: SignIn, coordinator: User, asked: Review, now: datetime
) -> None:
    say("Jo Ortiz", [2] * 6, now, text="Fewer forms")
    say("Kim Lee", [4] * 6, now, text="More visits", shows_name=True)
    reviews.close_answers(review=asked, by=coordinator, now=now)
    comments = client_as(coordinator).get(asked.get_absolute_url()).context["findings"].result
    assert [one.name for one in comments.comments] == ["", "Kim Lee"]


def test_more_raters_cost_no_more_queries(
    client_as: SignIn,
    coordinator: User,
    asked: Review,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client, counts = client_as(coordinator), []
    for names in (["Jo Ortiz", "Dana Whitfield"], ["Kim Lee", "Sam Reyes"]):
        for name in names:
            say(name, [3] * 6, now, text="Fine")
        reviews.close_answers(review=asked, by=coordinator, now=now)
        client.get(asked.get_absolute_url())
        with django_assert_max_num_queries(22) as queries:
            client.get(asked.get_absolute_url())
        counts.append(len(queries))
        reviews.reopen_answers(review=asked, by=coordinator, now=now)
    assert counts[0] == counts[1]


def test_the_partner_page_says_how_closely_both_sides_work_together(
    client_as: SignIn, coordinator: User, asked: Review, now: datetime
) -> None:
    for name, level in (("Dana Whitfield", 3), ("Sam Reyes", 4), ("Jo Ortiz", 1)):
        say(name, [4] * 6, now, level_now=level, level_wanted=5)
    client = client_as(coordinator)
    client.post(reverse("answers_close", args=[asked.pk]))
    page = client.get(f"{asked.partnership.get_absolute_url()}?tab=reviews").content.decode()
    assert "us 3.5, wanted 5.0" in page
    assert "them 1.0" not in page


def test_the_questions_on_paper(
    client_as: SignIn, coordinator: User, asked: Review, pulse: QuestionSet, now: datetime
) -> None:
    say("Jo Ortiz", [5, 4, 3, 2, 1, None], now, text="Only for the two of us.")
    client = client_as(coordinator)
    url = reverse("review_sheet", args=[asked.pk])
    theirs, ours = (client.get(url, {"side": side}).content.decode() for side in Side.values[::-1])
    for question in pulse.questions.all():
        assert escape(question.text) in theirs
        assert escape(question.text) in ours
    assert "How would" not in theirs, "only our side guesses"
    assert "How would" in ours
    assert "Only for the two of us" not in theirs + ours
    assert client.get(url, {"side": "nobody"}).status_code == 404
