"""Whether this installation holds the demo, and what people added to it."""

from dataclasses import dataclass

from accounts.models import User
from partnerships.demo import rules
from partnerships.organizations.models import Organization
from partnerships.relationships.models import Partnership


@dataclass(frozen=True)
class Added:
    """What isn't from the demo and would go with it."""

    organizations: int
    partnerships: int

    def __bool__(self) -> bool:
        return bool(self.organizations or self.partnerships)


def demo_users() -> list[str]:
    """The addresses of the demo's accounts that are here."""
    known = [email for email, *_more in rules.STAFF]
    return list(User.objects.filter(email__in=known).values_list("email", flat=True))


def is_demo() -> bool:
    """Return whether the demo is installed: its accounts, with their known password, are here."""
    return bool(demo_users())


def added_to_it() -> Added:
    """Count organizations and partnerships that aren't the demo's own."""
    names = [rules.OURS, *(partner.name for partner in rules.PARTNERS)]
    return Added(
        organizations=Organization.objects.exclude(name__in=names).count(),
        partnerships=Partnership.objects.exclude(organization__name__in=names).count(),
    )
