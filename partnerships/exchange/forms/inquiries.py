"""Partner with us: what a stranger tells us, kept free of robots without anyone else's help."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, TimestampSigner
from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy

from common.forms import EmailField, LineField, ParagraphField
from partnerships.exchange.lifecycle import MOST_LINES_ASKED
from partnerships.exchange.models import Inquiry
from partnerships.relationships.models import Motive

#: A person needs longer than this to fill the form, and less than that.
QUICKEST, SLOWEST = timedelta(seconds=4), timedelta(hours=24)

LONGEST_LINE = 200

SIGNER = TimestampSigner(salt="partnerships.exchange.inquiry")


class LinesField(ParagraphField):
    """A few lines, each of which fits an item of a list."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if len(lines) > MOST_LINES_ASKED:
            raise ValidationError(
                _("Enter up to %(most)s lines. Tell us the rest when we talk.")
                % {"most": MOST_LINES_ASKED}
            )
        if any(len(line) > LONGEST_LINE for line in lines):
            raise ValidationError(
                _("Keep each line under %(most)s characters.") % {"most": LONGEST_LINE}
            )
        return "\n".join(lines)


class InquiryForm(forms.ModelForm[Inquiry]):
    """Who they are, what they bring, what they look for, and why."""

    organization_name = LineField(
        label=gettext_lazy("Your organization"),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    person_name = LineField(
        label=gettext_lazy("Your name"), widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    person_title = LineField(
        label=gettext_lazy("Your job title"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    email = EmailField(
        label=gettext_lazy("Your email"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    phone = LineField(
        label=gettext_lazy("Your phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    brings = LinesField(
        label=gettext_lazy("What can you bring?"),
        help_text=gettext_lazy("One thing on each line. For example: 10 training seats a year."),
        max_length=2_000,
    )
    looks_for = LinesField(
        label=gettext_lazy("What are you looking for?"),
        help_text=gettext_lazy(
            "One thing on each line. Please don't write about the people you serve by name."
        ),
        max_length=2_000,
    )
    motive = forms.ModelChoiceField(
        label=gettext_lazy("What is your main goal?"),
        queryset=Motive.objects.filter(is_active=True),
        required=False,
        empty_label=gettext_lazy("Not sure yet"),
    )
    #: No person sees it, and robots like to fill it.
    homepage = LineField(label=gettext_lazy("Leave this blank"), required=False)
    opened = LineField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Inquiry
        fields = [
            "organization_name",
            "kind",
            "person_name",
            "person_title",
            "email",
            "phone",
            "brings",
            "looks_for",
            "motive",
        ]
        labels = {"kind": gettext_lazy("Type of organization")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["homepage"].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}
        self.fields["opened"].initial = SIGNER.sign("form")
        self.label_suffix = ""

    def is_by_a_robot(self) -> bool:
        """Tell whether the field was filled that no person sees."""
        return bool(self.data.get("homepage"))

    def asked(self) -> list[forms.BoundField]:
        """Return the fields that people see."""
        return [field for field in self.visible_fields() if field.name != "homepage"]

    def clean(self) -> dict[str, Any]:
        """A form that comes back at once, or after a day, is shown again."""
        cleaned = super().clean() or {}
        if why := _bad_time(cleaned.get("opened") or ""):
            data = QueryDict(mutable=True)
            data.update(self.data)
            self.data = data
            data["opened"] = SIGNER.sign("form")
            self.add_error(None, why)
        return cleaned


def _bad_time(opened: str) -> str:
    """Return what is wrong with the moment a form was opened; "" if nothing."""
    if not _is_within(opened, SLOWEST):
        return _("This form was open for too long. Please send it again.")
    if _is_within(opened, QUICKEST):
        return _("That was very quick. Please check what you typed, then send it again.")
    return ""


def _is_within(opened: str, span: timedelta) -> bool:
    try:
        SIGNER.unsign(opened, max_age=span)
    except BadSignature:
        return False
    return True
