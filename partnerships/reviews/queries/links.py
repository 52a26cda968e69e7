"""Questions about links to reviews."""

from datetime import datetime

from partnerships.links.rules import hash_of
from partnerships.reviews.models import ReviewLink


def review_link_behind(token: str, now: datetime) -> ReviewLink | None:
    """Return the link a token opens; None if unknown, expired, revoked, or its person left."""
    rows = ReviewLink.objects.opening(now).filter(token_hash=hash_of(token))
    return rows.select_related(
        "contact",
        "sent_by",
        "review__partnership__organization",
        "review__question_set",
    ).first()
