"""The page that words a line anew after a suggestion."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.exchange import actions
from partnerships.exchange.lifecycle import SuggestionState
from partnerships.exchange.models import Benefit, Suggestion
from tests.exchange.said import line_of_ours, suggestion_of

As = Callable[[User], Client]

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def line(coordinator: User, now: datetime) -> Benefit:
    return line_of_ours(coordinator, now)


@pytest.fixture
def suggestion(coordinator: User, line: Benefit, now: datetime) -> Suggestion:
    return suggestion_of(line, coordinator, now)


def address(suggestion: Suggestion) -> str:
    return reverse("suggestion_take_up", args=[suggestion.pk])


def typed(line: Benefit, **values: object) -> dict[str, object]:
    return {"what": line.what, "rhythm": "in March", "version": 1, **values}


def test_it_shows_the_suggestion_above_the_line(
    client_as: As, coordinator: User, suggestion: Suggestion, line: Benefit
) -> None:
    page = client_as(coordinator).get(address(suggestion)).text

    assert "In March, please" in page
    assert line.what in page


def test_saving_answers_it(
    client_as: As, coordinator: User, suggestion: Suggestion, line: Benefit
) -> None:
    response = client_as(coordinator).post(address(suggestion), typed(line))

    assert response.status_code == 302
    line.refresh_from_db()
    suggestion.refresh_from_db()
    assert line.rhythm == "in March"
    assert suggestion.state == SuggestionState.TAKEN


def test_without_words_nothing_is_answered(
    client_as: As, coordinator: User, suggestion: Suggestion, line: Benefit
) -> None:
    response = client_as(coordinator).post(address(suggestion), typed(line, what=""))

    assert response.status_code == 422
    suggestion.refresh_from_db()
    assert suggestion.state == SuggestionState.OPEN


def test_somebody_elses_edit_is_not_overwritten(
    client_as: As, coordinator: User, leader: User, suggestion: Suggestion, now: datetime
) -> None:
    line = suggestion.line.benefit
    line.rhythm = "in May"
    actions.edit_benefit(benefit=line, seen_version=1, by=leader, now=now)

    response = client_as(coordinator).post(address(suggestion), typed(line))

    assert response.status_code == 409
    assert "in May" in response.text
    suggestion.refresh_from_db()
    assert suggestion.state == SuggestionState.OPEN


def test_an_answered_one_leaves_the_line_alone(
    client_as: As, coordinator: User, suggestion: Suggestion, line: Benefit, now: datetime
) -> None:
    actions.decline(suggestion=suggestion, reply="No room", by=coordinator, now=now)

    response = client_as(coordinator).post(address(suggestion), typed(line))

    assert response.status_code == 409
    assert "already answered this suggestion" in response.text
    line.refresh_from_db()
    assert (line.rhythm, line.version) == ("each year, from January", 1)


def test_a_line_that_was_taken_off_is_not_worded_anew(
    client_as: As, coordinator: User, suggestion: Suggestion, line: Benefit, now: datetime
) -> None:
    actions.withdraw_benefit(benefit=line, by=coordinator, now=now)

    assert client_as(coordinator).get(address(suggestion)).status_code == 404


def test_one_click_words_the_line_as_they_suggest(
    client_as: As, coordinator: User, suggestion: Suggestion, line: Benefit
) -> None:
    client, accept = client_as(coordinator), reverse("suggestion_accept", args=[suggestion.pk])
    page = client.post(accept, {"next": "/partners/", "version": 1}, follow=True)
    assert page.redirect_chain == [("/partners/", 302)]
    line.refresh_from_db()
    assert line.what == "In March, please"
    suggestion.refresh_from_db()
    assert suggestion.state == SuggestionState.TAKEN
    assert "Someone already answered this suggestion." in client.post(accept, follow=True).text


def test_one_click_overwrites_no_wording_that_was_not_seen(
    client_as: As, coordinator: User, suggestion: Suggestion, line: Benefit, now: datetime
) -> None:
    client, accept = client_as(coordinator), reverse("suggestion_accept", args=[suggestion.pk])
    page = client.get(line.get_absolute_url()).text
    assert 'name="version" value="1"' in " ".join(page.split())
    line.what = "Newer words"
    actions.edit_benefit(benefit=line, seen_version=1, by=coordinator, now=now)
    for sent in ({"version": 1}, {}):
        assert "Someone else changed this item." in client.post(accept, sent, follow=True).text
    line.refresh_from_db()
    assert line.what == "Newer words"
    client.post(accept, {"version": 2})
    line.refresh_from_db()
    assert line.what == "In March, please"


@pytest.mark.parametrize("hindered", ["gone", "too long"])
def test_what_cant_be_accepted_with_one_click_says_what_to_do(
    client_as: As,
    coordinator: User,
    suggestion: Suggestion,
    line: Benefit,
    now: datetime,
    hindered: str,
) -> None:
    if hindered == "gone":
        actions.withdraw_benefit(benefit=line, by=coordinator, now=now)
    else:
        Suggestion.objects.filter(pk=suggestion.pk).update(text="x" * 201)
    accept = reverse("suggestion_accept", args=[suggestion.pk])
    page = client_as(coordinator).post(accept, {"version": 1}, follow=True).text
    assert ("Decline the suggestion." if hindered == "gone" else "Edit and accept") in page
    suggestion.refresh_from_db()
    assert suggestion.state == SuggestionState.OPEN
