"""Mail raters their link, and show the partner the result."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.bounds import require_room
from common.errors import DomainError
from partnerships.links import actions as links
from partnerships.links.queries import asked_for, was_reminded, why_untrue
from partnerships.links.rules import VALID, give_token
from partnerships.organizations.models import Contact
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import Origin, Reason
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import MailKind
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Side
from partnerships.reviews import emails
from partnerships.reviews.actions.answering import RaterAnswers, answer
from partnerships.reviews.actions.base import lock, record_review_event
from partnerships.reviews.lifecycle import MOST_COMMENTS, ReviewLinkKind, ReviewState
from partnerships.reviews.models import Rater, ResultComment, Review, ReviewLink
from partnerships.reviews.queries import progress_of
from partnerships.reviews.rules.mail import REMIND_AFTER, REMINDER


@transaction.atomic
def send_review_link(*, link: ReviewLink, by: User, now: datetime) -> ReviewLink:
    """Mail a person the link; ``link`` carries review, contact and kind, unsaved.

    Sending again keeps a link that still opens. Raises `link_refused` or `not_by_link`.
    """
    rows = Review.objects.select_for_update(of=["self"])
    review = rows.select_related("partnership__organization").get(pk=link.review_id)
    link.review = review
    links.require_mail(link.contact)
    _require_of_use(link)
    sent = ReviewLink.objects.filter(review=review, contact=link.contact, kind=link.kind)
    kept = sent.select_for_update(of=["self"]).first() or link
    kept.review = review
    kept.words, kept.remind, kept.sent_by = link.words, link.remind, by
    if kept is link or not kept.is_live(now):
        give_token(kept)
    _mail(kept, now=now)
    if review.state != ReviewState.CLOSED:  # the result of a decided one asks for nothing
        relationships.pass_turn(partnership_id=review.partnership_id, court=Side.THEIRS, now=now)
    record_review_event(
        "review.link_sent", review, by=by, at=now, wrote=[kept], name=kept.contact.name
    )
    return kept


@transaction.atomic
def send_review_links(
    *, review: Review, words: str, remind: bool, by: User, now: datetime
) -> list[ReviewLink]:
    """Mail each of the partner's raters their link who can be mailed and hasn't got one.

    Raises `link_refused`, `review_closed`.
    """
    review = lock(review)
    waiting = progress_of(review).to_mail()
    if not waiting:
        raise DomainError(
            _("Everyone who can be emailed has a link. To send one again, select Resend."),
            code="link_refused",
        )
    asked = ReviewLinkKind.ANSWER
    links = [
        ReviewLink(review=review, contact=one.contact, kind=asked, words=words, remind=remind)
        for one in waiting
    ]
    return [send_review_link(link=link, by=by, now=now) for link in links]


def _require_of_use(link: ReviewLink) -> None:
    if link.kind == ReviewLinkKind.RESULT:
        if not link.review.has_result():
            raise DomainError(
                _("There's no result yet. Close the answers first."), code="link_refused"
            )
        return
    if not link.review.takes_answers():
        raise DomainError(_("This review isn't taking answers."), code="link_refused")
    theirs = link.review.raters.filter(contact=link.contact, side=Side.THEIRS)
    if not theirs.exists():
        raise DomainError(
            _("%(name)s isn't on the list. Add them first.") % {"name": link.contact},
            code="link_refused",
        )


def _mail(link: ReviewLink, *, now: datetime) -> None:
    """Queue the mail and, if the sender wants it, the one reminder."""
    link.mails, link.sent_at, link.expires_at = link.mails + 1, now, now + VALID
    link.save()
    about, key = link.review.partnership_id, f"{link.pk}:{link.mails}"
    links.enqueue(link, key=f"{link.MAIL}:{key}", partnership_id=about, now=now)
    if link.remind and link.kind == ReviewLinkKind.ANSWER:
        later = links.in_hours(now + REMIND_AFTER)
        outbox.enqueue(
            kind=REMINDER,
            dedupe_key=f"{REMINDER}:{key}",
            recipient=links.recipient_of(link.contact),
            subject=link,
            not_before=later,
            expires_at=later + timedelta(days=7),
            partnership_id=about,
            anchor_at=link.sent_at,
            origin=Origin.REMINDER,
            now=now,
        )


@transaction.atomic
def send_new_links(*, address: str, now: datetime) -> int:
    """Mail new links to reviews to whoever has this address, as they ask; return how many."""
    rows = ReviewLink.objects.select_related("review__partnership", "contact")
    by_mail, by_us = asked_for(rows, address=address, now=now)
    for link in by_mail:
        if not link.is_live(now):
            give_token(link)
        _mail(link, now=now)
        record_review_event(
            "review.link_sent", link.review, by=None, at=now, wrote=[link], name=str(link.contact)
        )
    for link in by_us:
        if links.mark_wanted(link, now=now):
            record_review_event(
                "review.link_wanted", link.review, by=None, at=now, name=link.contact.name
            )
    return len(by_mail)


@transaction.atomic
def revoke_review_link(*, link: ReviewLink, by: User, now: datetime) -> ReviewLink:
    """Make a link worthless at once."""
    rows = ReviewLink.objects.select_for_update(of=["self"])
    link = rows.select_related("review__partnership", "contact").get(pk=link.pk)
    if link.revoked_at is None:
        link.revoked_at = now
        link.save(update_fields=["revoked_at"])
        name = link.contact.name
        record_review_event(
            "review.link_revoked", link.review, by=by, at=now, wrote=[link], name=name
        )
    return link


@transaction.atomic
def comment_on_result(*, link: ReviewLink, text: str, now: datetime) -> ResultComment:
    """Keep what someone said about the result they were shown; it's our turn then.

    Raises `link_refused` once the result is no longer shown, and `full`.
    """
    rows = ReviewLink.objects.select_for_update(of=["self"])
    link = rows.select_related("review__partnership", "contact").get(pk=link.pk)
    _require_of_use(link)
    require_room(
        ResultComment.objects.filter(link=link),
        most=MOST_COMMENTS,
        refusal=_("You sent %(most)s comments. Please reply to the email, or call us."),
    )
    said = ResultComment.objects.create(link=link, text=text, at=now)
    link.answered_at = now
    link.save(update_fields=["answered_at"])
    review = link.review
    relationships.they_answered(
        partnership_id=review.partnership_id,
        on=timezone.localdate(now),
        how=How.LINK,
        now=now,
    )
    record_review_event("review.result_commented", review, by=None, at=now, name=link.contact.name)
    return said


@transaction.atomic
def stop_reminders(*, link: ReviewLink, now: datetime) -> None:
    """Send this person no more reminders about reviews."""
    outbox.suppress(address=link.contact.email, scope=REMINDER, reason=Reason.STOPPED, now=now)
    record_review_event(
        "review.reminders_stopped", link.review, by=None, at=now, name=link.contact.name
    )


@transaction.atomic
def answer_by_link(
    *, link: ReviewLink, rater: Rater, answers: RaterAnswers, now: datetime, today: date
) -> Rater:
    """Keep what a person answered behind their link. Raises what ``answer`` raises."""
    rater = answer(rater=rater, answers=answers, by=None, now=now, today=today)
    ReviewLink.objects.filter(pk=link.pk).update(answered_at=now)
    return rater


def _untrue(delivery: Delivery, now: datetime) -> str:
    """Return why a mail with a link must not leave anymore."""
    why = why_untrue(ReviewLink.objects.all(), delivery, now)
    return why or _link_of(delivery).why_over()


def _reminder_untrue(delivery: Delivery, now: datetime) -> str:
    """No reminder after an answer, nor twice in two weeks; the person is locked meanwhile."""
    Contact.objects.select_for_update(no_key=True).get(pk=delivery.recipient_id)
    link = _link_of(delivery)
    answered = Rater.objects.answered().filter(review=link.review_id, contact=link.contact_id)
    if answered.exists():
        return "answered"
    if not link.review.partnership.is_open():
        return "not_open"
    return "reminded_lately" if was_reminded(delivery, now) else _untrue(delivery, now)


def _link_of(delivery: Delivery) -> ReviewLink:
    rows = ReviewLink.objects.select_related("review__partnership")
    return rows.get(pk=delivery.subject_id)


#: What the pump asks and writes, per kind of mail about reviews.
KINDS = {
    ReviewLink.MAIL: MailKind(why_untrue=_untrue, render=emails.render),
    REMINDER: MailKind(why_untrue=_reminder_untrue, render=emails.render),
}
