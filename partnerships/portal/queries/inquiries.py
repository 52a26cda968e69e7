"""Who of those we know sent an inquiry."""

from common.querysets import ignoring_case
from partnerships.exchange.models import Inquiry
from partnerships.organizations.models import Contact
from partnerships.organizations.queries import holders_of


def person_known(inquiry: Inquiry) -> Contact | None:
    """Return the person with this name and email address, so that no one is there twice."""
    same = holders_of(inquiry.email).filter(ignoring_case(name=inquiry.person_name))
    return same.order_by("pk").first()
