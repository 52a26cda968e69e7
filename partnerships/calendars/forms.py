"""What people type about their hours and absences."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.forms import DateField, TimeField
from partnerships.calendars.models import Absence, WorkingHours


class WorkingHoursForm(forms.ModelForm[WorkingHours]):
    """From when until when one is written to."""

    class Meta:
        model = WorkingHours
        fields = ["starts", "ends", "every_day"]
        field_classes = {"starts": TimeField, "ends": TimeField}
        help_texts = {
            "starts": _("Your daily email comes at this time."),
            "every_day": _("Otherwise email waits until the next business day."),
        }


class AbsenceForm(forms.ModelForm[Absence]):
    """When one is away, and which colleague is reminded meanwhile."""

    class Meta:
        model = Absence
        fields = ["first_day", "last_day", "deputy"]
        field_classes = {"first_day": DateField, "last_day": DateField}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.user = user
        self.fields["deputy"] = forms.ModelChoiceField(
            queryset=User.objects.active().exclude(pk=user.pk).order_by("name", "email"),
            required=False,
            empty_label=_("The deputy of each partnership"),
            label=_("Stand-in"),
            help_text=_("If no one can stand in, it waits for you."),
        )
