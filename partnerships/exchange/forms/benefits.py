"""Wording one line of a list: four blanks, why, and more."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.forms import DateField, LineField, ParagraphField, VersionedFormMixin
from partnerships.exchange.models import Benefit, OfferingCategory, ServiceOffering
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.queries import people_of

BLANKS = ("what", "how_much", "rhythm", "told_by")


class BenefitForm(forms.ModelForm[Benefit]):
    """A new line; its instance knows the partnership and the side."""

    what = LineField(label=_("What"))
    how_much = LineField(label=_("How much (or yes/no)"), max_length=100, required=False)
    rhythm = LineField(label=_("By when, or how often"), max_length=100, required=False)
    why = LineField(label=_("Why it matters to the recipient"), max_length=300, required=False)
    cost = LineField(label=_("Cost to the provider"), required=False)
    evidence = LineField(label=_("How we'll know it happened"), required=False)
    due_on = DateField(label=_("Next due"), required=False)
    notes = ParagraphField(label=_("Internal notes"), required=False)
    offering = forms.ModelChoiceField(
        queryset=ServiceOffering.objects.none(), required=False, widget=forms.HiddenInput
    )

    class Meta:
        model = Benefit
        fields = [
            *BLANKS,
            "why",
            "category",
            "cost",
            "evidence",
            "due_on",
            "notes",
            "is_internal",
            "is_guess",
            "offering",
        ]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        line, side = self.instance, Side(self.instance.side)
        people = {p.contact_id for p in people_of(line.partnership, today)[side]}
        kept = {line.told_by_id} if line.told_by_id else set()
        tellers = Contact.objects.filter(pk__in=people | kept)
        categories = OfferingCategory.objects.filter(Q(is_active=True) | Q(pk=line.category_id))
        offered = ServiceOffering.objects.filter(
            Q(organization__is_ours=True)
            if side == Side.OURS
            else Q(organization=line.partnership.organization_id)
        )
        self.fields["told_by"].queryset = tellers.order_by("name", "pk")  # type: ignore[attr-defined]
        self.fields["category"].queryset = categories  # type: ignore[attr-defined]
        self.fields["offering"].queryset = offered  # type: ignore[attr-defined]
        if side == Side.OURS:
            del self.fields["is_guess"]

    def slot(self) -> str:
        """The id of what this form stands for on the partner page: its line, or "add"."""
        line = self.instance
        return f"line-{line.pk}" if line.pk else f"add-{line.side}"

    def shows_when_saved(self) -> str:
        """A CSS selector for what of the partner page takes the place of the saved form."""
        line = self.instance
        added = f"#lines-{line.side} > li:nth-last-child(2), #add-{line.side}"
        return f"#line-{line.pk}" if line.pk else added

    def blanks(self) -> list[forms.BoundField]:
        """The fields of the sentence."""
        return [self[name] for name in BLANKS]

    def more(self) -> list[forms.BoundField]:
        """The fields that wait under "More"."""
        names = ("category", "cost", "evidence", "due_on", "notes", "is_internal")
        return [self[name] for name in names]

    def more_has_errors(self) -> bool:
        """Whether "More" has to stand open."""
        return any(field.errors for field in self.more())


class BenefitEditForm(VersionedFormMixin, BenefitForm):
    """A line that is on the list already."""
