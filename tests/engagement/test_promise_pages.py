"""The pages about promises, calls and notes."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.engagement import actions as engagement
from partnerships.engagement.lifecycle import PromiseState
from partnerships.engagement.models import FollowUp, Interaction
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def promise(partnership: Partnership, coordinator: User, now: datetime, today: date) -> FollowUp:
    given = engagement.Promise(Side.OURS, "Send the flyer", today + timedelta(days=3))
    return engagement.promise(partnership=partnership, given=given, by=coordinator, now=now)


def test_a_promise_of_theirs_is_noted(
    client_as: SignIn, coordinator: User, partnership: Partnership, jo: Contact
) -> None:
    url = reverse("follow_up_create", args=[partnership.pk])
    assert client_as(coordinator).get(url).status_code == 200
    typed = {
        "side": "theirs",
        "what": "Name a trainer",
        "due_on": "2026-12-01",
        "who": f"theirs-{jo.pk}",
    }
    response = client_as(coordinator).post(url, typed)
    assert response.headers["Location"] == partnership.get_absolute_url()
    noted = FollowUp.objects.get()
    assert (noted.side, noted.contact) == ("theirs", jo)


def test_somebody_of_the_other_side_cannot_do_it(
    client_as: SignIn, coordinator: User, partnership: Partnership, jo: Contact
) -> None:
    typed = {"side": "ours", "what": "Call", "due_on": "2026-12-01", "who": f"theirs-{jo.pk}"}
    response = client_as(coordinator).post(
        reverse("follow_up_create", args=[partnership.pk]), typed
    )
    assert response.status_code == 422
    assert not FollowUp.objects.exists()


def test_a_promise_is_handed_over(
    client_as: SignIn, coordinator: User, promise: FollowUp, sam: Contact
) -> None:
    url = reverse("follow_up_edit", args=[promise.pk])
    assert client_as(coordinator).get(url).status_code == 200
    typed = {"what": promise.what, "due_on": "2026-12-10", "contact": sam.pk}
    assert client_as(coordinator).post(url, typed).status_code == 302
    promise.refresh_from_db()
    assert (promise.due_on, promise.contact) == (date(2026, 12, 10), sam)


def test_a_date_is_needed(client_as: SignIn, coordinator: User, promise: FollowUp) -> None:
    response = client_as(coordinator).post(reverse("follow_up_edit", args=[promise.pk]), {"x": ""})
    assert response.status_code == 422


def test_one_click_on_today_keeps_a_promise_and_goes_back(
    client_as: SignIn, coordinator: User, promise: FollowUp
) -> None:
    typed = {"kept": "yes", "next": "/?whose=all"}
    response = client_as(coordinator).post(reverse("follow_up_done", args=[promise.pk]), typed)
    assert response.headers["Location"] == "/?whose=all"
    promise.refresh_from_db()
    assert promise.state == PromiseState.DONE


def test_a_promise_is_dropped_with_a_note(
    client_as: SignIn, coordinator: User, promise: FollowUp
) -> None:
    url = reverse("follow_up_done", args=[promise.pk])
    assert client_as(coordinator).get(url).status_code == 200
    client_as(coordinator).post(url, {"kept": "no", "note": "They found one"})
    promise.refresh_from_db()
    assert (promise.state, promise.closing_note) == (PromiseState.DROPPED, "They found one")


def test_a_promise_closed_before_is_refused(
    client_as: SignIn, coordinator: User, promise: FollowUp
) -> None:
    url = reverse("follow_up_done", args=[promise.pk])
    client_as(coordinator).post(url, {"kept": "yes"})
    assert client_as(coordinator).post(url, {"kept": "no"}).status_code == 422
    promise.refresh_from_db()
    assert promise.state == PromiseState.DONE


def test_a_viewer_closes_no_promise(client_as: SignIn, viewer: User, promise: FollowUp) -> None:
    response = client_as(viewer).post(
        reverse("follow_up_done", args=[promise.pk]), {"kept": "yes"}
    )
    assert response.status_code == 403
    promise.refresh_from_db()
    assert promise.state == PromiseState.OPEN


def test_a_call_is_logged(
    client_as: SignIn, coordinator: User, partnership: Partnership, jo: Contact
) -> None:
    url = reverse("interaction_create", args=[partnership.pk])
    assert client_as(coordinator).get(url).status_code == 200
    typed = {"kind": "call", "on": "2026-11-23", "with_contact": jo.pk, "text": "Hi", "feel": "3"}
    assert client_as(coordinator).post(url, typed).status_code == 302
    call = Interaction.objects.get()
    assert (call.with_contact, call.feel, call.recorded_by) == (jo, 3, coordinator)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"kind": "call", "on": "2026-11-23"}, "with_contact"),
        ({"kind": "note", "on": "2026-11-24"}, "on"),
        ({"kind": "note", "on": "2026-11-23", "text": "123-45-6789"}, "text"),
    ],
    ids=["nobody", "ahead", "client data"],
)
def test_what_cannot_be_logged(
    client_as: SignIn,
    coordinator: User,
    partnership: Partnership,
    typed: dict[str, str],
    field: str,
) -> None:
    response = client_as(coordinator).post(
        reverse("interaction_create", args=[partnership.pk]), typed
    )
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Interaction.objects.exists()


def test_a_viewer_logs_nothing(client_as: SignIn, viewer: User, partnership: Partnership) -> None:
    response = client_as(viewer).post(
        reverse("interaction_create", args=[partnership.pk]), {"kind": "note", "on": "2026-11-23"}
    )
    assert response.status_code == 403
    assert not Interaction.objects.exists()
