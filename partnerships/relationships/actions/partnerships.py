"""What changes on the row itself. Which stage may follow is decided above, in pipeline."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Json, record
from common.bounds import require_room
from common.errors import DomainError
from common.versions import save_edit
from partnerships.organizations.models import Organization
from partnerships.relationships.lifecycle import MOST_PROGRAMS, How, Side, Stage
from partnerships.relationships.models import (
    Motive,
    Partnership,
    StageChange,
)


class PartnershipExists(DomainError):
    """There is one with this organization and program already; ``existing`` is it."""

    def __init__(self, existing: Partnership) -> None:
        super().__init__(
            _("There's already a partnership with %(name)s. Open it, or enter another program.")
            % {"name": existing.organization.name},
            field="program",
            code="partnership_exists",
        )
        self.existing = existing


@transaction.atomic
def open_partnership(
    *,
    organization: Organization,
    owner: User,
    by: User,
    now: datetime,
    motives: Iterable[Motive] = (),
    program: str = "",
    stage: Stage = Stage.IDENTIFIED,
    working_since: date | None = None,
) -> Partnership:
    """Begin a partnership with an organization: an idea, or one that is already at work.

    Raises `not_a_partner` for our own or an archived organization, PartnershipExists for a second
    one of the same program, and `full`.
    """
    if organization.is_ours or organization.archived_at:
        raise DomainError(
            _("This organization is ours or archived. Choose another one."), code="not_a_partner"
        )
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    known = Partnership.objects.filter(organization=organization)
    if existing := known.filter(program=program).first():
        raise PartnershipExists(existing)
    full = _("There are %(most)s partnerships with this organization. Use one of them.")
    require_room(known, most=MOST_PROGRAMS, refusal=full)
    partnership = Partnership.objects.create(
        organization=organization,
        owner=owner,
        program=program,
        stage=stage,
        stage_since=now,
        court_since=now,
        created_at=now,
        working_since=working_since,
        began_before_accord=stage == Stage.ACTIVE,
    )
    partnership.motives.set(motives)
    begun = StageChange.objects.create(
        partnership=partnership, from_stage="", to_stage=stage, at=now, by=by
    )
    wrote = [partnership, begun]
    record_event("partnership.opened", partnership, by=by, at=now, wrote=wrote, stage=stage.value)
    return partnership


def lock(partnership: Partnership) -> Partnership:
    """The row as it stands now, held until the end of the transaction."""
    return Partnership.objects.select_for_update().get(pk=partnership.pk)


@transaction.atomic
def edit_partnership(
    *,
    partnership: Partnership,
    motives: Iterable[Motive],
    seen_version: int,
    by: User,
    now: datetime,
) -> Partnership:
    """Save what a form may change: owner, deputy, motives, program, rhythm of reviews.

    ``partnership`` carries the new values, unsaved. Raises StaleEdit, or PartnershipExists when
    the new program has a partnership of its own.
    """
    fields = ["owner", "deputy", "program", "review_every_months"]
    try:
        with transaction.atomic():
            save_edit(partnership, seen_version=seen_version, fields=fields)
    except IntegrityError as error:
        twin = Partnership.objects.filter(
            organization=partnership.organization_id, program=partnership.program
        ).exclude(pk=partnership.pk)
        if not twin.exists():
            raise
        raise PartnershipExists(twin[0]) from error
    partnership.motives.set(motives)
    record_event("partnership.edited", partnership, by=by, at=now)
    return partnership


@transaction.atomic
def replace_staff(
    *, partnership: Partnership, leaves: User, taker: User | None, by: User, now: datetime
) -> Partnership:
    """Let someone else take the part of a colleague who leaves, as owner or as deputy.

    Without a taker an owner stays, marked as gone, and leadership hears of it; a deputy is taken
    off. An owner who was the deputy before leaves that place empty.
    """
    partnership = lock(partnership)
    if partnership.owner_id == leaves.pk and taker:
        partnership.owner = taker
    if partnership.deputy_id in (leaves.pk, partnership.owner_id):
        free = taker is not None and taker.pk != partnership.owner_id
        partnership.deputy = taker if free else None
    fields = ["owner", "deputy"]
    save_edit(partnership, seen_version=partnership.version, fields=fields)
    record_event(
        "partnership.handed_over",
        partnership,
        by=by,
        at=now,
        name=str(leaves),
        taker=str(partnership.owner),
    )
    return partnership


@transaction.atomic
def set_court(
    *, partnership: Partnership, court: Side, by: User | None, now: datetime
) -> Partnership:
    """Say whose turn it is; the clock starts again only when it changes."""
    return _set_court(partnership, court, now, by=by, now=now)


@transaction.atomic
def hand_back_court(
    *, partnership: Partnership, given_at: datetime, since: datetime, by: User, now: datetime
) -> Partnership:
    """Undo that the turn was handed over at `given_at`; the clock goes on from `since`.

    Raises `turn_passed` if something happened in between.
    """
    partnership = lock(partnership)
    if partnership.court_since != given_at:
        raise DomainError(
            _("Something has changed since. Set who it's waiting on again."),
            code="turn_passed",
        )
    court = Side.THEIRS if partnership.court == Side.OURS else Side.OURS
    return _set_court(partnership, court, since, by=by, now=now)


def _set_court(
    partnership: Partnership, court: Side, since: datetime, *, by: User | None, now: datetime
) -> Partnership:
    partnership = lock(partnership)
    before = partnership.court_since.isoformat()
    if partnership.court != court:
        partnership.court, partnership.court_since = court, since
        partnership.save(update_fields=["court", "court_since"])
        told: dict[str, Json] = {"court": court.value, "before": before}
        record_event("partnership.court_set", partnership, by=by, at=now, wrote=(), **told)
    return partnership


def pass_turn(*, partnership_id: int, court: Side, now: datetime) -> None:
    """Something happened, so it is this side's turn; the event is what happened itself."""
    rows = Partnership.objects.filter(pk=partnership_id).exclude(court=court)
    rows.update(court=court, court_since=now)


def they_answered(*, partnership_id: int, on: date, how: How, now: datetime) -> None:
    """Someone of theirs answered: it's our turn, and unless on paper it was a contact (L2)."""
    pass_turn(partnership_id=partnership_id, court=Side.OURS, now=now)
    if how != How.PAPER:
        rows = Partnership.objects.filter(pk=partnership_id)
        rows.exclude(answered_on__gte=on).update(answered_on=on)


def keep_last_answer(*, partnership_id: int, on: date | None) -> None:
    """Set the day of their last answer, after one was taken out or counts again."""
    Partnership.objects.filter(pk=partnership_id).update(answered_on=on)


@transaction.atomic
def explain_no_next_step(
    *, partnership: Partnership, reason: str, by: User, now: datetime
) -> Partnership:
    """Keep why nothing is planned: "none, because …". Planning something clears it."""
    partnership = lock(partnership)
    partnership.no_next_step_reason = reason
    partnership.save(update_fields=["no_next_step_reason"])
    record_event("partnership.no_next_step_explained", partnership, by=by, at=now, reason=reason)
    return partnership


def clear_no_next_step(partnership_id: int) -> None:
    """Something is planned again, so the reason for nothing no longer stands."""
    Partnership.objects.filter(pk=partnership_id).exclude(no_next_step_reason="").update(
        no_next_step_reason=""
    )


def record_event(
    verb: str,
    partnership: Partnership,
    *,
    by: User | None,
    at: datetime,
    wrote: Iterable[Model] = (),
    **params: Json,
) -> None:
    """Write an event about a partnership to the log and its timeline.

    ``by`` is None when a partner's own person did it, from behind their link.
    """
    record(
        verb,
        by=by,
        at=at,
        subject=partnership,
        organization_id=partnership.organization_id,
        partnership_id=partnership.pk,
        wrote=wrote,
        **params,
    )
