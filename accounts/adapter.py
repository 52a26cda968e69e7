"""How allauth's log-in and password pages behave in this house."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import get_ip
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from accounts import actions, emails
from accounts.devices import known_device, remember
from accounts.models import User
from common.text import normal_address, refuse_impossible_domain


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """No one signs up; users are invited. Their passwords are set through our actions."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def clean_email(self, email: str) -> str:
        """Read an address as everywhere else; the form tells what is wrong with it."""
        refuse_impossible_domain(email)
        return normal_address(email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send what the reset page asked for, unless its address got several lately.

        Whoever asked reads the same either way; the links sent before still work.
        """
        address = normal_address(email)
        if known_device(self.request, address) or ratelimit.consume(
            self.request, action="email_to_address", key=address
        ):
            super().send_mail(template_prefix, email, context)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        known = known_device(request, credentials["email"])
        if not known and not ratelimit.consume(request, action="login_source"):
            raise ImmediateHttpResponse(ratelimit.respond_429(request))
        super().pre_authenticate(request, **credentials)

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> HttpResponseBase:
        response: HttpResponseBase = super().post_login(request, user, **kwargs)
        if isinstance(user, User):
            remember(response, user)
        return response

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count wrong passwords for an address by known browser, or else by source."""
        email = normal_address(credentials["email"])
        return f"{email}:{known_device(request, email) or get_ip(request)}"

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
