"""What people may type when an agreement is signed."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from common.fields import HISTORY
from common.forms import DateField, LineField
from common.uploads import UploadField
from partnerships.agreements.lifecycle import DocumentKind, SigningOrder
from partnerships.agreements.models import Document, Mou, Signer
from partnerships.agreements.queries import open_points_of, without_copy
from partnerships.organizations.lifecycle import Prefers
from partnerships.relationships.lifecycle import How, told_ways


class SendForm(forms.Form):
    """Who gets an email with a link to sign as soon as the agreement is out."""

    asked = forms.ModelMultipleChoiceField(
        label=_("Email a signing link to"),
        queryset=Signer.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Anyone else signs on paper, or is asked later."),
    )
    seen = LineField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, mou: Mou, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.open = open_points_of(mou)
        self.fields["seen"].initial = self.open.seen()
        rows = Signer.objects.waiting().filter(party__mou=mou).exclude(contact__email="")
        first = rows.order_by("place", "pk")[:1]
        in_order = mou.signing_order == SigningOrder.IN_ORDER
        offered = rows.filter(pk__in=[signer.pk for signer in first]) if in_order else rows
        reachable = offered.exclude(contact__prefers=Prefers.PHONE).select_related("contact")
        self.fields["asked"].queryset = offered.select_related("contact")  # type: ignore[attr-defined]  # a choice of rows
        self.fields["asked"].initial = reachable

    def show_open_points(self) -> None:
        """Let the form, shown again, be about the points that are open now."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["seen"] = self.open.seen()
        self.data = data


class SignForm(forms.Form):
    """Who signed, when and how, and the paper that shows it: a kept one, or a new file.

    One paper may bear the names of several, or of all.
    """

    signers = forms.ModelMultipleChoiceField(
        label=_("Who signed this document"),
        queryset=Signer.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    signed_on = DateField(years=HISTORY, label=_("Signed on"))
    how = forms.ChoiceField(label=_("How"), choices=told_ways(), initial=How.PAPER)
    document = forms.ModelChoiceField(
        label=_("The signed document"),
        queryset=Document.objects.none(),
        required=False,
        empty_label=_("Upload it below"),
    )
    upload = UploadField(
        label=_("Scan of the signed document"),
        required=False,
        help_text=_("PDF, Word (.docx), PNG or JPEG."),
    )
    certificate = UploadField(
        label=_("Certificate, if it was signed in another tool"), required=False
    )

    def __init__(self, *args: Any, mou: Mou, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = Signer.objects.waiting().filter(party__mou=mou)
        signed = Document.objects.filter(
            Q(kind=DocumentKind.SIGNED) | Q(kind=DocumentKind.EARLY), mou=mou
        )
        signers, papers = self.fields["signers"], self.fields["document"]
        signers.queryset = waiting.select_related("contact")  # type: ignore[attr-defined]  # a choice of rows
        if len(waiting) == 1:
            signers.initial = waiting
        papers.queryset = signed  # type: ignore[attr-defined]  # a choice of rows
        papers.initial = signed.first()
        self.fields["signed_on"].initial = mou.signed_early_on or today

    def clean(self) -> dict[str, Any]:
        """A signature needs its paper."""
        cleaned = super().clean() or {}
        if not cleaned.get("document") and not cleaned.get("upload"):
            self.add_error("upload", _("Choose the signed document, or upload it here."))
        return cleaned

    def signed(self) -> dict[str, Any]:
        """What was typed, for the action; a new file wins over a kept paper."""
        typed = self.cleaned_data
        return {
            "signers": list(typed["signers"]),
            "signed_on": typed["signed_on"],
            "how": How(typed["how"]),
            "paper": typed["upload"] or typed["document"],
            "certificate": typed["certificate"],
        }


class CopiesForm(forms.Form):
    """Who gets the signed copy by email; those who signed by link do anyway."""

    signers = forms.ModelMultipleChoiceField(
        label=_("Email the signed copy to"),
        queryset=Signer.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, mou: Mou, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = without_copy(mou)
        self.fields["signers"].queryset = self.offered  # type: ignore[attr-defined]  # a choice of rows
        self.fields["signers"].initial = self.offered
