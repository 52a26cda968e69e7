"""Writing the two lists, sharing them, and keeping what people say about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from common.errors import DomainError
from common.versions import save_edit
from partnerships.exchange import queries
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models import (
    Acceptance,
    Acknowledgement,
    Benefit,
    ListLine,
    ListVersion,
    OfferingCategory,
    ServiceOffering,
    WiifmAnswer,
)
from partnerships.organizations.models import Contact
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership

BENEFIT_FIELDS = (
    "what",
    "how_much",
    "rhythm",
    "told_by",
    "why",
    "category",
    "offering",
    "cost",
    "evidence",
    "notes",
    "is_guess",
    "is_internal",
)


class OfferingExists(DomainError):
    """The organization has an offering of that name already."""


class NothingToShare(DomainError):
    """There is no line yet, or nothing differs from what was shared last."""


class NothingShared(DomainError):
    """Nobody can answer for lists that were never shared."""


class LineNotTheirs(DomainError):
    """A side accepts the other side's lines of the newest version, no others."""


class NothingSaid(DomainError):
    """The form was sent without a single answer in it."""


@transaction.atomic
def save_offering(*, offering: ServiceOffering, by: User, now: datetime) -> ServiceOffering:
    """Add an offering to the catalogue or change one; ``offering`` carries the values.

    Raises OfferingExists for a second one of the same name.
    """
    known = ServiceOffering.objects.filter(organization=offering.organization)
    verb = "offering.edited" if known.filter(pk=offering.pk).exists() else "offering.added"
    if known.filter(title=offering.title).exclude(pk=offering.pk).exists():
        raise OfferingExists(
            _("This organization has an offering of that name. Change that one, or rename this."),
            field="title",
        )
    offering.save()
    record(
        verb,
        by=by,
        at=now,
        subject=offering,
        organization_id=offering.organization_id,
        title=offering.title,
    )
    return offering


@transaction.atomic
def save_category(*, category: OfferingCategory, by: User, now: datetime) -> OfferingCategory:
    """Add a kind of help or change one; ``category`` carries the values."""
    category.save()
    record("offering_category.saved", by=by, at=now, subject=category, label=category.label)
    return category


@transaction.atomic
def add_benefit(*, benefit: Benefit, by: User, now: datetime) -> Benefit:
    """Put a line at the end of its side's list; ``benefit`` carries the values, unsaved."""
    relationships.lock(benefit.partnership)
    last = Benefit.objects.filter(partnership=benefit.partnership, side=benefit.side)
    benefit.position = (last.aggregate(top=Max("position"))["top"] or 0) + 1
    benefit.save()
    _record("benefit.added", benefit, by=by, at=now)
    return benefit


@transaction.atomic
def edit_benefit(*, benefit: Benefit, seen_version: int, by: User, now: datetime) -> Benefit:
    """Save the line as the form has it. What was shared stays until changes are shared.

    Raises StaleEdit.
    """
    save_edit(benefit, seen_version=seen_version, fields=BENEFIT_FIELDS)
    _record("benefit.edited", benefit, by=by, at=now)
    return benefit


@transaction.atomic
def withdraw_benefit(*, benefit: Benefit, by: User, now: datetime) -> Benefit:
    """Take a line off its list; what was shared keeps it until changes are shared."""
    if benefit.withdrawn_at is None:
        benefit.withdrawn_at = now
        benefit.save(update_fields=["withdrawn_at"])
        _record("benefit.withdrawn", benefit, by=by, at=now)
    return benefit


@transaction.atomic
def share_changes(*, partnership: Partnership, by: User, now: datetime) -> ListVersion:
    """Freeze both lists as the next version that people answer for (W2).

    Raises NothingToShare.
    """
    relationships.lock(partnership)
    exchange = queries.exchange_of(partnership)
    lines = queries.snapshot(exchange.benefits)
    if not lines:
        raise NothingToShare(_("Both lists are empty. Add a line first, then share."))
    if not queries.lists_differ(lines, exchange.lines):
        raise NothingToShare(_("Nothing has changed since you shared. Change a line first."))
    version = ListVersion.objects.create(
        partnership=partnership,
        number=exchange.version.number + 1 if exchange.version else 1,
        ours_hash=queries.list_hash(lines, Side.OURS),
        theirs_hash=queries.list_hash(lines, Side.THEIRS),
        shared_at=now,
        shared_by=by,
    )
    for line in lines:
        line.list_version = version
    ListLine.objects.bulk_create(lines)
    _note("lists.shared", partnership, by=by, at=now, number=version.number)
    return version


@dataclass(frozen=True)
class Saying:
    """What one person said about the newest shared version, and how it reached us."""

    contact: Contact
    side: Side
    how: How
    said_on: date
    has_read: bool = False
    answer: Answer | None = None
    comment: str = ""
    accepts: Iterable[ListLine] = ()
    agrees_with_purpose: bool = False


@transaction.atomic
def record_saying(
    *, partnership: Partnership, saying: Saying, by: User, now: datetime
) -> Partnership:
    """Keep what a person said by phone, in a meeting or on paper; it counts fully (W7).

    Writes what was said and nothing else: read, answer, accepted lines, the purpose. Raises
    NothingSaid, NothingShared, LineNotTheirs, NotOfThatSide or a refusal about the purpose.
    """
    accepts = list(saying.accepts)
    about_lists = bool(saying.has_read or saying.answer or accepts)
    if not (about_lists or saying.agrees_with_purpose):
        raise NothingSaid(_("Mark at least one thing that was said."))
    relationships.lock(partnership)
    relationships.require_side(
        partnership=partnership,
        contact=saying.contact,
        side=saying.side,
        today=saying.said_on,
    )
    if about_lists:
        _keep_about_lists(partnership, saying, accepts, by=by, now=now)
    if saying.agrees_with_purpose:
        relationships.agree_with_purpose(
            partnership=partnership,
            contact=saying.contact,
            side=saying.side,
            how=saying.how,
            said_on=saying.said_on,
            by=by,
            now=now,
        )
    _note(
        "answers.recorded",
        partnership,
        by=by,
        at=now,
        name=saying.contact.name,
        side=saying.side.value,
        how=saying.how.value,
        read=saying.has_read,
        answer=saying.answer.value if saying.answer else "",
        accepted=len(accepts),
    )
    return partnership


def _keep_about_lists(
    partnership: Partnership,
    saying: Saying,
    accepts: list[ListLine],
    *,
    by: User,
    now: datetime,
) -> None:
    version = queries.latest_version(partnership)
    if version is None:
        raise NothingShared(_("Share the lists first, so that there is something to answer."))
    if any(
        line.list_version_id != version.pk or line.side != saying.side.other for line in accepts
    ):
        raise LineNotTheirs(
            _("The lists were shared anew meanwhile. Look at them again, then answer."),
            field="accepts",
        )
    said = {
        "side": saying.side,
        "contact": saying.contact,
        "how": saying.how,
        "said_on": saying.said_on,
        "recorded_at": now,
        "recorded_by": by,
    }
    for line in accepts:
        Acceptance.objects.get_or_create(line=line, contact=saying.contact, defaults=said)
    if saying.has_read:
        Acknowledgement.objects.create(list_version=version, **said)
    if saying.answer:
        WiifmAnswer.objects.create(
            list_version=version, value=saying.answer, comment=saying.comment, **said
        )
    if saying.side == Side.THEIRS and saying.answer == Answer.YES:
        guessed = Benefit.objects.filter(shared_lines__list_version=version, is_guess=True)
        guessed.update(is_guess=False)


def _record(verb: str, benefit: Benefit, *, by: User, at: datetime) -> None:
    record(
        verb,
        by=by,
        at=at,
        subject=benefit,
        organization_id=benefit.partnership.organization_id,
        partnership_id=benefit.partnership_id,
        what=benefit.what,
        side=benefit.side,
    )


def _note(
    verb: str, partnership: Partnership, *, by: User, at: datetime, **params: str | int | bool
) -> None:
    record(
        verb,
        by=by,
        at=at,
        subject=partnership,
        organization_id=partnership.organization_id,
        partnership_id=partnership.pk,
        **params,
    )
