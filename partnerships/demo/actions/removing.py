"""Removing the demo: the installation is empty again, but for the account of whoever does it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import FileField
from django.utils.translation import gettext as _

from accounts.models import Password, User
from audit import actions as audit
from common.errors import DomainError
from partnerships.demo import queries, rules

#: Tables that belong to the installation itself, whatever it holds.
KEPT = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "django_site",
    "partnerships_heartbeat",
}


@dataclass(frozen=True)
class Keeper:
    """The administrator who stays, with the password as it is stored."""

    email: str
    name: str
    role: str
    password: str
    time_zone: str


def keeper_of(user: User) -> Keeper:
    """Whoever is signed in stays as they are. Raises `demo_account` for one of the demo's."""
    if user.email in queries.demo_users():
        raise DomainError(
            _("This account is part of the demo, and its password is public. Enter your own."),
            code="demo_account",
        )
    return Keeper(user.email, user.name, user.role, user.password, user.time_zone)


def remove_demo(*, keeper: Keeper | None, also_added: bool, now: datetime) -> User | None:
    """Empty the installation, and load the first content again.

    Raises `no_demo`, and `more_than_demo` unless what people added may go too. Files go after the
    rows that name them.
    """
    if not queries.is_demo():
        raise DomainError(
            _("The demo isn't installed. There's nothing to remove."), code="no_demo"
        )
    files = _stored_files()
    with transaction.atomic():
        if queries.added_to_it(but=keeper.email if keeper else "") and not also_added:
            raise DomainError(
                _("People added records of their own. Confirm that they may go too."),
                field="also_added",
                code="more_than_demo",
            )
        _empty_tables()
        call_command("load_first_content", verbosity=0)
        user = _keep(keeper, now) if keeper else None
    _remove_files(files)
    rules.without_demo().touch()
    cache.clear()
    return user


def _stored_files() -> list[str]:
    """Return every file that a row of ours names."""
    fields = [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, FileField)
    ]
    found = (
        model._meta.base_manager.exclude(**{name: ""}).values_list(name, flat=True)
        for model, name in fields
    )
    return [file for files in found for file in files if file]


def _empty_tables() -> None:
    connection.check_constraints()  # PostgreSQL empties no table with checks still to be made
    tables = set(connection.introspection.django_table_names(include_views=False)) - KEPT
    statements = connection.ops.sql_flush(no_style(), sorted(tables), reset_sequences=True)
    connection.ops.execute_sql_flush(statements)


def _keep(keeper: Keeper, now: datetime) -> User:
    user = User(
        email=keeper.email,
        name=keeper.name,
        role=keeper.role,
        password=keeper.password,
        time_zone=keeper.time_zone,
        joined_at=now,
    )
    user.full_clean()
    user.save()
    wrote = [user, Password(pk=user.pk)]
    audit.record("user.added", by=None, at=now, subject=user, wrote=wrote, role=user.role)
    return user


def _remove_files(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
    if settings.MAIL_TRANSPORT == "folder":
        for mail in Path(settings.MAIL_FOLDER).glob("*.eml"):
            mail.unlink(missing_ok=True)
