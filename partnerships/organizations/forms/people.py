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
    VersionedFormMixin,
)
from common.querysets import matching
from partnerships.organizations.forms.known import (
    SHARES,
    SharedEmailMixin,
    offer_contacts,
    same_contact,
    suggest,
)
from partnerships.organizations.models import (
    Contact,
    Position,
)


class ContactSearch(SearchForm[Contact]):
    """The filters of the list of people."""

    sortings: ClassVar[Mapping[str, tuple[str, ...]]] = {"name": ("name",)}

    q = LineField(label=_("Name or email"), required=False)
    ours = forms.BooleanField(label=_("Our own people"), required=False)

    def narrow(self, queryset: QuerySet[Contact], asked: Mapping[str, Any]) -> QuerySet[Contact]:
        """People who match every filter in use."""
        rows = queryset.filter(archived_at__isnull=True)
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
    notes = ParagraphField(label=_("Internal notes"), required=False, rows=3)

    field_order = ("name", "email", "existing", "phone", "prefers", "greeting", "notes", "user")

    class Meta:
        model = Contact
        fields = ("name", "greeting", "email", "phone", "prefers", "notes", "user")
        help_texts: ClassVar[dict[str, Any]] = {
            "user": _(
                "Only for our own people: reminders about their commitments go to this account."
            )
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["existing"]
        else:
            self.fields["version"].required = False
            self.fields.pop(SHARES, None)  # who has the address is among those asked about
            _ask_who(self, user)
        free = Q(contact__isnull=True, is_active=True) | Q(contact=self.instance.pk)
        self.fields["user"].queryset = User.objects.filter(free).order_by("name")  # type: ignore[attr-defined]  # a choice of rows


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

    class Meta:
        model = Position
        fields = ("title", "leads", "manages", "delivers", "on_board", "since", "until")
