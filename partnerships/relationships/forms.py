"""What people may type about how we stand with a partner."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission, Role, holding, role_has
from common.forms import DASHES, DateField, LineField, VersionedFormMixin
from partnerships.organizations.models import Contact
from partnerships.relationships import queries
from partnerships.relationships.lifecycle import How, Side, told_ways
from partnerships.relationships.models import KeyPlayer, Motive, Partnership


def workers(*also: int | None) -> QuerySet[User]:
    """Users who can own a partnership, and those of ``also`` who own it already."""
    roles = holding(*(role for role in Role if role_has(role, Permission.WORK)))
    kept = [pk for pk in also if pk]
    rows = User.objects.filter(Q(is_active=True, role__in=roles) | Q(pk__in=kept))
    return rows.order_by("name", "pk")


class Speaker(NamedTuple):
    """A person, and the side they speak for."""

    side: Side
    contact: Contact


class SpeakerField(forms.ChoiceField):
    """One of today's people of both sides, grouped under "We" and "They"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.speakers: dict[str, Speaker] = {}

    def offer(self, partnership: Partnership, today: date, sides: Iterable[Side] = Side) -> None:
        """Let the people be chosen who have a position on one of these sides today."""
        groups = []
        for side in sides:
            labels: dict[str, str] = {}
            for position in queries.people_of(partnership, today)[side]:
                key = f"{side.value}-{position.contact_id}"
                self.speakers[key] = Speaker(side, position.contact)
                labels.setdefault(key, str(position))
            groups.append((side.label, list(labels.items())))
        self.choices = [("", DASHES), *groups]

    def clean(self, value: Any) -> Speaker | None:
        key = str(super().clean(value))
        return self.speakers.get(key)


class PartnershipForm(VersionedFormMixin, forms.ModelForm[Partnership]):
    """Who looks after the partnership, why we have it, and how often we look back."""

    program = LineField(
        label=_("Program"),
        required=False,
        max_length=120,
        help_text=_("Only if you have several partnerships with them."),
    )

    class Meta:
        model = Partnership
        fields = ["owner", "deputy", "motives", "program", "review_every_months"]
        widgets = {"motives": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = workers(self.instance.owner_id, self.instance.deputy_id)
        chosen = Q(is_active=True) | Q(pk__in=self.instance.motives.values("pk"))
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
        self.fields["deputy"].queryset = people  # type: ignore[attr-defined]
        self.fields["motives"].queryset = Motive.objects.filter(chosen)  # type: ignore[attr-defined]


class PurposeForm(forms.Form):
    """One sentence both sides share."""

    sentence = LineField(
        label=_("Shared purpose"),
        max_length=400,
        help_text=_("One sentence that both sides would say in the same words."),
    )


class CourtForm(forms.Form):
    """Whose turn it is."""

    court = forms.TypedChoiceField(choices=Side.choices, coerce=Side)


class HowForm(forms.Form):
    """How something said reached us, and when."""

    how = forms.TypedChoiceField(
        label=_("How they answered"),
        choices=told_ways(),
        coerce=How,
        initial=How.MEETING,
        widget=forms.RadioSelect,
    )
    said_on = DateField(label=_("When"), initial=timezone.localdate)

    def clean_said_on(self) -> date:
        """What is said has been said: not ahead of today."""
        said_on: date = self.cleaned_data["said_on"]
        if said_on > timezone.localdate():
            raise ValidationError(_("Date is in the future. Enter the day it was said."))
        return said_on


class PurposeAgreementForm(HowForm):
    """Who agrees with the purpose."""

    speaker = SpeakerField(label=_("Who agreed"))
    field_order = ["speaker", "how", "said_on"]

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["speaker"]
        if isinstance(field, SpeakerField):
            field.offer(partnership, timezone.localdate())


class SideSpeakerForm(forms.Form):
    """Who speaks for a side."""

    contact = forms.ModelChoiceField(
        label=_("Who speaks for them?"),
        queryset=Contact.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, people: queries.People, side: Side, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["contact"]
        field.queryset = contacts_of(people, side)  # type: ignore[attr-defined]  # a choice of rows
        field.initial = people.speaker(side)
        if side == Side.OURS:
            field.label = _("Who speaks for us?")


def contacts_of(people: queries.People, side: Side) -> QuerySet[Contact]:
    """The people of one side, for a field to choose from."""
    held = [position.contact_id for position in people[side]]
    return Contact.objects.filter(pk__in=held).order_by("name", "pk")


class NoNextStepForm(forms.Form):
    """Why nothing is planned next."""

    reason = LineField(label=_("Nothing is planned, because"), max_length=300)


class SeatForm(forms.ModelForm[KeyPlayer]):
    """Who takes which part on one side; the last three are for us only (P2)."""

    role = LineField(
        label=_("Responsibilities"),
        required=False,
        max_length=120,
        help_text=_("For example: signs, runs the course, knows the budget."),
    )

    class Meta:
        model = KeyPlayer
        fields = ["contact", "level", "role", "speaks", "influence", "interest", "stance"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seat = self.instance
        held = queries.people_of(seat.partnership, today)[Side(seat.side)]
        kept = Q(pk__in=[position.contact_id for position in held]) | Q(pk=seat.contact_id)
        person = self.fields["contact"]
        person.queryset = Contact.objects.filter(kept).order_by("name", "pk")  # type: ignore[attr-defined]  # a choice of rows
        person.empty_label = _("No one yet")  # type: ignore[attr-defined]  # a choice of rows

    def first(self) -> list[forms.BoundField]:
        """What everyone may see."""
        return [self[name] for name in ("contact", "level", "role", "speaks")]

    def more(self) -> list[forms.BoundField]:
        """What is for us only."""
        return [self[name] for name in ("influence", "interest", "stance")]
