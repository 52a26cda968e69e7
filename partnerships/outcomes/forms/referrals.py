"""What people type about the referrals of a month."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy

from common.dates import add_months
from partnerships.exchange.models import ServiceOffering
from partnerships.outcomes.forms.told import NumberField, ToldForm
from partnerships.outcomes.lifecycle import Direction, NotAccepted
from partnerships.outcomes.models import SENDER, ReferralReport
from partnerships.relationships.models import Partnership

#: Months that can be reported, this one included.
MONTHS_BACK = 36


def services_of(partnership: Partnership) -> QuerySet[ServiceOffering]:
    """Return the services that either side offers."""
    either = Q(organization__is_ours=True) | Q(organization=partnership.organization_id)
    return ServiceOffering.objects.filter(either, is_active=True).order_by("title", "pk")


class ReferralReportForm(ToldForm):
    """What one side says about a month: how many it sent, or what came of those it got."""

    first_day = forms.TypedChoiceField(
        label=gettext_lazy("Month"), choices=(), coerce=date.fromisoformat
    )
    offering = forms.ModelChoiceField(
        label=gettext_lazy("Service"),
        queryset=ServiceOffering.objects.none(),
        required=False,
        empty_label=gettext_lazy("All services"),
    )
    number = NumberField(label=gettext_lazy("Sent"))
    accepted = NumberField(label=gettext_lazy("Accepted"), initial=0)
    contacted = NumberField(label=gettext_lazy("First contact in time"), initial=0)
    within_days = forms.IntegerField(
        label=gettext_lazy("In time means within how many days?"),
        min_value=1,
        max_value=365,
        initial=5,
    )

    def __init__(
        self, *args: Any, partnership: Partnership, direction: Direction, **kwargs: Any
    ) -> None:
        super().__init__(*args, partnership=partnership, **kwargs)
        self.partnership, self.direction = partnership, direction
        this = self.today.replace(day=1)
        months = [add_months(this, -back) for back in range(MONTHS_BACK)]
        self.fields["first_day"].choices = [  # type: ignore[attr-defined]
            (month.isoformat(), date_format(month, "F Y")) for month in months
        ]
        self.fields["first_day"].initial = months[1].isoformat()
        self.fields["offering"].queryset = services_of(partnership)  # type: ignore[attr-defined]
        if self.side == SENDER[direction]:
            for name in ("accepted", "contacted", "within_days"):
                del self.fields[name]
        else:
            self.fields["number"].label = _("Received")
            for reason in NotAccepted:
                label = _("Not accepted: %(reason)s") % {"reason": str(reason.label).lower()}
                self.fields[f"reason_{reason}"] = NumberField(
                    label=label, required=False, initial=0
                )
        first = ["first_day", "offering", "number", "accepted"]
        reasons = [name for name in self.fields if name.startswith("reason_")]
        self.order_fields([*first, *reasons, "contacted", "within_days", "contact", "how"])

    def report(self) -> ReferralReport:
        """Return what was reported, unsaved."""
        typed = self.cleaned_data
        report = ReferralReport(
            partnership=self.partnership,
            direction=self.direction,
            offering=typed["offering"],
            first_day=typed["first_day"],
            number=typed["number"],
            accepted=typed.get("accepted"),
            contacted=typed.get("contacted"),
            not_accepted={
                reason.value: number
                for reason in NotAccepted
                if (number := typed.get(f"reason_{reason}"))
            },
        )
        report.within_days = typed.get("within_days") or report.within_days
        self.sign(report)
        return report
