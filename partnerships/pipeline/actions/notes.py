"""A note to a partner at the end, sent because a person pressed send."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from partnerships.engagement import actions as engagement
from partnerships.engagement.lifecycle import InteractionKind
from partnerships.engagement.models import Interaction
from partnerships.organizations.lifecycle import Prefers
from partnerships.organizations.models import Contact
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import Origin, RecipientKind
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import MailKind, Recipient
from partnerships.pipeline.emails import render_note
from partnerships.relationships.models import Partnership


@transaction.atomic
def send_closing_note(
    *, partnership: Partnership, contact: Contact, text: str, by: User, now: datetime
) -> Interaction:
    """Mail a person of theirs a note in the sender's own words; it stands on the timeline.

    Raises `no_mail_to_them`.
    """
    if contact.prefers != Prefers.LINK or not contact.email or contact.archived_at:
        raise DomainError(
            _("%(name)s can't get email. Call them, or print the note.") % {"name": contact.name},
            field="contact",
            code="no_mail_to_them",
        )
    note = engagement.log_interaction(
        interaction=Interaction(
            partnership=partnership,
            kind=InteractionKind.MESSAGE,
            on=timezone.localdate(now),
            with_contact=contact,
            text=text,
        ),
        by=by,
        now=now,
    )
    outbox.enqueue(
        kind="closing_note",
        dedupe_key=f"closing_note:{note.pk}",
        recipient=Recipient(
            kind=RecipientKind.CONTACT,
            id=contact.pk,
            address=contact.email,
            name=contact.name,
            tz=settings.TIME_ZONE,
        ),
        subject=note,
        not_before=now,
        expires_at=now + timedelta(days=7),
        partnership_id=partnership.pk,
        origin=Origin.PERSON,
        now=now,
    )
    return note


def _untrue(delivery: Delivery, _now: datetime) -> str:
    """Whoever left is not written to."""
    kept = Contact.objects.filter(pk=delivery.recipient_id, archived_at__isnull=True)
    return "" if kept.exclude(email="").exists() else "recipient_left"


#: What the pump asks and writes for a closing note.
CLOSING_NOTE = MailKind(why_untrue=_untrue, render=render_note)
