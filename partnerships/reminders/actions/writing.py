"""What the pump asks about a reminder just before it leaves, and what the mail says."""

from datetime import datetime

from django.db.models import Case, Exists, F, OuterRef, Value, When

from accounts.models import User
from partnerships.outbox.lifecycle import Reason
from partnerships.outbox.models import Delivery
from partnerships.outbox.queries import database_now
from partnerships.outbox.rules import Content, MailKind
from partnerships.reminders.emails import render_digest, render_one
from partnerships.reminders.lifecycle import DIGEST, Mode
from partnerships.reminders.models import Digest, Notice, NoticeQuerySet, Preference
from partnerships.reminders.rules import REMINDERS, Item, Team, items_of


def why_untrue(delivery: Delivery, now: datetime) -> str:
    """Read it all again: "" if this very mail would be planned today, else why not.

    What was read is kept with the delivery, and the mail is written from it at once. It stays
    locked until the mail is taken, so that no plan gives it to another mail meanwhile.
    """
    carried = _by_mail(Notice.objects.carried_by(alone=[delivery.dedupe_key]), now)
    delivery.read = items_of(carried, Team(now))
    if delivery.read:
        return ""
    return Reason.OVER if carried.exists() else Reason.OTHER_WAY


def why_digest_untrue(delivery: Delivery, now: datetime) -> str:
    """A digest may leave while something of what it carries still holds.

    A kind that can't be read stays behind, and goes with a later one.
    """
    carried = _by_mail(Notice.objects.open().carried_by(digests=[delivery.subject_id]), now)
    delivery.read = items_of(carried, Team(now), skips_faulty=True)
    return "" if delivery.read else Reason.NOTHING_LEFT


def _by_mail(carried: NoticeQuerySet, now: datetime) -> NoticeQuerySet:
    """What of it its person still wants by mail, in the order of what it is about, locked."""
    unwanted = Preference.objects.filter(
        user=OuterRef("user"), kind=OuterRef("category"), mode=Mode.NONE
    )
    rows = carried.wanted(now).annotate(category=CATEGORY).order_by("anchor_at", "id")
    wanted = rows.filter(~Exists(unwanted)).select_related("user")
    return wanted.select_for_update(of=("self",))


def write_one(delivery: Delivery) -> Content:
    """Write the mail of one notice, and note that it is carried."""
    (item,) = _carry(delivery)
    partnership = item.partnership()
    people = [partnership.owner, partnership.deputy] if partnership else []
    return render_one(delivery, item, reply_to=_other(delivery, people))


def write_digest(delivery: Delivery) -> Content:
    """Write what still holds of all that this mail carries, and note that it is carried.

    What comes to it later finds it gone, and goes with the next one.
    """
    items = _carry(delivery)
    owners = [p.owner for item in items if (p := item.partnership())]
    leaders = Team(delivery.due_at).leaders
    digest = Digest.objects.get(pk=delivery.subject_id)
    return render_digest(delivery, digest, items, reply_to=_other(delivery, [*owners, *leaders]))


def _carry(delivery: Delivery) -> list[Item]:
    items: list[Item] = delivery.read
    carried = [item.notice.pk for item in items]
    Notice.objects.filter(pk__in=carried).update(mailed_at=database_now())
    return items


def _other(delivery: Delivery, people: list[User | None]) -> str:
    """The address of the first of some people who is not the recipient: whom to answer to."""
    others = [user for user in people if user and user.is_active]
    return next((user.email for user in others if user.pk != delivery.recipient_id), "")


#: The category of a notice, by which its person chose how to be told.
CATEGORY = Case(
    *(When(kind=code, then=Value(r.category)) for code, r in REMINDERS.items() if r.family),
    default=F("kind"),
)

#: What the pump asks and writes, per kind.
KINDS = {code: MailKind(why_untrue=why_untrue, render=write_one) for code in REMINDERS} | {
    DIGEST: MailKind(why_untrue=why_digest_untrue, render=write_digest)
}
