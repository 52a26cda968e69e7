"""Finding reviews, planning them, and ending them with a decision."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.forms import DateField, LineField, ParagraphField, SearchForm
from partnerships.engagement.forms import PromiseRows
from partnerships.exchange.lifecycle import Answer
from partnerships.pipeline.actions import Ending, Hold
from partnerships.pipeline.forms.moves import FatesMixin
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import ClosingReason
from partnerships.relationships.queries import people_of
from partnerships.reviews.actions import DecisionCorrection, ReviewOutcome
from partnerships.reviews.lifecycle import CONTINUING, Decision, ReviewState
from partnerships.reviews.models import Review, ReviewQuerySet

#: "Due" looks this many days ahead, "done" this many back.
DUE_DAYS, DONE_DAYS = 30, 365


class ReviewSearch(SearchForm[Review]):
    """The filters of the review list; each view of it is an address one can share."""

    sortings: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "due": ("due_on",),
        "partner": ("partnership__organization__name_key", "due_on"),
    }

    show = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ("", _("To do")),
            ("due", _("Due within 30 days")),
            ("overdue", _("Overdue")),
            ("done", _("Done in the last 12 months")),
            ("any", _("All")),
        ],
    )
    whose = forms.ChoiceField(
        label=_("Owner"),
        required=False,
        choices=[("", _("Everyone's")), ("mine", _("Mine"))],
    )

    def __init__(self, *args: Any, user: User, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.now = now

    def narrow(self, queryset: QuerySet[Review], asked: Mapping[str, Any]) -> ReviewQuerySet:
        """Reviews that match every filter in use."""
        rows = self._shown(
            ReviewQuerySet(model=queryset.model, query=queryset.query), asked.get("show", "")
        )
        if "whose" in asked:
            rows = rows.filter(Q(partnership__owner=self.user) | Q(partnership__deputy=self.user))
        return rows

    def _shown(self, rows: ReviewQuerySet, show: str) -> ReviewQuerySet:
        if show == "any":
            return rows
        today = timezone.localdate(self.now)
        shown = {
            "": rows.to_do(),
            "due": rows.due_by(today + timedelta(days=DUE_DAYS)).filter(due_on__gte=today),
            "overdue": rows.overdue(today),
            "done": rows.filter(
                state=ReviewState.CLOSED, closed_at__gte=self.now - timedelta(days=DONE_DAYS)
            ),
        }
        return shown[show]


class ReviewDateForm(forms.Form):
    """The day of a review."""

    due_on = DateField(label=_("Review by"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_due_on(self) -> date:
        """A review is planned ahead."""
        due_on: date = self.cleaned_data["due_on"]
        if due_on < self.today:
            raise forms.ValidationError(_("Date is in the past. Choose today or a later date."))
        return due_on


class DecisionFields(forms.Form):
    """What both sides said and decided; a correction has no more than this."""

    works_for_us = forms.ChoiceField(
        label=_("Does this still work for us?"), choices=Answer.choices, widget=forms.RadioSelect
    )
    works_for_them = forms.ChoiceField(
        label=_("Does this still work for them?"), choices=Answer.choices, widget=forms.RadioSelect
    )
    changes = ParagraphField(
        label=_("What changes"),
        required=False,
        help_text=_("The partner sees this if you share the result."),
    )
    notes = ParagraphField(
        label=_("Discussion notes"), required=False, help_text=_("For our side only.")
    )
    decision = forms.ChoiceField(
        label=_("Decision"), choices=Decision.choices, widget=forms.RadioSelect
    )


class ReviewCloseForm(FatesMixin, PromiseRows, DecisionFields):
    """What a review ended with (V4)."""

    next_on = DateField(
        label=_("Next review"),
        required=False,
        help_text=_("If it continues. Leave it empty to follow the usual rhythm."),
    )
    check_again_on = DateField(label=_("Check again on"), required=False)
    reason = forms.ModelChoiceField(
        label=_("Reason for closing"),
        queryset=ClosingReason.objects.filter(is_active=True),
        required=False,
    )
    revisit_on = DateField(label=_("Revisit on"), required=False)
    do_not_revisit = forms.BooleanField(label=_("Do not revisit"), required=False)
    no_promises_because = LineField(
        label=_("No commitments, because …"), required=False, max_length=300
    )

    def __init__(
        self,
        *args: Any,
        review: Review,
        today: date,
        said: Mapping[Side, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for side, name in ((Side.OURS, "works_for_us"), (Side.THEIRS, "works_for_them")):
            self.fields[name].initial = (said or {}).get(side)
        self.ask_about_mous(review.partnership, today, required=False)
        self.add_promise_rows(
            {
                side: [
                    (held.contact, str(held))
                    for held in people_of(review.partnership, today)[side]
                ]
                for side in Side
            }
        )

    def clean_next_on(self) -> date | None:
        """The next review is ahead."""
        next_on: date | None = self.cleaned_data["next_on"]
        if next_on and next_on <= self.today:
            raise forms.ValidationError(_("Choose a day after today."))
        return next_on

    def outcome(self) -> ReviewOutcome:
        """What was typed, for the action."""
        typed = self.cleaned_data
        return ReviewOutcome(
            decision=Decision(typed["decision"]),
            works_for_us=Answer(typed["works_for_us"]),
            works_for_them=Answer(typed["works_for_them"]),
            changes=typed["changes"],
            notes=typed["notes"],
            promises=self.promises(),
            no_promises_because=typed["no_promises_because"],
            terms=self._terms(),
            next_on=typed["next_on"],
        )

    def _terms(self) -> Hold | Ending | None:
        typed = self.cleaned_data
        if typed["decision"] == Decision.PAUSE and typed["check_again_on"]:
            return Hold(check_again_on=typed["check_again_on"])
        if typed["decision"] == Decision.CLOSE and typed["reason"]:
            return Ending(
                reason=typed["reason"],
                revisit_on=typed["revisit_on"],
                do_not_revisit=typed["do_not_revisit"],
                fates=self.fates(),
            )
        return None


class DecisionCorrectForm(DecisionFields):
    """A decision that was recorded wrongly; one that moved the stage stays."""

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "works_for_us": review.still_works_for_us,
            "works_for_them": review.still_works_for_them,
            "decision": review.decision,
            "changes": review.changes,
            "notes": review.notes,
        }
        super().__init__(*args, **kwargs)
        decided = Decision(review.decision)
        possible = CONTINUING if decided in CONTINUING else {decided}
        field = self.fields["decision"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.value, one.label) for one in Decision if one in possible]

    def correction(self) -> DecisionCorrection:
        """What was typed, for the action."""
        typed = self.cleaned_data
        return DecisionCorrection(
            decision=Decision(typed["decision"]),
            works_for_us=Answer(typed["works_for_us"]),
            works_for_them=Answer(typed["works_for_them"]),
            changes=typed["changes"],
            notes=typed["notes"],
        )
