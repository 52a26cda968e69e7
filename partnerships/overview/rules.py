"""How events read, and what we say first in the morning."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.models import Event
from common.paths import PathStep, path_of
from partnerships.agreements.lifecycle import DocumentKind, MouState
from partnerships.engagement.lifecycle import InteractionKind, MeetingKind
from partnerships.exchange.lifecycle import Answer
from partnerships.outbox.lifecycle import ACCOUNT_KIND, BounceKind
from partnerships.relationships.lifecycle import OPEN_STAGES, How, Level, Side, Stage
from partnerships.relationships.models import Partnership
from partnerships.reminders.lifecycle import DIGEST, SignalCode
from partnerships.reminders.rules import REMINDERS
from partnerships.reviews.lifecycle import Decision

#: What each event says; rendered when shown, so that wording and language can change.
SENTENCES: dict[str, str | Promise] = {
    "partnership.opened": _("started the partnership"),
    "partnership.moved": _("moved it from “%(from_stage)s” to “%(to_stage)s”"),
    "partnership.edited": _("changed owner, goals or review schedule"),
    "partnership.handed_over": _("handed it over from %(name)s to %(taker)s"),
    "organization.merged": _("merged %(name)s into %(into)s"),
    "organization.merge_undone": _("undid the merge of %(name)s into %(into)s"),
    "partnership.court_set": _("set waiting on: %(court)s"),
    "partnership.no_next_step_explained": _("said why nothing is planned: %(reason)s"),
    "purpose.set": _("wrote the shared purpose: “%(sentence)s”"),
    "purpose.agreed": _("recorded that %(name)s agrees with the purpose"),
    "benefit.added": _("added an item (%(side)s): %(what)s"),
    "benefit.edited": _("edited an item (%(side)s): %(what)s"),
    "benefit.ordered": _("reordered an item (%(side)s): %(what)s"),
    "benefit.withdrawn": _("removed an item (%(side)s): %(what)s"),
    "benefit.put_back": _("put back an item (%(side)s): %(what)s"),
    "lists.shared": _("shared version %(number)s of the lists"),
    "answers.recorded": _("recorded %(name)s's answer (%(how)s): %(answer)s"),
    "concern.noted": _("resolved %(name)s's concern: %(note)s"),
    "suggestion.taken": _("accepted a suggested change: %(what)s"),
    "suggestion.declined": _("declined a suggested change: %(what)s. %(reply)s"),
    "evidence.added": _("recorded evidence: %(what)s"),
    "evidence.accepted": _("recorded that %(name)s confirmed it happened: %(what)s"),
    "seat.saved": _("named a key person (%(side)s, %(level)s): %(name)s"),
    "seat.removed": _("removed a key person (%(side)s, %(level)s)"),
    "answers.given": _("%(name)s answered by personal link: %(answer)s"),
    "link.sent": _("emailed %(name)s a personal link"),
    "link.renewed": _("%(name)s asked for a new personal link"),
    "link.wanted": _("%(name)s asked for a new personal link, which staff have to send"),
    "link.revoked": _("revoked %(name)s's personal link"),
    "link.draft_kept": _("%(name)s started an answer by personal link"),
    "link.seen": _("viewed %(name)s's answer"),
    "link.hand_over": _("%(name)s asked for a colleague to answer. %(text)s"),
    "link.not_me": _("%(name)s's link reached someone else. %(text)s"),
    "link.call_me": _("%(name)s would rather talk. %(text)s"),
    "link.reminders_stopped": _("%(name)s stopped reminders"),
    "link.handled": _("handled %(name)s's request"),
    "link.unseen": _("marked %(name)s's answer as open again"),
    "link.reopened": _("reopened what %(name)s asked for by personal link"),
    "no_mou.asked": _("asked to continue without an MOU: %(reason)s"),
    "no_mou.declined": _("decided an MOU is needed: %(reason)s"),
    "no_mou.approved": _("approved that no MOU is needed"),
    "mou.drafted": _("drafted the MOU “%(title)s”"),
    "mou.edited": _("edited the MOU “%(title)s”"),
    "mou.signer_named": _("added %(name)s as a signer of “%(title)s”"),
    "mou.signer_taken_off": _("removed %(name)s as a signer of “%(title)s”"),
    "mou.signers_changed": _("voided the signatures on “%(title)s”: %(reason)s"),
    "mou.section_edited": _("edited “%(heading)s” in “%(title)s”"),
    "mou.their_text_kept": _("saved their text as version %(number)s of “%(title)s”"),
    "mou.handed_round": _("“%(title)s”: %(to)s"),
    "mou.ready": _("marked “%(title)s” ready to sign"),
    "mou.back_to_draft": _("moved “%(title)s” back to draft"),
    "mou.gate_passed": _("“%(title)s”: all checks passed"),
    "mou.version_kept": _("saved version %(number)s of “%(title)s”"),
    "mou.sent_out": _("sent “%(title)s” out for signature"),
    "mou.signed": _("recorded that %(name)s signed “%(title)s”"),
    "mou.link_sent": _("emailed %(name)s a link to “%(title)s” (%(kind)s)"),
    "mou.link_wanted": _("%(name)s asked for a new link to “%(title)s”, which staff have to send"),
    "mou.link_opened": _("%(name)s opened “%(title)s” to sign it"),
    "mou.code_wrong": _("%(name)s entered a wrong code for “%(title)s”"),
    "mou.declined": _("%(name)s declined to sign “%(title)s”: %(reason)s"),
    "mou.delegated": _("%(name)s asked that %(colleague)s sign “%(title)s” instead (%(email)s)"),
    "mou.commented": _("%(name)s commented on %(count)s sections of “%(title)s”"),
    "mou.text_accepted": _("%(name)s says version %(number)s of “%(title)s” works for them"),
    "mou.answer_seen": _("viewed %(name)s's answer about “%(title)s”"),
    "mou.comment_handled": _("answered %(name)s's comment on “%(title)s”: %(outcome)s"),
    "mou.final_copy": _("made the final copy of “%(title)s”"),
    "mou.recalled": _("recalled “%(title)s” from signing: %(reason)s"),
    "mou.withdrawn": _("withdrew “%(title)s”: %(reason)s"),
    "mou.suspended": _("put “%(title)s” on hold: %(reason)s"),
    "mou.resumed": _("resumed “%(title)s”"),
    "mou.amended": _("recorded amendment %(number)s of “%(title)s”"),
    "mou.reviewed": _("reviewed “%(title)s” together on %(on)s"),
    "mou.party_added": _("added %(name)s as a party to “%(title)s”"),
    "mou.party_removed": _("removed %(name)s as a party to “%(title)s”"),
    "mou.share_set": _("set %(name)s's cost share in “%(title)s”"),
    "mou.legacy_entered": _("entered the older MOU “%(title)s”"),
    "mou.signed_early": _("recorded “%(title)s” as signed early"),
    "mou.terminated": _("terminated “%(title)s” early"),
    "document.attached": _("attached “%(name)s”"),
    "document.stored": _("stored “%(name)s”"),
    "meeting.planned": _("scheduled a meeting: %(kind)s"),
    "meeting.changed": _("edited a meeting: %(kind)s"),
    "meeting.handed_over": _("handed a meeting over to %(name)s: %(kind)s"),
    "meeting.cancelled": _("canceled a meeting: %(kind)s"),
    "meeting.held": _("wrapped up a meeting: %(kind)s"),
    "interaction.logged": _("logged: %(kind)s %(name)s"),
    "promise.made": _("added a commitment (%(side)s): %(what)s"),
    "promise.moved": _("rescheduled a commitment (%(side)s): %(what)s"),
    "promise.kept": _("kept: %(what)s"),
    "promise.reopened": _("reopened a commitment (%(side)s): %(what)s"),
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
    "signal.put_off": _("snoozed “%(signal)s” until %(until)s"),
    "signal.shown_again": _("unsnoozed “%(signal)s”"),
    "mail.undeliverable": _("couldn't deliver an email"),
    "mail.tried_again": _("retried an email"),
    "mail.given_up": _("discarded an email"),
    "mail.suppression_lifted": _("allowed email to %(address)s again"),
    "mail.bounced": _("email to %(recipient)s bounced: %(bounce)s"),
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
    **{code: reminder.name for code, reminder in REMINDERS.items()},
    ACCOUNT_KIND: _("Account email"),
    DIGEST: _("Daily email"),
    "personal_link": _("Personal link"),
    "personal_link_again": _("Reminder about the personal link"),
    "mou_link": _("Link to an MOU"),
    "mou_declined": _("MOU not signed"),
    "mou_void": _("MOU signatures void"),
    "mou_final": _("Final copy of an MOU"),
    "no_mou_asked": _("Request: no MOU needed"),
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
    "our_line": _("Which of our items helps you most, and how will we both know it happened?"),
    "their_line": _("What could you bring that we can both measure: how much, by when?"),
    "our_yes": _("For us: what do we still need before we say yes?"),
    "their_yes": _("Does this work for you? What's missing for a yes?"),
    "we_read": _("Would you go through your list with us?"),
    "they_read": _("Have you read our list? What's unclear?"),
    "same_page": _(
        "In your words, why are we doing this together? Who leads it, and who delivers it?"
    ),
}


def stage_path(partnership: Partnership) -> list[PathStep]:
    """Return the open stages in order; a partnership on hold stands where it was before."""
    stage = partnership.paused_from or partnership.stage
    here = OPEN_STAGES.index(Stage(stage)) if stage in OPEN_STAGES else None
    return path_of([one.label for one in OPEN_STAGES], here)
