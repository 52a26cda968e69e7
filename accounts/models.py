"""The people who sign in."""

import zoneinfo
from functools import cache
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.roles import COMBINATIONS, Permission, Role, holding, role_has, roles_in
from audit.models import Witnessed
from common.names import greeting_name
from common.querysets import VisibleQuerySet
from common.text import (
    clean_line,
    normal_address,
    refuse_control_characters,
    refuse_impossible_domain,
    refuse_line_breaks,
)


def default_time_zone() -> str:
    """Return the zone of this installation."""
    return settings.TIME_ZONE


@cache
def time_zones() -> frozenset[str]:
    """Return the names of all time zones; reading them from the disk takes a while."""
    return frozenset(zoneinfo.available_timezones())


def validate_time_zone(value: str) -> None:
    """Refuse a name that is not in the time zone database."""
    if value not in time_zones():
        raise ValidationError(
            _("“%(value)s” isn't a time zone. Choose one from the list."),
            params={"value": value},
            code="time_zone",
        )


def validate_roles(value: str) -> None:
    """Refuse what is no set of roles."""
    if value not in COMBINATIONS:
        raise ValidationError(
            _("“%(value)s” isn't a role. Choose from the list."),
            params={"value": value},
            code="role",
        )


class UserQuerySet(VisibleQuerySet["User"]):
    """Questions about users."""

    def active(self) -> Self:
        """Users who can sign in."""
        return self.filter(is_active=True)

    def in_role(self, *roles: Role) -> Self:
        """Users with one of these roles."""
        return self.filter(role__in=holding(*roles))


class UserManager(BaseUserManager["User"]):
    """Makes users, and finds them whatever the case of their e-mail address."""

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> UserQuerySet:
        """Users whose names and roles `user` may see."""
        return self.get_queryset().visible_to(user)

    def active(self) -> UserQuerySet:
        """Users who can sign in."""
        return self.get_queryset().active()

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Return the address as it is stored."""
        return normal_address(email or "")

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=self.normalize_email(username))

    def create_user(
        self,
        email: str,
        *,
        name: str,
        role: str,
        password: str | None = None,
        **fields: Any,
    ) -> "User":
        """Add a user; without a password no one can sign in as them until one is set."""
        user = User(email=self.normalize_email(email), name=clean_line(name), role=role, **fields)
        user.set_password(password)
        user.full_clean()
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A member of our staff. What they may do follows from their roles alone."""

    email = models.EmailField(
        _("email address"),
        unique=True,
        validators=[refuse_impossible_domain],
        error_messages={"unique": _("There's already a user with this email address.")},
    )
    name = models.CharField(
        _("name"), max_length=200, validators=[refuse_control_characters, refuse_line_breaks]
    )
    role = models.CharField(_("roles"), max_length=60, validators=[validate_roles])
    time_zone = models.CharField(
        _("time zone"), max_length=64, default=default_time_zone, validators=[validate_time_zone]
    )
    is_active = models.BooleanField(_("can sign in"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    session_epoch = models.PositiveIntegerField(default=1, editable=False)
    #: Lists with filters that they keep in the rail: here, as every page shows them.
    saved_views = models.JSONField(default=list, editable=False)

    witnessed = Witnessed(("email", "role", "is_active"))

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "role"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["name", "email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_any_case",
                violation_error_message=_("There's already a user with this email address."),
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=COMBINATIONS), name="user_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def check_password(self, raw_password: str) -> bool:
        """Say whether it is their password; a hash is made again only when a password is set.

        Django would do so at sign-in, when its settings change: without an event in the log,
        that is, like someone who puts a password of their own into the database.
        """
        return check_password(raw_password, self.password)

    def get_role_display(self) -> str:
        """Return the roles as people read them: "Coordinator, Administrator"."""
        return ", ".join(str(role.label) for role in roles_in(self.role))

    def has_role(self, role: Role) -> bool:
        return role in roles_in(self.role)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return greeting_name(self.name)

    @property
    def is_staff(self) -> bool:
        """Whether Django's admin lets this user in: the roles that have the panel."""
        return self.is_active and role_has(self.role, Permission.PANEL)

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Return what ties a session to this user.

        A changed password ends every session, and so does a higher `session_epoch`.
        """
        return salted_hmac(
            "accounts.models.User.session",
            f"{self.session_epoch}:{self.password}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class Password(User):
    """A user's password, for the log: it changes with other events than role and address.

    Otherwise whoever set a new password would also vouch for the role beside it.
    """

    witnessed = Witnessed(("password",))

    class Meta:
        proxy = True
        verbose_name = _("password")
        verbose_name_plural = _("passwords")
