"""How allauth's log-in and password pages behave in this house."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils import timezone

from accounts import actions, emails
from accounts.models import User
from common.text import normal_address, refuse_impossible_domain


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody signs up; users are invited. Their passwords are set through our actions."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def clean_email(self, email: str) -> str:
        """Read an address as everywhere else; the form tells what is wrong with it."""
        refuse_impossible_domain(email)
        return normal_address(email)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        email = normal_address(credentials.pop("email", ""))
        user: AbstractBaseUser | None = super().authenticate(request, email=email, **credentials)
        return user

    def get_reset_password_from_key_url(self, key: str) -> str:  # noqa: ARG002
        """Return what stands for the link: its token is made when the email leaves."""
        return emails.LINK

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        if not isinstance(user, User):
            raise TypeError(user)
        actions.set_password(user, password=password, by=user, now=timezone.now())
