"""Keeping what people say about the shared lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.bounds import require_room
from common.errors import DomainError
from partnerships.exchange import queries
from partnerships.exchange.actions.lists import add_benefit
from partnerships.exchange.lifecycle import (
    MOST_ANSWERS,
    MOST_OPEN_REQUESTS,
    MOST_OPEN_SUGGESTIONS,
    Answer,
)
from partnerships.exchange.models import (
    Acceptance,
    Acknowledgement,
    Benefit,
    ConcernNoted,
    ItemRequest,
    ListLine,
    ListVersion,
    Suggestion,
    WiifmAnswer,
)
from partnerships.exchange.models.answers import Said
from partnerships.organizations.models import Contact
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership


@dataclass(frozen=True)
class OwnItem:
    """Something a partner's person says they bring."""

    what: str
    how_much: str = ""
    rhythm: str = ""


@dataclass(frozen=True)
class Saying:
    """What one person said about the newest shared version, and how it reached us.

    ``accepts`` are items of the other side's list, ``confirms`` items they bring themselves.
    ``list_version`` is the version they saw; None when whoever writes it down vouches for it.
    ``brings`` are items of their own and ``asks_for`` what they would like from us, both by link.
    ``speaker`` is who speaks for the side, where that is told along (W8).
    """

    contact: Contact
    side: Side
    how: How
    said_on: date
    has_read: bool = False
    answer: Answer | None = None
    comment: str = ""
    accepts: Sequence[ListLine] = ()
    confirms: Sequence[ListLine] = ()
    suggests: Mapping[ListLine, str] = field(default_factory=dict)
    brings: Sequence[OwnItem] = ()
    asks_for: Sequence[str] = ()
    agrees_with_purpose: bool = False
    list_version: ListVersion | None = None
    speaker: Contact | None = None

    def about_lists(self) -> bool:
        """Whether anything was said about the lists."""
        said = self.accepts or self.confirms or self.suggests
        return bool(self.has_read or self.answer or said)

    def says_something(self) -> bool:
        """Whether anything was said at all."""
        more = self.agrees_with_purpose or self.brings or self.asks_for
        return bool(self.about_lists() or more)


@transaction.atomic
def record_saying(
    *, partnership: Partnership, saying: Saying, by: User | None, now: datetime
) -> Partnership:
    """Keep what a person said: by phone, in a meeting, on paper or by link; all count fully (W7).

    ``by`` is None when they said it themselves, by personal link. Writes what was said and
    nothing else: read, answer, accepted lines, suggested changes, the purpose. Raises
    `nothing_said`, `nothing_shared`, `shared_anew`, `line_not_theirs`, `not_of_that_side`, `full`
    or a refusal about the purpose.
    """
    if not saying.says_something():
        raise DomainError(
            _("Nothing is selected. Choose at least one answer."), code="nothing_said"
        )
    relationships.lock(partnership)
    relationships.require_side(
        partnership=partnership,
        contact=saying.contact,
        side=saying.side,
        today=saying.said_on,
    )
    _name_speaker(partnership, saying, by=by, now=now)
    said = _keep_about_lists(partnership, saying, by=by, now=now) if saying.about_lists() else []
    said += _keep_what_they_add(partnership, saying, by=by, now=now)
    if saying.agrees_with_purpose:
        relationships.agree_with_purpose(
            partnership=partnership,
            contact=saying.contact,
            side=saying.side,
            how=saying.how,
            said_on=saying.said_on,
            by=by,
            now=now,
        )
    _note_saying(partnership, saying, said, by=by, now=now)
    if saying.side == Side.THEIRS:
        relationships.they_answered(
            partnership_id=partnership.pk, on=saying.said_on, how=saying.how, now=now
        )
    return partnership


def _name_speaker(
    partnership: Partnership, saying: Saying, *, by: User | None, now: datetime
) -> None:
    if saying.speaker and by:
        relationships.name_speaker(
            partnership=partnership,
            side=saying.side,
            contact=saying.speaker,
            today=timezone.localdate(now),
            by=by,
            now=now,
        )


def _note_saying(
    partnership: Partnership, saying: Saying, said: list[Said], *, by: User | None, now: datetime
) -> None:
    relationships.record_event(
        "answers.recorded" if by else "answers.given",
        partnership,
        by=by,
        at=now,
        wrote=said,
        name=saying.contact.name,
        side=saying.side.value,
        how=saying.how.value,
        read=saying.has_read,
        answer=saying.answer.value if saying.answer else "",
        accepted=len(saying.accepts) + len(saying.confirms),
        suggested=len(saying.suggests),
        brought=len(saying.brings),
        asked_for=len(saying.asks_for),
    )


def _answered_version(partnership: Partnership, saying: Saying) -> ListVersion:
    """The newest shared version, if that is the one they speak about."""
    version = queries.latest_version(partnership)
    if version is None:
        raise DomainError(
            _("There's nothing to answer yet. Save a version of the lists first."),
            code="nothing_shared",
        )
    anew = _("The lists changed in the meantime. Review them, then answer.")
    if saying.list_version and saying.list_version.pk != version.pk:
        raise DomainError(anew, code="shared_anew")
    lines = (*saying.accepts, *saying.confirms, *saying.suggests)
    others = any(line.side != saying.side.other for line in saying.accepts)
    own = any(line.side != saying.side for line in saying.confirms)
    if others or own or any(line.list_version_id != version.pk for line in lines):
        raise DomainError(anew, field="accepts", code="line_not_theirs")
    return version


def _keep_about_lists(
    partnership: Partnership,
    saying: Saying,
    *,
    by: User | None,
    now: datetime,
) -> list[Said]:
    """Keep what is said, and return the rows."""
    version = _answered_version(partnership, saying)
    _require_room(version, saying)
    fields = _fields_of(saying, by=by, now=now)
    accepted = [
        Acceptance.objects.get_or_create(line=line, contact=saying.contact, defaults=fields)
        for line in (*saying.accepts, *saying.confirms)
    ]
    said: list[Said] = [acceptance for acceptance, made in accepted if made]
    said += [
        Suggestion.objects.create(line=line, text=text, **fields)
        for line, text in saying.suggests.items()
    ]
    if saying.has_read:
        said.append(Acknowledgement.objects.create(list_version=version, **fields))
    if saying.answer:
        answer = WiifmAnswer.objects.create(
            list_version=version, value=saying.answer, comment=saying.comment, **fields
        )
        said.append(answer)
    _no_longer_guessed(version, saying)
    return said


def _no_longer_guessed(version: ListVersion, saying: Saying) -> None:
    """What they confirm is our guess no more: all of it by a yes, or single items (W1)."""
    if saying.side != Side.THEIRS:
        return
    guessed = Benefit.objects.filter(shared_lines__list_version=version, is_guess=True)
    if saying.answer != Answer.YES:
        guessed = guessed.filter(pk__in=[line.benefit_id for line in saying.confirms])
    guessed.update(is_guess=False)


def _fields_of(saying: Saying, *, by: User | None, now: datetime) -> dict[str, Any]:
    """What every row of a saying says about who said it, and how."""
    return {
        "side": saying.side,
        "contact": saying.contact,
        "how": saying.how,
        "said_on": saying.said_on,
        "recorded_at": now,
        "recorded_by": by,
    }


def _keep_what_they_add(
    partnership: Partnership, saying: Saying, *, by: User | None, now: datetime
) -> list[Said]:
    """Put what they bring on their list, and keep what they ask for until one of us answers."""
    for item in saying.brings:
        benefit = Benefit(
            partnership=partnership,
            side=Side.THEIRS,
            what=item.what,
            how_much=item.how_much,
            rhythm=item.rhythm,
            brought_by=saying.contact,
            brought_at=now,
        )
        add_benefit(benefit=benefit, by=by, now=now)
    require_room(
        ItemRequest.objects.open().filter(partnership=partnership),
        adding=len(saying.asks_for),
        most=MOST_OPEN_REQUESTS,
        refusal=_(
            "%(most)s requests are waiting for an answer. Those come first. Please call us."
        ),
    )
    fields = _fields_of(saying, by=by, now=now)
    return [
        ItemRequest.objects.create(partnership=partnership, text=text, **fields)
        for text in saying.asks_for
    ]


def _require_room(version: ListVersion, saying: Saying) -> None:
    """Raise `full` for one answer too many, or too many suggestions that wait for one of ours."""
    answers = (WiifmAnswer.objects, saying.answer is not None)
    for rows, adding in (answers, (Acknowledgement.objects, saying.has_read)):
        require_room(
            rows.filter(list_version=version, contact=saying.contact),
            adding=int(adding),
            most=MOST_ANSWERS,
            refusal=_("%(name)s has already answered %(most)s times. Please call instead."),
            name=saying.contact.name,
        )
    for line in saying.suggests:
        require_room(
            Suggestion.objects.open().filter(line__benefit=line.benefit_id),
            most=MOST_OPEN_SUGGESTIONS,
            refusal=_(
                "“%(what)s” has %(most)s suggestions waiting for an answer. Those come first."
            ),
            what=line.what,
        )


@transaction.atomic
def note_concern(*, answer: WiifmAnswer, note_text: str, by: User, now: datetime) -> ConcernNoted:
    """Write down what we did about a "not yet" or "no" of someone of a side (W8).

    Raises `nothing_said` without words, and `already_noted` when someone else wrote other words.
    """
    if not note_text:
        raise DomainError(_("Enter the outcome."), field="note", code="nothing_said")
    noted, made = ConcernNoted.objects.get_or_create(
        answer=answer, defaults={"note": note_text, "noted_at": now, "noted_by": by}
    )
    if not made and noted.note != note_text:
        raise DomainError(
            _("Someone noted this already: “%(note)s”") % {"note": noted.note},
            code="already_noted",
        )
    if not made:
        return noted
    relationships.record_event(
        "concern.noted",
        answer.list_version.partnership,
        by=by,
        at=now,
        wrote=[noted],
        name=answer.contact.name,
        note=note_text,
    )
    return noted
