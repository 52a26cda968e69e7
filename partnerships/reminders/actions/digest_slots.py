"""The digests that a plan finds, and those it needs beyond them."""

from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q

from accounts.models import User
from partnerships.outbox.lifecycle import Reason, State
from partnerships.outbox.models import Delivery
from partnerships.reminders.lifecycle import DIGEST, DigestKind
from partnerships.reminders.models import Digest
from partnerships.reminders.rules import DIGEST_USEFUL, DigestSlot, Span

#: A digest that has left or ended, for good: nothing more goes with it.
_GONE = (
    Q(handed_at__isnull=False)
    | Q(state__in=[State.SENT, State.EXPIRED, State.SUPPRESSED, State.DEAD])
    | Q(state=State.CANCELLED, reason=Reason.GIVEN_UP)
)


class Digests:
    """The digests of a span, by slot."""

    def __init__(self, span: Span) -> None:
        mail = Delivery.objects.filter(_GONE, subject_type=DIGEST, subject_id=OuterRef("pk"))
        rows = (
            Digest.objects.filter(slot__gt=span.team.now - DIGEST_USEFUL, slot__lte=span.until)
            .annotate(is_gone=Exists(mail))
            .values_list("pk", "user_id", "kind", "slot", "is_gone")
        )
        self.gone = set[DigestSlot]()
        self._ids = dict[DigestSlot, int]()
        for pk, user_id, kind, at, is_gone in rows:
            slot = DigestSlot(user_id, kind, at)
            self._ids[slot] = pk
            if is_gone:
                self.gone.add(slot)

    def id_of(self, slot: DigestSlot | None) -> int | None:
        """The row of a slot, made if there is none."""
        if slot is not None and slot not in self._ids:
            self._ids[slot] = digest_of(slot).pk
        return self._ids[slot] if slot else None


def digest_of(slot: DigestSlot) -> Digest:
    """The one digest of a slot; another process may make it at the same time."""
    digest, _new = Digest.objects.get_or_create(**slot._asdict())
    return digest


def next_catch_up(user: User, slot: datetime) -> Digest:
    """A new catch-up mail of a person who is locked, a moment after the last if need be."""
    mine = Digest.objects.filter(user=user, kind=DigestKind.CATCH_UP)
    last = mine.aggregate(last=Max("slot"))["last"]
    if last is not None:
        slot = max(slot, last + timedelta(microseconds=1))
    return Digest.objects.create(user=user, kind=DigestKind.CATCH_UP, slot=slot)
