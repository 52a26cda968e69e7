"""Users: what is always true of them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.models import User
from accounts.roles import Role


def make(email: str = "ada@example.org", **fields: str) -> User:
    return User.objects.create_user(email, **{"name": "Ada Park", "role": Role.VIEWER, **fields})


@pytest.mark.django_db
def test_an_address_is_kept_in_lower_case_and_found_in_any() -> None:
    ada = make(" Ada@Example.ORG ")
    assert ada.email == "ada@example.org"
    assert User.objects.get_by_natural_key("ADA@example.org") == ada


@pytest.mark.django_db
def test_an_address_is_unique_in_any_case() -> None:
    make()
    with pytest.raises(ValidationError, match="already a user"):
        make("ADA@example.org")


@pytest.mark.django_db
def test_the_database_refuses_it_too() -> None:
    make()
    with pytest.raises(IntegrityError):
        User.objects.bulk_create([User(email="ADA@EXAMPLE.ORG", name="A", role=Role.VIEWER)])


@pytest.mark.django_db
def test_the_database_refuses_an_unknown_role() -> None:
    with pytest.raises(IntegrityError):
        User.objects.bulk_create([User(email="a@example.org", name="A", role="owner")])


@pytest.mark.parametrize("zone", ["Mars/Olympus", "'; DROP TABLE", "../etc/passwd", "PST8PDT7"])
@pytest.mark.django_db
def test_a_zone_that_does_not_exist_is_refused(zone: str) -> None:
    with pytest.raises(ValidationError, match="time zone"):
        make(time_zone=zone)


@pytest.mark.parametrize("name", ["A\r\nBcc: x", "A\0", ""])
@pytest.mark.django_db
def test_a_name_that_could_break_a_mail_is_refused(name: str) -> None:
    user = User(email="a@example.org", name=name, role=Role.VIEWER)
    user.set_unusable_password()
    with pytest.raises(ValidationError):
        user.full_clean()


@pytest.mark.django_db
def test_nobody_can_sign_in_as_a_user_without_a_password() -> None:
    assert not make().has_usable_password()


def test_a_user_is_called_by_name() -> None:
    ada = User(name="Ada Park", email="ada@example.org")
    assert (str(ada), ada.get_full_name(), ada.get_short_name()) == ("Ada Park", "Ada Park", "Ada")
    assert str(User(email="ada@example.org")) == "ada@example.org"
