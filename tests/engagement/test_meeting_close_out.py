"""Closing a meeting out on one screen (E3)."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from common.errors import DomainError
from partnerships.engagement import actions as engagement
from partnerships.engagement.lifecycle import Feel, MeetingKind, MeetingState
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.organizations.models import Contact
from partnerships.relationships.models import Purpose, PurposeAgreement
from tests.engagement.conftest import Plan

SignIn = Callable[[User], Client]


def send(client: Client, meeting: Meeting, **typed: Any) -> Any:
    return client.post(reverse("meeting_close_out", args=[meeting.pk]), {"feel": 4, **typed})


@pytest.mark.usefixtures("clock")
def test_all_of_it_on_one_screen(
    client_as: SignIn,
    coordinator: User,
    plan: Plan,
    jo: Contact,
    sam: Contact,
    purpose: Purpose,
) -> None:
    meeting = plan(-2, MeetingKind.TOUR_THEIRS)
    client = client_as(coordinator)
    page = client.get(reverse("meeting_close_out", args=[meeting.pk])).content.decode()
    assert purpose.sentence in page
    assert "none_because" in page
    response = send(
        client,
        meeting,
        came=[jo.pk, sam.pk],
        learned="A first day begins with coffee",
        agreed=[jo.pk],
        ours_0_what="Send the flyer",
        ours_0_contact=sam.pk,
        ours_0_due_on="2026-12-01",
        theirs_2_what="Name a trainer",
        theirs_2_due_on="2026-12-08",
    )
    assert response.status_code == 302
    meeting.refresh_from_db()
    assert (meeting.state, meeting.feel) == (MeetingState.HELD, Feel.GREAT)
    kept = FollowUp.objects.order_by("due_on").values_list("side", "what", "contact")
    assert list(kept) == [
        ("ours", "Send the flyer", sam.pk),
        ("theirs", "Name a trainer", None),
    ]
    assert PurposeAgreement.objects.get().contact == jo
    shown = client.get(meeting.get_absolute_url()).content.decode()
    assert "A first day begins with coffee" in shown
    assert "Send the flyer" in shown


@pytest.mark.usefixtures("clock")
def test_no_reason_is_asked_while_something_is_planned(
    client_as: SignIn, coordinator: User, plan: Plan
) -> None:
    plan(48)
    url = reverse("meeting_close_out", args=[plan(-2).pk])
    assert "none_because" not in client_as(coordinator).get(url).content.decode()


@pytest.mark.usefixtures("clock")
def test_without_a_next_step_it_comes_back_with_what_was_typed(
    client_as: SignIn, coordinator: User, plan: Plan, jo: Contact
) -> None:
    meeting = plan(-2)
    response = send(client_as(coordinator), meeting, came=[jo.pk], learned="They are full")
    assert response.status_code == 422
    assert "They are full" in response.content.decode()
    assert "none_because" in response.context["form"].errors
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.PLANNED


@pytest.mark.usefixtures("clock")
def test_a_tour_without_anything_learned_is_refused(
    client_as: SignIn, coordinator: User, plan: Plan, jo: Contact
) -> None:
    meeting = plan(-2, MeetingKind.TOUR_OURS)
    response = send(client_as(coordinator), meeting, came=[jo.pk], none_because="Not now")
    assert response.status_code == 422
    assert "learned" in response.context["form"].errors


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"ours_1_what": "Send the flyer"}, "ours_1_due_on"),
        ({"theirs_0_due_on": "2026-12-01"}, "theirs_0_what"),
    ],
)
def test_half_a_promise_is_refused(
    client_as: SignIn, coordinator: User, plan: Plan, jo: Contact, row: dict[str, str], field: str
) -> None:
    response = send(client_as(coordinator), plan(-2), came=[jo.pk], none_because="Not now", **row)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not FollowUp.objects.exists()


@pytest.mark.usefixtures("clock")
def test_a_meeting_closed_out_before_is_refused(
    client_as: SignIn, coordinator: User, plan: Plan, jo: Contact
) -> None:
    meeting, client = plan(-2), client_as(coordinator)
    assert send(client, meeting, came=[jo.pk], none_because="Not now").status_code == 302
    assert send(client, meeting, came=[jo.pk], none_because="Not now").status_code == 422


@pytest.mark.django_db(transaction=True)
def test_two_at_once_close_a_meeting_out_only_once(
    plan: Plan, jo: Contact, coordinator: User, now: datetime
) -> None:
    meeting = plan(-2)
    told = engagement.CloseOut(came=[jo], feel=Feel.GOOD, none_because="Not now")
    start = threading.Barrier(2)
    ended: list[str] = []

    def close() -> None:
        start.wait()
        try:
            engagement.close_out(meeting=meeting, told=told, by=coordinator, now=now)
            ended.append("held")
        except DomainError as refusal:
            ended.append(refusal.code)
        finally:
            connection.close()

    both = [threading.Thread(target=close) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(ended) == ["held", "meeting_over"]
