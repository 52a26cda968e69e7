"""Undoing what one just did, while nothing else has happened with it."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import can
from accounts.models import User
from accounts.roles import Permission
from audit.models import Event
from audit.undo import UNDONE_WITHIN
from common.errors import DomainError
from partnerships.agreements import actions as agreements
from partnerships.agreements.models import Mou, MouParty
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import FollowUp
from partnerships.exchange import actions as exchange
from partnerships.exchange.models import (
    Acceptance,
    Acknowledgement,
    Benefit,
    Inquiry,
    WiifmAnswer,
)
from partnerships.links import actions as links
from partnerships.links.models import LinkMessage, PersonalLink
from partnerships.organizations import actions as organizations
from partnerships.organizations.lifecycle import Scheme
from partnerships.organizations.models import Contact, Organization, Position
from partnerships.overview.actions.answers import count_again
from partnerships.overview.actions.keeping import put_back_attachment, put_back_note
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import Partnership, PurposeAgreement
from partnerships.reminders import actions as reminders
from partnerships.reminders.models import Notice, Snooze
from partnerships.reviews import actions as reviews
from partnerships.reviews.models import Review, ReviewProposal

Reversal = Callable[[Event, User, datetime], object]


@transaction.atomic
def undo(*, event: Event, by: User, now: datetime) -> None:
    """Reverse what one did a moment ago; the reversal is an action with an event of its own.

    Raises `not_undoable`, `undo_too_late`, `changed_since`, or what the reversal refuses.
    """
    # A second click waits, and is late.
    by = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    reversal = REVERSALS.get(event.verb)
    if reversal is None or event.by_id != by.pk:
        raise _not_undoable()
    if not can(by, Permission.VIEW if event.verb in ONES_OWN else Permission.WORK):
        raise DomainError(
            _("Your role no longer allows this. Ask a coordinator to change it back."),
            code="not_undoable",
        )
    if now - event.at > UNDONE_WITHIN:
        raise DomainError(
            _("You can undo for 10 minutes. Open the record and change it there."),
            code="undo_too_late",
        )
    if Event.objects.about(event.subject_type, event.subject_id).filter(pk__gt=event.pk).exists():
        raise _changed_since()
    reversal(event, by, now)


def _not_undoable() -> DomainError:
    return DomainError(
        _("This can't be undone here. Open the record and change it there."), code="not_undoable"
    )


def _changed_since() -> DomainError:
    return DomainError(
        _("Something has changed since. Open the record and look at it first."),
        code="changed_since",
    )


def _promise(event: Event, by: User, now: datetime) -> object:
    follow_up = FollowUp.objects.visible_to(by).get(pk=event.subject_id)
    partnership = relationships.lock(follow_up.partnership)
    if partnership.stage == Stage.CLOSED or partnership.stage_since > event.at:
        raise _changed_since()  # what it was moved for may be untrue with an open commitment
    return engagement.reopen_promise(follow_up=follow_up, by=by, now=now)


def _benefit(event: Event, by: User, now: datetime) -> object:
    benefit = Benefit.objects.visible_to(by).get(pk=event.subject_id)
    return exchange.put_back_benefit(benefit=benefit, by=by, now=now)


def _inquiry(event: Event, by: User, now: datetime) -> object:
    inquiry = Inquiry.objects.visible_to(by).get(pk=event.subject_id)
    return exchange.reopen_inquiry(inquiry=inquiry, by=by, now=now)


def _seat(event: Event, by: User, now: datetime) -> object:
    return relationships.put_back_seat(
        partnership=Partnership.objects.visible_to(by).get(pk=event.subject_id),
        seat=event.params["seat"],
        today=timezone.localdate(now),
        by=by,
        now=now,
    )


def _court(event: Event, by: User, now: datetime) -> object:
    return relationships.hand_back_court(
        partnership=Partnership.objects.visible_to(by).get(pk=event.subject_id),
        given_at=event.at,
        since=datetime.fromisoformat(event.params["before"]),
        by=by,
        now=now,
    )


def _archived(event: Event, by: User, now: datetime) -> object:
    organization = Organization.objects.visible_to(by).get(pk=event.subject_id)
    return organizations.restore_organization(organization=organization, by=by, now=now)


def _contact(event: Event, by: User, now: datetime) -> object:
    contact = Contact.objects.visible_to(by).get(pk=event.subject_id)
    return organizations.restore_contact(contact=contact, by=by, now=now)


def _position(event: Event, by: User, now: datetime) -> object:
    position = Position.objects.visible_to(by).get(pk=event.params["position"])
    return organizations.reopen_position(position=position, by=by, now=now)


def _identifier(event: Event, by: User, now: datetime) -> object:
    return organizations.add_identifier(
        organization=Organization.objects.visible_to(by).get(pk=event.subject_id),
        scheme=Scheme(event.params["scheme"]),
        value=event.params["value"],
        by=by,
        now=now,
    )


def _attachment(event: Event, by: User, now: datetime) -> object:
    return put_back_attachment(row=event.params["row"], by=by, now=now)


def _note(event: Event, by: User, now: datetime) -> object:
    return put_back_note(row=event.params["row"], by=by, now=now)


def _signer(event: Event, by: User, now: datetime) -> object:
    was = event.params["signer"]
    return agreements.add_signer(
        party=MouParty.objects.visible_to(by).get(pk=was["party_id"]),
        contact=Contact.objects.visible_to(by).get(pk=was["contact_id"]),
        signs_as=was["signs_as"],
        place=was["place"],
        by=by,
        now=now,
    )


def _party(event: Event, by: User, now: datetime) -> object:
    mou = Mou.objects.visible_to(by).get(pk=event.subject_id)
    return agreements.put_back_party(mou=mou, was=event.params["party"], by=by, now=now)


def _rater(event: Event, by: User, now: datetime) -> object:
    return reviews.add_rater(
        review=Review.objects.visible_to(by).get(pk=event.subject_id),
        contact=Contact.objects.visible_to(by).get(pk=event.params["contact"]),
        side=Side(event.params["side"]),
        by=by,
        now=now,
    )


def _answer(event: Event, by: User, now: datetime) -> object:
    kinds = (WiifmAnswer, Acknowledgement, Acceptance, PurposeAgreement)
    model = next(kind for kind in kinds if kind._meta.model_name == event.params["row_type"])
    said = model.everything.visible_to(by).get(pk=event.params["row"])
    return count_again(said=said, by=by, now=now)


def _signal(event: Event, by: User, now: datetime) -> object:
    snooze = Snooze.objects.visible_to(by).get(pk=event.subject_id)
    before = event.params["before"]
    if before is None:
        return reminders.show_again(snooze=snooze, by=by, now=now)
    return reminders.put_off_as_before(snooze=snooze, before=before, by=by, now=now)


def _seen(event: Event, by: User, now: datetime) -> object:
    link = PersonalLink.objects.visible_to(by).get(pk=event.subject_id)
    return links.mark_unseen(link=link, by=by, now=now)


def _handled(event: Event, by: User, now: datetime) -> object:
    message = LinkMessage.objects.visible_to(by).get(pk=event.params["message"])
    if event.params["for_good"]:
        raise _not_undoable()
    return links.reopen_message(message=message, by=by, now=now)


def _notice(event: Event, by: User, now: datetime) -> object:
    notice = Notice.objects.visible_to(by).get(pk=event.subject_id)
    before = event.params["before"]
    return reminders.take_back_snooze(notice=notice, before=before, by=by, now=now)


def _interaction(event: Event, by: User, now: datetime) -> object:
    return engagement.put_back_interaction(
        partnership=Partnership.objects.visible_to(by).get(pk=event.partnership_id or 0),
        row=event.params["row"],
        by=by,
        now=now,
    )


def _dismissed(event: Event, by: User, now: datetime) -> object:
    proposal = ReviewProposal.objects.visible_to(by).get(pk=event.subject_id)
    return reviews.restore_proposal(proposal=proposal, by=by, now=now)


#: What can be undone, by the event of what was done.
REVERSALS: dict[str, Reversal] = {
    "promise.kept": _promise,
    "promise.dropped": _promise,
    "interaction.removed": _interaction,
    "benefit.withdrawn": _benefit,
    "inquiry.dismissed": _inquiry,
    "seat.removed": _seat,
    "partnership.court_set": _court,
    "organization.archived": _archived,
    "contact.archived": _contact,
    "attachment.removed": _attachment,
    "note.removed": _note,
    "organization.unidentified": _identifier,
    "position.ended": _position,
    "mou.signer_taken_off": _signer,
    "mou.party_removed": _party,
    "review.rater_removed": _rater,
    "answers.recorded_in_error": _answer,
    "signal.put_off": _signal,
    "reminders.put_off": _notice,
    "link.seen": _seen,
    "link.handled": _handled,
    "review.proposal_dismissed": _dismissed,
}
#: Those that concern no one else, so everyone may; the others are work.
ONES_OWN = {"reminders.put_off"}
