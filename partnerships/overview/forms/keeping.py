"""A file or a note to keep with a record."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import ParagraphField
from common.uploads import UploadField


class AttachmentForm(forms.Form):
    """A file to keep."""

    upload = UploadField(label=_("File"), help_text=_("PDF, Word (.docx), PNG or JPEG."))


class NoteForm(forms.Form):
    """A note for us only."""

    text = ParagraphField(
        label=_("Note"), max_length=2000, help_text=_("For us only. Leave out client names.")
    )
