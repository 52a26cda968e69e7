"""Mail with what it is about."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BinaryField
from django.db.models.functions import Substr

from accounts.models import User
from partnerships.outbox.emails import subject_of
from partnerships.outbox.lifecycle import RecipientKind
from partnerships.outbox.models import Delivery, DeliveryQuerySet
from partnerships.overview.rules import mail_word
from partnerships.relationships.models import Partnership

#: The subject stands among the first headers of a message, whatever is attached to it.
HEAD = 2000


@dataclass(frozen=True)
class MailLine:
    """One mail, its kind in words, and what it is about, as far as that is known."""

    delivery: Delivery
    word: str
    subject: str
    partnership: Partnership | None


def mail_of(partnership: Partnership, *, safe: bool = False) -> DeliveryQuerySet:
    """Mail about a partnership, the latest first; ``safe`` leaves out what goes to us (P2)."""
    mails = Delivery.objects.about(partnership.pk).defer("rendered")
    return mails.filter(recipient_kind=RecipientKind.CONTACT) if safe else mails


def with_heads(rows: DeliveryQuerySet) -> DeliveryQuerySet:
    """Mail with the beginning of its message instead of the whole of it."""
    head = Substr("rendered", 1, HEAD, output_field=BinaryField())
    return rows.defer("rendered").annotate(head=head)


def about(rows: Iterable[Delivery], *, reader: User) -> list[MailLine]:
    """Rows of ``with_heads`` with what each is about; one query, however many."""
    deliveries = list(rows)
    known = Partnership.objects.visible_to(reader).with_names()
    partnerships = known.in_bulk({d.partnership_id for d in deliveries if d.partnership_id})
    return [
        MailLine(
            delivery=delivery,
            word=mail_word(delivery.kind),
            subject=subject_of(bytes(getattr(delivery, "head", None) or b"")),
            partnership=partnerships.get(delivery.partnership_id or 0),
        )
        for delivery in deliveries
    ]
