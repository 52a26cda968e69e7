"""What the people of personal links said, in short."""

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Least

from partnerships.exchange.models import ItemRequest, Suggestion, WiifmAnswer
from partnerships.links.models import PersonalLinkQuerySet


def with_answers(links: PersonalLinkQuerySet) -> PersonalLinkQuerySet:
    """Each link with what its person last answered by it, and how much of it waits for us.

    An answer from before the link was sent counts while there is none of after it.
    """
    answered_at = OuterRef("answered_at")
    said = WiifmAnswer.objects.filter(
        contact=OuterRef("contact"),
        list_version__partnership=OuterRef("partnership"),
        recorded_at__gte=Least(Coalesce(OuterRef("sent_at"), answered_at), answered_at),
    ).order_by("-recorded_at", "-pk")
    waiting = Suggestion.objects.open().filter(
        contact=OuterRef("contact"), line__list_version__partnership=OuterRef("partnership")
    )
    asked = ItemRequest.objects.open().filter(
        contact=OuterRef("contact"), partnership=OuterRef("partnership")
    )
    requests = asked.order_by().values("contact").annotate(number=Count("pk"))
    counted = waiting.order_by().values("contact").annotate(number=Count("pk"))
    return links.annotate(
        last_answer=Subquery(said.values("value")[:1]),
        last_comment=Subquery(said.values("comment")[:1]),
        suggested=Subquery(counted.values("number")),
        asked_for=Subquery(requests.values("number")),
        wishes=Count("told", filter=Q(told__handled_at__isnull=True)),
    )
