"""What a signer or a reader of an agreement may type behind their link."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.forms import EmailField, LineField, ParagraphField
from common.throttle import client_address
from partnerships.agreements.actions import LinkSignature, Remark
from partnerships.agreements.models import MouLink, MouVersion


class SignByLinkForm(forms.Form):
    """Name, intent and consent: nothing is signed without all three."""

    intent = forms.BooleanField(label=_("I intend to sign this agreement"))
    consent = forms.BooleanField(
        label=_(
            "I agree to sign electronically. I understand that I can sign on "
            "paper instead, and that I'll get a copy."
        )
    )
    code = LineField(
        label=_("The code we gave you by phone or text message"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )
    typed_name = LineField(
        label=_("Type your name as your signature"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, link: MouLink, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["typed_name"].help_text = link.contact.name
        if not link.asks_code:
            del self.fields["code"]

    def given(self, request: HttpRequest) -> LinkSignature:
        """What was typed and where it came from, for the action."""
        return LinkSignature(
            typed_name=self.cleaned_data["typed_name"],
            code=self.cleaned_data.get("code", ""),
            address=client_address(request),
            user_agent=request.headers.get("User-Agent", ""),
        )


class DeclineForm(forms.Form):
    """Why someone does not sign."""

    reason = LineField(label=_("Reason"), max_length=300)


class ColleagueForm(forms.Form):
    """Who should sign instead."""

    name = LineField(label=_("Your colleague's name"))
    email = EmailField(label=_("Email"))


class ReviewForm(forms.Form):
    """A box for a comment and one for other words per section, and whether all of it works."""

    accepts = forms.BooleanField(label=_("The text works for us"), required=False)

    def __init__(self, *args: Any, version: MouVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version = version
        for section in version.text["sections"]:
            self.fields[f"text_{section['code']}"] = ParagraphField(
                label=_("Comment"), required=False, max_length=2000, rows=2
            )
            self.fields[f"proposal_{section['code']}"] = ParagraphField(
                label=_("Your suggested wording"), required=False, max_length=10_000, rows=3
            )

    def rows(self) -> list[dict[str, Any]]:
        """Each section with its two fields."""
        return [
            {
                **section,
                "comment": self[f"text_{section['code']}"],
                "proposal": self[f"proposal_{section['code']}"],
            }
            for section in self.version.text["sections"]
        ]

    def remarks(self) -> list[Remark]:
        """What was said, for the action."""
        typed = self.cleaned_data
        return [
            Remark(section["code"], text, proposal)
            for section in self.version.text["sections"]
            for text, proposal in [
                (typed[f"text_{section['code']}"], typed[f"proposal_{section['code']}"])
            ]
            if text or proposal
        ]

    def clean(self) -> dict[str, Any]:
        """Something has to be said."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("accepts") and not self.remarks():
            self.add_error(None, _("Say that it works for you, or comment on a section."))
        return cleaned
