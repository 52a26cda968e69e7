"""What people may type about MOUs."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.db.models import BigIntegerField, QuerySet
from django.utils.translation import gettext_lazy as _

from common.fields import HISTORY
from common.forms import DateField, LineField, ParagraphField, SearchForm, VersionedFormMixin
from common.uploads import UploadField
from partnerships.agreements.lifecycle import (
    ENDING_SOON_DAYS,
    DocumentKind,
    EndKnown,
    MouState,
    VersionKind,
)
from partnerships.agreements.models import Document, Mou, MouParty, MouType, Signer
from partnerships.organizations.models import Contact, Organization, Position

#: What a person uploads by hand; the other kinds come with their own forms.
UPLOAD_KINDS = [
    (DocumentKind.SIGNED.value, DocumentKind.SIGNED.label),
    (DocumentKind.CERTIFICATE.value, DocumentKind.CERTIFICATE.label),
    (DocumentKind.DRAFT.value, DocumentKind.DRAFT.label),
]

#: The same for a paper that belongs to a partnership and to no MOU.
PARTNERSHIP_KINDS = [
    (DocumentKind.SHEET.value, DocumentKind.SHEET.label),
    (DocumentKind.DRAFT.value, DocumentKind.DRAFT.label),
]


class MouSearch(SearchForm[Mou]):
    """The filters of the list of agreements."""

    sortings: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "new": ("-created_at",),
        "ends": ("ends_on",),
        "title": ("title",),
    }

    q = LineField(label=_("Partner"), required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *MouState.choices]
    )
    kind = forms.ModelChoiceField(
        label=_("Type"), required=False, queryset=MouType.objects.all(), empty_label=_("All")
    )
    look = forms.ChoiceField(
        label=_("Needs attention"),
        required=False,
        choices=[
            ("", _("All")),
            ("in_force", _("In effect")),
            ("wiifm", _("In effect, both sides answered first")),
            ("older", _("In effect, “What's in it for me?” not recorded")),
            ("ending", _("Ends within 90 days")),
            ("review", _("Review due within 90 days")),
            ("unsigned", _("Out for signature")),
            ("legacy", _("Older MOU, “What's in it for me?” not recorded")),
            ("early", _("Signed early")),
            ("left_over", _("In effect, partnership closed")),
        ],
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def narrow(self, queryset: QuerySet[Mou], asked: Mapping[str, Any]) -> QuerySet[Mou]:
        """MOUs that match every filter in use."""
        rows = queryset & self._looked_at(asked.get("look", ""))
        if "state" in asked:
            rows = rows.filter(state=asked["state"])
        if "kind" in asked:
            rows = rows.filter(type=asked["kind"])
        if "q" in asked:
            found = Organization.objects.search(asked["q"]).filter(is_ours=False).order_by()
            parties = MouParty.objects.filter(organization__in=found)
            rows = rows.filter(pk__in=parties.values("mou"))
        return rows

    def _looked_at(self, look: str) -> QuerySet[Mou]:
        soon = self.today + timedelta(days=ENDING_SOON_DAYS)
        in_force = Mou.objects.in_force(self.today).of_partners()
        rows = {
            "in_force": in_force,
            "ending": Mou.objects.ending_by(soon, self.today).of_partners(),
            "review": in_force.filter(review_due_on__lte=soon),
            "unsigned": Mou.objects.filter(state=MouState.OUT_FOR_SIGNATURE),
            "wiifm": in_force.filter(gate_passed_at__isnull=False),
            "older": in_force.filter(legacy_signed_on__isnull=False),
            "legacy": Mou.objects.filter(legacy_signed_on__isnull=False),
            "early": Mou.objects.signed_early(),
            "left_over": Mou.objects.left_over(self.today),
        }
        return rows.get(look, Mou.objects.all())


class TermMixin(forms.ModelForm[Mou]):
    """The term: a start, and an end that is known, open or unsure."""

    starts_on = DateField(
        years=HISTORY,
        label=_("Starts on"),
        required=False,
        help_text=_("Leave blank to start when the last party signs."),
    )
    end_known = forms.ChoiceField(
        label=_("End"), choices=EndKnown.choices, widget=forms.RadioSelect
    )
    ends_on = DateField(years=HISTORY, label=_("Ends on"), required=False)

    def clean(self) -> dict[str, Any]:
        """An end that is a date needs the date, and no other has one."""
        cleaned = super().clean() or {}
        if cleaned.get("end_known") == EndKnown.TERM and "term_months" in self.fields:
            cleaned["ends_on"] = None
            if not cleaned.get("term_months") and "term_months" not in self.errors:
                self.add_error("term_months", _("Enter the number of months."))
        elif cleaned.get("end_known") == EndKnown.DATE:
            if not cleaned.get("ends_on") and "ends_on" not in self.errors:
                self.add_error("ends_on", _("Enter the date, or choose another type of end."))
        else:
            cleaned["ends_on"] = None
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("End date is before start date. Choose a later end date."))
        return cleaned


class KindField(forms.ModelChoiceField[MouType]):
    """The kinds in use; the first, the general MOU, is chosen unless someone chooses another."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Type"),
            queryset=MouType.objects.filter(is_active=True),
            initial=lambda: MouType.objects.filter(is_active=True).first(),
            empty_label=None,
        )


class MouForm(VersionedFormMixin, TermMixin):
    """A draft: its kind, title and term."""

    type = KindField()
    title = LineField(label=_("Title"))
    summary = ParagraphField(label=_("Summary"), required=False)
    term_months = forms.IntegerField(
        label=_("Months"), required=False, min_value=1, max_value=1200
    )
    notice_days = forms.IntegerField(
        label=_("Days of notice to terminate"), min_value=0, max_value=3650, initial=30
    )

    class Meta:
        model = Mou
        fields = (
            "type",
            "title",
            "summary",
            "starts_on",
            "end_known",
            "ends_on",
            "term_months",
            "notice_days",
            "is_binding",
            "signing_order",
            "text_by",
            "lists_as",
            "budget",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["type"]
            if self.instance.text_by != VersionKind.THEIRS:  # uploading it makes it theirs
                del self.fields["text_by"], self.fields["lists_as"]
        else:
            self.fields["version"].required = False
            for name in ("is_binding", "signing_order", "text_by", "lists_as", "budget"):
                del self.fields[name]


class LegacyForm(TermMixin):
    """An MOU from before Accord: what is known of it, and its scan (W4)."""

    starts_on = None  # type: ignore[assignment]  # Django's way to leave out an inherited field
    type = KindField()
    title = LineField(label=_("Title"))
    signed_about = DateField(years=HISTORY, label=_("Signed around"))
    signers = LineField(label=_("Who signed, if known"), required=False, max_length=300)
    scan = UploadField(label=_("Scan of the document"))

    class Meta:
        model = Mou
        fields = ("type", "title", "end_known", "ends_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [pair for pair in EndKnown.choices if pair[0] != EndKnown.TERM]
        self.fields["end_known"].choices = known  # type: ignore[attr-defined]  # a choice

    field_order = ["type", "title", "signed_about", "end_known", "ends_on", "signers", "scan"]


class SignerForm(forms.Form):
    """Who signs for a party: someone with a position there today."""

    contact = forms.ModelChoiceField(label=_("Who signs"), queryset=Contact.objects.none())
    signs_as = LineField(
        label=_("Signs as"),
        required=False,
        help_text=_("Title and authority, e.g. Executive Director, by board resolution of May 3"),
    )

    def __init__(self, *args: Any, party: MouParty, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Position.objects.current(today).filter(organization=party.organization_id)
        named = party.mou.parties.filter(signers__isnull=False).values("signers__contact")
        people = Contact.objects.filter(pk__in=held.values("contact")).exclude(pk__in=named)
        self.fields["contact"].queryset = people.order_by("name", "pk")  # type: ignore[attr-defined]  # a choice of rows
        leads = held.filter(leads=True, contact__in=people).order_by("pk").first()
        self.fields["contact"].initial = leads.contact_id if leads else None


class InsteadForm(forms.Form):
    """Whom a page about a signer named: a colleague may have named someone else since."""

    instead = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        max_value=BigIntegerField.MAX_BIGINT,
        required=False,
    )

    def __init__(self, *args: Any, signer: Signer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["instead"] = signer.contact_id


class ReplacementForm(InsteadForm, SignerForm):
    """Who signs for a party instead of the one named so far."""


class DocumentForm(forms.Form):
    """A file to keep."""

    kind = forms.ChoiceField(label=_("Type"), choices=UPLOAD_KINDS)
    upload = UploadField(label=_("File"), help_text=_("PDF, Word (.docx), PNG or JPEG."))
    replaces = forms.ModelChoiceField(
        label=_("Replaces"),
        queryset=Document.objects.none(),
        required=False,
        empty_label=_("nothing, it's a new document"),
    )

    def __init__(self, *args: Any, kept: QuerySet[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replaces"].queryset = kept  # type: ignore[attr-defined]  # a choice of rows


class PartnershipDocumentForm(DocumentForm):
    """A file to keep with a partnership."""

    kind = forms.ChoiceField(label=_("Type"), choices=PARTNERSHIP_KINDS)


class EarlyForm(forms.Form):
    """A document signed outside Accord before both sides answered (W5)."""

    signed_on = DateField(years=HISTORY, label=_("Signed on"))
    upload = UploadField(label=_("Scan of the document"))


class TerminateForm(forms.Form):
    """An early end: notice, day, and whether both agree (M6)."""

    notice_on = DateField(label=_("Notice given on"))
    ends_on = DateField(
        years=HISTORY,
        label=_("No longer in effect from"),
        help_text=_("The first day it's no longer in effect."),
    )
    both_agree = forms.BooleanField(label=_("Both sides agree to shorter notice"), required=False)
    reason = LineField(label=_("Reason"), max_length=500)
