"""Who may: the whole matrix, as the table of roles says."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory

from accounts.access import can, requires, signed_in
from accounts.context import can as context
from accounts.models import User
from accounts.roles import Permission, Role, joined, role_has

MATRIX = {
    Role.VIEWER: {Permission.VIEW},
    Role.COORDINATOR: {
        Permission.VIEW,
        Permission.WORK,
        Permission.IMPORT,
        Permission.HAND_OVER,
    },
    Role.LEADERSHIP: {
        Permission.VIEW,
        Permission.WORK,
        Permission.IMPORT,
        Permission.HAND_OVER,
        Permission.LEAD,
        Permission.PANEL,
    },
    Role.ADMINISTRATOR: {
        Permission.VIEW,
        Permission.IMPORT,
        Permission.HAND_OVER,
        Permission.PANEL,
        Permission.ADMINISTER,
    },
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_a_role_may_exactly_what_the_table_says(role: Role, permission: Permission) -> None:
    expected = permission in MATRIX[role]
    assert role_has(role, permission) is expected
    assert can(User(role=role), permission) is expected


@pytest.mark.parametrize("permission", Permission)
def test_several_roles_may_what_each_may(permission: Permission) -> None:
    both = joined([Role.COORDINATOR, Role.ADMINISTRATOR])
    expected = permission in MATRIX[Role.COORDINATOR] | MATRIX[Role.ADMINISTRATOR]
    assert can(User(role=both), permission) is expected


def test_someone_with_several_roles_is_found_by_each(viewer: User) -> None:
    User.objects.filter(pk=viewer.pk).update(role=joined([Role.VIEWER, Role.LEADERSHIP]))
    for role in (Role.VIEWER, Role.LEADERSHIP):
        assert list(User.objects.active().in_role(role)) == [viewer]
    assert not User.objects.active().in_role(Role.COORDINATOR).exists()
    viewer.refresh_from_db()
    assert viewer.get_role_display() == "Viewer, Leadership"


@pytest.mark.parametrize("permission", Permission)
def test_others_may_nothing(permission: Permission) -> None:
    assert not can(AnonymousUser(), permission)
    assert not can(User(role=Role.LEADERSHIP, is_active=False), permission)
    assert not can(User(role="owner"), permission)


@pytest.mark.parametrize("role", Role)
def test_only_roles_with_the_panel_are_staff(role: Role) -> None:
    assert User(role=role).is_staff is (Permission.PANEL in MATRIX[role])
    assert not User(role=role, is_active=False).is_staff


@requires(Permission.WORK)
def working_page(_request: HttpRequest, word: str) -> HttpResponse:
    return HttpResponse(word)


def test_a_view_runs_for_those_who_may(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = User(role=Role.COORDINATOR)
    assert working_page(request, word="done").status_code == 200


@pytest.mark.parametrize(
    "user", [User(role=Role.VIEWER), User(role=Role.ADMINISTRATOR), AnonymousUser()]
)
def test_a_view_refuses_those_who_may_not(rf: RequestFactory, user: User | AnonymousUser) -> None:
    request = rf.get("/")
    request.user = user
    with pytest.raises(PermissionDenied):
        working_page(request, word="done")


def test_nobody_acts_without_signing_in(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    with pytest.raises(PermissionDenied):
        signed_in(request)


def test_templates_ask_by_name(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = User(role=Role.COORDINATOR)
    template = Template("{% if can.work %}work{% endif %}{% if can.lead %}lead{% endif %}")
    assert template.render(Context(context(request))) == "work"
    assert context(request)["can"]["import_"]


def test_error_pages_before_sign_in_are_allowed_nothing(rf: RequestFactory) -> None:
    assert not any(context(rf.get("/"))["can"].values())


def test_rows_are_visible_to_active_users_only(viewer: User) -> None:
    assert list(User.objects.visible_to(viewer)) == [viewer]
    assert not User.objects.visible_to(AnonymousUser()).exists()
    viewer.is_active = False
    assert not User.objects.visible_to(viewer).exists()


def test_a_refusal_is_a_page_with_words(
    client_as: Callable[[User], Client], coordinator: User
) -> None:
    response = client_as(coordinator).get("/admin/")
    assert response.status_code == 403
    assert b"Your role doesn't allow this." in response.content
