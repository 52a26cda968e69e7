"""Recording a document with its dates."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.fields import HISTORY
from common.forms import DateField, LineField
from common.uploads import UploadField
from partnerships.agreements.models import ComplianceDocument, ComplianceType


class ComplianceForm(forms.ModelForm[ComplianceDocument]):
    """The type, the dates, and the file if there is one; its instance knows the organization."""

    issued_on = DateField(years=HISTORY, label=_("Issued on"), required=False)
    expires_on = DateField(
        years=HISTORY,
        label=_("Expires on"),
        required=False,
        help_text=_("Leave blank if it doesn't expire."),
    )
    upload = UploadField(
        label=_("File"), required=False, help_text=_("PDF, Word (.docx), PNG or JPEG.")
    )
    note = LineField(
        label=_("Note"), required=False, help_text=_("For example: seen on paper, policy number.")
    )

    class Meta:
        model = ComplianceDocument
        fields = ["type", "issued_on", "expires_on", "note"]

    field_order = ["type", "issued_on", "expires_on", "upload", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = ComplianceType.objects.filter(Q(is_active=True) | Q(pk=self.initial.get("type")))
        self.fields["type"].queryset = types.order_by("position", "pk")  # type: ignore[attr-defined]
