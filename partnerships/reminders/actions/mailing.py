"""What the pump asks about a reminder just before it leaves, and what the mail says."""

from datetime import datetime

from partnerships.outbox.models import Delivery
from partnerships.outbox.queries import database_now
from partnerships.outbox.rules import Content, Kind
from partnerships.reminders.emails import render_digest, render_one
from partnerships.reminders.models import Notice
from partnerships.reminders.rules import DIGEST_KIND, REMINDERS, House, Item, items_of

GONE, OTHER_WAY, OVER = "over", "other_way", "nothing_left"


def why_untrue(delivery: Delivery, now: datetime) -> str:
    """Read it all again: "" if this very mail would be planned today, else why not."""
    notice = Notice.objects.filter(key=delivery.dedupe_key).first()
    if notice is None:
        return GONE
    if notice.mail_key != delivery.dedupe_key:
        return OTHER_WAY
    return "" if items_of([notice], House(now)) else GONE


def write_one(delivery: Delivery) -> Content:
    """Write the mail of one notice, and note that it is carried."""
    now = database_now()
    notice = Notice.objects.get(key=delivery.dedupe_key)
    house = House(now)
    (item,) = items_of([notice], house)
    Notice.objects.filter(pk=notice.pk).update(mailed_at=now)
    return render_one(delivery, item, reply_to=_reply_to(delivery, [item], house))


def why_digest_untrue(delivery: Delivery, now: datetime) -> str:
    """A digest may leave while something of what it carries still holds."""
    return "" if items_of(_carried(delivery), House(now)) else OVER


def write_digest(delivery: Delivery) -> Content:
    """Write what still holds of all that this mail carries, and note that it is carried.

    What comes to it later finds it gone, and goes with the next one.
    """
    now = database_now()
    house = House(now)
    items = items_of(_carried(delivery), house)
    carried = [item.notice.pk for item in items]
    Notice.objects.filter(pk__in=carried).update(mailed_at=now)
    return render_digest(delivery, items, reply_to=_reply_to(delivery, items, house))


def _carried(delivery: Delivery) -> list[Notice]:
    return list(Notice.objects.open().carried_by(delivery.dedupe_key))


def _reply_to(delivery: Delivery, items: list[Item], house: House) -> str:
    """A person to answer to: who owns the partnership, else one who leads."""
    owners = [p.owner for item in items if (p := item.partnership()) and p.owner]
    found = {user.pk: user.email for user in (*owners, *house.leaders) if user.is_active}
    found.pop(delivery.recipient_id, None)
    return next(iter(found.values()), "")


#: What the pump asks and writes, per kind.
KINDS = {code: Kind(why_untrue=why_untrue, render=write_one) for code in REMINDERS} | {
    DIGEST_KIND: Kind(why_untrue=why_digest_untrue, render=write_digest)
}
