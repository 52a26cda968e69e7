"""What readers say about the text: by link, or told to one of us (W7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.bounds import require_room
from common.errors import DomainError
from partnerships.agreements.actions.base import (
    lock,
    party_answered,
    record_mou_event,
    set_state,
)
from partnerships.agreements.actions.links import mark_answered, party_of
from partnerships.agreements.lifecycle import IN_WORK, MOST_OPEN_COMMENTS, MouState
from partnerships.agreements.models import Mou, MouLink, MouVersion, SectionComment
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import How


@dataclass(frozen=True)
class Remark:
    """What someone says of a section, and the words they would use."""

    section_code: str
    text: str
    proposal: str


@dataclass(frozen=True)
class Reading:
    """What one reader says about a version, and how it reached us."""

    version: MouVersion
    contact: Contact
    how: How
    remarks: Iterable[Remark]
    accepts: bool


@transaction.atomic
def comment(
    *, reading: Reading, by: User | None, now: datetime, link: MouLink | None = None
) -> MouVersion:
    """Keep what a reader says; it is our turn then. Raises `not_being_read` or `full`."""
    mou = lock(reading.version.mou)
    remarks = list(reading.remarks)
    _require_read(mou)
    _require_room(mou, len(remarks))
    said = SectionComment.objects.bulk_create(
        SectionComment(
            version=reading.version,
            section_code=remark.section_code,
            contact=reading.contact,
            text=remark.text,
            proposal=remark.proposal,
            how=reading.how,
            at=now,
        )
        for remark in remarks
    )
    differs = remarks and not reading.accepts
    moved = [mou] if mou.state == MouState.PARTNER_REVIEW and differs else []
    if moved:
        set_state(mou, MouState.NEGOTIATING)
    party_answered(link.party if link else party_of(mou, reading.contact), reading.how, now=now)
    verb = "mou.text_accepted" if reading.accepts else "mou.commented"
    record_mou_event(
        verb,
        mou,
        by=by,
        at=now,
        wrote=[*said, *moved],
        name=reading.contact.name,
        how=reading.how.value,
        number=str(reading.version.number),
        count=str(len(remarks)),
    )
    if link:
        mark_answered(link=link, now=now)
    return reading.version


def _require_read(mou: Mou) -> None:
    if mou.state not in IN_WORK:
        raise DomainError(
            _("The text is now final. Please reply to the email, or call us."),
            code="not_being_read",
        )


def _require_room(mou: Mou, adding: int) -> None:
    require_room(
        SectionComment.objects.open().filter(version__mou=mou),
        adding=adding,
        most=MOST_OPEN_COMMENTS,
        refusal=_("This MOU has too many open comments; the limit is %(most)s. Those come first."),
    )


@transaction.atomic
def handle_comment(
    *, comment: SectionComment, outcome: str, by: User, now: datetime
) -> SectionComment:
    """Say what came of a comment."""
    comment = SectionComment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if comment.handled_at is None:
        comment.handled_at, comment.handled_by, comment.outcome = now, by, outcome
        comment.save(update_fields=["handled_at", "handled_by", "outcome"])
        mou = comment.version.mou
        record_mou_event(
            "mou.comment_handled", mou, by=by, at=now, name=comment.contact.name, outcome=outcome
        )
    return comment
