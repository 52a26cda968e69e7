"""Finding partners, and the one form for a new one."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.fields import HISTORY
from common.forms import DateField, EmailField, LineField, SearchForm
from partnerships.organizations.forms.known import SameField, SharedEmailMixin
from partnerships.organizations.lifecycle import Kind
from partnerships.organizations.models import Organization
from partnerships.organizations.rules import possible_doubles, with_city
from partnerships.overview.actions import Goodbye, NewPartner
from partnerships.overview.queries import LISTED, Duty, Leaving, Taker
from partnerships.relationships.forms import workers
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import Motive, Partnership, PartnershipQuerySet
from partnerships.reminders.lifecycle import SignalCode
from partnerships.reminders.queries import BY_CODE

#: Leadership's own question among what is worth a look.
NO_MOU_ASKED = "no_mou"
OWNER_GONE = "owner_gone"
#: In the hand-over: no one takes it.
OPEN = "open"


class PartnerSearch(SearchForm[Partnership]):
    """The filters of the partner list; each view of it is an address one can share."""

    sortings: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "name": ("organization__name_key",),
        "stage": ("stage", "stage_since"),
        "turn": ("court", "court_since"),
        "since": ("stage_since",),
    }

    q = LineField(label=_("Name"), required=False)
    whose = forms.ChoiceField(
        label=_("Owner"),
        required=False,
        choices=[("", _("Everyone's")), ("mine", _("Mine"))],
    )
    stage = forms.ChoiceField(
        label=_("Stage"),
        required=False,
        choices=[("", _("All but closed")), ("any", _("Any")), *Stage.choices],
    )
    court = forms.ChoiceField(
        label=_("Waiting on"), required=False, choices=[("", _("Either")), *Side.choices]
    )
    look = forms.ChoiceField(
        label=_("Needs attention"),
        required=False,
        choices=[
            ("", _("All")),
            *SignalCode.choices,
            (NO_MOU_ASKED, _("No MOU needed?")),
            (OWNER_GONE, _("Owner has left")),
        ],
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def narrow(
        self, queryset: QuerySet[Partnership], asked: Mapping[str, Any]
    ) -> PartnershipQuerySet:
        """Partnerships that match every filter in use."""
        rows = PartnershipQuerySet(model=queryset.model, query=queryset.query)
        if "q" in asked:
            found = Organization.objects.visible_to(self.user).search(asked["q"])
            rows = rows.filter(organization__in=found.order_by())
        if "whose" in asked:
            rows = rows.filter(owner=self.user)
        if "court" in asked:
            rows = rows.filter(court=asked["court"])
        return self._looked_at(self._at_stage(rows, asked.get("stage", "")), asked.get("look", ""))

    @staticmethod
    def _at_stage(rows: PartnershipQuerySet, stage: str) -> PartnershipQuerySet:
        if stage == "any":
            return rows
        return rows.filter(stage=stage) if stage else rows.exclude(stage=Stage.CLOSED)

    @staticmethod
    def _looked_at(rows: PartnershipQuerySet, look: str) -> PartnershipQuerySet:
        if look == NO_MOU_ASKED:
            return rows.no_mou_asked()
        if look == OWNER_GONE:
            return rows.owner_gone()
        return BY_CODE[SignalCode(look)].rows(rows, timezone.now()) if look else rows


IDEA = "idea"
EXISTING = "existing"

#: Fields that fit most people as they are, folded away.
FOLDED = ("owner", "program", "motives")
#: What names the organization; left out when it is known.
ABOUT_ORGANIZATION = ("organization_name", "kind")
#: Asked for with a new organization only.
ABOUT_CONTACT = ("person_name", "next_step", "next_step_on")


class NewPartnerForm(SharedEmailMixin, forms.Form):
    """New partner in 30 seconds (O6): the one form that starts a partnership.

    With an ``organization`` of the directory, contact and next step may be left out.
    """

    organization_name = LineField(label=_("Organization"))
    kind = forms.ChoiceField(label=_("Type"), choices=Kind.choices)
    person_name = LineField(label=_("Contact"))
    person_title = LineField(label=_("Job title"), required=False, max_length=120)
    email = EmailField(label=_("Email"), required=False)
    phone = LineField(label=_("Phone"), required=False, max_length=40)
    next_step = LineField(
        label=_("Your next step"), help_text=_("For example: call about a site visit.")
    )
    next_step_on = DateField(label=_("Due date"))
    existing = SameField(
        label=_("Is it one of these organizations?"),
        queryset=Organization.objects.none(),
        required=False,
        empty_label=_("No, it's a new one"),
    )
    way = forms.ChoiceField(
        label=_("Where are you with them?"),
        choices=[(IDEA, _("New prospect")), (EXISTING, _("Already working together"))],
        initial=IDEA,
        required=False,
        widget=forms.RadioSelect,
    )
    working_since = DateField(
        years=HISTORY,
        label=_("Working together since"),
        required=False,
        help_text=_("Only if you already work together. A rough date is fine."),
    )
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.none(), required=False)
    program = LineField(
        label=_("Program"),
        required=False,
        max_length=120,
        help_text=_("Only if you have several partnerships with them."),
    )
    motives = forms.ModelMultipleChoiceField(
        label=_("Goals"),
        queryset=Motive.objects.filter(is_active=True),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, user: User, organization: Organization | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.organization = user, organization
        self.fields["owner"].queryset = workers()  # type: ignore[attr-defined]  # a choice
        self.fields["owner"].initial = user.pk
        self.fields["next_step_on"].initial = timezone.localdate() + timedelta(days=3)
        if organization:
            for name in ABOUT_ORGANIZATION:
                del self.fields[name]
            for name in ABOUT_CONTACT:
                self.fields[name].required = False
        typed = str(self.data.get("organization_name", "")).strip()
        doubles = None if organization else possible_doubles(Organization(name=typed), user)
        self.asks = bool(doubles)
        existing = self.fields["existing"]
        if doubles and isinstance(existing, SameField):
            existing.offer([(one, with_city(one)) for one in doubles.best], more=doubles.more)
        else:
            del self.fields["existing"]

    def shown(self) -> list[forms.BoundField]:
        """Return the fields that stand open."""
        return [field for field in self.visible_fields() if field.name not in FOLDED]

    def folded(self) -> list[forms.BoundField]:
        """Return the fields behind "More options"."""
        return [self[name] for name in FOLDED]

    def folded_is_wrong(self) -> bool:
        """Tell whether a folded field has an error, so that the fold has to be open."""
        return any(field.errors for field in self.folded())

    def clean(self) -> dict[str, Any]:
        """A person without any way to reach them is no contact."""
        cleaned = super().clean() or {}
        has_contact = not self.organization or cleaned.get("person_name")
        if has_contact and not (cleaned.get("email") or cleaned.get("phone")):
            self.add_error("phone", _("Enter a phone number or an email address."))
        if not has_contact and any(
            cleaned.get(name) for name in ("person_title", "email", "phone")
        ):
            self.add_error("person_name", _("Enter the contact's name."))
        if cleaned.get("next_step") and not cleaned.get("next_step_on"):
            self.add_error("next_step_on", _("Enter a due date for the next step."))
        if self.asks and "existing" not in self.data:
            self.add_error("existing", _("Choose the same organization, or “No, it's a new one”."))
        unsaid = "working_since" in cleaned and cleaned["working_since"] is None
        if cleaned.get("way") == EXISTING and unsaid:
            self.add_error("working_since", _("Enter roughly when you started working together."))
        return cleaned

    def told(self) -> NewPartner:
        """What was typed, for the action; only after the form was found valid."""
        typed = self.cleaned_data
        names = set(NewPartner.__dataclass_fields__) & set(typed)
        given = {name: typed[name] for name in names} | {"owner": typed["owner"] or self.user}
        if typed["way"] != EXISTING:
            given["working_since"] = None
        return NewPartner(**given)


class LeftForm(forms.Form):
    """Who takes what from someone who leaves: everything to one colleague, or each thing."""

    last_day = DateField(years=HISTORY, label=_("Last day"), initial=timezone.localdate)
    everything = forms.ChoiceField(label=_("Hand everything over to"), required=False)
    new_home = LineField(
        label=_("Where are they going?"),
        required=False,
        help_text=_("An organization in the directory, if you know it."),
    )
    new_title = LineField(label=_("Job title there"), required=False, max_length=120)

    def __init__(self, *args: Any, leaving: Leaving, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leaving, self.user = leaving, user
        self.takers = {taker.key: taker for taker in leaving.takers}
        offered = [(key, str(taker)) for key, taker in self.takers.items()]
        self.fields["everything"].choices = [("", _("No one yet")), *offered]  # type: ignore[attr-defined]  # a choice
        if leaving.contact is None:
            del self.fields["new_home"], self.fields["new_title"]
        for item in leaving.items[:LISTED]:
            self.fields[item.key] = self._choice(item)

    def _choice(self, item: Duty) -> forms.ChoiceField:
        fitting = [(key, str(who)) for key, who in self.takers.items() if item.can_go_to(who)]
        deputies = [key for key, who in self.takers.items() if _is_deputy(who, item)]
        return forms.ChoiceField(
            label=item.what,
            choices=[("", _("As chosen above")), (OPEN, _("No one yet")), *fitting],
            initial=next(iter(deputies), ""),
            required=False,
        )

    def rows(self) -> list[tuple[Duty, forms.BoundField]]:
        """Return each listed item with its choice."""
        return [(item, self[item.key]) for item in self.leaving.items[:LISTED]]

    def unlisted(self) -> int:
        """Return how many items go only as chosen for everything."""
        return max(0, len(self.leaving.items) - LISTED)

    def clean_new_home(self) -> Organization | None:
        """One organization of that name, or a question which."""
        name: str = self.cleaned_data["new_home"]
        if not name:
            return None
        found = Organization.objects.visible_to(self.user).not_archived().named(name)[:2]
        if len(found) != 1:
            raise forms.ValidationError(
                _("No single organization has this name. Add it first, or leave this blank.")
            )
        return found[0]

    def taker_of(self, item: Duty) -> Taker | None:
        """Return who takes an item by what was chosen."""
        chosen = self.cleaned_data.get(item.key) or self.cleaned_data["everything"]
        taker = self.takers.get(chosen)
        return taker if taker and item.can_go_to(taker) else None

    def plan(self) -> list[tuple[Duty, Taker | None]]:
        """Return what would happen to each item, for the preview."""
        return [(item, self.taker_of(item)) for item in self.leaving.items]

    def told(self) -> Goodbye:
        """What was typed, for the action."""
        return Goodbye(
            last_day=self.cleaned_data["last_day"],
            taken_by={item.key: taker for item, taker in self.plan() if taker},
            new_home=self.cleaned_data.get("new_home"),
            new_title=self.cleaned_data.get("new_title", ""),
        )


def _is_deputy(taker: Taker, item: Duty) -> bool:
    if item.part != "owner" or not taker.user or not item.partnership:
        return False
    return taker.user.pk == item.partnership.deputy_id
