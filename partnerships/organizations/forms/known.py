"""Asking, before something is saved, whether we know it already (O4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django import forms
from django.db.models import Model
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from accounts.models import User
from common.querysets import Searchable
from common.text import clean_line, mailbox_key
from partnerships.organizations import queries
from partnerships.organizations.models import Contact, Organization
from partnerships.organizations.rules import (
    PROPOSED,
    Doubles,
    organizations_like,
    told_apart,
)

#: The field about two people with one address.
SHARES = "shares_email"

#: How the answer "No" begins; then come the candidates it was given for.
NONE_OF = "none:"


M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Candidate:
    """One we know that may be meant: what tells it apart, and a page about it."""

    row: Model
    title: str
    about: str = ""
    url: str = ""
    link: str | Promise = ""


class KnownOnes(forms.widgets.ChoiceWidget):
    """Candidates as radio buttons, each with what tells it apart; "No" is always among them.

    Nothing is chosen beforehand. A field above it may have them filled in while one types.
    """

    input_type = "radio"
    option_inherits_attrs = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question: str | Promise = ""
        self.candidates: list[Candidate] = []
        self.more = ""

    def format_value(self, value: Any) -> Any:
        return [] if value is None else super().format_value(value)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:  # noqa: ARG002
        context = self.get_context(name, value, attrs)["widget"]
        options = [
            option for _group, options, _index in context["optgroups"] for option in options
        ]
        known: dict[str, Candidate] = {str(one.row.pk): one for one in self.candidates}
        context |= {
            "question": self.question,
            "choices": [(option, known.get(str(option["value"]))) for option in options],
            "more": self.more,
            "is_asked": bool(known),
        }
        return render_to_string("organizations/_known.html", context)


class SameField(forms.ModelChoiceField[M]):
    """Asks whether what was typed is one we know; has to be answered once there are candidates.

    "No" holds for the candidates it was given for; when others come up, it is asked again.
    """

    widget = KnownOnes

    def __init__(
        self, *, question: str | Promise, unanswered: str | Promise, **kwargs: Any
    ) -> None:
        # A radio list loses its empty choice unless it may be blank.
        super().__init__(required=False, blank=True, label="", **kwargs)
        self.question, self.unanswered = question, unanswered
        self.offer([])

    @property
    def asks(self) -> bool:
        """Whether there is anything to choose from."""
        return bool(self.candidates)

    @property
    def drawn(self) -> KnownOnes:
        """The widget of this form's own copy of the field."""
        return cast("KnownOnes", self.widget)

    def offer(
        self,
        candidates: Sequence[Candidate],
        *,
        more: int | None = None,
        answer: str | None = None,
    ) -> None:
        """Let one of these be chosen, best first, and say how many more there are."""
        self.candidates = candidates
        self.none_of = answer or ""
        if not self._is_no(answer):
            self.none_of = NONE_OF + ".".join(str(one.row.pk) for one in candidates)
        model = self.queryset.model  # type: ignore[union-attr]  # every one has a queryset
        self.queryset = model._meta.base_manager.filter(pk__in=[one.row.pk for one in candidates])
        titles = [(one.row.pk, one.title) for one in candidates]
        self.choices = [(self.none_of, self.empty_label or ""), *titles]
        widget = self.drawn
        widget.question, widget.candidates = self.question, [*candidates]
        widget.more = widget.more if more is None else _more(more)

    def clean(self, value: Any) -> M | None:
        said_no = str(value or "").startswith(NONE_OF)
        if self.asks and (not value or (said_no and not self._is_no(value))):
            raise forms.ValidationError(str(self.unanswered), code="unanswered")
        known: M | None = super().clean(None if said_no else value)
        return known

    def _is_no(self, answer: str | None) -> bool:
        """Whether an answer says that it is none of those offered now."""
        if not answer or not answer.startswith(NONE_OF):
            return False
        shown = answer.removeprefix(NONE_OF).split(".")
        return all(str(one.row.pk) in shown for one in self.candidates)


def _more(count: int) -> str:
    if not count:
        return ""
    if count > queries.MOST_COUNTED:
        return _("More than %(count)s others look similar. Type more of the name.") % {
            "count": f"{queries.MOST_COUNTED:,}"
        }
    return ngettext(
        "%(count)d more looks similar. Type more of the name to narrow it down.",
        "%(count)d more look similar. Type more of the name to narrow it down.",
        count,
    ) % {"count": count}


def suggest(form: forms.BaseForm, *typed: str, into: str, kind: str) -> None:
    """Let a page fill in the candidates of a field while one types in others above it.

    ``kind`` is "organization" or "contact". Without JavaScript the form asks when it is sent.
    """
    asked = urlencode({"typed": typed, "into": into}, doseq=True)
    for name in typed:
        form.fields[name].widget.attrs |= {
            "hx-get": f"{reverse(f'{kind}_suggestions')}?{asked}",
            "hx-trigger": "input changed delay:300ms",
            "hx-target": "next .known",
            "hx-select": ".known > *",
            "hx-include": "closest form",
            "hx-params": ",".join((*typed, into)),
            "hx-sync": "closest form:replace",
        }


def same_organization(**words: Any) -> "SameField[Organization]":
    """Return the field that asks whether a typed name is an organization we know."""
    words = {
        "question": gettext_lazy("Is it one of these organizations?"),
        "unanswered": gettext_lazy("Choose the matching organization, or “No, it's a new one.”"),
        "empty_label": gettext_lazy("No, it's a new one"),
        **words,
    }
    return SameField(queryset=Organization.objects.none(), **words)


def pick_organization(
    form: forms.BaseForm, typed: str, into: str, user: User
) -> Organization | None:
    """Offer the organizations that a typed name may mean, also while one types.

    Returns the one that has exactly this name, if no other has it; then nothing is asked.
    """
    name = str(form.data.get(typed, "")).strip()
    named = list(Organization.objects.visible_to(user).not_archived().named(name)[:2])
    only = named[0] if len(named) == 1 else None
    found = organizations_like(name, user) if name and only is None else Doubles([], 0)
    offer_organizations(form.fields[into], found, user, form.data.get(into))
    suggest(form, typed, into=into, kind="organization")
    return only


def same_contact() -> "SameField[Contact]":
    """Return the field that asks whether what was typed is a person we know."""
    return SameField(
        question=gettext_lazy("Is it one of these people?"),
        unanswered=gettext_lazy("Choose the same person, or “No, someone new”."),
        empty_label=gettext_lazy("No, someone new"),
        queryset=Contact.objects.none(),
    )


def organization_candidates(rows: Iterable[Organization]) -> list[Candidate]:
    """Return organizations with city and EIN, each with its page."""
    link = gettext_lazy("Open")
    return [
        Candidate(row, row.name, told_apart(row), row.get_absolute_url(), link) for row in rows
    ]


def contact_candidate(contact: Contact) -> Candidate:
    """Return a person with job and email; their positions are prefetched."""
    jobs = [
        ", ".join(filter(None, [job.title, job.organization.name]))
        for job in contact.positions.all()
        if job.until is None
    ]
    about = " · ".join(filter(None, [*jobs[:2], contact.email]))
    return Candidate(contact, contact.name, about, contact.get_absolute_url(), _("Open"))


def offer_organizations(
    field: forms.Field, doubles: Doubles, user: User, chosen: str | None
) -> None:
    """Offer what may be the same as a typed name, and what was chosen while typing."""
    rows = doubles.best + _chosen(Organization.objects.visible_to(user), chosen, doubles.best)
    if isinstance(field, SameField):
        field.offer(organization_candidates(rows), more=doubles.more, answer=chosen)


def offer_contacts(
    field: forms.Field, name: str, email: str, user: User, chosen: str | None
) -> None:
    """Offer people who may be meant, and who was chosen while typing."""
    people = queries.with_jobs(Contact.objects.visible_to(user))
    found: list[Contact] = []
    more, name, email = 0, clean_line(name)[:200], clean_line(email)[:254]
    if name or email:
        found, more = queries.people_like(
            people.not_archived(), name=name, email=email, first=PROPOSED
        )
    if isinstance(field, SameField):
        rows = found + _chosen(people, chosen, found)
        field.offer([contact_candidate(row) for row in rows], more=more, answer=chosen)


def _chosen(rows: Searchable[M], chosen: str | None, offered: list[M]) -> list[M]:
    if not chosen or not chosen.isdecimal() or chosen in [str(row.pk) for row in offered]:
        return []
    return list(rows.not_archived().filter(pk=chosen[:18]))


class SharedEmailMixin(forms.Form):
    """Says whose address an email is before a second person gets it.

    Shared mailboxes exist, so it can be confirmed. The form has a field ``email``.
    """

    shares_email = forms.BooleanField(
        label=gettext_lazy("They share this email address"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields[SHARES]
        else:
            names = [name for name in self.fields if name != SHARES]
            names.insert(names.index("email") + 1, SHARES)
            self.order_fields(names)

    def clean(self) -> dict[str, Any]:
        """Name whoever has the address, unless it stays as it was or is meant."""
        cleaned = super().clean() or {}
        holders = self._others(cleaned.get("email") or "") if SHARES in self.fields else []
        if not holders:
            self.fields.pop(SHARES, None)
        elif not cleaned.get(SHARES):
            names = ", ".join(str(holder) for holder in holders)
            self.add_error(
                "email",
                _(
                    "This is already the email address of %(names)s. If this is the same person, "
                    "use that contact. If they share a mailbox, check the box below."
                )
                % {"names": names},
            )
        return cleaned

    def _others(self, email: str) -> list[Model]:
        instance = getattr(self, "instance", None)
        before = instance.email_key if isinstance(instance, Contact) else ""
        if not email or mailbox_key(email) == before:
            return []
        return list(queries.holders_of(email)[:3])
