"""Finding offerings of the catalogue, and wording one."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.forms import LineField, ParagraphField, SearchForm
from partnerships.exchange.models import OfferingCategory, ServiceOffering
from partnerships.organizations.models import Organization


class OfferingSearch(SearchForm[ServiceOffering]):
    """The filters of the catalogue; it opens on what we offer now."""

    sortings: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "category": ("category__position", "category__label", "title"),
    }

    whose = forms.ChoiceField(
        label=_("Provider"),
        required=False,
        choices=[("", _("Ours")), ("theirs", _("Other organizations'")), ("any", _("All"))],
    )
    organization = LineField(label=_("Organization"), required=False)
    category = forms.ModelChoiceField(
        label=_("Category"),
        required=False,
        queryset=OfferingCategory.objects.all(),
        empty_label=_("All"),
    )
    state = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("Current")), ("past", _("Past")), ("any", _("Current and past"))],
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def narrow(
        self, queryset: QuerySet[ServiceOffering], asked: Mapping[str, Any]
    ) -> QuerySet[ServiceOffering]:
        """Offerings that match every filter in use; a name alone searches everyone's."""
        rows = queryset
        if "organization" in asked:
            found = Organization.objects.visible_to(self.user).search(asked["organization"])
            rows = rows.filter(organization__in=found.order_by())
        whose = asked.get("whose", "any" if "organization" in asked else "ours")
        if whose != "any":
            rows = rows.filter(organization__is_ours=whose == "ours")
        if "category" in asked:
            rows = rows.filter(category=asked["category"])
        state = asked.get("state", "now")
        return rows if state == "any" else rows.filter(is_active=state == "now")


#: What only our own services have: they stand in our handout and on our public page.
ONLY_OURS = ("program", "how_to_ask", "is_public")


class OfferingForm(forms.ModelForm[ServiceOffering]):
    """One thing an organization can do for others."""

    title = LineField(label=_("Type"), max_length=160)
    description = ParagraphField(label=_("Summary"), required=False)
    for_whom = LineField(
        label=_("For whom"),
        required=False,
        help_text=_("For example: job coaches and hiring managers."),
    )
    how_much = LineField(
        label=_("How much"),
        required=False,
        max_length=100,
        help_text=_("For example: free, two trainings a year."),
    )
    how_to_ask = LineField(
        label=_("How to ask for it"),
        required=False,
        help_text=_("Leave blank if the “Partner with us” form is the way."),
    )
    program = LineField(
        label=_("Program"),
        required=False,
        max_length=120,
        help_text=_("Each program also gets a public page of its own."),
    )
    is_public = forms.BooleanField(
        label=_("Show on our public page"),
        required=False,
        help_text=_("Once leadership has turned the page on, anyone can read this there."),
    )

    class Meta:
        model = ServiceOffering
        fields = [
            "title",
            "category",
            "description",
            "for_whom",
            "how_much",
            "how_to_ask",
            "program",
            "is_active",
            "is_public",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = Q(is_active=True) | Q(pk=self.instance.category_id)
        categories = OfferingCategory.objects.filter(kept)
        self.fields["category"].queryset = categories  # type: ignore[attr-defined]
        if not self.instance.organization.is_ours:
            for name in ONLY_OURS:
                del self.fields[name]
