"""Whether this installation holds the demo, and what people added to it."""

from dataclasses import astuple, dataclass

from django.db.models import Q, QuerySet

from accounts.models import User
from partnerships.demo import rules
from partnerships.exchange.models import Inquiry
from partnerships.organizations.models import Contact, Organization
from partnerships.relationships.models import Partnership

DEMO_DOMAIN = "example.org"


@dataclass(frozen=True)
class Added:
    """What isn't from the demo and would go with it."""

    organizations: int
    partnerships: int
    contacts: int
    accounts: int
    inquiries: int

    def __bool__(self) -> bool:
        return any(astuple(self))


def _accounts() -> QuerySet[User]:
    return User.objects.filter(email__in=[email for email, *_more in rules.STAFF])


def demo_users() -> list[str]:
    """The addresses of the demo's accounts that are here."""
    return list(_accounts().values_list("email", flat=True))


def is_demo() -> bool:
    """Return whether the demo is installed: an account of it can still sign in."""
    return _accounts().filter(is_active=True).exists()


def added_to_it(*, but: str = "") -> Added:
    """Count what isn't the demo's own, but for the account of whoever asks.

    The demo's people have addresses at example.org, which no one else can have.
    """
    own = Q(email="") | Q(email__iendswith=DEMO_DOMAIN)
    accounts = User.objects.exclude(pk__in=_accounts()).exclude(email=but)
    names = [rules.OURS, *(partner.name for partner in rules.PARTNERS)]
    return Added(
        organizations=Organization.objects.exclude(name__in=names).count(),
        partnerships=Partnership.objects.exclude(organization__name__in=names).count(),
        contacts=Contact.objects.exclude(own).count(),
        accounts=accounts.count(),
        inquiries=Inquiry.objects.exclude(email__iendswith=DEMO_DOMAIN).count(),
    )
