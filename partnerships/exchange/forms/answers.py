"""Writing down what a named person said about the lists (W7)."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.forms import LineField, ParagraphField
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models import ListLine
from partnerships.exchange.queries import Exchange
from partnerships.organizations.models import Contact
from partnerships.relationships.forms import HowForm, Speaker, SpeakerField, contacts_of
from partnerships.relationships.lifecycle import How, Side, our_ways
from partnerships.relationships.models import Partnership, Purpose
from partnerships.relationships.queries import People

CHANGED_MEANWHILE = _("The lists changed in the meantime. Review them, then answer.")


class WhoForm(forms.Form):
    """Whose answer it is; chosen first, because each side answers about the other's list."""

    contact = SpeakerField(label=_("Who said it?"))

    def __init__(
        self, *args: Any, partnership: Partnership, people: People, side: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["contact"]
        sides = [Side(side)] if side in Side.values else list(Side)
        if isinstance(field, SpeakerField):
            field.offer(partnership, timezone.localdate(), sides)
        speaks = [seat for seat in people.seats if seat.speaks and seat.side == side]
        if speaks:
            self.initial["contact"] = f"{side}-{speaks[0].contact_id}"


#: What each side is asked.
WORDS = {
    Side.OURS: {
        "accepts": _("Accepts from their list"),
        "confirms": _("Confirms on our list"),
        "answer": _("Does this work for us?"),
        "comment": _("In our words"),
        "speaker": _("Who speaks for us?"),
    },
    Side.THEIRS: {
        "accepts": _("Accepts from our list"),
        "confirms": _("Confirms on their list"),
        "answer": _("Does this work for them?"),
        "comment": _("In their words"),
        "speaker": _("Who speaks for them?"),
    },
}


class LinesField(forms.ModelMultipleChoiceField[ListLine]):
    """Shared lines, each as one sentence."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: ListLine) -> str:
        return ", ".join(part for part in (obj.what, obj.how_much, obj.rhythm) if part)


class SayingForm(HowForm):
    """What one person said: read, answer, accepted lines, the purpose."""

    list_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    has_read = forms.BooleanField(label=_("Has read both lists"), required=False)
    accepts = LinesField(
        queryset=ListLine.objects.none(),
        required=False,
        error_messages={"invalid_choice": CHANGED_MEANWHILE},
    )
    confirms = LinesField(
        queryset=ListLine.objects.none(),
        required=False,
        error_messages={"invalid_choice": CHANGED_MEANWHILE},
    )
    answer = forms.TypedChoiceField(
        choices=[*Answer.choices, ("", _("Not asked"))],
        coerce=Answer,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    comment = ParagraphField(required=False, rows=2)
    agrees_with_purpose = forms.BooleanField(label=_("Agrees with the purpose"), required=False)
    speaker = forms.ModelChoiceField(
        queryset=Contact.objects.none(),
        required=False,
        empty_label=_("Not decided yet"),
        help_text=_("Their answer counts. What others there answer shows as a concern."),
    )

    def __init__(
        self,
        *args: Any,
        speaker: Speaker,
        exchange: Exchange,
        purpose: Purpose | None,
        people: People,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.exchange, self.side = exchange, speaker.side
        self._word(speaker)
        if people.speaker(speaker.side) or exchange.version is None:
            del self.fields["speaker"]
        else:
            rows = contacts_of(people, speaker.side)
            self.fields["speaker"].queryset = rows  # type: ignore[attr-defined]  # a choice of rows
        self.lines: list[ListLine] = []
        self.own: list[ListLine] = []
        if exchange.version is None:
            for name in ("list_version", "has_read", "accepts", "confirms", "answer", "comment"):
                del self.fields[name]
        else:
            self.fields["list_version"].initial = exchange.version.pk
            self._offer(exchange.shared(speaker.side.other), exchange.shared(speaker.side))
        if purpose is None:
            del self.fields["agrees_with_purpose"]
        else:
            self.fields["agrees_with_purpose"].help_text = f"“{purpose.sentence}”"

    def _word(self, speaker: Speaker) -> None:
        """Ask in the words of the side that answers; ours may answer right here."""
        for name, label in WORDS[speaker.side].items():
            self.fields[name].label = label
        how = self.fields["how"]
        how.label = _("How %(name)s answered") % {"name": speaker.contact.name}
        if speaker.side == Side.OURS:
            how.choices, how.initial = our_ways(), How.ACCORD  # type: ignore[attr-defined]

    def confirm(self, changed: Collection[int]) -> None:
        """Begin with a yes to the lines changed since their last answer; show no other line."""
        self.initial.update(has_read=True, answer=Answer.YES)
        accepts = [line for line in self.lines if line.pk in changed]
        own = [line for line in self.exchange.shared(self.side) if line.pk in changed]
        self._offer(accepts, own)
        self.initial["accepts"] = [line.pk for line in accepts]
        self.initial["confirms"] = [line.pk for line in own]

    def _offer(self, lines: list[ListLine], own: list[ListLine]) -> None:
        """Let these lines be accepted, or other words be suggested for them; and ``own`` ones."""
        self.own = own
        rows = ListLine.objects.filter(pk__in=[line.pk for line in own])
        self.fields["confirms"].queryset = rows  # type: ignore[attr-defined]
        for line in self.lines:
            del self.fields[f"suggests_{line.pk}"]
        self.lines = lines
        rows = ListLine.objects.filter(pk__in=[line.pk for line in lines])
        self.fields["accepts"].queryset = rows  # type: ignore[attr-defined]
        for line in lines:
            self.fields[f"suggests_{line.pk}"] = LineField(
                label=line.what, max_length=300, required=False
            )

    def main(self) -> list[forms.BoundField]:
        """The fields that stand open."""
        apart = {field.name for field in self.suggestions()}
        apart |= {"accepts"} if not self.lines else set()
        apart |= {"confirms"} if not self.own else set()
        return [field for field in self.visible_fields() if field.name not in apart]

    def suggestions(self) -> list[forms.BoundField]:
        """One field per line for a change they suggest."""
        return [self[f"suggests_{line.pk}"] for line in self.lines]

    def suggestions_open(self) -> bool:
        """Whether the suggestions hold something to look at."""
        return any(field.errors or field.value() for field in self.suggestions())

    def said(self) -> dict[str, Any]:
        """What was said, as a Saying takes it; only after the form was found valid."""
        names = {f"suggests_{line.pk}" for line in self.lines}
        said = {name: value for name, value in self.cleaned_data.items() if name not in names}
        said["suggests"] = {
            line: text for line in self.lines if (text := self.cleaned_data[f"suggests_{line.pk}"])
        }
        if "list_version" in said:
            said["list_version"] = self.exchange.version
        return said

    def clean_list_version(self) -> int | None:
        """What was said is kept for the version they saw, or not at all."""
        version = self.exchange.version
        seen: int | None = self.cleaned_data["list_version"]
        if version and seen != version.pk:
            raise ValidationError(CHANGED_MEANWHILE)
        return seen


class ConcernForm(forms.Form):
    """What we did about a concern."""

    note = LineField(label=_("Outcome"), max_length=300)


class InErrorForm(forms.Form):
    """Why an answer should never have been recorded."""

    because = LineField(label=_("What went wrong"), max_length=300)
