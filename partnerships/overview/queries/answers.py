"""What partners' people told us by their links, and whom we asked."""

from dataclasses import dataclass

from accounts.models import User
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.queries import with_answers
from partnerships.links.models import PersonalLink, PersonalLinkQuerySet
from partnerships.relationships.models import Partnership, PartnershipQuerySet


@dataclass(frozen=True)
class Asked:
    """Someone with a personal link, their last answer, and how much of it waits for us."""

    link: PersonalLink
    answer: Answer | None
    suggested: int
    wishes: int
    asked_for: int
    comment: str


def answers_to_look_at(user: User, partnerships: PartnershipQuerySet) -> PersonalLinkQuerySet:
    """Links with answers no one of ours has looked at, the oldest first."""
    links = PersonalLink.objects.visible_to(user).to_look_at()
    rows = with_answers(links.filter(partnership__in=partnerships.order_by()))
    return rows.select_related("contact", "partnership__organization").order_by("answered_at")


def asked_people(partnership: Partnership) -> list[Asked]:
    """Who of theirs got a link, the last one first, in one query."""
    links = with_answers(PersonalLink.objects.filter(partnership=partnership))
    return [asked_behind(link) for link in links.select_related("contact").order_by("-sent_at")]


def asked_behind(link: PersonalLink) -> Asked:
    """What someone told us by their link, in short."""
    value = getattr(link, "last_answer", None)
    return Asked(
        link=link,
        answer=Answer(value) if value else None,
        suggested=getattr(link, "suggested", None) or 0,
        wishes=getattr(link, "wishes", 0),
        asked_for=getattr(link, "asked_for", None) or 0,
        comment=getattr(link, "last_comment", None) or "",
    )
