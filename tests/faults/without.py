"""The outbox with one of its guards taken out, to see that the tests miss it."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F

from partnerships.outbox import rules
from partnerships.outbox.actions import leases, sending
from partnerships.outbox.emails import message_bytes
from partnerships.outbox.lifecycle import IN_HAND, WAITING, State
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import BATCH, Letter, MailKind

FAR = timedelta(seconds=120)


def without_lease() -> None:
    """Take what is due whoever holds it: the claim looks at no holder."""

    def claim(*, token: UUID, now: datetime, limit: int = BATCH) -> list[Delivery]:
        due = Delivery.objects.filter(state__in=[*WAITING, *IN_HAND])
        chosen = (
            due.filter(not_before__lte=now)
            .order_by("not_before", "id")
            .values_list("pk", flat=True)[:limit]
        )
        Delivery.objects.filter(pk__in=list(chosen)).update(
            state=State.CLAIMED,
            lease_token=token,
            lease_until=now + FAR,
            attempts=F("attempts") + 1,
        )
        return list(Delivery.objects.filter(lease_token=token).order_by("not_before", "id"))

    vars(leases)["claim"] = claim


def without_fence() -> None:
    """Hand over what was claimed once, without reading anything again."""

    @transaction.atomic
    def pass_fence(
        delivery: Delivery, *, kinds: Mapping[str, MailKind], now: datetime
    ) -> bytes | None:
        kinds[delivery.kind].why_untrue(delivery, now)  # what it says does not matter
        message = bytes(delivery.rendered or b"") or message_bytes(
            delivery, kinds[delivery.kind].render(delivery), date=now
        )
        Delivery.objects.filter(pk=delivery.pk).update(
            state=State.HANDING,
            lease_token=delivery.lease_token,
            lease_until=now + FAR,
            rendered=message,
            rendered_sha256=hashlib.sha256(message).hexdigest(),
            handed_at=now,
        )
        return message

    vars(sending)["pass_fence"] = pass_fence


def without_key() -> None:
    """Give each letter a name of its own, so that the database cannot know it again."""
    named = Letter.delivery

    def delivery(self: Letter, now: datetime) -> Delivery:
        row = named(self, now)
        row.dedupe_key = f"{row.dedupe_key}:{uuid4()}"
        row.message_id = rules.message_id(row.dedupe_key)
        return row

    Letter.delivery = delivery  # type: ignore[method-assign]


GUARDS: Mapping[str, Callable[[], None]] = {
    "lease": without_lease,
    "fence": without_fence,
    "key": without_key,
}
