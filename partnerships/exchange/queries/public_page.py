"""What strangers see of the catalogue."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from django.core.cache import cache
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from partnerships.exchange.models import PublicPage, ServiceOffering
from partnerships.exchange.queries.offerings import by_category
from partnerships.organizations.models import Organization, Phone
from partnerships.organizations.queries import our_organization

T = TypeVar("T")

#: Names the copies that are good now; a change of the catalogue names new ones.
COPIES = "public_page"

#: Seconds after which a copy is made again: what has no action here, such as our phone number,
#: shows by then.
KEPT = 60

Categories = list[tuple[str, list[ServiceOffering]]]


def public_page() -> PublicPage:
    """Return the settings of the house; off as long as leadership chose nothing."""
    return PublicPage.objects.first() or PublicPage()


def kept(name: str, make: Callable[[], T]) -> T:
    """Return a copy of what was made lately, without a query; else make it."""
    mark = cache.get(COPIES)
    if mark is None:
        mark = get_random_string(12)
        cache.set(COPIES, mark, timeout=KEPT)
    found: T | None = cache.get(f"{COPIES}:{mark}:{name}")
    if found is None:
        found = make()
        cache.set(f"{COPIES}:{mark}:{name}", found, timeout=KEPT)
    return found


@dataclass(frozen=True)
class Offers:
    """The public page, or its part for one program."""

    page: PublicPage
    house: Organization
    phone: str
    email: str
    program: str
    categories: Categories
    programs: list[tuple[str, str]] = field(default_factory=list)

    def title(self) -> str:
        """Return the heading, which also stands where the page is shared."""
        if self.program:
            return _("What %(house)s offers: %(program)s") % {
                "house": self.house.name,
                "program": self.program,
            }
        return _("What %(house)s offers") % {"house": self.house.name}

    def words(self) -> str:
        """Return what we say first."""
        return self.page.intro or _(
            "Here is what we can do for you. Look around, then tell us what would help."
        )


def programs() -> set[str]:
    """Return the words by which programs have a page of their own; none while it is off."""
    shown = offers()
    return {slug for slug, _name in shown.programs} if shown else set()


def offers(slug: str = "") -> Offers | None:
    """Return what the public page shows; None while it is off, or for an unknown program."""
    page, house = public_page(), our_organization()
    if not page.is_on or house is None:
        return None
    rows = ServiceOffering.objects.filter(organization=house, is_active=True, is_public=True)
    services = list(
        rows.select_related("category").order_by(
            "category__position", "category__label", "title", "pk"
        )
    )
    programs = _programs(services)
    if slug and slug not in programs:
        return None
    shown = [one for one in services if not slug or slugify(one.program) == slug]
    return Offers(
        page=page,
        house=house,
        phone=str(Phone.objects.filter(organization=house).first() or "")
        if page.shows_phone
        else "",
        email=house.email if page.shows_email else "",
        program=programs.get(slug, ""),
        categories=by_category(shown),
        programs=list(programs.items()),
    )


def _programs(services: Iterable[ServiceOffering]) -> dict[str, str]:
    """Return the programs that have services of their own, by the word in their address."""
    names = sorted({one.program for one in services if slugify(one.program)})
    return {slugify(name): name for name in names}
