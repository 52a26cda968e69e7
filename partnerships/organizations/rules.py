"""What an identifier must look like, and what may be the same organization."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import add

from django.core.exceptions import ValidationError
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, When
from django.db.models.expressions import CombinedExpression
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from common.fields import EmailField
from common.querysets import ignoring_case
from common.text import SSN, clean_line, is_quick, mailbox_key
from partnerships.organizations.lifecycle import PointKind, Scheme, host, match_key, match_words
from partnerships.organizations.models import (
    Address,
    ContactPoint,
    NotTheSame,
    Organization,
    name_key,
)

EIN_TEXT = re.compile(r"\d{9}|\d{2}[- ]\d{7}", re.ASCII)
EIN_DIGITS = 9
LONGEST = 50  # characters of any other number, as they are stored: in capitals ß becomes SS
PHONE = re.compile(r"(?P<number>\+?[\d ().\-/x]*\d)\s*[,;:]?\s*(?P<label>.*)")


class BadIdentifier(DomainError):
    """The number is not one of its kind; the message says what it must look like."""


@dataclass(frozen=True)
class Ein:
    """An Employer Identification Number as nine digits.

    ``zero_restored`` marks one that came as an 8-digit number and got its leading zero back.
    """

    value: str
    zero_restored: bool = False

    def __str__(self) -> str:
        return f"{self.value[:2]}-{self.value[2:]}"


def ein(raw: str | int) -> Ein:
    """Read an EIN the way people and files write it (O1).

    ``030413726``, ``03-0413726`` and `` 03 0413726 `` are one value. A number of 8 digits lost its
    leading zero somewhere, gets it back and is marked. Raises BadIdentifier for anything else,
    the shape of a social security number among it.
    """
    if isinstance(raw, int):
        digits = str(raw)
        if len(digits) == EIN_DIGITS - 1 and raw > 0:
            return Ein("0" + digits, zero_restored=True)
        text = digits
    else:
        text = clean_line(raw)
    if SSN.search(text):
        raise BadIdentifier(
            _("This looks like a Social Security number. Enter the organization's own EIN."),
            field="ein",
        )
    if not EIN_TEXT.fullmatch(text):
        raise BadIdentifier(
            _("An EIN has nine digits, such as 03-0413726. Check the number, or leave it blank."),
            field="ein",
        )
    return Ein(re.sub(r"\D", "", text))


def normalized(scheme: Scheme, raw: str) -> str:
    """A number of any kind the way it is stored. Raises BadIdentifier."""
    if scheme == Scheme.EIN:
        return ein(raw).value
    value = clean_line(raw).upper()
    if not value:
        raise BadIdentifier(_("Enter a number, or leave this page."), field="value")
    if len(value) > LONGEST:
        raise BadIdentifier(_("This number is too long. Check it and try again."), field="value")
    return value


@dataclass(frozen=True)
class Doubles:
    """Organizations that may be the same: the best of them, and how many more there are."""

    best: list[Organization]
    more: int

    def __bool__(self) -> bool:
        return bool(self.best)


#: So many candidates are proposed.
PROPOSED = 10
#: Letters from which a word may be two: "Brightpath".
LONG_WORD = 8


def possible_doubles(
    organization: Organization, user: User, *, postal_code: str = "", city: str = ""
) -> Doubles:
    """Return what may be the same: a variant of the name, the same site or email address (O4).

    Those that agree in most come first; a number that both have in common is refused elsewhere.
    They are proposed and never merged without a person.
    """
    site, email = host(organization.website), organization.email
    signs = _like(organization.name)
    signs += [Q(website_host=site)] if site else []
    signs += [Q(email_key=mailbox_key(email))] if email else []
    if not signs:
        return Doubles([], 0)
    helps = [Q(name_key=name_key(organization.name)), Q(match_key=match_key(organization.name))]
    mains = Address.objects.filter(organization=OuterRef("pk"))
    helps += (
        [Q(Exists(mains.filter(postal_code__startswith=postal_code[:5])))] if postal_code else []
    )
    helps += [Q(Exists(mains.filter(ignoring_case(city=city))))] if city else []
    rows = Organization.objects.visible_to(user).not_archived().exclude(pk=organization.pk)
    if organization.pk:
        rows = rows.exclude(pk__in=NotTheSame.objects.of(organization))
    # One search by each sign's own index; of an OR of them, SQLite uses none.
    alike = [Organization.objects.filter(sign).values("pk") for sign in signs]
    found = rows.filter(pk__in=alike[0].union(*alike[1:]))
    found = found.annotate(agrees=_points([*signs, *helps]))
    best = list(
        found.order_by("-agrees", "name_key", "pk").prefetch_related("addresses", "identifiers")[
            :PROPOSED
        ]
    )
    return Doubles(best, max(0, found.count() - PROPOSED) if len(best) == PROPOSED else 0)


def _like(name: str) -> list[Q]:
    """Conditions for a variant of a name, or one with words more or less at its end.

    Each is served by the index: "Bright Path" and "Brightpath Training" find each other. A
    single short word is the beginning of too many.
    """
    key, words = match_key(name), match_words(name)
    if len(words) <= 1 and len(key) < LONG_WORD:
        return [Q(match_key=key)] if key else []
    first = 1 if len(words[0]) >= LONG_WORD else 2
    shorter = ["".join(words[:count])[:200] for count in range(first, len(words) + 1)]
    return [Q(match_key__in=shorter), Q(match_key__startswith=key)]


def organizations_like(name: str, user: User) -> Doubles:
    """Return what may be meant by a name while it is typed: doubles, then all with its words."""
    found = possible_doubles(Organization(name=name), user)
    if len(found.best) == PROPOSED or not is_quick(name):
        return found
    rows = Organization.objects.visible_to(user).not_archived().search(name)
    others = rows.exclude(pk__in=[one.pk for one in found.best]).order_by("name_key", "pk")
    room = PROPOSED - len(found.best)
    listed = list(others.prefetch_related("addresses", "identifiers")[: room + 1])
    return Doubles([*found.best, *listed[:room]], 0)


def told_apart(organization: Organization) -> str:
    """Return where an organization is and its EIN; addresses and identifiers are prefetched."""
    places = [
        ", ".join(filter(None, [address.city, address.state]))
        for address in organization.addresses.all()
        if address.is_main
    ]
    numbers = [
        f"EIN {number}" for number in organization.identifiers.all() if number.scheme == Scheme.EIN
    ]
    return " · ".join(filter(None, [*places, *numbers]))


def _points(signs: Iterable[Q]) -> CombinedExpression | Case:
    """Count in how many signs a row agrees."""
    counted = [Case(When(sign, then=1), default=0, output_field=IntegerField()) for sign in signs]
    return reduce(add, counted)


def phones(text: str) -> list[tuple[str, str]]:
    """Phone numbers written one per line, each with what it is for: (number, label)."""
    lines = (clean_line(line) for line in text.splitlines())
    found = [PHONE.fullmatch(line) for line in lines if line]
    if not all(found):
        raise BadIdentifier(
            _("Enter one phone number per line, followed by a label: 555 0100 front desk."),
            field="phones",
        )
    return [(match["number"].strip()[:40], match["label"][:60]) for match in found if match]


def points(kind: PointKind, text: str) -> list[ContactPoint]:
    """Emails or phone numbers written one per line, each with what it is for, unsaved.

    Raises ValidationError.
    """
    if kind == PointKind.PHONE:
        try:
            found = phones(text)
        except BadIdentifier as error:
            raise ValidationError(str(error)) from error
    else:
        lines = (clean_line(line) for line in text.splitlines())
        found = [_address(line) for line in lines if line]
    return [ContactPoint(kind=kind, value=value, label=label) for value, label in found]


def _address(line: str) -> tuple[str, str]:
    address, _space, label = line.partition(" ")
    return EmailField().clean(address.rstrip(",;:")), label[:60]


def tag_names(text: str) -> list[str]:
    """The names of tags written with commas, each once."""
    names = (name.strip()[:50] for name in text.split(","))
    return list(dict.fromkeys(name for name in names if name))
