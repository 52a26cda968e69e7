"""What people may type on their own page, and what we type to ask them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from common.forms import EmailField, LineField, ParagraphField, typed_so_far
from partnerships.exchange.actions import OwnItem, Saying
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models import Evidence
from partnerships.links.lifecycle import MessageKind
from partnerships.links.models import LinkMessage, PersonalLink
from partnerships.organizations.forms.known import SharedEmailMixin
from partnerships.organizations.models import Contact, Position
from partnerships.portal.forms.figures import FiguresMixin
from partnerships.portal.queries import LineToAnswer, PersonalPage
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership
from partnerships.relationships.queries import people_of


class Row(NamedTuple):
    """A line on the page with its two fields; ``accept`` is absent once their side accepted it."""

    item: LineToAnswer
    accept: forms.BoundField | None
    suggest: forms.BoundField


class TickField(forms.BooleanField):
    """A box one may tick, large enough for a thumb."""

    widget = forms.CheckboxInput(attrs={"class": "form-check-input"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)


#: So many items can be added, and things asked for, at once.
ROWS = 3


def _line(label: Any, most: int) -> LineField:
    widget = forms.TextInput(attrs={"class": "form-control"})
    return LineField(label=label, required=False, max_length=most, widget=widget)


class AnswerForm(FiguresMixin, forms.Form):
    """One form for everything that is open: per line, then for both lists, then the purpose."""

    list_version = forms.IntegerField(widget=forms.HiddenInput)
    has_read = TickField(label=_("I've read both lists"))
    answer = forms.TypedChoiceField(
        label=_("Does this work for you?"),
        choices=Answer.choices,
        coerce=Answer,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    comment = ParagraphField(label=_("In your own words"), required=False, max_length=2000, rows=3)
    agrees_with_purpose = TickField(label=_("Yes, this is why we're doing this together"))

    def __init__(self, *args: Any, page: PersonalPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        if page.exchange.version:
            self.fields["list_version"].initial = page.exchange.version.pk
            self._offer_to_add()
        else:
            for name in ("list_version", "has_read", "answer", "comment"):
                del self.fields[name]
        if page.purpose is None or page.agreed:
            del self.fields["agrees_with_purpose"]
        for item in (*page.get(), *page.bring()):
            if item.by_them is None and not item.is_own:
                self.fields[f"accept_{item.line.pk}"] = TickField(label=_("Accept"))
            self.fields[f"suggest_{item.line.pk}"] = LineField(
                label=_("Your suggested wording"),
                required=False,
                max_length=300,
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )
        self.ask_for_figures()
        for evidence in page.happened:
            self.fields[f"happened_{evidence.pk}"] = TickField(label=str(evidence))

    def _offer_to_add(self) -> None:
        """Let items be added to what they bring, and things be asked for."""
        for number in range(1, ROWS + 1):
            self.fields[f"bring_{number}"] = _line(_("What you'd bring"), 200)
            self.fields[f"bring_{number}_much"] = _line(_("How much"), 100)
            self.fields[f"bring_{number}_when"] = _line(_("By when, or how often"), 100)
            self.fields[f"ask_{number}"] = _line(_("What you'd like from us"), 200)

    def own_rows(self) -> list[list[forms.BoundField]]:
        """The fields of each item they may add."""
        names = ("bring_{}", "bring_{}_much", "bring_{}_when")
        return [[self[name.format(n)] for name in names] for n in range(1, ROWS + 1)]

    def ask_rows(self) -> list[forms.BoundField]:
        """The fields for what they would like."""
        return [self[f"ask_{number}"] for number in range(1, ROWS + 1)]

    def adds_items(self) -> bool:
        """Whether the fields for their own items hold something to look at."""
        return any(field.errors or field.value() for row in self.own_rows() for field in row)

    def asks(self) -> bool:
        """Whether the fields for what they would like do."""
        return any(field.errors or field.value() for field in self.ask_rows())

    def clean(self) -> dict[str, Any]:
        """An item that says how much, or when, says what."""
        typed = super().clean() or {}
        for number in range(1, ROWS + 1):
            more = typed.get(f"bring_{number}_much") or typed.get(f"bring_{number}_when")
            if more and not typed.get(f"bring_{number}"):
                self.add_error(f"bring_{number}", _("Say what you'd bring."))
        self.check_figures(typed)
        return typed

    def clean_list_version(self) -> int:
        """What is said is kept for the lists the person saw, or asked again."""
        seen: int = self.cleaned_data["list_version"]
        version = self.page.exchange.version
        if version is None or seen != version.pk:
            self._show_newest_version()
            raise ValidationError(
                _("The lists changed while you were reading. Please review them again."),
                code="changed",
            )
        return seen

    def _show_newest_version(self) -> None:
        """Let the form, shown again, be about the lists as they read now."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        if self.page.exchange.version:
            data["list_version"] = str(self.page.exchange.version.pk)
        self.data = data

    def has_changed_lists(self) -> bool:
        """Whether it was refused because the lists were shared again meanwhile."""
        return self.has_error("list_version", "changed")

    def rows(self, side: Side) -> list[Row]:
        """The lines of one side with their fields."""
        return [
            Row(
                item=item,
                accept=self[name] if (name := f"accept_{item.line.pk}") in self.fields else None,
                suggest=self[f"suggest_{item.line.pk}"],
            )
            for item in self.page.lines[side]
        ]

    def get_rows(self) -> list[Row]:
        return self.rows(Side.OURS)

    def bring_rows(self) -> list[Row]:
        return self.rows(Side.THEIRS)

    def happened_rows(self) -> list[tuple[Evidence, forms.BoundField]]:
        """What we say we did, each with its box."""
        return [(one, self[f"happened_{one.pk}"]) for one in self.page.happened]

    def draft(self) -> dict[str, str]:
        """Return what was typed so far, to keep as a draft."""
        return typed_so_far(self)

    def confirmation(self, today: date) -> Saying:
        """A yes to what has changed since this person's last answer, and to nothing else."""
        changed = {change.now.benefit_id for change in self.page.changes if change.now}
        return Saying(
            contact=self.page.link.contact,
            side=Side.THEIRS,
            how=How.LINK,
            said_on=today,
            list_version=self.page.exchange.version,
            has_read=True,
            answer=Answer.YES,
            accepts=[i.line for i in self.page.get() if i.line.benefit_id in changed],
            confirms=[i.line for i in self.page.bring() if i.line.benefit_id in changed],
        )

    def saying(self, today: date) -> Saying:
        """What was said, for the action."""
        said = self.cleaned_data
        items = [*self.page.get(), *self.page.bring()]
        return Saying(
            contact=self.page.link.contact,
            side=Side.THEIRS,
            how=How.LINK,
            said_on=today,
            list_version=self.page.exchange.version,
            has_read=said.get("has_read", False),
            answer=said.get("answer"),
            comment=said.get("comment", ""),
            accepts=[i.line for i in self.page.get() if said.get(f"accept_{i.line.pk}")],
            confirms=[i.line for i in self.page.bring() if said.get(f"accept_{i.line.pk}")],
            suggests={i.line: text for i in items if (text := said[f"suggest_{i.line.pk}"])},
            agrees_with_purpose=said.get("agrees_with_purpose", False),
            brings=[
                OwnItem(what, said[f"bring_{n}_much"], said[f"bring_{n}_when"])
                for n in range(1, ROWS + 1)
                if (what := said.get(f"bring_{n}"))
            ],
            asks_for=[text for n in range(1, ROWS + 1) if (text := said.get(f"ask_{n}"))],
        )

    def happened(self) -> list[Evidence]:
        """What the person says did happen."""
        return [e for e in self.page.happened if self.cleaned_data.get(f"happened_{e.pk}")]


def initial_of(page: PersonalPage) -> dict[str, Any]:
    """Return what a form begins with: a kept half-done answer, else what they said last.

    The version is always the newest, and no answer or "I've read" kept for another goes with it.
    """
    draft: Mapping[str, Any] = page.link.draft or page.given()
    version = page.exchange.version
    left_out = {"list_version"}
    if "list_version" in draft and version and draft["list_version"] != str(version.pk):
        left_out |= {"answer", "has_read"}
    return {name: value for name, value in draft.items() if name not in left_out}


class MessageForm(forms.ModelForm[LinkMessage]):
    """What a person tells us besides an answer; which fields it has depends on the kind."""

    name = LineField(label=_("Your colleague's name"))
    email = EmailField(label=_("Their email"), required=False)
    phone = LineField(
        label=_("Best number to reach you"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )
    text = LineField(label=_("Anything we should know"), required=False, max_length=500)

    class Meta:
        model = LinkMessage
        fields = ["name", "email", "phone", "text"]

    WANTED = {
        MessageKind.HAND_OVER: ("name", "email", "text"),
        MessageKind.CALL_ME: ("phone", "text"),
        MessageKind.NOT_ME: ("text",),
    }

    def __init__(
        self, typed: Mapping[str, Any] | None, *, link: PersonalLink, kind: MessageKind
    ) -> None:
        super().__init__(typed, instance=LinkMessage(link=link, kind=kind))
        for name in set(self.fields) - set(self.WANTED[kind]):
            del self.fields[name]


class NewLinkForm(forms.Form):
    """Where a new link goes: only to an address we know."""

    email = EmailField(
        label=_("Your email address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class AskedForm(forms.Form):
    """Which of their people to ask."""

    contact = forms.ModelChoiceField(
        label=_("Who should we ask?"), queryset=Contact.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, partnership: Partnership, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theirs = [p.contact_id for p in people_of(partnership, today)[Side.THEIRS]]
        people = Contact.objects.filter(pk__in=theirs)
        self.fields["contact"].queryset = people.order_by("name", "pk")  # type: ignore[attr-defined]  # a choice of rows


class LinkForm(forms.Form):
    """The note and the options sent with a link."""

    words = ParagraphField(label=_("Personal note"), required=False, max_length=1000, rows=3)
    remind = forms.BooleanField(
        label=_("Remind them once if they don't answer within two weeks"),
        required=False,
        initial=True,
    )


class HandOverForm(SharedEmailMixin, forms.Form):
    """The colleague someone handed over to, as we will know them."""

    name = LineField(label=_("Name"))
    email = EmailField(label=_("Email"))
    title = LineField(label=_("Job title"), required=False, max_length=120)
    leads = forms.BooleanField(label=_("leads"), required=False)
    manages = forms.BooleanField(label=_("manages"), required=False)
    delivers = forms.BooleanField(label=_("delivers the service"), required=False)

    def position(self, partnership: Partnership) -> Position:
        """The new person with their job, unsaved."""
        typed = self.cleaned_data
        return Position(
            contact=Contact(name=typed["name"], email=typed["email"]),
            organization=partnership.organization,
            title=typed["title"],
            leads=typed["leads"],
            manages=typed["manages"],
            delivers=typed["delivers"],
        )
