"""The mail of one reminder, and the morning mail that carries several."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import ngettext

from common.names import greeting_name
from partnerships.organizations.queries import house_name
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Content, one_click
from partnerships.reminders.lifecycle import DIGEST, DigestKind
from partnerships.reminders.models import Digest
from partnerships.reminders.rules import Item
from partnerships.reminders.rules.unsubscribing import stop_url


def render_one(delivery: Delivery, item: Item, *, reply_to: str = "") -> Content:
    """Write the mail of one notice in its recipient's zone and language."""
    with _for(delivery):
        stop = stop_url(delivery.recipient_id, item.category())
        return _content(item.heading(), "reminder", {"item": item, "stop": stop}, stop, reply_to)


def render_digest(
    delivery: Delivery, digest: Digest, items: list[Item], *, reply_to: str = ""
) -> Content:
    """Write the mail that carries several notices; each kind may be stopped by itself."""
    with _for(delivery):
        stop = stop_url(delivery.recipient_id, DIGEST)
        day = timezone.localtime(delivery.due_at).date()
        subject = _subject(items, day)
        kinds = {item.category(): item.reminder.name for item in items}
        stops = [
            (name, stop_url(delivery.recipient_id, category)) for category, name in kinds.items()
        ]
        context = {
            "items": items,
            "stops": stops,
            "stop": stop,
            "late": digest.kind == DigestKind.CATCH_UP,
            "name": greeting_name(delivery.recipient_name),
        }
        return _content(subject, "digest", context, stop, reply_to)


def _subject(items: list[Item], day: date) -> str:
    """The only item in full, or how many there are and the first of them."""
    if len(items) == 1:
        return items[0].heading()
    others = len(items) - 1
    words = ngettext(
        "%(day)s: %(first)s and 1 more", "%(day)s: %(first)s and %(others)s more", others
    )
    return words % {
        "day": date_format(day, "D, M j"),
        "first": items[0].heading(),
        "others": others,
    }


def _content(
    subject: str, name: str, context: dict[str, object], stop: str, reply_to: str
) -> Content:
    context |= {
        "heading": subject,
        "brand": house_name(),
        "settings_url": settings.BASE_URL + reverse("reminder_settings"),
        "today_url": settings.BASE_URL + reverse("today"),
    }
    headers = one_click(stop)
    if reply_to:
        headers["Reply-To"] = reply_to
    return Content(
        subject=subject,
        text=render_to_string(f"emails/{name}.txt", context),
        html=render_to_string(f"emails/{name}.html", context),
        sender=str(context["brand"]),
        headers=headers,
    )


@contextmanager
def _for(delivery: Delivery) -> Iterator[None]:
    """The recipient's zone, and the language of the house."""
    zone = ZoneInfo(delivery.tz)
    with timezone.override(zone), translation.override(settings.LANGUAGE_CODE):
        yield
