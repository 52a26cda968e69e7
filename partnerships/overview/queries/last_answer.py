"""When someone of a partner answered last, whatever they answered (L2)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from partnerships.agreements.models import MouLink, SectionComment
from partnerships.exchange.models import (
    Acceptance,
    Acknowledgement,
    EvidenceAcceptance,
    ItemRequest,
    Suggestion,
    WiifmAnswer,
)
from partnerships.links.lifecycle import MessageKind
from partnerships.links.models import LinkMessage
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership, PurposeAgreement
from partnerships.reviews.models import Rater, ResultComment

NOT_ON_PAPER = [how for how in How if how != How.PAPER]


def last_answer_on(partnership: Partnership) -> date | None:
    """The day on which one of theirs answered last, unless on paper.

    That is by any link, by phone or in a meeting: about the lists, the purpose, evidence, an MOU
    or a review.
    """
    days = (found.aggregate(last=Max(field))["last"] for found, field in _answers(partnership))
    return max((_day(day) for day in days if day), default=None)


def _day(known: date | datetime) -> date:
    return timezone.localdate(known) if isinstance(known, datetime) else known


def _answers(partnership: Partnership) -> Iterator[tuple[QuerySet[Any], str]]:
    """Rows of what they said, and where the day stands."""
    said = {"side": Side.THEIRS, "how__in": NOT_ON_PAPER}
    lists = {"list_version__partnership": partnership, **said}
    items = {"line__list_version__partnership": partnership, **said}
    yield WiifmAnswer.objects.filter(**lists), "said_on"
    yield Acknowledgement.objects.filter(**lists), "said_on"
    yield Acceptance.objects.filter(**items), "said_on"
    yield Suggestion.objects.filter(**items), "said_on"
    yield ItemRequest.objects.filter(partnership=partnership, **said), "said_on"
    happened = {"evidence__benefit__partnership": partnership, **said}
    yield EvidenceAcceptance.objects.filter(**happened), "said_on"
    agreed = PurposeAgreement.objects.filter(purpose__partnership=partnership, **said)
    yield agreed, "agreed_on"
    strangers = Q(kind=MessageKind.NOT_ME)
    yield LinkMessage.objects.filter(~strangers, link__partnership=partnership), "at"
    yield MouLink.objects.filter(party__partnership=partnership), "answered_at"
    read = {"version__mou__parties__partnership": partnership, "how__in": NOT_ON_PAPER}
    theirs = {"contact__positions__organization": partnership.organization_id}
    yield SectionComment.objects.filter(**read, **theirs), "at"
    raters = Rater.objects.filter(review__partnership=partnership, side=Side.THEIRS)
    yield raters.filter(Q(how="") | Q(how__in=NOT_ON_PAPER)), "said_on"
    yield ResultComment.objects.filter(link__review__partnership=partnership), "at"
