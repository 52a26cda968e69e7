"""What an identifier must look like, and what may be the same organization."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from common.errors import DomainError
from common.text import SSN, clean_line
from partnerships.organizations.lifecycle import Scheme
from partnerships.organizations.models import Organization, OrganizationQuerySet

EIN_TEXT = re.compile(r"\d{9}|\d{2}[- ]\d{7}", re.ASCII)
EIN_DIGITS = 9
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
            _("This looks like a social security number. Give the organization's own EIN."),
            field="ein",
        )
    if not EIN_TEXT.fullmatch(text):
        raise BadIdentifier(
            _("An EIN has nine digits, such as 03-0413726. Check the number, or leave it empty."),
            field="ein",
        )
    return Ein(re.sub(r"\D", "", text))


def normalized(scheme: Scheme, raw: str) -> str:
    """A number of any kind the way it is stored. Raises BadIdentifier."""
    if scheme == Scheme.EIN:
        return ein(raw).value
    value = clean_line(raw).upper()
    if not value:
        raise BadIdentifier(_("Write the number, or leave this page."), field="value")
    return value


def host(website: str) -> str:
    """The host of a web address without "www", for finding doubles; empty when there is none."""
    found = re.match(r"https?://(?:www\.)?([^/:?#]+)", website.strip(), re.IGNORECASE)
    return found[1].lower() if found else ""


def possible_doubles(organization: Organization, postal_code: str = "") -> OrganizationQuerySet:
    """Organizations that may be the same: same site, or same name in the same ZIP (O4).

    They are proposed and never merged without a person.
    """
    others = Organization.objects.exclude(pk=organization.pk)
    same_name = others.named(organization.name)
    if postal_code:
        same_name = same_name.filter(addresses__postal_code__startswith=postal_code[:5])
    site = host(organization.website)
    if not site:
        return same_name.distinct()
    return (same_name | others.search(site)).distinct()


def phones(text: str) -> list[tuple[str, str]]:
    """Phone numbers written one per line, each with what it is for: (number, label)."""
    lines = (clean_line(line) for line in text.splitlines())
    found = [PHONE.fullmatch(line) for line in lines if line]
    if not all(found):
        raise BadIdentifier(
            _("Write one phone number per line, then what it is for: 555 0100 front desk."),
            field="phones",
        )
    return [(match["number"].strip()[:40], match["label"][:60]) for match in found if match]
