"""Writing down what a named person said about the lists (W7)."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.forms import ParagraphField
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models import ListLine
from partnerships.exchange.queries import Exchange
from partnerships.relationships.forms import HowForm, Speaker, SpeakerField
from partnerships.relationships.models import Partnership, Purpose

CHANGED_MEANWHILE = _("The lists were shared anew meanwhile. Look at them again, then answer.")


class WhoForm(forms.Form):
    """Whose answer it is; chosen first, because each side answers about the other's list."""

    contact = SpeakerField(label=_("Who said it?"))

    def __init__(self, *args: Any, partnership: Partnership, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["contact"]
        if isinstance(field, SpeakerField):
            field.offer(partnership, today)


class LinesField(forms.ModelMultipleChoiceField[ListLine]):
    """Shared lines, each as one sentence."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: ListLine) -> str:
        return ", ".join(part for part in (obj.what, obj.how_much, obj.rhythm) if part)


class SayingForm(HowForm):
    """What one person said: read, answer, accepted lines, the purpose."""

    list_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    has_read = forms.BooleanField(label=_("Has read both lists"), required=False)
    accepts = LinesField(
        label=_("Accepts these lines"),
        queryset=ListLine.objects.none(),
        required=False,
        error_messages={"invalid_choice": CHANGED_MEANWHILE},
    )
    answer = forms.TypedChoiceField(
        label=_("Does this work for their side?"),
        choices=[*Answer.choices, ("", _("Not asked"))],
        coerce=Answer,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    comment = ParagraphField(label=_("In their words"), required=False, rows=2)
    agrees_with_purpose = forms.BooleanField(label=_("Agrees with the purpose"), required=False)

    def __init__(
        self,
        *args: Any,
        speaker: Speaker,
        exchange: Exchange,
        purpose: Purpose | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.exchange = exchange
        if exchange.version is None:
            for name in ("list_version", "has_read", "accepts", "answer", "comment"):
                del self.fields[name]
        else:
            self.fields["list_version"].initial = exchange.version.pk
            lines = exchange.version.lines.filter(side=speaker.side.other)
            self.fields["accepts"].queryset = lines  # type: ignore[attr-defined]
        if purpose is None:
            del self.fields["agrees_with_purpose"]
        else:
            self.fields["agrees_with_purpose"].help_text = f"“{purpose.sentence}”"

    def clean_list_version(self) -> int | None:
        """What was said is kept for the version they saw, or not at all."""
        version = self.exchange.version
        seen: int | None = self.cleaned_data["list_version"]
        if version and seen != version.pk:
            raise ValidationError(CHANGED_MEANWHILE)
        return seen
