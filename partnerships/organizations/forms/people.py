"""What people may type about people and their positions."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.fields import HISTORY
from common.forms import (
    DateField,
    EmailField,
    LineField,
    ParagraphField,
    SearchForm,
    TextField,
    VersionedFormMixin,
)
from common.querysets import matching
from common.versions import Versioned
from partnerships.organizations import rules
from partnerships.organizations.forms.known import (
    SHARES,
    SharedEmailMixin,
    offer_contacts,
    same_contact,
    suggest,
)
from partnerships.organizations.lifecycle import MOST_TAGS, PointKind
from partnerships.organizations.models import Contact, ContactPoint, Position, Tag


class ContactSearch(SearchForm[Contact]):
    """The filters of the list of people."""

    sortings: ClassVar[Mapping[str, tuple[str, ...]]] = {"name": ("name",)}

    q = LineField(label=_("Name or email"), required=False)
    ours = forms.BooleanField(label=_("Our own people"), required=False)
    tag = forms.ModelChoiceField(
        label=_("Tag"),
        required=False,
        queryset=Tag.objects.filter(pk__in=Tag.objects.order_by("name").values("pk")[:MOST_TAGS]),
        empty_label=_("All"),
    )
    archived = forms.BooleanField(label=_("Archived"), required=False)

    def narrow(self, queryset: QuerySet[Contact], asked: Mapping[str, Any]) -> QuerySet[Contact]:
        """People who match every filter in use; archived ones only when asked for."""
        rows = queryset.filter(archived_at__isnull="archived" not in asked)
        if "tag" in asked:
            rows = rows.filter(tags=asked["tag"])
        if "q" in asked:
            rows = rows.filter(matching(asked["q"]))
        if "ours" in asked:
            ours = Position.objects.filter(organization__is_ours=True)
            rows = rows.filter(pk__in=ours.values("contact"))
        return rows


class ContactForm(SharedEmailMixin, VersionedFormMixin, forms.ModelForm[Contact]):
    """A person: how to reach them, and how they want to be asked."""

    name = LineField(label=_("Name"))
    greeting = LineField(
        label=_("Name for greetings"),
        required=False,
        max_length=100,
        help_text=_("Emails start with “Hi …,”. Leave blank to use their first name."),
    )
    email = EmailField(label=_("Email"), required=False)
    existing = same_contact()
    phone = LineField(label=_("Phone"), required=False, max_length=40)
    email_label = LineField(label=_("Email label"), required=False, max_length=60)
    phone_label = LineField(label=_("Phone label"), required=False, max_length=60)
    other_emails = TextField(
        label=_("More email addresses"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One per line, followed by a label. Mail goes to the main one above."),
    )
    other_phones = TextField(
        label=_("More phone numbers"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One per line, followed by a label: 555 0100 mobile"),
    )
    notes = ParagraphField(label=_("Internal notes"), required=False, rows=3)
    tag_names = LineField(
        label=_("Tags"), required=False, help_text=_("Comma-separated: rural, veterans")
    )

    field_order = (
        *("name", "email", "existing", "email_label", "phone", "phone_label", "prefers"),
        *("greeting", "other_emails", "other_phones", "tag_names", "notes", "user"),
    )

    class Meta:
        model = Contact
        fields = (
            *("name", "greeting", "email", "email_label", "phone", "phone_label", "prefers"),
            *("notes", "user"),
        )
        help_texts: ClassVar[dict[str, Any]] = {
            "user": _(
                "Only for our own people: reminders about their commitments go to this account."
            )
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial.update(_further(self.instance))
            del self.fields["existing"]
        else:
            self.fields["version"].required = False
            self.fields.pop(SHARES, None)  # who has the address is among those asked about
            _ask_who(self, user)
        free = Q(contact__isnull=True, is_active=True) | Q(contact=self.instance.pk)
        self.fields["user"].queryset = User.objects.filter(free).order_by("name")  # type: ignore[attr-defined]  # a choice of rows

    def saved_value(self, current: Versioned, name: str) -> Any:
        further = _further(current) if isinstance(current, Contact) else {}
        return further[name] if name in further else super().saved_value(current, name)

    def clean_other_emails(self) -> list[ContactPoint]:
        """One address per line, each one that mail can reach."""
        return rules.points(PointKind.EMAIL, self.cleaned_data["other_emails"])

    def clean_other_phones(self) -> list[ContactPoint]:
        """One phone number per line."""
        return rules.points(PointKind.PHONE, self.cleaned_data["other_phones"])

    def points(self) -> list[ContactPoint]:
        """All further emails and phone numbers."""
        return [*self.cleaned_data["other_emails"], *self.cleaned_data["other_phones"]]

    def tag_list(self) -> list[str]:
        """The names of the tags, each once."""
        return rules.tag_names(self.cleaned_data["tag_names"])


def _further(contact: Contact) -> dict[str, str]:
    """What the form shows of the rows around a person."""
    lines: dict[str, list[str]] = {PointKind.EMAIL: [], PointKind.PHONE: []}
    for point in contact.contact_points.all():
        lines[point.kind].append(f"{point.value} {point.label}".strip())
    return {
        "other_emails": "\n".join(lines[PointKind.EMAIL]),
        "other_phones": "\n".join(lines[PointKind.PHONE]),
        "tag_names": ", ".join(tag.name for tag in contact.tags.all()),
    }


class PositionForm(forms.ModelForm[Position]):
    """Someone's job in an organization: a person we know, or a new one."""

    name = LineField(label=_("Contact"))
    email = EmailField(label=_("Email"), required=False)
    existing = same_contact()
    phone = LineField(label=_("Phone"), required=False, max_length=40)
    title = LineField(label=_("Title"), required=False, max_length=120)
    since = DateField(years=HISTORY, label=_("Since"), required=False)

    class Meta:
        model = Position
        fields = ("title", "leads", "manages", "delivers", "on_board", "since")

    field_order = [
        "name",
        "email",
        "existing",
        "phone",
        "title",
        "leads",
        "manages",
        "delivers",
        "on_board",
        "since",
    ]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_who(self, user)

    def contact(self) -> Contact:
        """The person we know, or a new one, unsaved."""
        known: Contact | None = self.cleaned_data.get("existing")
        return known or Contact(
            name=self.cleaned_data["name"],
            email=self.cleaned_data["email"],
            phone=self.cleaned_data["phone"],
        )


def _ask_who(form: forms.BaseForm, user: User) -> None:
    """Ask whether a name or an email is that of a person we know, also while one types."""
    name, email = (str(form.data.get(field, "")) for field in ("name", "email"))
    offer_contacts(form.fields["existing"], name, email, user, form.data.get("existing"))
    suggest(form, "name", "email", into="existing", kind="contact")


class PositionEndForm(forms.Form):
    """The last day of a job."""

    until = DateField(years=HISTORY, label=_("Last day"))


class PositionEditForm(forms.ModelForm[Position]):
    """What a job is called, what it means, and since when it lasts."""

    title = LineField(label=_("Job title"), required=False, max_length=120)
    since = DateField(years=HISTORY, label=_("Since"), required=False)
    until = DateField(
        years=HISTORY,
        label=_("Until"),
        required=False,
        help_text=_("Leave blank while they work there."),
    )
    seen_until = DateField(years=HISTORY, required=False, widget=forms.HiddenInput)

    class Meta:
        model = Position
        fields = (
            *("title", "leads", "manages", "delivers", "on_board"),
            *("is_main", "since", "until"),
        )
