"""Whom to send an agreement, and what readers told us about it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import LineField, ParagraphField
from partnerships.agreements.actions import Remark
from partnerships.agreements.lifecycle import LinkKind
from partnerships.agreements.models import Mou, MouVersion
from partnerships.organizations.models import Contact, Position
from partnerships.relationships.lifecycle import How, told_ways


class AskForm(forms.Form):
    """Who gets the link, and what it lets them do."""

    contact = forms.ModelChoiceField(label=_("Who"), queryset=Contact.objects.none())
    kind = forms.ChoiceField(
        label=_("Request"), choices=LinkKind.choices, widget=forms.RadioSelect
    )
    words = ParagraphField(label=_("Personal note"), required=False, max_length=1000, rows=3)
    asks_code = forms.BooleanField(
        label=_("For signing: require a code that I give them by phone or text message"),
        required=False,
    )

    def __init__(self, *args: Any, mou: Mou, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = people_of(mou, today)  # type: ignore[attr-defined]  # a choice of rows


def people_of(mou: Mou, today: date) -> Any:
    """Everyone with a position at one of the parties today."""
    parties = mou.parties.values("organization")
    held = Position.objects.current(today).filter(organization__in=parties)
    return Contact.objects.filter(pk__in=held.values("contact")).order_by("name", "pk")


class CommentForm(forms.Form):
    """What someone told us about a section, or that all of the text works for them (W7)."""

    contact = forms.ModelChoiceField(label=_("Who said it"), queryset=Contact.objects.none())
    how = forms.ChoiceField(label=_("How"), choices=told_ways(), initial=How.PHONE)
    accepts = forms.BooleanField(
        label=_("It works for them: they accept the text as is"), required=False
    )
    section = forms.ChoiceField(label=_("Section"), required=False)
    text = ParagraphField(label=_("Comment"), required=False, max_length=2000, rows=3)
    proposal = ParagraphField(label=_("Their wording"), required=False, max_length=10_000, rows=4)

    def __init__(self, *args: Any, version: MouVersion, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = people_of(version.mou, today)  # type: ignore[attr-defined]  # a choice of rows
        self.fields["section"].choices = [  # type: ignore[attr-defined]  # a choice
            (section["code"], section["heading"]) for section in version.text["sections"]
        ]

    def clean(self) -> dict[str, Any]:
        """Something has to be said: that it works, or what of a section does not."""
        cleaned = super().clean() or {}
        says = bool(cleaned.get("text") or cleaned.get("proposal"))
        if self.errors:
            return cleaned
        if says == bool(cleaned.get("accepts")):
            self.add_error("text", _("Enter what they said, or choose that it works for them."))
        elif says and not cleaned.get("section"):
            self.add_error("section", _("Choose the section they commented on."))
        return cleaned

    def remarks(self) -> list[Remark]:
        """What was said, for the action."""
        said = self.cleaned_data
        if said["accepts"]:
            return []
        return [Remark(said["section"], said["text"], said["proposal"])]


class OutcomeForm(forms.Form):
    """What came of a comment."""

    outcome = LineField(label=_("Outcome"), max_length=300)
