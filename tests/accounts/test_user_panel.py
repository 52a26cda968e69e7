"""Users in the panel: administrators manage them, leadership looks, others stay out."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from tests.account_mail import account_mails

As = Callable[[User], Client]
LIST = "admin:accounts_user_changelist"


def page_of(user: User) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


def form_of(user: User, **changes: str) -> dict[str, str]:
    """Return what the browser sends when `changes` are made; "" unticks a box."""
    data = {"name": user.name, "role": user.role, "time_zone": user.time_zone, "is_active": "on"}
    return {key: value for key, value in {**data, **changes}.items() if value}


@pytest.mark.parametrize("name", ["viewer", "coordinator"])
def test_others_stay_out(client_as: As, request: pytest.FixtureRequest, name: str) -> None:
    client = client_as(request.getfixturevalue(name))
    for address in (reverse("admin:index"), reverse(LIST), reverse("admin:login")):
        assert client.get(address).status_code == 403


def test_the_panel_has_no_log_in_of_its_own(client: Client, db: None, leader: User) -> None:
    response = client.post(reverse("admin:login"), {"username": leader.email, "password": "x"})
    assert response.headers["Location"].startswith("/accounts/login/?next=")


def test_who_is_in_goes_from_the_log_in_to_the_index(client_as: As, leader: User) -> None:
    response = client_as(leader).get(reverse("admin:login"))
    assert response.headers["Location"] == reverse("admin:index")


@pytest.mark.parametrize("target", ["02:30", "admin:index", "no_such_name"])
def test_where_to_go_next_is_an_address_and_never_a_name(
    client_as: As, leader: User, target: str
) -> None:
    response = client_as(leader).get(reverse("admin:login"), {"next": target})
    assert response.status_code == 302
    assert response.headers["Location"] in {target, reverse("admin:index")}


@pytest.mark.parametrize("view", ["change", "delete"])
@pytest.mark.parametrize("field", ["", "name", "password"])
def test_an_address_names_a_record_by_its_key_alone(
    client_as: As, administrator: User, view: str, field: str
) -> None:
    """Found by fuzzing: Django's own panel fails on an empty `_to_field`."""
    address = reverse(f"admin:accounts_user_{view}", args=[administrator.pk])
    answer = client_as(administrator).get(f"{address}?_to_field={field}")
    assert answer.status_code in {200, 400, 403}


@pytest.mark.parametrize(
    "address", ["user/?role=a%00b", "user/?role__exact=%00", "user/?%00=1", "user/%00/change/"]
)
def test_an_address_with_a_nul_makes_no_sense(
    client_as: As, administrator: User, address: str
) -> None:
    """Found by fuzzing: PostgreSQL refuses such a filter once its rows are asked for."""
    assert client_as(administrator).get(f"/admin/accounts/{address}").status_code == 400


def test_signing_out_of_the_panel_signs_out(client_as: As, leader: User) -> None:
    client = client_as(leader)
    assert client.get(reverse("admin:logout")).status_code == 405
    assert client.post(reverse("admin:logout")).headers["Location"] == "/accounts/login/"
    assert client.get("/you/").status_code == 302


def test_passwords_are_changed_on_the_sites_page(client_as: As, leader: User) -> None:
    response = client_as(leader).get(reverse("admin:password_change"))
    assert response.headers["Location"] == "/accounts/password/change/"


def test_leadership_looks_and_changes_nothing(client_as: As, leader: User, viewer: User) -> None:
    client = client_as(leader)
    assert viewer.email.encode() in client.get(reverse(LIST)).content
    assert client.get(page_of(viewer)).status_code == 200
    assert client.post(page_of(viewer), form_of(viewer, role="leadership")).status_code == 403
    assert client.get(reverse("admin:accounts_user_add")).status_code == 403
    viewer.refresh_from_db()
    assert viewer.role == Role.VIEWER


def test_an_administrator_invites(
    client_as: As,
    administrator: User,
) -> None:
    data = {
        "email": "Lee@example.org",
        "name": "Kim Lee",
        "role": "coordinator",
        "time_zone": "America/Denver",
    }
    page = client_as(administrator).post(reverse("admin:accounts_user_add"), data, follow=True)
    assert b"The invitation will be sent shortly." in page.content
    user = User.objects.get(email="lee@example.org")
    assert (user.role, user.time_zone) == (Role.COORDINATOR, "America/Denver")
    assert [mail["To"] for mail in account_mails()] == ["Kim Lee <lee@example.org>"]
    assert [event.by_name for event in Event.objects.all()] == ["Ravi Menon"]


def test_an_address_that_is_taken_is_refused_at_its_field(
    client_as: As, administrator: User, viewer: User
) -> None:
    data = {"email": "VERA@example.org", "name": "V", "role": "viewer", "time_zone": "UTC"}
    response = client_as(administrator).post(reverse("admin:accounts_user_add"), data)
    assert b"already a user with this email address" in response.content
    assert User.objects.filter(email__iexact=viewer.email).count() == 1


def test_an_administrator_changes_role_name_and_access(
    client_as: As, administrator: User, viewer: User
) -> None:
    changes = {"name": "Vera L.", "role": "coordinator", "is_active": ""}
    response = client_as(administrator).post(page_of(viewer), form_of(viewer, **changes))
    assert response.status_code == 302
    viewer.refresh_from_db()
    assert (viewer.name, viewer.role, viewer.is_active) == ("Vera L.", Role.COORDINATOR, False)
    assert {event.verb for event in Event.objects.all()} == {
        "user.profile_changed",
        "user.role_changed",
        "user.deactivated",
    }


def test_and_lets_people_in_again(client_as: As, administrator: User, viewer: User) -> None:
    viewer.is_active = False
    viewer.save()
    client_as(administrator).post(page_of(viewer), form_of(viewer))
    viewer.refresh_from_db()
    assert viewer.is_active


def test_their_own_role_is_refused_at_its_field_with_all_that_was_typed(
    client_as: As, administrator: User
) -> None:
    changes = {"name": "Ravi M.", "role": "viewer"}
    response = client_as(administrator).post(
        page_of(administrator), form_of(administrator, **changes)
    )
    assert response.status_code == 422
    assert b"You can&#x27;t change this for yourself" in response.content
    assert b"Ravi M." in response.content
    administrator.refresh_from_db()
    assert (administrator.name, administrator.role) == ("Ravi Menon", Role.ADMINISTRATOR)
    assert not Event.objects.exists()


def test_an_address_and_a_password_can_not_be_slipped_in(
    client_as: As, administrator: User, viewer: User
) -> None:
    data = form_of(viewer, email="other@example.org", session_epoch="9") | {"password": "!"}
    client_as(administrator).post(page_of(viewer), data)
    fresh = User.objects.get(pk=viewer.pk)
    assert (fresh.email, fresh.password) == (viewer.email, viewer.password)


def test_an_invitation_is_sent_again(
    client_as: As,
    administrator: User,
) -> None:
    user = User.objects.create_user("lee@example.org", name="Lee", role=Role.VIEWER)
    client = client_as(administrator)
    assert b"Resend invitation" in client.get(page_of(user)).content
    client.post(page_of(user), form_of(user, send_invitation="on"))
    assert len(account_mails()) == 1


def test_that_is_not_offered_once_there_is_a_password(
    client_as: As, administrator: User, viewer: User
) -> None:
    assert b"Resend invitation" not in client_as(administrator).get(page_of(viewer)).content


def test_nobody_is_deleted_nor_changed_in_bulk(
    client_as: As, administrator: User, viewer: User
) -> None:
    client = client_as(administrator)
    address = reverse("admin:accounts_user_delete", args=[viewer.pk])
    assert client.post(address, {"post": "yes"}).status_code == 403
    bulk = {"action": "delete_selected", "_selected_action": [str(viewer.pk)], "post": "yes"}
    client.post(reverse(LIST), bulk)
    assert User.objects.filter(pk=viewer.pk).exists()


def test_the_list_asks_the_database_no_more_for_more_users(
    client_as: As, administrator: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(30):
        User.objects.create_user(f"{n}@example.org", name=f"U{n}", role=Role.VIEWER)
    client = client_as(administrator)
    with django_assert_max_num_queries(6):
        client.get(reverse(LIST))


def test_two_people_who_edit_one_user_are_told(
    client_as: As, administrator: User, viewer: User
) -> None:
    client = client_as(administrator)
    opened = client.get(page_of(viewer))
    seen = opened.context["seen"]
    User.objects.filter(pk=viewer.pk).update(name="Vera Lindqvist-Hall")
    mine = {**form_of(viewer, name="V. Lindqvist"), "_seen": seen}
    refused = client.post(page_of(viewer), mine)
    assert refused.status_code == 409
    text = refused.content.decode()
    assert "It now says: Name: Vera Lindqvist-Hall" in text
    assert "V. Lindqvist" in text
    viewer.refresh_from_db()
    assert viewer.name == "Vera Lindqvist-Hall"
    again = {**mine, "_seen": refused.context["seen"]}
    assert client.post(page_of(viewer), again).status_code == 302
    viewer.refresh_from_db()
    assert viewer.name == "V. Lindqvist"
