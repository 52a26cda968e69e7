"""Whom to send an agreement, and what readers told us about it."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Case, Exists, OuterRef, When
from django.utils.translation import gettext_lazy as _

from common.forms import LineField, ParagraphField
from common.querysets import matching
from partnerships.agreements.actions import Remark
from partnerships.agreements.lifecycle import LinkKind
from partnerships.agreements.models import Mou, MouVersion, Signer
from partnerships.organizations.models import Contact, ContactQuerySet, Position
from partnerships.relationships.lifecycle import How, told_ways

#: So many people are offered, those who sign first; typing a name finds the others.
OFFERED = 10


class PartyPersonField(forms.ModelChoiceField[Contact]):
    """Someone with a position at one of the parties today; the best of them are offered."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Contact.objects.none(), **kwargs)
        self.query, self.more = "", 0

    def offer(self, mou: Mou, today: date, *, query: str, chosen: str) -> None:
        """Offer who was chosen, then those whose name or email the query finds.

        Anyone of the parties is taken, so that what one page offered may be sent by another.
        """
        self.query, self.queryset = query, people_of(mou, today)
        found = self.queryset.filter(matching(query)) if query else self.queryset
        signs = Exists(Signer.objects.filter(party__mou=mou, contact=OuterRef("pk")))
        leads = Exists(Position.objects.filter(contact=OuterRef("pk"), leads=True))
        best = Case(When(signs, then=0), When(leads, then=1), default=2)
        people = list(found.order_by(best, "name", "pk")[:OFFERED])
        if chosen.isdecimal() and chosen not in [str(one.pk) for one in people]:
            people += self.queryset.filter(pk=chosen[:18])
        self.more = max(0, found.count() - OFFERED) if len(people) >= OFFERED else 0
        self.choices = [("", _("Choose one")), *((one.pk, str(one)) for one in people)]


class AskForm(forms.Form):
    """Who gets the link, and what it lets them do."""

    contact = PartyPersonField(label=_("Who"))
    kind = forms.ChoiceField(
        label=_("Request"), choices=LinkKind.choices, widget=forms.RadioSelect
    )
    words = ParagraphField(label=_("Personal note"), required=False, max_length=1000, rows=3)
    asks_code = forms.BooleanField(
        label=_("For signing: require a code that I give them by phone or text message"),
        required=False,
    )

    def __init__(self, *args: Any, mou: Mou, today: date, query: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, mou, today, query)


def _offer(form: forms.Form, mou: Mou, today: date, query: str) -> None:
    field = form.fields["contact"]
    if isinstance(field, PartyPersonField):
        field.offer(mou, today, query=query, chosen=str(form["contact"].value() or ""))


def people_of(mou: Mou, today: date) -> ContactQuerySet:
    """Everyone with a position at one of the parties today."""
    parties = mou.parties.values("organization")
    held = Position.objects.current(today).filter(organization__in=parties)
    return Contact.objects.filter(pk__in=held.values("contact"))


class CommentForm(forms.Form):
    """What someone told us about a section, that all of the text works for them, or both (W7)."""

    contact = PartyPersonField(label=_("Who said it"))
    how = forms.ChoiceField(label=_("How"), choices=told_ways(), initial=How.PHONE)
    accepts = forms.BooleanField(
        label=_("It works for them: they accept the text as is"), required=False
    )
    section = forms.ChoiceField(label=_("Section"), required=False)
    text = ParagraphField(label=_("Comment"), required=False, max_length=2000, rows=3)
    proposal = ParagraphField(label=_("Their wording"), required=False, max_length=10_000, rows=4)

    def __init__(
        self, *args: Any, version: MouVersion, today: date, query: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, version.mou, today, query)
        self.fields["section"].choices = [  # type: ignore[attr-defined]  # a choice
            (section["code"], section["heading"]) for section in version.text["sections"]
        ]

    def clean(self) -> dict[str, Any]:
        """Something has to be said: that it works, or what of a section does not."""
        cleaned = super().clean() or {}
        says = bool(cleaned.get("text") or cleaned.get("proposal"))
        if self.errors:
            return cleaned
        if not says and not cleaned.get("accepts"):
            self.add_error("text", _("Enter what they said, or choose that it works for them."))
        elif says and not cleaned.get("section"):
            self.add_error("section", _("Choose the section they commented on."))
        return cleaned

    def remarks(self) -> list[Remark]:
        """What was said, for the action."""
        said = self.cleaned_data
        if not said["text"] and not said["proposal"]:
            return []
        return [Remark(said["section"], said["text"], said["proposal"])]


class OutcomeForm(forms.Form):
    """What came of a comment."""

    outcome = LineField(label=_("Outcome"), max_length=300)
