"""What can be done to users."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts import emails
from accounts.models import Password, User
from accounts.roles import Role, roles_in
from audit import actions as audit
from common.errors import DomainError
from common.querysets import ignoring_case
from common.text import clean_line


@transaction.atomic
def add_user(
    *,
    email: str,
    name: str,
    role: str,
    by: User | None,
    now: datetime,
    password: str | None = None,
    time_zone: str = "",
) -> User:
    """Add a user without writing to them; `by` is None on the command line.

    Raises `email_taken`, and ValidationError for a role, zone or address that isn't one.
    """
    user = _add(email=email, name=name, role=role, password=password, time_zone=time_zone, now=now)
    wrote = [user, Password(pk=user.pk)]
    audit.record("user.added", by=by, at=now, subject=user, wrote=wrote, role=user.role)
    return user


@transaction.atomic
def invite(
    *, email: str, name: str, role: str, by: User | None, now: datetime, time_zone: str = ""
) -> User:
    """Add a user and queue the email with the link to set a password, in one transaction.

    Raises `email_taken`, and ValidationError for a role, zone or address that isn't one.
    """
    user = _add(email=email, name=name, role=role, password=None, time_zone=time_zone, now=now)
    wrote = [user, Password(pk=user.pk)]
    audit.record("user.invited", by=by, at=now, subject=user, wrote=wrote, role=user.role)
    emails.send_invitation(to=user, by=by)
    return user


@transaction.atomic
def invite_again(user: User, *, by: User, now: datetime) -> User:
    """Queue a new invitation for a user who has no password yet. Raises `already_signed_up`."""
    if user.has_usable_password():
        raise DomainError(
            _(
                "This person already has a password. If they forgot it, they can "
                "choose “Forgot your password?” on the sign-in page."
            ),
            field="send_invitation",
            code="already_signed_up",
        )
    audit.record("user.invited", by=by, at=now, subject=user, role=user.role)
    emails.send_invitation(to=user, by=by)
    return user


@transaction.atomic
def change_role(user: User, *, role: str, by: User, now: datetime) -> User:
    """Give the user other roles, and end their sessions.

    Administrators may add to their own, but stay one. Raises `own_account`, `last_administrator`.
    """
    stays = Role.ADMINISTRATOR in roles_in(role)
    if user.pk == by.pk and not stays:
        raise _own_account("role")
    _keep_one_administrator(user, stays=stays, field="role")
    before, user.role = user.role, role
    _save_and_sign_out(user, "role")
    audit.record(
        "user.role_changed", by=by, at=now, subject=user, wrote=[user], before=before, after=role
    )
    return user


@transaction.atomic
def deactivate(user: User, *, by: User, now: datetime) -> User:
    """Shut the user out, at once; what they did stays.

    Raises `own_account`, `last_administrator`.
    """
    if user.pk == by.pk:
        raise _own_account("is_active")
    _keep_one_administrator(user, stays=False, field="is_active")
    user.is_active = False
    _save_and_sign_out(user, "is_active")
    audit.record("user.deactivated", by=by, at=now, subject=user, wrote=[user])
    return user


@transaction.atomic
def reactivate(user: User, *, by: User, now: datetime) -> User:
    """Let the user in again; sessions from before stay ended."""
    user.is_active = True
    _save_and_sign_out(user, "is_active")
    audit.record("user.reactivated", by=by, at=now, subject=user, wrote=[user])
    return user


@transaction.atomic
def update_profile(user: User, *, name: str, time_zone: str, by: User, now: datetime) -> User:
    """Change what people may change about themselves.

    Raises ValidationError for a zone that isn't one.
    """
    user.name = clean_line(name)
    user.time_zone = time_zone
    user.clean_fields(exclude=["email", "password", "role"])
    user.save(update_fields=["name", "time_zone"])
    audit.record("user.profile_changed", by=by, at=now, subject=user)
    return user


@transaction.atomic
def set_password(user: User, *, password: str, by: User | None, now: datetime) -> User:
    """Set a password that has been validated; every session of the user ends.

    `by` is None on the command line.
    """
    user.set_password(password)
    user.save(update_fields=["password"])
    wrote = [Password(pk=user.pk)]
    audit.record("user.password_changed", by=by, at=now, subject=user, wrote=wrote)
    return user


def _add(
    *, email: str, name: str, role: str, password: str | None, time_zone: str, now: datetime
) -> User:
    if User.objects.filter(ignoring_case(email=User.objects.normalize_email(email))).exists():
        raise DomainError(
            _("There's already a user with this email address. Find them in the list."),
            field="email",
            code="email_taken",
        )
    return User.objects.create_user(
        email,
        name=name,
        role=role,
        password=password,
        time_zone=time_zone or settings.TIME_ZONE,
        joined_at=now,
    )


def _keep_one_administrator(user: User, *, stays: bool, field: str) -> None:
    """Raise `last_administrator` if no one else could administer; `stays`: the user still can.

    The rows stay locked until the commit, so two administrators can't remove each other at once.
    """
    administrators = User.objects.active().in_role(Role.ADMINISTRATOR).order_by("pk")
    others = [a.pk for a in administrators.select_for_update() if a.pk != user.pk]
    if not stays and not others:
        raise DomainError(
            _("This is the last administrator. Make someone else an administrator first."),
            field=field,
            code="last_administrator",
        )


def _save_and_sign_out(user: User, field: str) -> None:
    """Save one field and end the user's sessions, which are tied to the epoch."""
    user.session_epoch = F("session_epoch") + 1
    user.save(update_fields=[field, "session_epoch"])
    user.refresh_from_db(fields=["session_epoch"])


def _own_account(field: str) -> DomainError:
    """No one takes a role from themselves or shuts themselves out."""
    return DomainError(
        _("You can't change this for yourself. Ask another administrator."),
        field=field,
        code="own_account",
    )
