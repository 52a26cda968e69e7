"""Whether someone comes to a meeting."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import LineField
from partnerships.engagement.lifecycle import Rsvp


class RsvpForm(forms.Form):
    """Yes, maybe or no, and a word about it."""

    answer = forms.ChoiceField(
        label=_("Can you make it?"),
        choices=[
            (Rsvp.ACCEPTED, _("Yes, I'll come")),
            (Rsvp.TENTATIVE, _("Maybe")),
            (Rsvp.DECLINED, _("No, I can't come")),
        ],
        widget=forms.RadioSelect,
    )
    note = LineField(
        label=_("Note"),
        required=False,
        max_length=300,
        help_text=_("For example, a better time. Please don't write about the people you serve."),
    )
