"""Finding mail."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.forms import LineField, SearchForm
from partnerships.outbox.lifecycle import Reason, State
from partnerships.outbox.models import Delivery, IsIn


class DeliverySearch(SearchForm[Delivery]):
    """The filters of the page about mail; without any it shows what needs a decision."""

    sortings: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "since": ("-state_at",),
        "to": ("recipient_name", "address_norm"),
    }

    q = LineField(label=_("Name or address"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", State.DEAD.label),
            *((state.value, state.label) for state in State if state != State.DEAD),
        ],
    )
    reason = forms.ChoiceField(
        label=_("Reason"), required=False, choices=[("", _("Any")), *Reason.choices]
    )

    def narrow(self, queryset: QuerySet[Delivery], asked: Mapping[str, Any]) -> QuerySet[Delivery]:
        """Mail in the state asked for that matches every other filter."""
        rows = queryset.filter(IsIn("state", [asked.get("state", State.DEAD)]))
        if "reason" in asked:
            rows = rows.filter(reason=asked["reason"])
        if "q" in asked:
            rows = rows & Delivery.objects.search(asked["q"])
        return rows
