"""What every action on a personal link needs."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model

from accounts.models import User
from audit.actions import Json, record
from partnerships.links.models import PersonalLink


def lock(link: PersonalLink) -> PersonalLink:
    """The row as it stands now, held until the end of the transaction."""
    rows = PersonalLink.objects.select_for_update(of=["self"])
    return rows.select_related("partnership__organization", "contact").get(pk=link.pk)


def record_link_event(
    verb: str,
    link: PersonalLink,
    *,
    by: User | None,
    at: datetime,
    wrote: Iterable[Model] = (),
    **params: Json,
) -> None:
    """Write what happened with a link to the log, at its partnership."""
    record(
        verb,
        by=by,
        at=at,
        subject=link,
        organization_id=link.partnership.organization_id,
        partnership_id=link.partnership_id,
        name=link.contact.name,
        wrote=wrote,
        **params,
    )
