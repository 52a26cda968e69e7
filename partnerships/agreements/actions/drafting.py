"""Drafting an MOU up to the day its text is final."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import attrgetter

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from common.bounds import require_room
from common.errors import DomainError
from common.versions import save_edit
from partnerships.agreements import queries, rules
from partnerships.agreements.actions.base import lock, record_mou_event, set_state
from partnerships.agreements.actions.text import add_sections, keep_version, require_in_work
from partnerships.agreements.lifecycle import (
    MOST_DRAFTS,
    MOST_PARTIES,
    MOST_SECTIONS,
    UNSIGNED,
    MouState,
)
from partnerships.agreements.models import (
    Mou,
    MouParty,
    MouType,
    TypeSection,
)
from partnerships.organizations.models import Organization
from partnerships.relationships import actions as relationships
from partnerships.relationships.models import Partnership

MOU_FIELDS = (
    "title",
    "summary",
    "starts_on",
    "end_known",
    "ends_on",
    "term_months",
    "notice_days",
    "is_binding",
    "text_by",
    "lists_as",
    "signing_order",
    "budget",
)


@transaction.atomic
def save_type(*, mou_type: MouType, by: User, now: datetime) -> MouType:
    """Add a kind of agreement or change one; ``mou_type`` carries the values."""
    verb = "mou_type.added" if not mou_type.pk else "mou_type.edited"
    mou_type.save()
    record(verb, by=by, at=now, subject=mou_type, label=mou_type.label)
    return mou_type


@transaction.atomic
def save_type_section(*, section: TypeSection, by: User, now: datetime) -> TypeSection:
    """Add a section to a kind of agreement, or change it; drafts that began before stay.

    Raises `full`.
    """
    kind = MouType.objects.select_for_update().get(pk=section.mou_type_id)
    require_room(
        kind.sections.all(),
        adding=0 if section.pk else 1,
        most=MOST_SECTIONS,
        field="mou_type",
        refusal=_("A type can have %(most)s sections. Put this text into one of them."),
    )
    verb = "mou_type.section_added" if not section.pk else "mou_type.section_edited"
    section.save()
    record(verb, by=by, at=now, subject=section, label=section.heading)
    return section


@transaction.atomic
def draft_mou(
    *,
    mou: Mou,
    partnerships: Iterable[Partnership],
    by: User,
    now: datetime,
) -> Mou:
    """Begin an MOU between us and the partners; ``mou`` carries type, title and term, unsaved.

    Raises `not_ready` when our own organization was not set up yet, or no partner is named, and
    `full`.
    """
    partners = list(partnerships)
    if not partners:
        raise DomainError(_("Choose at least one partner."), code="not_ready")
    require_room(
        len(partners),  # and we ourselves
        most=MOST_PARTIES,
        refusal=_("An MOU can have %(most)s parties. Draft another one for the others."),
    )
    require_room_for_draft(partners)
    return begin(mou, partners, by=by, now=now)


def begin(mou: Mou, partners: Sequence[Partnership], *, by: User, now: datetime) -> Mou:
    """Write an MOU with its parties and sections. Raises `not_ready` as `draft_mou` does."""
    mou.gated = mou.type.is_gated
    mou.is_binding = mou.type.is_binding
    mou.created_at, mou.created_by = now, by
    mou.save()
    parties = [MouParty.objects.create(mou=mou, organization=_our_organization())]
    for partnership in partners:
        party = MouParty.objects.create(
            mou=mou, organization=partnership.organization, partnership=partnership
        )
        parties.append(party)
    add_sections(mou)
    record_mou_event("mou.drafted", mou, by=by, at=now, wrote=[mou, *parties])
    return mou


def require_room_for_draft(partners: Iterable[Partnership]) -> None:
    """Raise `full` unless each may have one more; the partnerships are locked from here on."""
    for partner in sorted(partners, key=attrgetter("pk")):
        relationships.lock(partner)
        require_room(
            Mou.objects.filter(parties__partnership=partner, state__in=UNSIGNED),
            most=MOST_DRAFTS,
            refusal=_("There are %(most)s unsigned MOUs with %(name)s. Withdraw one first."),
            name=str(partner),
        )


def _our_organization() -> Organization:
    ours = Organization.objects.filter(is_ours=True).first()
    if ours is None:
        raise DomainError(
            _("First choose which organization is yours, on its page in the Directory."),
            code="not_ready",
        )
    return ours


@transaction.atomic
def edit_mou(*, mou: Mou, seen_version: int, by: User, now: datetime) -> Mou:
    """Save what a form may change while it is a draft. Raises StaleEdit or `mou_move_refused`."""
    require_in_work(lock(mou))
    save_edit(mou, seen_version=seen_version, fields=MOU_FIELDS)
    record_mou_event("mou.edited", mou, by=by, at=now, wrote=[mou])
    return mou


@transaction.atomic
def mark_ready(*, mou: Mou, by: User, now: datetime, seen: str | None = None) -> Mou:
    """Say that the text is final.

    ``seen`` is the mark of the open points that the person looked at; None asks for none. Raises
    `not_ready` naming what is missing, `open_points`, or `mou_move_refused`.
    """
    mou = lock(mou)
    require_seen(mou, seen)
    if missing := rules.missing_for_signing(mou):
        raise DomainError(" ".join(missing), code="not_ready")
    set_state(mou, MouState.READY_TO_SIGN)
    keep_version(mou, by=by, now=now)
    record_mou_event("mou.ready", mou, by=by, at=now, wrote=[mou])
    return mou


def require_seen(mou: Mou, seen: str | None) -> None:
    """Raise `open_points`, naming them, unless the person has looked at those there are."""
    if seen is None:
        return
    found = queries.open_points_of(mou)
    if found.points and found.seen() != seen:
        raise DomainError(
            _("Still open: %(points)s Confirm to continue anyway.")
            % {"points": " ".join(found.points)},
            code="open_points",
        )


@transaction.atomic
def back_to_draft(*, mou: Mou, by: User, now: datetime) -> Mou:
    """Take an MOU back to change it. Raises `mou_move_refused` once it is out; recall it then."""
    mou = lock(mou)
    if mou.state == MouState.OUT_FOR_SIGNATURE:
        raise DomainError(
            _("It's out for signature. Recall it, and say why."), code="mou_move_refused"
        )
    set_state(mou, MouState.DRAFT)
    record_mou_event("mou.back_to_draft", mou, by=by, at=now, wrote=[mou])
    return mou
