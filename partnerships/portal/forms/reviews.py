"""What a person may say about the result of a review."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import ParagraphField


class ResultCommentForm(forms.Form):
    """One comment."""

    text = ParagraphField(label=_("Your comment"), max_length=2000, rows=4)
