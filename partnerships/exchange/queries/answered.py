"""What the people of personal links said, in short."""

from django.db.models import Count, OuterRef, Q, Subquery

from partnerships.exchange.models import Suggestion, WiifmAnswer
from partnerships.links.models import PersonalLinkQuerySet


def with_answers(links: PersonalLinkQuerySet) -> PersonalLinkQuerySet:
    """Each link with the last answer of its person, and how much of it waits for us."""
    said = WiifmAnswer.objects.filter(
        contact=OuterRef("contact"), list_version__partnership=OuterRef("partnership")
    ).order_by("-recorded_at", "-pk")
    waiting = Suggestion.objects.open().filter(
        contact=OuterRef("contact"), line__list_version__partnership=OuterRef("partnership")
    )
    counted = waiting.order_by().values("contact").annotate(number=Count("pk"))
    return links.annotate(
        last_answer=Subquery(said.values("value")[:1]),
        last_comment=Subquery(said.values("comment")[:1]),
        suggested=Subquery(counted.values("number")),
        wishes=Count("told", filter=Q(told__handled_at__isnull=True)),
    )
