"""How events read, and what we say first in the morning."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.models import Event
from partnerships.agreements.lifecycle import DocumentKind, MouState
from partnerships.engagement.lifecycle import InteractionKind, MeetingKind
from partnerships.exchange.lifecycle import Answer
from partnerships.outbox.lifecycle import ACCOUNT_KIND, DIGEST_KIND, BounceKind
from partnerships.relationships.lifecycle import OPEN_STAGES, How, Level, Side, Stage
from partnerships.relationships.models import Partnership
from partnerships.reminders.lifecycle import ReminderKind, SignalCode
from partnerships.reviews.lifecycle import Decision

#: What each event says; rendered when shown, so that wording and language can change.
SENTENCES: dict[str, str | Promise] = {
    "partnership.opened": _("opened the partnership"),
    "partnership.moved": _("moved it from “%(from_stage)s” to “%(to_stage)s”"),
    "partnership.edited": _("changed owner, motives or rhythm"),
    "partnership.handed_over": _("handed it over from %(name)s to %(taker)s"),
    "organization.merged": _("merged %(name)s into %(into)s"),
    "organization.merge_undone": _("undid the merge of %(name)s into %(into)s"),
    "partnership.court_set": _("said whose turn it is: %(court)s"),
    "partnership.no_next_step_explained": _("said why nothing is planned: %(reason)s"),
    "purpose.set": _("wrote why we do this together: “%(sentence)s”"),
    "purpose.agreed": _("wrote down that %(name)s agrees with the purpose"),
    "benefit.added": _("added a line (%(side)s): %(what)s"),
    "benefit.edited": _("changed a line (%(side)s): %(what)s"),
    "benefit.ordered": _("put a line at another place (%(side)s): %(what)s"),
    "benefit.withdrawn": _("took off a line (%(side)s): %(what)s"),
    "lists.shared": _("shared version %(number)s of the lists"),
    "answers.recorded": _("wrote down what %(name)s said (%(how)s): %(answer)s"),
    "concern.noted": _("noted what became of %(name)s's concern: %(note)s"),
    "suggestion.taken": _("took up a suggested change: %(what)s"),
    "suggestion.declined": _("declined a suggested change: %(what)s. %(reply)s"),
    "evidence.added": _("noted what happened: %(what)s"),
    "evidence.accepted": _("wrote down that %(name)s says it happened: %(what)s"),
    "seat.saved": _("named a key person (%(side)s, %(level)s): %(name)s"),
    "seat.removed": _("took a seat away (%(side)s, %(level)s)"),
    "answers.given": _("%(name)s answered by personal link: %(answer)s"),
    "link.sent": _("mailed %(name)s their personal link"),
    "link.renewed": _("%(name)s asked for a new personal link"),
    "link.wanted": _("%(name)s asked for a new personal link; only one of us can send it"),
    "link.revoked": _("made %(name)s's personal link worthless"),
    "link.draft_kept": _("%(name)s began an answer by personal link"),
    "link.seen": _("looked at %(name)s's answer"),
    "link.hand_over": _("%(name)s wants a colleague to answer. %(text)s"),
    "link.not_me": _("%(name)s's link reached somebody else. %(text)s"),
    "link.call_me": _("%(name)s would rather talk. %(text)s"),
    "link.reminders_stopped": _("%(name)s wants no reminders"),
    "link.handled": _("did what %(name)s asked for"),
    "no_mou.asked": _("asked to go on without an MOU: %(reason)s"),
    "no_mou.declined": _("wants an MOU after all: %(reason)s"),
    "no_mou.approved": _("approved that no MOU is needed"),
    "mou.drafted": _("drafted the MOU “%(title)s”"),
    "mou.edited": _("changed the MOU “%(title)s”"),
    "mou.signer_named": _("named %(name)s to sign “%(title)s”"),
    "mou.signer_taken_off": _("took %(name)s off the signers of “%(title)s”"),
    "mou.signers_changed": _("“%(title)s”: signatures so far are void. %(reason)s"),
    "mou.section_edited": _("wrote “%(heading)s” in “%(title)s”"),
    "mou.their_text_kept": _("kept their text as version %(number)s of “%(title)s”"),
    "mou.handed_round": _("“%(title)s”: %(to)s"),
    "mou.ready": _("marked “%(title)s” ready to sign"),
    "mou.back_to_draft": _("took “%(title)s” back to draft"),
    "mou.gate_passed": _("“%(title)s”: all checks hold"),
    "mou.version_kept": _("kept version %(number)s of “%(title)s”"),
    "mou.sent_out": _("sent “%(title)s” out for signature"),
    "mou.signed": _("recorded that %(name)s signed “%(title)s”"),
    "mou.link_sent": _("mailed %(name)s a link to “%(title)s” (%(kind)s)"),
    "mou.link_wanted": _(
        "%(name)s asked for a new link to “%(title)s”; only one of us can send it"
    ),
    "mou.link_opened": _("%(name)s opened “%(title)s” to sign it"),
    "mou.code_wrong": _("%(name)s typed a wrong code for “%(title)s”"),
    "mou.declined": _("%(name)s did not sign “%(title)s”: %(reason)s"),
    "mou.delegated": _("%(name)s asks that %(colleague)s sign “%(title)s” instead (%(email)s)"),
    "mou.commented": _("%(name)s commented on %(count)s sections of “%(title)s”"),
    "mou.text_accepted": _("%(name)s says version %(number)s of “%(title)s” works for them"),
    "mou.answer_seen": _("looked at %(name)s's answer about “%(title)s”"),
    "mou.comment_handled": _("answered %(name)s's comment on “%(title)s”: %(outcome)s"),
    "mou.final_copy": _("made the final copy of “%(title)s”"),
    "mou.recalled": _("called “%(title)s” back from signing: %(reason)s"),
    "mou.withdrawn": _("withdrew “%(title)s”: %(reason)s"),
    "mou.suspended": _("put “%(title)s” on hold: %(reason)s"),
    "mou.resumed": _("let “%(title)s” go on"),
    "mou.amended": _("noted amendment %(number)s of “%(title)s”"),
    "mou.reviewed": _("looked “%(title)s” over together on %(on)s"),
    "mou.party_added": _("made %(name)s a party of “%(title)s”"),
    "mou.party_removed": _("took %(name)s off the parties of “%(title)s”"),
    "mou.share_set": _("set the share of %(name)s in “%(title)s”"),
    "mou.legacy_entered": _("entered the older MOU “%(title)s”"),
    "mou.signed_early": _("kept “%(title)s” as signed early"),
    "mou.terminated": _("ended “%(title)s” early"),
    "document.attached": _("attached “%(name)s”"),
    "document.stored": _("stored “%(name)s”"),
    "meeting.planned": _("planned a meeting: %(kind)s"),
    "meeting.changed": _("changed a meeting: %(kind)s"),
    "meeting.handed_over": _("handed a meeting over to %(name)s: %(kind)s"),
    "meeting.cancelled": _("cancelled a meeting: %(kind)s"),
    "meeting.held": _("closed out a meeting: %(kind)s"),
    "interaction.logged": _("noted: %(kind)s %(name)s"),
    "promise.made": _("noted a promise (%(side)s): %(what)s"),
    "promise.moved": _("moved a promise (%(side)s): %(what)s"),
    "promise.kept": _("kept: %(what)s"),
    "promise.dropped": _("no longer needed: %(what)s"),
    "review.planned": _("planned a review for %(due)s"),
    "review.moved": _("moved the review to %(due)s"),
    "review.begun": _("started the review"),
    "review.prepared": _("gathered the facts for the review"),
    "review.rater_added": _("added %(name)s to the review"),
    "review.rater_removed": _("removed %(name)s from the review"),
    "review.link_sent": _("sent %(name)s a link to the review"),
    "review.link_wanted": _("%(name)s asked for a new link to the review; only we can send it"),
    "review.link_revoked": _("revoked %(name)s's link to the review"),
    "review.reminders_stopped": _("%(name)s wants no reminders about reviews"),
    "review.draft_kept": _("%(name)s started answering the review"),
    "review.answered": _("%(name)s's answers to the review came in"),
    "review.answer_changed": _("%(name)s's answers to the review changed"),
    "review.answers_closed": _("closed answers to the review"),
    "review.answers_reopened": _("reopened answers to the review"),
    "review.result_commented": _("%(name)s commented on the result of the review"),
    "review.closed": _("closed the review: %(decision)s"),
    "signal.put_off": _("put off “%(signal)s” until %(until)s"),
    "signal.shown_again": _("wants to see “%(signal)s” again"),
    "mail.undeliverable": _("could not deliver a mail"),
    "mail.tried_again": _("tried to deliver a mail again"),
    "mail.given_up": _("gave up on a mail"),
    "mail.suppression_lifted": _("let mail go to %(address)s again"),
    "mail.bounced": _("mail to %(recipient)s came back: %(bounce)s"),
}

#: Codes in an event's params and the words they stand for.
WORDS: dict[str, str | Promise] = {
    choice.value: choice.label
    for choices in (
        Stage,
        Side,
        Level,
        How,
        Answer,
        SignalCode,
        MeetingKind,
        InteractionKind,
        Decision,
        DocumentKind,
        MouState,
        BounceKind,
    )
    for choice in choices
}

#: Params that hold codes; all others are people's own words and stay as they are.
CODED = {
    "bounce",
    "from_stage",
    "to_stage",
    "court",
    "side",
    "how",
    "answer",
    "decision",
    "kind",
    "level",
    "signal",
    "to",
}


def sentence(event: Event) -> str:
    """An event in words, without its actor; an unknown verb reads as its name."""
    template = SENTENCES.get(event.verb, event.verb)
    said = {
        name: str(WORDS.get(value, value)) if name in CODED and isinstance(value, str) else value
        for name, value in event.params.items()
    }
    try:
        return str(template) % said
    except KeyError:
        return str(template)


def told(events: Iterable[Event]) -> list[tuple[Event, str]]:
    """Each event with its words."""
    return [(event, sentence(event)) for event in events]


#: Kinds of mail whose code does not read as what it is.
MAIL_WORDS: dict[str, str | Promise] = {
    **{kind.value: kind.label for kind in ReminderKind},
    ACCOUNT_KIND: _("Account email"),
    DIGEST_KIND: _("Morning mail"),
    "personal_link": _("Personal link"),
    "personal_link_again": _("Reminder of the personal link"),
    "mou_link": _("Link to an MOU"),
    "mou_declined": _("An MOU was not signed"),
    "mou_void": _("An MOU is void"),
    "mou_final": _("Final copy of an MOU"),
    "no_mou_asked": _("Question whether no MOU is needed"),
}


def mail_word(kind: str) -> str:
    """A kind of mail in words."""
    return str(MAIL_WORDS.get(kind, kind.replace("_", " ").capitalize()))


#: Events whose words are for us only (P2).
INTERNAL_VERBS = (
    "partnership.no_next_step_explained",
    "concern.noted",
    "evidence.added",
    "signal.put_off",
    "signal.shown_again",
)


def greeting(hour: int) -> str | Promise:
    """A greeting for the hour of the viewer's day."""
    if hour < 12:  # noqa: PLR2004 -- noon
        return _("Good morning")
    return _("Good afternoon") if hour < 18 else _("Good evening")  # noqa: PLR2004 -- six


#: The verb that fixes what a signal says.
SIGNAL_VERBS: dict[SignalCode, str | Promise] = {
    SignalCode.CHECK_AGAIN: _("Check again"),
    SignalCode.NO_NEXT_STEP: _("Schedule a call"),
    SignalCode.GONE_QUIET: _("Log a call"),
    SignalCode.EVIDENCE_OVERDUE: _("Log what happened"),
    SignalCode.WIIFM_CHANGED: _("Ask them"),
    SignalCode.WIIFM_MISSING: _("Ask them"),
    SignalCode.ONE_SIDED: _("Add an item"),
    SignalCode.NOT_SAME_PAGE: _("Record who agrees"),
    SignalCode.NO_ONE_NAMED: _("Name someone"),
    SignalCode.ONE_KNOWS: _("Add a contact"),
    SignalCode.EXECUTIVE_CHANGED: _("Review key people"),
    SignalCode.ONE_WAY: _("Log a call"),
}

#: What to ask in a meeting for each of the seven checks that does not hold yet.
QUESTIONS: dict[str, str | Promise] = {
    "our_line": _("Which of our lines helps you most, and how will both of us know it happened?"),
    "their_line": _("What could you bring that both of us can check: how much, by when?"),
    "our_yes": _("For us: what do we still need before we say yes?"),
    "their_yes": _("Does this work for you? What is missing for a yes?"),
    "we_read": _("Would you go through your list with us?"),
    "they_read": _("Have you read our list? What is unclear?"),
    "same_page": _("Why do we do this together, in your words? Who leads it, who delivers it?"),
}


class PathStep(NamedTuple):
    """One stage of the path from the first contact to working together."""

    label: str | Promise
    is_done: bool
    is_current: bool


def stage_path(partnership: Partnership) -> list[PathStep]:
    """Return the open stages in order; a partnership on hold stands where it was before."""
    stage = partnership.paused_from or partnership.stage
    if stage not in OPEN_STAGES:
        return [PathStep(one.label, is_done=False, is_current=False) for one in OPEN_STAGES]
    here = OPEN_STAGES.index(Stage(stage))
    return [
        PathStep(one.label, is_done=place < here, is_current=place == here)
        for place, one in enumerate(OPEN_STAGES)
    ]
