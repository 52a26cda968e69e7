"""The file to bring in, and the word to go ahead."""

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from partnerships.transfer.lifecycle import Format


class UploadForm(forms.Form):
    """A file and, if need be, its format."""

    upload = forms.FileField(label=_("File"))
    format = forms.ChoiceField(
        label=_("Format"),
        required=False,
        choices=[("", _("Find out by the column names")), *Format.choices],
    )

    def clean_upload(self) -> UploadedFile:
        """No larger than a document may be."""
        upload: UploadedFile = self.cleaned_data["upload"]
        if (upload.size or 0) > settings.MAX_UPLOAD_MB * 1024 * 1024:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB. Split it.")
                % {"limit": settings.MAX_UPLOAD_MB}
            )
        return upload


class ConfirmForm(forms.Form):
    """The file that was looked at, by its SHA-256."""

    sha256 = forms.RegexField(regex=r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    file_name = forms.CharField(max_length=200, widget=forms.HiddenInput)
    format = forms.ChoiceField(choices=Format.choices, widget=forms.HiddenInput)
