"""Questions about links to agreements."""

from datetime import datetime

from django.db.models import Q, QuerySet

from partnerships.agreements import rules
from partnerships.agreements.models import Mou, MouLink, SectionComment

#: So many comments stand on the page of an MOU beside those that are open.
COMMENTS_SHOWN = 50


def codes_to_tell(mou: Mou, now: datetime) -> list[tuple[str, str]]:
    """The codes of those asked to sign, to be told by phone or text message."""
    links = MouLink.objects.live(now).filter(mou=mou, asks_code=True, answered_at__isnull=True)
    links = links.select_related("contact")
    return [(link.contact.name, rules.code_of(link)) for link in links.order_by("-sent_at", "-pk")]


def comments_on(mou: Mou) -> QuerySet[SectionComment]:
    """What readers said, the newest first: all that is open, and the last that was answered."""
    rows = SectionComment.objects.filter(version__mou=mou).order_by("-at", "-pk")
    newest = rows.values("pk")[:COMMENTS_SHOWN]
    shown = rows.filter(Q(handled_at__isnull=True) | Q(pk__in=newest))
    return shown.select_related("contact", "version")
