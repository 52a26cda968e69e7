"""Inviting people by email, telling them what no longer holds, and their answers (E2)."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from common.text import normal_address
from partnerships.engagement import emails
from partnerships.engagement.actions.base import record_meeting_event
from partnerships.engagement.lifecycle import CHANGED, OFF, MeetingState, Rsvp
from partnerships.engagement.models import Invitation, Meeting, MeetingSeries, Participant
from partnerships.engagement.queries import new_invitation, was_told
from partnerships.links import actions as links
from partnerships.links.queries import why_untrue
from partnerships.links.rules import VALID, give_token
from partnerships.organizations.models import Contact
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import Origin, Reason
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import MailKind

#: What of a meeting people are told anew, and what lets them answer anew.
TOLD = ("starts_at", "minutes", "time_zone", "mode", "place", "video_url")
ASKED = ("starts_at", "minutes")

#: News of a meeting is of use for so long at least.
USEFUL = timedelta(days=1)


@transaction.atomic
def send_invitations(
    *,
    meeting: Meeting,
    contacts: Iterable[Contact],
    words: str,
    whole: bool = False,
    by: User,
    now: datetime,
) -> list[Invitation]:
    """Email people of a meeting, or of the ``whole`` series it belongs to, an invitation each.

    Sending again keeps link and answer. Raises `meeting_over`, `not_invited` or `not_by_link`.
    """
    meeting = (
        Meeting.objects.select_for_update(of=["self"])
        .with_names()
        .select_related("series")
        .get(pk=meeting.pk)
    )
    if meeting.state != MeetingState.PLANNED or meeting.starts_at <= now:
        raise DomainError(
            _("This meeting has begun or is over. Schedule a new one."), code="meeting_over"
        )
    series = meeting.series if whole else None
    come = {one.contact_id: one for one in meeting.participants.all()}
    known = _known(meeting, series)
    sent = []
    for contact in contacts:
        if contact.pk not in come:
            raise DomainError(
                _("%(name)s isn't on the list. Add them to the meeting first.")
                % {"name": contact},
                code="not_invited",
            )
        links.require_mail(contact)
        invitation = known.get(contact.pk) or new_invitation(come[contact.pk])
        _make_good(invitation, now)
        invitation.meeting, invitation.series, invitation.contact = meeting, series, contact
        invitation.sent_by, invitation.words = by, words
        _mail(invitation, Invitation.MAIL, now=now)
        sent.append(invitation)
    names = ", ".join(str(one.contact) for one in sent)
    record_meeting_event("meeting.invited", meeting, by=by, at=now, wrote=sent, name=names)
    return sent


def _known(meeting: Meeting, series: MeetingSeries | None) -> dict[int, Invitation]:
    """The invitations there are, by their person, locked."""
    about = Q(series=series) if series else Q(series__isnull=True, meeting=meeting)
    rows = Invitation.objects.select_for_update(of=["self"]).filter(about).order_by("pk")
    return {one.contact_id: one for one in rows}


def _make_good(invitation: Invitation, now: datetime) -> None:
    """Let its link open a page, and someone who was taken off be asked anew."""
    if not invitation.pk or not invitation.is_live(now):
        give_token(invitation)
    if invitation.off_at:
        invitation.answer, invitation.note, invitation.off_at = "", "", None


def tell_invited(
    *,
    before: Meeting,
    meeting: Meeting,
    others: Collection[int] = (),
    by: User,
    now: datetime,
) -> list[Invitation]:
    """Email those who were told otherwise what holds now, each once and at once.

    ``before`` is what they were told: the meeting as it was; ``others`` are people who come now,
    or don't come anymore. What was done is recorded by the
    caller, whose action this is part of and who has locked the meeting; returned is what it wrote.
    """
    told: list[Invitation] = []
    if max(before.ends_at(), meeting.ends_at()) <= now:
        return told
    changed = {name for name in TOLD if getattr(before, name) != getattr(meeting, name)}
    is_off = meeting.state == MeetingState.CANCELLED
    rows = Invitation.objects.standing().to(meeting).select_related("contact", "meeting")
    for invitation in rows.order_by("pk").select_for_update(of=["self"]):
        people = Participant.objects.filter(contact=invitation.contact_id)
        planned = [one for one in invitation.meetings() if one.state == MeetingState.PLANNED]
        alone = invitation.series_id is None
        still = [one.pk for one in planned if alone or one.ends_at() > now]
        invitation.sent_by = by
        if not people.filter(meeting__in=still).exists():
            invitation.off_at = now
            _mail(invitation, OFF, now=now)
        elif invitation.contact_id in others or (
            (changed or is_off) and people.filter(meeting=meeting).exists()
        ):
            if changed & set(ASKED):
                invitation.answer = invitation.note = ""
            _mail(invitation, CHANGED if was_told(invitation) else Invitation.MAIL, now=now)
        else:
            continue
        told.append(invitation)
    return told


def _mail(invitation: Invitation, kind: str, *, now: datetime) -> None:
    """Queue an email, unless one of this very moment waits: it says what holds when it leaves.

    One that waits from before has become untrue by it.
    """
    if invitation.pk and invitation.sent_at == now and _waits(invitation, kind, now):
        invitation.save()
        return
    over = max(invitation.ends_at(), now) + USEFUL
    invitation.mails, invitation.sent_at = invitation.mails + 1, now
    invitation.expires_at = max(over, now + VALID)
    invitation.save()
    outbox.enqueue(
        kind=kind,
        dedupe_key=f"{kind}:{invitation.pk}:{invitation.mails}",
        recipient=links.recipient_of(invitation.contact),
        subject=invitation,
        not_before=now,
        expires_at=over,
        partnership_id=invitation.meeting.partnership_id,
        anchor_at=now,
        origin=Origin.PERSON,
        now=now,
    )


def _waits(invitation: Invitation, kind: str, now: datetime) -> bool:
    rows = Delivery.objects.waiting().filter(
        subject_type="invitation", subject_id=invitation.pk, anchor_at=now
    )
    return rows.filter(Q(kind=kind) if kind == OFF else ~Q(kind=OFF)).exists()


@transaction.atomic
def answer_invitation(
    *, invitation: Invitation, answer: Rsvp, note: str, now: datetime
) -> Invitation:
    """Keep what someone answered behind their link. Raises `invitation_over`."""
    rows = Invitation.objects.select_for_update(of=["self"])
    invitation = rows.select_related("meeting", "contact").get(pk=invitation.pk)
    if not invitation.takes_answers(now):
        raise DomainError(
            _("This meeting is over, or you're no longer expected. Call us if that's wrong."),
            code="invitation_over",
        )
    invitation.answer, invitation.note = answer, note
    invitation.answered_at, invitation.seen_at = now, None
    invitation.save(update_fields=["answer", "note", "answered_at", "seen_at"])
    record_meeting_event(
        "meeting.answered",
        invitation.meeting,
        by=None,
        at=now,
        name=str(invitation.contact),
        rsvp=answer.value,
    )
    return invitation


def _untrue(delivery: Delivery, now: datetime) -> str:
    """Why an invitation must not leave anymore.

    It stays locked until it is taken, so that whoever cancels a moment later knows that it left.
    """
    rows = Invitation.objects.select_related("meeting").select_for_update(of=["self"])
    invitation = rows.get(pk=delivery.subject_id)
    if invitation.why_over():
        return Reason.OVER
    return why_untrue(Invitation.objects.all(), delivery, now)


def _off_untrue(delivery: Delivery, now: datetime) -> str:  # noqa: ARG001 -- it stays true
    """Nothing is taken back that no one got, nor from someone who is expected again."""
    rows = Invitation.objects.select_related("contact").select_for_update(of=["self"])
    invitation = rows.get(pk=delivery.subject_id)
    if invitation.sent_at != delivery.anchor_at:
        return Reason.SENT_AGAIN
    if normal_address(invitation.contact.email) != delivery.address_norm:
        return "other_address"
    return "" if was_told(invitation) else Reason.OVER


#: What the pump asks and writes, per kind of mail about meetings.
KINDS = {
    Invitation.MAIL: MailKind(why_untrue=_untrue, render=emails.render),
    CHANGED: MailKind(why_untrue=_untrue, render=emails.render),
    OFF: MailKind(why_untrue=_off_untrue, render=emails.render),
}
