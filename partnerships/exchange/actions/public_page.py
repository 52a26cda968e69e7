"""Turning our public page on, and what it says beside the services."""

from datetime import datetime

from django.core.cache import cache
from django.db import transaction

from accounts.models import User
from audit.actions import record
from partnerships.exchange.models import PublicPage
from partnerships.exchange.queries import COPIES


@transaction.atomic
def save_public_page(*, page: PublicPage, by: User, now: datetime) -> PublicPage:
    """Keep what leadership chose for the public page; ``page`` carries the values."""
    page.save()
    show_changes()
    record("public_page.saved", by=by, at=now, subject=page, is_on=page.is_on)
    return page


def show_changes() -> None:
    """Let the public page be made again once this transaction is in the database."""
    transaction.on_commit(lambda: cache.delete(COPIES), robust=True)
