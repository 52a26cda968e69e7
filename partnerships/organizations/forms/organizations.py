"""What people may type about organizations."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts.models import User
from common.errors import DomainError
from common.forms import (
    EmailField,
    LineField,
    ParagraphField,
    SearchForm,
    TextField,
    VersionedFormMixin,
    WebAddressField,
)
from common.querysets import ignoring_case, matching
from common.text import clean_line
from common.versions import Versioned
from partnerships.organizations import rules
from partnerships.organizations.forms.known import (
    offer_organizations,
    pick_organization,
    same_organization,
    suggest,
)
from partnerships.organizations.lifecycle import MOST_TAGS, Kind, Reach, Scheme
from partnerships.organizations.models import (
    Address,
    Organization,
    Phone,
    Tag,
    house_country,
)

PLACE_FIELDS = ("street", "city", "state", "postal_code")
ADDRESS_FIELDS = (*PLACE_FIELDS, "country")


class OrganizationSearch(SearchForm[Organization]):
    """The filters of the directory."""

    sortings: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "name": ("name_key",),
        "kind": ("kind", "name_key"),
    }

    q = LineField(label=_("Name, city or site"), required=False)
    kind = forms.ChoiceField(
        label=_("Type"), required=False, choices=[("", _("All")), *Kind.choices]
    )
    reach = forms.ChoiceField(
        label=_("Reach"), required=False, choices=[("", _("All")), *Reach.choices]
    )
    state = LineField(label=_("State"), required=False, max_length=50)
    tag = forms.ModelChoiceField(
        label=_("Tag"),
        required=False,
        # Bounded also where there are more tags from before they were.
        queryset=Tag.objects.filter(pk__in=Tag.objects.order_by("name").values("pk")[:MOST_TAGS]),
        empty_label=_("All"),
    )
    archived = forms.BooleanField(label=_("Archived"), required=False)

    def narrow(
        self, queryset: QuerySet[Organization], asked: Mapping[str, Any]
    ) -> QuerySet[Organization]:
        """Organizations that match every filter in use; archived ones only when asked for."""
        rows = queryset.filter(archived_at__isnull="archived" not in asked)
        for field in ("kind", "reach"):
            if field in asked:
                rows = rows.filter(**{field: asked[field]})
        if "state" in asked:
            rows = rows.filter(
                pk__in=Address.objects.filter(ignoring_case(state=asked["state"])).values(
                    "organization"
                )
            )
        if "tag" in asked:
            rows = rows.filter(tags=asked["tag"])
        if "q" in asked:
            rows = rows.filter(matching(asked["q"]))
        return rows


class OrganizationForm(VersionedFormMixin, forms.ModelForm[Organization]):
    """Facts about an organization, its main address and its phones."""

    name = LineField(label=_("Name"))
    other_names = LineField(label=_("Also known as"), required=False, max_length=300)
    mission = ParagraphField(label=_("Mission"), required=False, rows=3)
    website = WebAddressField(label=_("Website"), required=False)
    email = EmailField(label=_("Email"), required=False)
    street = LineField(label=_("Street"), required=False)
    city = LineField(label=_("City"), required=False, max_length=100)
    state = LineField(label=_("State"), required=False, max_length=50)
    postal_code = LineField(label=_("ZIP"), required=False, max_length=20)
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        choices=lambda: [("", _("Unknown")), *countries],
        initial=house_country,
    )
    other_addresses = TextField(
        label=_("Other addresses"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One per line."),
    )
    phones = TextField(
        label=_("Phone numbers"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One per line, followed by a label: 555 0100 front desk"),
    )
    call_if_away = LineField(
        label=_("Who should we call if that person is away?"),
        required=False,
        help_text=_("Only if one person does everything."),
    )
    tag_names = LineField(
        label=_("Tags"), required=False, help_text=_("Comma-separated: rural, veterans")
    )

    existing = same_organization()

    field_order = ("name", "existing")

    class Meta:
        model = Organization
        fields = (
            *("name", "kind", "reach", "mission", "website", "email", "other_names"),
            *("owner", "is_one_person", "call_if_away"),
        )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        colleagues = Q(is_active=True) | Q(pk=self.instance.owner_id)
        self.fields["owner"].queryset = User.objects.filter(colleagues).order_by("name")  # type: ignore[attr-defined]  # a choice of rows
        if self.instance.pk:
            self.initial.update(_further(self.instance))
            del self.fields["existing"]
        else:
            self.fields["version"].required = False
            self._offer(rules.Doubles([], 0))
            suggest(self, "name", into="existing", kind="organization")

    def clean(self) -> dict[str, Any]:
        """A new organization that may be one we know needs an answer (O4)."""
        cleaned = super().clean() or {}
        if "existing" in self.fields and not self.errors:
            asked = Organization(
                name=cleaned["name"], website=cleaned["website"], email=cleaned["email"]
            )
            place = {name: cleaned[name] for name in ("postal_code", "city")}
            self._offer(rules.possible_doubles(asked, self.user, **place))
            try:
                answer = self.data.get("existing")
                cleaned["existing"] = self.fields["existing"].clean(answer)
            except forms.ValidationError as error:
                self.add_error("existing", error)
        return cleaned

    def _offer(self, doubles: rules.Doubles) -> None:
        chosen = self.data.get("existing")
        offer_organizations(self.fields["existing"], doubles, self.user, chosen)

    def saved_value(self, current: Versioned, name: str) -> Any:
        further = _further(current) if isinstance(current, Organization) else {}
        return further[name] if name in further else super().saved_value(current, name)

    def clean_website(self) -> str:
        """Only web addresses, no scripts."""
        website = str(self.cleaned_data["website"])
        if website and not website.lower().startswith(("http://", "https://")):
            raise forms.ValidationError(_("Enter a web address, such as https://example.org."))
        return website

    def clean_phones(self) -> list[Phone]:
        """One phone per line."""
        try:
            found = rules.phones(self.cleaned_data["phones"])
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error
        return [Phone(number=number, label=label) for number, label in found]

    def address(self) -> Address | None:
        """The main address, if anything of it was typed."""
        typed = {name: self.cleaned_data[name] for name in ADDRESS_FIELDS}
        return Address(**typed) if any(typed[name] for name in PLACE_FIELDS) else None

    def further_addresses(self) -> list[Address]:
        """All addresses but the main one, a line each; a line that stays keeps what it knows."""
        known = Address.objects.filter(organization=self.instance.pk or 0, is_main=False)
        before = {str(address): address for address in known}
        typed: str = self.cleaned_data["other_addresses"]
        lines = (clean_line(line)[:200] for line in typed.splitlines())
        return [before.pop(line, Address(street=line)) for line in lines if line]

    def tag_list(self) -> list[str]:
        """The names of the tags, each once."""
        return rules.tag_names(self.cleaned_data["tag_names"])


def _further(organization: Organization) -> dict[str, str]:
    """What the form shows of the rows around an organization."""
    address = organization.addresses.filter(is_main=True).first() or Address()
    return {
        **{name: getattr(address, name) for name in ADDRESS_FIELDS},
        "other_addresses": "\n".join(
            str(other) for other in organization.addresses.filter(is_main=False)
        ),
        "phones": "\n".join(
            f"{phone.number} {phone.label}".strip() for phone in organization.phones.all()
        ),
        "tag_names": ", ".join(tag.name for tag in organization.tags.all()),
    }


class IdentifierForm(forms.Form):
    """A number an authority gave; asks about one that another organization holds (O1)."""

    scheme = forms.ChoiceField(label=_("Number type"), choices=Scheme.choices)
    value = LineField(label=_("Number"), max_length=50)
    child_of_holder = forms.BooleanField(
        label=_(
            "This is a site, chapter or sponsored project of the organization with that number"
        ),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """The number the way it is stored."""
        cleaned = super().clean() or {}
        if "value" in cleaned and "scheme" in cleaned:
            try:
                cleaned["value"] = rules.normalized(Scheme(cleaned["scheme"]), cleaned["value"])
            except DomainError as error:
                self.add_error("value", str(error))
        return cleaned


class ParentForm(forms.Form):
    """What an organization is part of: one of the directory, or nothing."""

    parent = LineField(
        label=_("Part of"),
        required=False,
        help_text=_("Type a name and choose. Leave blank if it stands alone."),
    )
    existing = same_organization(
        question=_("Which one is it part of?"),
        unanswered=_("Choose the organization it's part of."),
        empty_label=_("None of these"),
    )

    def __init__(self, *args: Any, user: User, organization: Organization, **kwargs: Any) -> None:
        kwargs["initial"] = {"parent": organization.parent or ""}
        super().__init__(*args, **kwargs)
        self.named = pick_organization(self, "parent", "existing", user)

    def clean(self) -> dict[str, Any]:
        """A name that was typed is one of the directory."""
        cleaned = super().clean() or {}
        chosen = cleaned.get("existing") or self.named
        if cleaned.get("parent") and not chosen and not self.errors:
            self.add_error("parent", _("No organization has this name. Add it first."))
        cleaned["parent"] = chosen if cleaned.get("parent") else None
        return cleaned


class MergeIntoForm(forms.Form):
    """Which organization of the directory is the same as another one, and stays."""

    name = LineField(label=_("Same as"), help_text=_("Type the name of the one to keep."))
    existing = same_organization(
        question=_("Which one is it?"),
        unanswered=_("Choose the organization to keep."),
        empty_label=_("None of these"),
    )

    def __init__(self, *args: Any, user: User, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organization = organization
        self.named = pick_organization(self, "name", "existing", user)

    def clean(self) -> dict[str, Any]:
        """The one to keep is another one of the directory."""
        cleaned = super().clean() or {}
        kept = cleaned.get("existing") or self.named
        if not self.errors and kept is None:
            self.add_error("name", _("No organization has this name. Check the spelling."))
        elif kept == self.organization:
            self.add_error("name", _("That's the same record. Type the name of the other one."))
        cleaned["kept"] = kept
        return cleaned
