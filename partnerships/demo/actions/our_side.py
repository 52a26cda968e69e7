"""Our own side of the demo: the organization, its people, its catalogue."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts import actions as accounts
from accounts.models import User
from partnerships.demo import rules
from partnerships.exchange import actions as exchange
from partnerships.exchange.models import Inquiry, OfferingCategory, PublicPage, ServiceOffering
from partnerships.organizations import actions as organizations
from partnerships.organizations.lifecycle import Kind, Reach
from partnerships.organizations.models import Address, Contact, Organization, Position


@dataclass(frozen=True)
class DemoSide:
    """Our own side of every story."""

    us: Organization
    users: dict[str, User]
    leader: Contact
    deliverer: Contact
    now: datetime

    def owner(self, place: int) -> User:
        """Maria has most partnerships, Sam every third."""
        return self.users["sam@example.org" if place % 3 == 2 else "maria@example.org"]  # noqa: PLR2004

    def ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days)


def build_our_side(now: datetime) -> DemoSide:
    """Our organization with its people, who can sign in, and its catalogue."""
    began = now - timedelta(days=400)
    users = {
        email: accounts.add_user(
            email=email,
            name=name,
            role=role,
            by=None,
            now=began,
            password=rules.PASSWORD,
            time_zone=rules.TIME_ZONE,
        )
        for email, name, role, _title, _does in rules.STAFF
    }
    maria = users["maria@example.org"]
    us = organizations.create_organization(
        organization=Organization(
            name=rules.OURS, kind=Kind.EMPLOYMENT_NETWORK, reach=Reach.REGIONAL
        ),
        address=Address(street="1 Harbor Street", city="Harborview", state="ME"),
        by=maria,
        now=began,
    )
    organizations.set_our_organization(organization=us, by=maria, now=began)
    people = {}
    for email, name, _role, title, does in rules.STAFF:
        contact = Contact(name=name, email=email, user=users[email])
        people[email] = add_person(contact, us, title, does, by=maria, now=began)
    _build_catalogue(us, by=maria, now=now)
    return DemoSide(us, users, people["dana@example.org"], people["sam@example.org"], now)


def _build_catalogue(us: Organization, *, by: User, now: datetime) -> None:
    """What we offer, in public, and the first organization that read it."""
    began = now - timedelta(days=400)
    for code, title, for_whom, how_much in rules.OFFERINGS:
        offering = ServiceOffering(
            organization=us,
            category=OfferingCategory.objects.get(code=code),
            title=title,
            for_whom=for_whom,
            how_much=how_much,
            is_public=True,
        )
        exchange.save_offering(offering=offering, by=by, now=began)
    exchange.save_public_page(page=PublicPage(is_on=True), by=by, now=began)
    exchange.receive_inquiry(inquiry=Inquiry(**rules.INQUIRY), now=now)


def add_person(
    contact: Contact, organization: Organization, title: str, does: str, *, by: User, now: datetime
) -> Contact:
    """A person with a position; ``does`` says how, e.g. "leads manages"."""
    organizations.create_contact(contact=contact, by=by, now=now)
    levels = dict.fromkeys(does.split(), True)
    position = Position(contact=contact, organization=organization, title=title, **levels)
    organizations.add_position(position=position, by=by, now=now)
    return contact
