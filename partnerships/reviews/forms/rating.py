"""The questions of a review as a form: for our people, the partner's, and for writing down."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DateField, ParagraphField, typed_so_far
from partnerships.exchange.lifecycle import Answer
from partnerships.relationships.lifecycle import How, Side, told_ways
from partnerships.reviews.actions import GivenAnswer, RaterAnswers
from partnerships.reviews.lifecycle import Closeness, Scale
from partnerships.reviews.models import Question, Rater

CANT_SAY = "na"
SCALE = [(str(value), label) for value, label in Scale.choices]
GUESSES = [(str(value), f"{value} · {label}") for value, label in Scale.choices]
LEVELS = [(str(value), label) for value, label in Closeness.choices]


class QuestionRow(NamedTuple):
    """A question with its field, and the field for our guess if there is one."""

    question: Question
    field: forms.BoundField
    guess: forms.BoundField | None


class Group(NamedTuple):
    """The questions of one dimension."""

    heading: str
    rows: list[QuestionRow]


class RatingForm(forms.Form):
    """Every question may be left open; "can't say" is an answer. Nothing is required."""

    works = forms.ChoiceField(
        label=_("Does this partnership still work for you?"),
        choices=Answer.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    level_now = forms.ChoiceField(
        label=_("How closely do we work together now?"),
        choices=LEVELS,
        required=False,
        widget=forms.RadioSelect,
    )
    level_wanted = forms.ChoiceField(
        label=_("How closely should we work together?"),
        choices=LEVELS,
        required=False,
        widget=forms.RadioSelect,
    )
    shows_name = forms.BooleanField(label=_("Show my name with my answers"), required=False)

    def __init__(
        self,
        *args: Any,
        rater: Rater,
        questions: Sequence[Question],
        today: date,
        is_heard: bool = False,
        fills_in: bool = True,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("initial", _initial(rater) if fills_in else {})
        super().__init__(*args, **kwargs)
        self.rater, self.questions, self.today = rater, questions, today
        self.partner = rater.review.partnership.organization.name
        for question in questions:
            self._ask(question)
        self.is_heard = is_heard
        if is_heard:
            self._ask_how(today)

    def _ask(self, question: Question) -> None:
        if not question.is_rated():
            self.fields[f"t_{question.pk}"] = ParagraphField(
                label=question.text, required=False, max_length=2000, rows=3
            )
            return
        self.fields[f"q_{question.pk}"] = forms.ChoiceField(
            label=question.text,
            choices=[*SCALE, (CANT_SAY, _("Can't say"))],
            required=False,
            widget=forms.RadioSelect,
        )
        if question.asks_guess and self.rater.side == Side.OURS:
            self.fields[f"g_{question.pk}"] = forms.ChoiceField(
                label=_("How would %(partner)s answer this about us?") % {"partner": self.partner},
                choices=[("", _("No guess")), *GUESSES],
                required=False,
            )

    def _ask_how(self, today: date) -> None:
        self.fields["how"] = forms.ChoiceField(
            label=_("How did they answer?"), choices=told_ways(), widget=forms.RadioSelect
        )
        self.fields["said_on"] = DateField(label=_("When"), initial=today)

    def clean_said_on(self) -> date:
        """No one has answered tomorrow."""
        said_on: date = self.cleaned_data["said_on"]
        if said_on > self.today:
            raise forms.ValidationError(_("Choose today or an earlier day."))
        return said_on

    def groups(self) -> Iterator[Group]:
        """Yield the questions to rate by dimension."""
        rated = (one for one in self.questions if one.is_rated())
        for _dimension, questions in groupby(rated, key=lambda one: one.dimension):
            rows = [
                QuestionRow(
                    one,
                    self[f"q_{one.pk}"],
                    self[name] if (name := f"g_{one.pk}") in self.fields else None,
                )
                for one in questions
            ]
            yield Group(rows[0].question.get_dimension_display(), rows)

    def open_questions(self) -> list[forms.BoundField]:
        """Return the questions that are answered in words."""
        return [self[f"t_{one.pk}"] for one in self.questions if not one.is_rated()]

    def draft(self) -> dict[str, str]:
        """Return what was typed so far, to be kept as it is."""
        return typed_so_far(self)

    def answers(self, how: How | None) -> RaterAnswers:
        """Return what was answered, for the action."""
        typed = self.cleaned_data
        return RaterAnswers(
            answers=[self._given(one) for one in self.questions],
            works=Answer(typed["works"]) if typed["works"] else None,
            level_now=_number(typed["level_now"]),
            level_wanted=_number(typed["level_wanted"]),
            shows_name=typed["shows_name"],
            how=How(typed["how"]) if self.is_heard else how,
            said_on=typed["said_on"] if self.is_heard else self.today,
        )

    def _given(self, question: Question) -> GivenAnswer:
        typed = self.cleaned_data
        value = typed.get(f"q_{question.pk}", "")
        return GivenAnswer(
            question,
            value=None if value == CANT_SAY else _number(value),
            cant_say=value == CANT_SAY,
            guess=_number(typed.get(f"g_{question.pk}", "")),
            text=typed.get(f"t_{question.pk}", ""),
        )


def _number(typed: str) -> int | None:
    return int(typed) if typed else None


def _initial(rater: Rater) -> dict[str, Any]:
    """Return the half-done answer, else the one that was sent."""
    if rater.draft:
        return dict(rater.draft)
    found: dict[str, Any] = {
        "works": rater.works,
        "level_now": rater.level_now,
        "level_wanted": rater.level_wanted,
        "shows_name": rater.shows_name,
    }
    for one in rater.answers.all() if rater.answered_at else ():
        found[f"q_{one.question_id}"] = CANT_SAY if one.cant_say else one.value
        found[f"g_{one.question_id}"] = one.guess
        found[f"t_{one.question_id}"] = one.text
    return found
