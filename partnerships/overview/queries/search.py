"""One search over everything people look for: the palette and the search page ask the same."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, pgettext

from accounts.models import User
from common.querysets import by_sorting, having_words
from common.templatetags.ui import day
from common.text import search_text, search_words
from partnerships.agreements.models import Mou, MouParty
from partnerships.engagement.models import Meeting, MeetingPartner
from partnerships.exchange.models import ServiceOffering
from partnerships.organizations.models import (
    Address,
    Contact,
    Identifier,
    Organization,
    Position,
)
from partnerships.relationships.models import Partnership, PartnershipQuerySet

M = TypeVar("M", bound=Model)

#: An EIN or a part of it: digits, perhaps with hyphens.
NUMBER = re.compile(r"[\d\s-]*\d[\d\s-]*")
SHORTEST_NUMBER = 3  # digits; fewer are part of too many


@dataclass(frozen=True)
class Hit:
    """Something found: what it is, and what of it matched where the title doesn't show it."""

    title: str
    about: str
    url: str


@dataclass(frozen=True)
class Hits:
    """The first of one kind; ``more`` tells that there are others."""

    kind: str
    label: str | Promise
    rows: list[Hit]
    more: bool
    all_at: str = ""


LABELS = {
    "partner": gettext_lazy("Partners"),
    "organization": gettext_lazy("Organizations"),
    "contact": gettext_lazy("Contacts"),
    "mou": gettext_lazy("MOUs"),
    "meeting": gettext_lazy("Meetings"),
    "service": gettext_lazy("Services"),
}
#: Lists that search by the same words.
LISTS = {
    "partner": "partner_list",
    "organization": "organization_list",
    "contact": "contact_list",
    "mou": "mou_list",
}


def found(user: User, query: str, now: datetime, *, first: int) -> list[Hits]:
    """Return the first hits of each kind, in a fixed number of queries."""
    words = search_words(query)
    if not words:
        return []
    partners = _first(_partners(user, query), first + 1)
    known = {partnership.organization_id for partnership in partners}
    numbered = _numbered(user, query, first)
    named = _organizations(user, query, first)
    all_found = _without_twins(named, (number.organization for number in numbered))
    others = [organization for organization in all_found if organization.pk not in known]
    cities = _cities([*known, *(organization.pk for organization in others)])
    numbers = {number.organization_id: str(number) for number in numbered}
    kinds = {
        "partner": [_partner(partnership, words, cities) for partnership in partners],
        "organization": [_organization(one, words, cities, numbers) for one in others],
        "contact": _contacts(user, query, timezone.localdate(now), first),
        "mou": [_mou(mou) for mou in _mous(user, query, partners, first)],
        "meeting": [_meeting(meeting) for meeting in _meetings(user, query, partners, first)],
        "service": [_service(offering) for offering in _services(user, query, first)],
    }
    return [
        Hits(kind, LABELS[kind], rows[:first], len(rows) > first, LISTS.get(kind, ""))
        for kind, rows in kinds.items()
        if rows
    ]


def partners_named(user: User, query: str, first: int) -> list[Partnership]:
    """Return open partnerships with an organization of this name, for an action with one."""
    return _first(_partners(user, query).open(), first)


def _first(rows: PartnershipQuerySet, number: int) -> list[Partnership]:
    return list(rows.order_by(by_sorting("organization__name_key"), "pk")[:number])


def _partners(user: User, query: str) -> PartnershipQuerySet:
    named = Organization.objects.visible_to(user).search(query).order_by()
    rows = Partnership.objects.visible_to(user).with_names()
    return rows.filter(organization__in=named)


def _organizations(user: User, query: str, first: int) -> list[Organization]:
    """More than are shown: those that are partners are shown as such."""
    rows = (
        Organization.objects.visible_to(user).search(query).order_by(by_sorting("name_key"), "pk")
    )
    return list(rows[: 2 * first + 1])


def _numbered(user: User, query: str, first: int) -> list[Identifier]:
    digits = re.sub(r"\D", "", query)
    if not NUMBER.fullmatch(query) or len(digits) < SHORTEST_NUMBER:
        return []
    rows = Identifier.objects.visible_to(user).filter(value__contains=digits)
    return list(rows.select_related("organization").order_by("value", "pk")[: first + 1])


def _cities(organizations: Iterable[int]) -> dict[int, str]:
    rows = Address.objects.filter(organization__in=organizations, is_main=True)
    return dict(rows.values_list("organization_id", "city"))


def _partner(partnership: Partnership, words: list[str], cities: dict[int, str]) -> Hit:
    organization = partnership.organization
    about = [str(partnership.get_stage_display()), _why(organization, words, cities)]
    return Hit(str(partnership), _line(about), partnership.get_absolute_url())


def _organization(
    organization: Organization, words: list[str], cities: dict[int, str], numbers: dict[int, str]
) -> Hit:
    number = numbers.get(organization.pk, "")
    why = number or _why(organization, words, cities)
    about = [str(organization.get_kind_display()), why]
    return Hit(organization.name, _line(about), organization.get_absolute_url())


def _why(organization: Organization, words: list[str], cities: dict[int, str]) -> str:
    """Return what else than the name has a word of the query; else where they are."""
    name = search_text(organization.name)
    if all(word in name for word in words):
        return cities.get(organization.pk, "")
    rest = (organization.other_names, cities.get(organization.pk, ""), organization.website)
    return next((text for text in rest if any(word in search_text(text) for word in words)), "")


def _contacts(user: User, query: str, today: date, first: int) -> list[Hit]:
    rows = (
        Contact.objects.visible_to(user)
        .search(query)
        .order_by(by_sorting("name"), "pk")[: first + 1]
    )
    jobs = Position.objects.visible_to(user).current(today).select_related("organization")
    held = {job.contact_id: job for job in jobs.filter(contact__in=[row.pk for row in rows])}
    return [_contact(contact, held.get(contact.pk)) for contact in rows]


def _contact(contact: Contact, job: Position | None) -> Hit:
    about = [job.title, job.organization.name] if job else []
    return Hit(contact.name, _line([*about, contact.email]), contact.get_absolute_url())


def _mous(user: User, query: str, partners: list[Partnership], first: int) -> list[Mou]:
    rows = Mou.objects.visible_to(user).order_by("-created_at", "-pk")
    rows = rows.prefetch_related("parties__organization")
    parties = MouParty.objects.filter(partnership__in=[partner.pk for partner in partners])
    titled = rows.filter(having_words(query, "title"))[: first + 1]
    theirs = rows.filter(pk__in=parties.order_by().values("mou"))[: first + 1]
    return _without_twins(titled, theirs)


def _mou(mou: Mou) -> Hit:
    about = [str(one) for one in mou.parties.all() if one.partnership_id]
    about.append(str(mou.get_state_display()))
    if mou.ends_on:
        about.append(_("ends %(day)s") % {"day": day(mou.ends_on)})
    return Hit(mou.title, _line(about), mou.get_absolute_url())


def _meetings(user: User, query: str, partners: list[Partnership], first: int) -> list[Meeting]:
    rows = Meeting.objects.visible_to(user).with_names().order_by("-starts_at", "-pk")
    own = rows.filter(having_words(query, "title", "aim", "place"))[: first + 1]
    with_them = MeetingPartner.objects.filter(partnership__in=[one.pk for one in partners])
    theirs = rows.filter(pk__in=with_them.values("meeting"))[: first + 1]
    return _without_twins(own, theirs)


def _meeting(meeting: Meeting) -> Hit:
    title = pgettext("a meeting: kind, day", "%(kind)s, %(day)s")
    named = title % {"kind": meeting, "day": day(meeting.starts_at)}
    about = [str(meeting.partner()), meeting.aim, meeting.place]
    return Hit(named, _line(about), meeting.get_absolute_url())


def _services(user: User, query: str, first: int) -> list[ServiceOffering]:
    rows = ServiceOffering.objects.visible_to(user).select_related("organization", "category")
    return list(rows.filter(having_words(query, "title")).order_by("title", "pk")[: first + 1])


def _service(offering: ServiceOffering) -> Hit:
    about = [offering.organization.name, str(offering.category)]
    page = f"{offering.organization.get_absolute_url()}#service-{offering.pk}"
    return Hit(offering.title, _line(about), page)


def _without_twins(*lists: Iterable[M]) -> list[M]:
    return list({row.pk: row for rows in lists for row in rows}.values())


def _line(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)
