"""Finding partners, and the one form for a new one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.fields import HISTORY
from common.forms import DASHES, DateField, EmailField, LineField, SearchForm
from partnerships.organizations.forms.known import (
    Candidate,
    SameField,
    offer_contacts,
    offer_organizations,
    same_contact,
    same_organization,
    suggest,
)
from partnerships.organizations.lifecycle import Kind
from partnerships.organizations.models import Organization
from partnerships.organizations.rules import possible_doubles
from partnerships.pipeline.actions import NewPartner
from partnerships.relationships.forms import workers
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import Motive, Partnership, PartnershipQuerySet
from partnerships.reminders.lifecycle import SignalCode
from partnerships.reminders.queries import BY_CODE

#: Leadership's own question among what is worth a look.
NO_MOU_ASKED = "no_mou"
OWNER_GONE = "owner_gone"


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


def mark_partners(field: forms.Field, user: User) -> None:
    """Say which organizations a field offers are partners, and lead to the partnership."""
    if not isinstance(field, SameField) or not field.asks:
        return
    rows = Partnership.objects.visible_to(user).with_names().order_by("pk")
    known = {
        row.organization_id: row
        for row in rows.filter(organization__in=[one.row.pk for one in field.candidates])
    }
    field.offer([_marked(one, known.get(one.row.pk)) for one in field.candidates])


def _marked(one: Candidate, partnership: Partnership | None) -> Candidate:
    if partnership is None:
        return one
    stage = _("Partner: %(stage)s") % {"stage": partnership.get_stage_display()}
    about = " · ".join(filter(None, [one.about, stage]))
    link = _("Open partnership")
    return replace(one, about=about, url=partnership.get_absolute_url(), link=link)


IDEA = "idea"
EXISTING = "existing"

#: Fields that fit most people as they are, folded away.
FOLDED = ("owner", "program", "motives")
#: What names the organization; left out when it is known.
ABOUT_ORGANIZATION = ("organization_name", "existing", "kind")
#: Asked for with a new organization only.
ABOUT_CONTACT = ("person_name", "next_step", "next_step_on")


class NewPartnerForm(forms.Form):
    """New partner in 30 seconds (O6): the one form that starts a partnership.

    With an ``organization`` of the directory, contact and next step may be left out.
    """

    organization_name = LineField(label=_("Organization"))
    existing = same_organization()
    kind = forms.ChoiceField(label=_("Type"), choices=[("", DASHES), *Kind.choices])
    person_name = LineField(label=_("Contact"))
    person_title = LineField(label=_("Job title"), required=False, max_length=120)
    email = EmailField(
        label=_("Email"), required=False, help_text=_("Enter an email address or a phone number.")
    )
    existing_person = same_contact()
    phone = LineField(label=_("Phone"), required=False, max_length=40)
    next_step = LineField(
        label=_("Your next step"), help_text=_("For example: call about a site visit.")
    )
    next_step_on = DateField(label=_("Due date"))
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
        self._ask_if_known()

    def _ask_if_known(self) -> None:
        """Offer the organizations and people that may be meant, also while one types."""
        typed = {name: str(value) for name, value in self.data.items()}
        if "existing" in self.fields:
            name = Organization(name=typed.get("organization_name", "").strip())
            doubles, chosen = possible_doubles(name, self.user), typed.get("existing")
            offer_organizations(self.fields["existing"], doubles, self.user, chosen)
            mark_partners(self.fields["existing"], self.user)
            suggest(self, "organization_name", into="existing", kind="organization")
        offer_contacts(
            self.fields["existing_person"],
            typed.get("person_name", ""),
            typed.get("email", ""),
            self.user,
            typed.get("existing_person"),
        )
        suggest(self, "person_name", "email", into="existing_person", kind="contact")

    def known(self) -> Organization | None:
        """Return the organization of the directory that it is about, if any."""
        return self.organization or getattr(self, "cleaned_data", {}).get("existing")

    def partnerships(self) -> list[Partnership]:
        """Return the partnerships there are with the organization that it is about."""
        if (organization := self.known()) is None:
            return []
        rows = Partnership.objects.visible_to(self.user).with_names()
        return list(rows.filter(organization=organization).order_by("program", "pk"))

    def partnership_to_add_to(self) -> Partnership | None:
        """Return the one whose button was pressed: person and next step belong to it."""
        chosen = self.data.get("add_to")
        return next((one for one in self.partnerships() if str(one.pk) == chosen), None)

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
        known = cleaned.get("existing_person")
        if has_contact and not (known or cleaned.get("email") or cleaned.get("phone")):
            self.add_error("phone", _("Enter a phone number or an email address."))
        if not has_contact and any(
            cleaned.get(name) for name in ("person_title", "email", "phone")
        ):
            self.add_error("person_name", _("Enter the contact's name."))
        if cleaned.get("next_step") and not cleaned.get("next_step_on"):
            self.add_error("next_step_on", _("Enter a due date for the next step."))
        unsaid = "working_since" in cleaned and cleaned["working_since"] is None
        if cleaned.get("way") == EXISTING and unsaid:
            self.add_error("working_since", _("Enter roughly when you started working together."))
        return cleaned

    def told(self) -> NewPartner:
        """What was typed, for the action; only after the form was found valid."""
        typed = self.cleaned_data
        names = set(NewPartner.__dataclass_fields__) & set(typed)
        given = {name: typed[name] for name in names} | {"owner": typed["owner"] or self.user}
        given["person"] = typed["existing_person"]
        if typed["way"] != EXISTING:
            given["working_since"] = None
        return NewPartner(**given)
