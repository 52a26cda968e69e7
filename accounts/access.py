"""Who may: the one question, for code and for views."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission, role_has

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def can(user: AbstractBaseUser | AnonymousUser, permission: Permission) -> bool:
    """Tell whether the user holds the permission; false for anonymous and deactivated users."""
    return isinstance(user, User) and user.is_active and role_has(user.role, permission)


def signed_in(request: HttpRequest) -> User:
    """Return who is signed in, to be handed to an action as `by`; 403 if no one is."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied(_("Sign in first."))
    return user


def requires(permission: Permission) -> Callable[[View[P]], View[P]]:
    """Let a view run only for users with the permission; others get the 403 page.

    Whoever isn't signed in never gets here: LoginRequiredMiddleware sends them to the log-in.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def checked(
            request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if not can(request.user, permission):
                raise PermissionDenied(_("Your role doesn't allow this."))
            return view(request, *args, **kwargs)

        return checked

    return decorate
