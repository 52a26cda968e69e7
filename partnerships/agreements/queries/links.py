"""Questions about links to agreements."""

from datetime import datetime

from django.db.models import QuerySet

from partnerships.agreements import rules
from partnerships.agreements.models import Mou, MouLink, SectionComment
from partnerships.links.rules import hash_of


def mou_link_behind(token: str, now: datetime) -> MouLink | None:
    """The link a token opens; None when it is unknown, expired or revoked, or its person left."""
    rows = MouLink.objects.opening(now).filter(token_hash=hash_of(token))
    return rows.select_related("mou__type", "contact", "party__organization", "sent_by").first()


def codes_to_tell(mou: Mou, now: datetime) -> list[tuple[str, str]]:
    """The codes of those asked to sign, to be told by phone or text message."""
    links = MouLink.objects.live(now).filter(mou=mou, asks_code=True, answered_at__isnull=True)
    return [(link.contact.name, rules.code_of(link)) for link in links.select_related("contact")]


def comments_on(mou: Mou) -> QuerySet[SectionComment]:
    """What readers said, the newest first."""
    rows = SectionComment.objects.filter(version__mou=mou).order_by("-at", "-pk")
    return rows.select_related("contact", "version")
