"""The page of what changed since a side answered, and the button that confirms again (W2)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from partnerships.exchange import actions
from partnerships.exchange.models import Benefit, WiifmAnswer
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from tests.scenarios import lists_of, partnership_idea, shared_lists, side_says

As = Callable[[User], Client]

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    """They said yes an hour ago; then our line changed and was shared."""
    before = now - timedelta(hours=1)
    made = partnership_idea(before, coordinator)
    shared_lists(made, before, coordinator)
    side_says(made, Side.THEIRS, before, coordinator)
    line = Benefit.objects.get(side=Side.OURS)
    line.how_much = "3 sessions"
    actions.edit_benefit(benefit=line, seen_version=1, by=coordinator, now=now)
    actions.share_changes(partnership=made, by=coordinator, now=now)
    return made


def address(partnership: Partnership, side: str = "theirs") -> str:
    return reverse("changes_since", args=[partnership.pk]) + f"?side={side}"


def confirming(partnership: Partnership, name: str = "Jo Ortiz") -> str:
    contact = Contact.objects.get(name=name)
    answers = reverse("answer_record", args=[partnership.pk])
    return f"{answers}?contact=theirs-{contact.pk}&confirm=1"


def test_it_shows_only_what_changed(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    page = client_as(coordinator).get(address(partnership)).text

    assert "2 sessions" in page
    assert "3 sessions" in page
    assert "Training seats" not in page
    assert "Record their confirmation" in page
    assert confirming(partnership).replace("&", "&amp;") in page


def test_the_partner_page_leads_there(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    page = client_as(coordinator).get(partnership.get_absolute_url()).text

    assert "1 item changed since" in page
    assert address(partnership) in page


def test_a_viewer_reads_it_without_the_button(
    client_as: As, viewer: User, partnership: Partnership
) -> None:
    page = client_as(viewer).get(address(partnership)).text

    assert "3 sessions" in page
    assert "Record their confirmation" not in page


@pytest.mark.parametrize("side", ["ours", "nobodys"])
def test_without_an_answer_there_is_no_such_page(
    client_as: As, coordinator: User, partnership: Partnership, side: str
) -> None:
    assert client_as(coordinator).get(address(partnership, side)).status_code == 404


def test_confirming_shows_the_changed_lines_and_a_yes(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    response = client_as(coordinator).get(confirming(partnership))

    form = response.context["form"]
    assert [line.how_much for line in form.lines] == ["3 sessions"]
    assert form["has_read"].value()
    assert form["answer"].value() == "yes"
    assert form["accepts"].value() == [form.lines[0].pk]


def test_one_button_confirms_again(
    client_as: As, coordinator: User, partnership: Partnership, now: datetime
) -> None:
    client = client_as(coordinator)
    form = client.get(confirming(partnership)).context["form"]
    typed = {"how": "phone", "said_on": timezone.localdate(), "has_read": "on", "answer": "yes"}
    typed |= {"accepts": form["accepts"].value(), "list_version": form["list_version"].value()}

    response = client.post(confirming(partnership), typed)

    assert response.status_code == 302
    exchange = lists_of(partnership, now)
    assert exchange.said_yes(Side.THEIRS)
    assert len(exchange.accepted_checkable(Side.OURS)) == 1


def test_nobody_confirms_what_somebody_else_said(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    response = client_as(coordinator).get(confirming(partnership, "Kim Lee"))

    assert response.status_code == 404
    assert WiifmAnswer.objects.count() == 1


def test_stale_answers_of_both_sides_keep_the_partner_page_within_21_queries(
    client_as: As, coordinator: User, partnership: Partnership, now: datetime
) -> None:
    side_says(partnership, Side.OURS, now, coordinator)
    shared_lists(partnership, now + timedelta(minutes=1), coordinator)
    client = client_as(coordinator)
    client.get(partnership.get_absolute_url())
    with CaptureQueriesContext(connection) as captured:
        page = client.get(partnership.get_absolute_url()).text
    assert page.count("changes/?side=") == 2
    assert len(captured) <= 21 + 1  # the frame asks once whether mail is late
