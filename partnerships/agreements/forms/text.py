"""What people may type about the text, the parties and what becomes of an agreement."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from accounts.models import User
from common.fields import HISTORY
from common.forms import DateField, LineField, ParagraphField, VersionedFormMixin
from common.uploads import UploadField
from partnerships.agreements.actions import Change
from partnerships.agreements.lifecycle import VersionKind
from partnerships.agreements.models import MouParty, Section
from partnerships.organizations.forms.known import pick_organization, same_organization

#: A section of the longest MOU we know has about 15,000 characters.
SECTION_LENGTH = 40_000


class SectionForm(VersionedFormMixin, forms.ModelForm[Section]):
    """The words of a section, or where theirs stand."""

    heading = LineField(label=gettext_lazy("Heading"))
    body = ParagraphField(
        label=gettext_lazy("Text"),
        required=False,
        max_length=SECTION_LENGTH,
        rows=14,
        strip=False,
        help_text=gettext_lazy(
            "Start a line with ## for a heading or - for a list item. Put **two stars** around "
            "bold text. Everything else stays as you type it, including numbers and indents."
        ),
    )
    where = LineField(
        label=gettext_lazy("Page or section in their text"), required=False, max_length=100
    )
    left_out_because = LineField(
        label=gettext_lazy("Not included, because"), required=False, max_length=300
    )

    class Meta:
        model = Section
        fields = ("heading", "body", "where", "left_out_because")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theirs = self.instance.mou.text_by == VersionKind.THEIRS
        for name in ("body",) if theirs else ("where", "left_out_because"):
            del self.fields[name]


class TheirTextForm(forms.Form):
    """A round of the partner's own text (M8)."""

    upload = UploadField(
        label=gettext_lazy("Their text"),
        help_text=gettext_lazy("PDF or Word (.docx). To sign by link, it has to be a PDF."),
    )
    remark = LineField(label=gettext_lazy("What's new"), required=False, max_length=300)


class PartyForm(forms.Form):
    """One more organization under the agreement."""

    organization = LineField(label=gettext_lazy("Organization"))
    existing = same_organization(
        question=gettext_lazy("Which organization?"),
        unanswered=gettext_lazy("Choose the organization."),
        empty_label=gettext_lazy("None of these"),
    )
    is_approving_official = forms.BooleanField(
        label=gettext_lazy("They sign only as approving official, e.g. a chief elected official"),
        required=False,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.named = pick_organization(self, "organization", "existing", user)

    def clean(self) -> dict[str, Any]:
        """A name that was typed is one of the directory."""
        cleaned = super().clean() or {}
        chosen = cleaned.pop("existing", None) or self.named
        if cleaned.get("organization") and not chosen and "existing" not in self.errors:
            self.add_error(
                "organization",
                _("No organization has this name. Add it in the Directory first."),
            )
        cleaned["organization"] = chosen
        return cleaned


class ShareForm(forms.ModelForm[MouParty]):
    """What part of the cost a party pays."""

    share_note = LineField(label=gettext_lazy("Cash, in-kind …"), required=False)

    class Meta:
        model = MouParty
        fields = ("share", "share_note")


class ReasonForm(forms.Form):
    """Why, in a few words."""

    reason = LineField(label=gettext_lazy("Reason"), max_length=300)


class ReviewedForm(forms.Form):
    """When an agreement was looked over together."""

    on = DateField(label=gettext_lazy("Reviewed on"))


class AmendForm(forms.Form):
    """What an amendment changes, and whether all have to sign it (M5)."""

    what = ParagraphField(label=gettext_lazy("Changes"))
    agreed_on = DateField(years=HISTORY, label=gettext_lazy("Agreed on"))
    parties = forms.BooleanField(label=gettext_lazy("The parties change"), required=False)
    signing_official = forms.BooleanField(
        label=gettext_lazy("A signing official changes"), required=False
    )
    contribution_percent = forms.DecimalField(
        label=gettext_lazy("A contribution changes by (percent)"),
        required=False,
        max_digits=7,
        decimal_places=2,
        min_value=Decimal(-100),
    )
    is_substantial = forms.TypedChoiceField(
        label=gettext_lazy("How it's agreed"),
        choices=[
            ("yes", gettext_lazy("Everyone signs")),
            ("no", gettext_lazy("Minor: just record it")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )

    def change(self) -> Change:
        """What was typed, for the action."""
        return Change(**self.cleaned_data)
