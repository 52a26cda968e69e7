"""The file to import, and how to read it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.uploads import UploadField
from partnerships.transfer.lifecycle import Encoding, Format


class UploadForm(forms.Form):
    """A file and, if need be, its format and encoding."""

    upload = UploadField(label=_("File"))
    format = forms.TypedChoiceField(
        label=_("File format"),
        required=False,
        coerce=Format,
        empty_value=None,
        choices=[("", _("Detect automatically")), *Format.choices],
    )
    encoding = forms.TypedChoiceField(
        label=_("Encoding"),
        required=False,
        coerce=Encoding,
        empty_value=None,
        choices=[("", _("Detect automatically")), *Encoding.choices],
        help_text=_("You'll see the first rows before anything is imported."),
    )


class EncodingForm(forms.Form):
    """Another encoding, for a file whose letters look wrong in the preview."""

    encoding = forms.TypedChoiceField(
        label=_("Encoding"), coerce=Encoding, choices=Encoding.choices
    )
