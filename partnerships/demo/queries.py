"""Whether this installation holds the demo, and what people added to it."""

from dataclasses import astuple, dataclass

from django.db.models import QuerySet
from django.utils.translation import ngettext_lazy

from accounts.models import User
from partnerships.demo import rules
from partnerships.exchange.models import Inquiry
from partnerships.organizations.models import Contact, Organization
from partnerships.relationships.models import Partnership


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

    def in_words(self) -> str:
        """Return what there is: "1 partnership, 3 contacts"."""
        words = (
            (self.organizations, ngettext_lazy("%d organization", "%d organizations")),
            (self.partnerships, ngettext_lazy("%d partnership", "%d partnerships")),
            (self.contacts, ngettext_lazy("%d contact", "%d contacts")),
            (self.accounts, ngettext_lazy("%d account", "%d accounts")),
            (self.inquiries, ngettext_lazy("%d inquiry", "%d inquiries")),
        )
        return ", ".join(str(text % number) for number, text in words if number)


def _accounts() -> QuerySet[User]:
    return User.objects.filter(email__in=[email for email, *_more in rules.STAFF])


def demo_users() -> list[str]:
    """The addresses of the demo's accounts that are here."""
    return list(_accounts().values_list("email", flat=True))


def is_demo() -> bool:
    """Return whether the demo is installed: an account of it can still sign in."""
    return _accounts().filter(is_active=True).exists()


def added_to_it(*, but: str = "") -> Added:
    """Count what isn't the demo's own, but for the account of whoever asks."""
    people = [name for _email, name, *_more in rules.STAFF]
    people += [person.name for partner in rules.PARTNERS for person in partner.people]
    accounts = User.objects.exclude(pk__in=_accounts()).exclude(email=but)
    names = [rules.OURS, *(partner.name for partner in rules.PARTNERS)]
    return Added(
        organizations=Organization.objects.exclude(name__in=names).count(),
        partnerships=Partnership.objects.exclude(organization__name__in=names).count(),
        contacts=Contact.objects.exclude(name__in=people).count(),
        accounts=accounts.count(),
        inquiries=Inquiry.objects.exclude(email=rules.INQUIRY["email"]).count(),
    )
