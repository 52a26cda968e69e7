"""What a review's page says about asking: whom, when, and what to do next."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.organizations.lifecycle import Prefers
from partnerships.organizations.models import Contact
from partnerships.outbox.models import Delivery
from partnerships.reviews import actions as reviews
from partnerships.reviews.forms.opening import usual_end
from partnerships.reviews.lifecycle import ReviewLinkKind
from partnerships.reviews.models import Review, ReviewLink
from tests.refusals import refused
from tests.reviews.answers import link_to, rater, say

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


def page(client: Client, review: Review) -> str:
    """The page of a review as one line of text."""
    found = client.get(review.get_absolute_url()).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def filled(client: Client, review: Review) -> list[str]:
    """The labels of the filled buttons of a review's page: what's next."""
    found = client.get(review.get_absolute_url()).content.decode()
    main = found[found.index("<main") : found.index("</main")]
    labels = re.findall(r'class="btn btn-primary"[^>]*>(.*?)</(?:a|button)>', main, re.DOTALL)
    return [" ".join(label.split()) for label in labels]


def test_a_row_says_when_its_person_was_asked_and_shown_the_result(
    client_as: SignIn, asked: Review, coordinator: User, now: datetime
) -> None:
    client = client_as(coordinator)
    link_to(asked, "Jo Ortiz", coordinator, now)
    text = page(client, asked)
    assert "Jo Ortiz Asked Nov 23 Resend" in text
    assert "Kim Lee Not answered Send link" in text

    say("Jo Ortiz", [4] * 6, now)
    reviews.close_answers(review=asked, by=coordinator, now=now)
    link_to(asked, "Jo Ortiz", coordinator, now, ReviewLinkKind.RESULT)
    text = page(client, asked)
    assert "Jo Ortiz Nov 23 Shared Nov 23 Resend" in text
    assert "Kim Lee Not answered Share result" in text


def test_a_revoked_link_asks_no_one(
    client_as: SignIn, asked: Review, coordinator: User, now: datetime
) -> None:
    link_to(asked, "Jo Ortiz", coordinator, now)
    reviews.revoke_review_link(link=ReviewLink.objects.get(), by=coordinator, now=now)
    assert "Jo Ortiz Not answered Send link" in page(client_as(coordinator), asked)


def test_one_form_mails_everyone_who_can_be_mailed_and_was_not(
    client_as: SignIn, asked: Review, coordinator: User, now: datetime
) -> None:
    client, url = client_as(coordinator), reverse("review_ask_all", args=[asked.pk])
    link_to(asked, "Jo Ortiz", coordinator, now)
    Delivery.objects.all().delete()
    assert "Kim Lee" in client.get(url).content.decode()
    preview = client.post(url, {"words": "Hello Kim", "preview": "yes"}).content.decode()
    assert "Hello Kim" in preview
    assert client.post(url, {"words": "Hello Kim"}).status_code == 302
    assert [str(link.contact) for link in ReviewLink.objects.order_by("pk")] == [
        "Jo Ortiz",
        "Kim Lee",
    ]
    assert Delivery.objects.get().recipient_id == rater("Kim Lee").contact_id
    with refused("link_refused"):
        reviews.send_review_links(review=asked, words="", remind=False, by=coordinator, now=now)
    assert "Everyone who can be emailed has a link" in client.get(url).content.decode()


def test_who_prefers_another_way_is_left_to_people(
    asked: Review, coordinator: User, now: datetime
) -> None:
    Contact.objects.filter(name="Kim Lee").update(prefers=Prefers.PAPER)
    sent = reviews.send_review_links(review=asked, words="", remind=False, by=coordinator, now=now)
    assert [str(link.contact) for link in sent] == ["Jo Ortiz"]


def test_the_next_thing_to_do_is_the_only_filled_button(
    client_as: SignIn, asked: Review, coordinator: User, now: datetime
) -> None:
    client = client_as(coordinator)
    assert filled(client, asked) == ["Answer"]
    say("Dana Whitfield", [4] * 6, now)
    assert filled(client, asked) == ["Send links"]
    reviews.send_review_links(review=asked, words="", remind=False, by=coordinator, now=now)
    assert filled(client, asked) == []
    for name in ("Sam Reyes", "Jo Ortiz", "Kim Lee"):
        say(name, [4] * 6, now)
    assert filled(client, asked) == ["Close answers"]
    reviews.close_answers(review=asked, by=coordinator, now=now)
    assert filled(client, asked) == ["Record decision"]
    text = page(client, asked)
    assert "answers closed Mon, Nov 23" in text
    assert "answer by" not in text


def test_closing_early_names_who_has_not_answered_and_changes_nothing(
    client_as: SignIn, asked: Review, coordinator: User, now: datetime
) -> None:
    client, url = client_as(coordinator), reverse("answers_close", args=[asked.pk])
    say("Jo Ortiz", [4] * 6, now)
    text = client.get(url).content.decode()
    assert "1 of 4 people have answered" in text
    assert "Kim Lee" in text
    assert "Jo Ortiz" not in text
    assert f'href="{url}"' in client.get(asked.get_absolute_url()).content.decode()
    asked.refresh_from_db()
    assert asked.takes_answers()
    client.post(url)
    asked.refresh_from_db()
    assert asked.has_result()


@pytest.mark.parametrize(
    ("due_in", "days"), [(60, 21), (21, 21), (13, 13), (7, 7), (3, 7), (0, 7), (-9, 7)]
)
def test_answers_end_before_the_review_is_due_with_time_to_answer(
    due_in: int, days: int, today: date
) -> None:
    assert usual_end(today, today + timedelta(days=due_in)) == today + timedelta(days=days)


def test_the_meeting_gets_the_agenda_without_ratings_and_everyone_who_was_asked(
    client_as: SignIn, asked: Review, coordinator: User, now: datetime
) -> None:
    client = client_as(coordinator)
    for name, value in (("Dana Whitfield", 5), ("Sam Reyes", 4), ("Jo Ortiz", 2), ("Kim Lee", 2)):
        say(name, [value] * 6, now)
    reviews.close_answers(review=asked, by=coordinator, now=now)
    review_page = client.get(asked.get_absolute_url())
    agenda = review_page.context["findings"].agenda
    form = client.get(review_page.context["meeting_url"]).context["form"]
    lines = form["agenda"].value().split("\n")
    shared = [line.partition(". ")[2] for line in lines]
    assert len(shared) > 2
    assert shared[-2:] == agenda[-2:]  # the others say what each side answered
    assert not any(letter.isdigit() for point in shared for letter in point)
    chosen = {name: form[name].value() for name in ("ours", "theirs")}
    raters = {side: [str(rater(n).contact_id) for n in names] for side, names in ASKED.items()}
    assert {name: set(chosen[name]) & set(dict(form.fields[name].choices)) for name in chosen} == {
        side: set(ids) for side, ids in raters.items()
    }


ASKED = {"ours": ["Dana Whitfield", "Sam Reyes"], "theirs": ["Jo Ortiz", "Kim Lee"]}
