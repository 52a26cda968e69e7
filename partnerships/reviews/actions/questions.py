"""Make question sets, change them, and retire them. A set that was used is never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from common.bounds import require_room
from common.errors import DomainError
from partnerships.reviews.lifecycle import MOST_QUESTIONS
from partnerships.reviews.models import Question, QuestionSet


@dataclass(frozen=True)
class AskedQuestion:
    """One question of a set; without a dimension it's answered in words."""

    text: str
    dimension: str = ""
    asks_guess: bool = False


@transaction.atomic
def save_question_set(
    *, question_set: QuestionSet, questions: Sequence[AskedQuestion], by: User, now: datetime
) -> QuestionSet:
    """Save a set with its questions; one that a review has used gets a new version instead.

    ``question_set`` carries the new values, unsaved. Raises `questions_refused` or `full`.
    """
    if not any(one.dimension for one in questions):
        raise DomainError(_("Add at least one question that's rated."), code="questions_refused")
    require_room(
        0,
        adding=len(questions),
        most=MOST_QUESTIONS,
        refusal=_("A set can have %(most)s questions. Remove some, or start another set."),
    )
    if question_set.pk:
        current = QuestionSet.objects.select_for_update().get(pk=question_set.pk)
        if current.locked_at:
            question_set = _next_version(question_set, now)
    else:
        question_set.code, question_set.made_at = _code_for(question_set.name), now
    _save(question_set)
    question_set.questions.all().delete()
    Question.objects.bulk_create(
        Question(
            question_set=question_set,
            position=place,
            dimension=one.dimension,
            text=one.text,
            asks_guess=one.asks_guess and bool(one.dimension),
        )
        for place, one in enumerate(questions, 1)
    )
    _note("questions.saved", question_set, by=by, at=now)
    return question_set


@transaction.atomic
def retire_question_set(*, question_set: QuestionSet, by: User, now: datetime) -> QuestionSet:
    """Offer a set no longer. Reviews that used it stay as they were."""
    question_set = QuestionSet.objects.select_for_update().get(pk=question_set.pk)
    if question_set.retired_at is None:
        question_set.retired_at = now
        question_set.save(update_fields=["retired_at"])
        _note("questions.retired", question_set, by=by, at=now)
    return question_set


def _save(question_set: QuestionSet) -> None:
    """Save a set; two with one code and version can't be, so one of two at once is refused."""
    try:
        with transaction.atomic():
            question_set.save()
    except IntegrityError as error:
        raise DomainError(
            _("Someone else saved a set with this name at the same moment. Save again."),
            field="name",
            code="questions_refused",
        ) from error


def _next_version(edited: QuestionSet, now: datetime) -> QuestionSet:
    """Return a new version with the edited values, unsaved."""
    newest = QuestionSet.objects.filter(code=edited.code).order_by("-version")[0]
    return QuestionSet(
        code=edited.code,
        version=newest.version + 1,
        name=edited.name,
        made_for=edited.made_for,
        kinds=edited.kinds,
        source=edited.source,
        license=edited.license,
        position=edited.position,
        made_at=now,
    )


def _code_for(name: str) -> str:
    """Return a code that no set has yet."""
    base = slugify(name)[:50] or "questions"
    taken = set(QuestionSet.objects.filter(code__startswith=base).values_list("code", flat=True))
    codes = (base if n == 1 else f"{base}-{n}" for n in range(1, len(taken) + 2))
    return next(code for code in codes if code not in taken)


def _note(verb: str, question_set: QuestionSet, *, by: User, at: datetime) -> None:
    version = question_set.version
    record(verb, by=by, at=at, subject=question_set, name=question_set.name, version=version)
