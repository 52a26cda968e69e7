"""Keep what raters answer: by link, in Accord, or written down by someone who heard it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from partnerships.exchange import actions as exchange
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.queries import latest_version
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Side
from partnerships.reviews.actions.base import lock, record_review_event
from partnerships.reviews.models import Question, Rater, Review, ReviewAnswer


@dataclass(frozen=True)
class GivenAnswer:
    """One answer: a value from 1 to 5, "can't say", words, and perhaps a guess."""

    question: Question
    value: int | None = None
    cant_say: bool = False
    guess: int | None = None
    text: str = ""

    def says_something(self) -> bool:
        return bool(self.value or self.cant_say or self.guess or self.text)


@dataclass(frozen=True)
class RaterAnswers:
    """Everything one rater answered. ``how`` is None for an answer given in Accord."""

    answers: Sequence[GivenAnswer] = ()
    works: Answer | None = None
    level_now: int | None = None
    level_wanted: int | None = None
    shows_name: bool = False
    how: How | None = None
    said_on: date | None = None


@transaction.atomic
def keep_draft(*, rater: Rater, draft: Mapping[str, str], by: User | None, now: datetime) -> Rater:
    """Keep a half-done answer as it was typed. It counts for nothing until it's sent."""
    review = _taking_answers(rater)
    rater = _lock(rater)
    rater.draft = dict(draft)
    rater.save(update_fields=["draft"])
    record_review_event("review.draft_kept", review, by=by, at=now, name=rater.contact.name)
    return rater


@transaction.atomic
def answer(
    *, rater: Rater, answers: RaterAnswers, by: User | None, now: datetime, today: date
) -> Rater:
    """Keep a rater's answers instead of any they gave before; ``by`` is None by link.

    Their answer to "does this still work for you?" also goes to the lists, if those were shared.
    Raises `review_closed`, `answers_closed`, `nothing_answered`.
    """
    given = [one for one in answers.answers if one.says_something()]
    if not given:
        raise DomainError(_("Answer at least one question, then send."), code="nothing_answered")
    review = _taking_answers(rater)
    rater = _lock(rater)
    is_change, before = rater.answered_at is not None, rater.works
    rater.answers.all().delete()
    ReviewAnswer.objects.bulk_create(
        ReviewAnswer(
            rater=rater,
            question=one.question,
            value=one.value,
            cant_say=one.cant_say,
            guess=one.guess,
            text=one.text,
        )
        for one in given
    )
    rater.works = answers.works.value if answers.works else ""
    rater.level_now, rater.level_wanted = answers.level_now, answers.level_wanted
    rater.shows_name, rater.draft = answers.shows_name, {}
    rater.how = answers.how.value if answers.how else ""
    rater.said_on, rater.answered_at = answers.said_on or today, now
    rater.recorded_by = by if answers.how else None
    rater.save()
    verb = "review.answer_changed" if is_change else "review.answered"
    record_review_event(verb, review, by=by, at=now, name=rater.contact.name, how=rater.how)
    if answers.works and answers.how and answers.works.value != before:
        _tell_the_lists(review, rater, answers.how, answers.works, by=by, now=now)
    if rater.side == Side.THEIRS:
        relationships.they_answered(
            partnership_id=review.partnership_id,
            on=rater.said_on,
            how=answers.how or How.LINK,
            now=now,
        )
    return rater


def _tell_the_lists(
    review: Review, rater: Rater, how: How, works: Answer, *, by: User | None, now: datetime
) -> None:
    """Keep it as that side's "what's in it for us", about the lists as they read now."""
    if latest_version(review.partnership) is None or rater.said_on is None:
        return
    saying = exchange.Saying(rater.contact, Side(rater.side), how, rater.said_on, answer=works)
    exchange.record_saying(partnership=review.partnership, saying=saying, by=by, now=now)


def _taking_answers(rater: Rater) -> Review:
    review = lock(rater.review)
    if not review.takes_answers():
        raise DomainError(
            _("This review is closed to new answers. Thank you anyway."), code="answers_closed"
        )
    return review


def _lock(rater: Rater) -> Rater:
    rows = Rater.objects.select_for_update(of=["self"]).select_related("contact")
    current = rows.filter(pk=rater.pk).first()
    if current is None:
        raise DomainError(
            _("You're no longer asked to answer this review. Thank you anyway."),
            code="answers_closed",
        )
    return current
