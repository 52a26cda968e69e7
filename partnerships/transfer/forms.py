"""The file to bring in, and the word to go ahead."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from common.forms import LineField
from common.uploads import UploadField
from partnerships.transfer.lifecycle import Format


class UploadForm(forms.Form):
    """A file and, if need be, its format."""

    upload = UploadField(label=_("File"))
    format = forms.ChoiceField(
        label=_("Format"),
        required=False,
        choices=[("", _("Find out by the column names")), *Format.choices],
    )


class ConfirmForm(forms.Form):
    """The file that was looked at, by its SHA-256."""

    sha256 = LineField(
        max_length=64, widget=forms.HiddenInput, validators=[RegexValidator(r"\A[0-9a-f]{64}\Z")]
    )
    file_name = LineField(widget=forms.HiddenInput)
    format = forms.ChoiceField(choices=Format.choices, widget=forms.HiddenInput)
