"""Questions about links to agreements."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from audit.models import Event
from partnerships.agreements import rules
from partnerships.agreements.models import Mou, MouLink, SectionComment
from partnerships.relationships.lifecycle import How

#: So many comments stand on the page of an MOU beside those that are open.
COMMENTS_SHOWN = 50


def codes_to_tell(mou: Mou, now: datetime) -> list[tuple[str, str]]:
    """The codes of those asked to sign, to be told by phone or text message."""
    links = MouLink.objects.live(now).filter(mou=mou, asks_code=True, answered_at__isnull=True)
    links = links.select_related("contact")
    return [(link.contact.name, rules.code_of(link)) for link in links.order_by("-sent_at", "-pk")]


@dataclass(frozen=True)
class ReadingReceipt:
    """What came in when a reader last answered: each comment under its section's heading."""

    at: datetime
    accepts: bool
    comments: list[tuple[str, SectionComment]]


def received_by(link: MouLink) -> ReadingReceipt | None:
    """What was kept of a reader's last answer; None before the first."""
    if link.answered_at is None:
        return None
    said = SectionComment.objects.filter(
        version__mou=link.mou_id, contact=link.contact_id, how=How.LINK, at=link.answered_at
    )
    accepted = Event.objects.filter(
        subject_type="mou",
        subject_id=link.mou_id,
        verb="mou.text_accepted",
        at=link.answered_at,
        params__name=link.contact.name,
    )
    comments = list(said.select_related("version"))
    headings = headings_of(link.mou)
    return ReadingReceipt(
        at=link.answered_at,
        accepts=accepted.exists(),
        comments=[(headings.get(one.section_code, one.section_code), one) for one in comments],
    )


def headings_of(mou: Mou) -> dict[str, str]:
    """The heading of each section by its code."""
    return dict(mou.sections.values_list("code", "heading"))


def comments_on(mou: Mou) -> QuerySet[SectionComment]:
    """What readers said, the newest first: all that is open, and the last that was answered."""
    rows = SectionComment.objects.filter(version__mou=mou).order_by("-at", "-pk")
    newest = rows.values("pk")[:COMMENTS_SHOWN]
    shown = rows.filter(Q(handled_at__isnull=True) | Q(pk__in=newest))
    return shown.select_related("contact", "version")
