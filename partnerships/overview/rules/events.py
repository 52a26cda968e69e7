"""How events read, and what we say first in the morning."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _now, gettext_lazy as _

from audit.models import Event
from partnerships.overview.rules.codes import worded
from partnerships.overview.rules.corrections import changes_in

#: What each event says; rendered when shown, so that wording and language can change.
SENTENCES: dict[str, str | Promise] = {
    "partnership.opened": _("started the partnership"),
    "partnership.moved": _("moved it from “%(from_stage)s” to “%(to_stage)s”"),
    "partnership.edited": _("changed owner, goals or review schedule"),
    "partnership.handed_over": _("handed it over from %(name)s to %(taker)s"),
    "organization.added": _("added the organization"),
    "organization.edited": _("edited the organization"),
    "organization.archived": _("archived the organization"),
    "organization.restored": _("restored the organization"),
    "organization.is_ours": _("set it as our organization"),
    "organization.identified": _("added the ID number %(number)s"),
    "organization.unidentified": _("removed the ID number %(number)s"),
    "organization.parent_set": _("set what it is part of: %(name)s"),
    "organization.told_apart": _("marked %(name)s as a different organization"),
    "position.added": _("added %(name)s as a contact"),
    "position.edited": _("corrected the position of %(name)s"),
    "position.ended": _("ended the position of %(name)s"),
    "position.reopened": _("reopened the position of %(name)s"),
    "offering.added": _("added the service “%(title)s”"),
    "offering.edited": _("edited the service “%(title)s”"),
    "contact.added": _("added the contact"),
    "contact.edited": _("edited the contact"),
    "contact.archived": _("archived the contact"),
    "contact.restored": _("restored the contact"),
    "attachment.added": _("attached “%(name)s”"),
    "attachment.removed": _("removed the file “%(name)s”"),
    "attachment.put_back": _("put back the file “%(name)s”"),
    "note.written": _("wrote a note"),
    "note.edited": _("edited a note"),
    "note.removed": _("removed a note"),
    "note.put_back": _("put back a note"),
    "contact.merged": _("merged %(name)s into %(into)s"),
    "contact.merge_undone": _("undid the merge of %(name)s into %(into)s"),
    "contact.told_apart": _("marked %(name)s as a different person"),
    "organization.merged": _("merged %(name)s into %(into)s"),
    "organization.merge_undone": _("undid the merge of %(name)s into %(into)s"),
    "partnership.court_set": _("set waiting on: %(court)s"),
    "partnership.no_next_step_explained": _("said why nothing is planned: %(reason)s"),
    "purpose.set": _("wrote the shared purpose: “%(sentence)s”"),
    "purpose.agreed": _("recorded that %(name)s agrees with the purpose"),
    "benefit.added": _("added an item (%(side)s): %(what)s"),
    "benefit.brought": _("%(name)s added an item by personal link: %(what)s"),
    "benefit.edited": _("edited an item (%(side)s): %(what)s"),
    "benefit.ordered": _("reordered an item (%(side)s): %(what)s"),
    "benefit.withdrawn": _("removed an item (%(side)s): %(what)s"),
    "benefit.put_back": _("put back an item (%(side)s): %(what)s"),
    "compliance.recorded": _("recorded a compliance document: %(name)s"),
    "compliance.removed": _("removed a compliance document: %(name)s"),
    "target.set": _("set a target: %(target)s"),
    "fulfillment.recorded": _("recorded a delivery: %(quantity)s %(unit)s"),
    "fulfillment.corrected": _("corrected a delivery to %(quantity)s %(unit)s"),
    "fulfillment.accepted": _("recorded that %(name)s confirmed %(quantity)s %(unit)s"),
    "measure.added": _("added the measure “%(measure)s”"),
    "measure.shared": _("started to count “%(measure)s” here too"),
    "measure.edited": _("edited the measure “%(measure)s”"),
    "measure.stopped": _("stopped the measure “%(measure)s”"),
    "measure.resumed": _("resumed the measure “%(measure)s”"),
    "figure.reported": _("reported our figure of “%(measure)s”, %(period)s: %(value)s"),
    "figure.told": _("recorded %(name)s's figure of “%(measure)s”, %(period)s: %(value)s"),
    "figure.settled": _("settled “%(measure)s” with %(name)s at %(value)s: %(note)s"),
    "referrals.reported": _("reported referrals of %(month)s (%(side)s): %(count)s"),
    "cohort.added": _("added the cohort “%(cohort)s”"),
    "cohort.counted": _("counted “%(cohort)s” on day %(day)s (%(side)s): %(count)s"),
    "small_counts.agreed": _("recorded that %(name)s agrees to show counts under 5"),
    "small_counts.hidden": _("hid counts under 5 again"),
    "inquiry.accepted": _("accepted their inquiry"),
    "lists.shared": _("saved version %(number)s of the lists"),
    "answers.recorded": _("recorded %(name)s's answer (%(how)s): %(answer)s"),
    "answers.kept": _(
        "kept %(name)s's answer for version %(number)s, which adds only their own item"
    ),
    "answers.recorded_in_error": _("marked %(name)s's answer as recorded in error: %(reason)s"),
    "answers.count_again": _("let %(name)s's answer count again"),
    "concern.noted": _("resolved %(name)s's concern: %(note)s"),
    "suggestion.taken": _("accepted a suggested change: %(what)s"),
    "suggestion.declined": _("declined a suggested change: %(what)s. %(reply)s"),
    "request.taken": _("added what %(name)s asked for to our list: %(what)s"),
    "request.declined": _("declined what %(name)s asked for: %(what)s. %(reply)s"),
    "evidence.added": _("recorded evidence: %(what)s"),
    "evidence.edited": _("corrected evidence: %(what)s"),
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
    "link.reopened": _("reopened %(name)s's request from their personal link"),
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
    "mou.copies_sent": _("had the signed copy of “%(title)s” emailed to %(name)s"),
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
    "meeting.invited": _("emailed %(name)s an invitation: %(kind)s"),
    "meeting.answered": _("%(name)s answered the invitation: %(rsvp)s"),
    "feed.renewed": _("made a new address for the calendar feed"),
    "feed.revoked": _("turned the calendar feed off"),
    "interaction.logged": _("logged: %(kind)s %(name)s"),
    "interaction.edited": _("corrected: %(kind)s %(name)s"),
    "interaction.removed": _("removed what was logged by mistake: %(kind)s %(name)s"),
    "interaction.put_back": _("put back: %(kind)s %(name)s"),
    "promise.made": _("added a commitment (%(side)s): %(what)s"),
    "promise.moved": _("rescheduled a commitment (%(side)s): %(what)s"),
    "promise.edited": _("edited a commitment (%(side)s): %(what)s"),
    "promise.kept": _("kept: %(what)s"),
    "promise.reopened": _("reopened a commitment (%(side)s): %(what)s"),
    "promise.dropped": _("no longer needed: %(what)s"),
    "review.planned": _("planned a review for %(due)s"),
    "review.proposed": _("suggested a review: %(occasion)s"),
    "review.proposal_dismissed": _("dismissed a suggested review: %(occasion)s"),
    "review.proposal_restored": _("restored a suggested review: %(occasion)s"),
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
    "review.decision_corrected": _("corrected the decision of the review"),
    "signal.put_off": _("snoozed “%(signal)s” until %(until)s"),
    "signal.shown_again": _("unsnoozed “%(signal)s”"),
    "mail.undeliverable": _("couldn't deliver an email"),
    "mail.test_sent": _("sent a test email"),
    "mail.tried_again": _("retried an email"),
    "mail.given_up": _("discarded an email"),
    "mail.suppression_lifted": _("allowed email to %(address)s again"),
    "mail.bounced": _("email to %(recipient)s bounced: %(bounce)s"),
}

#: The same of people who read, accepted or suggested something and gave no answer.
WITHOUT_ANSWER: dict[str, str | Promise] = {
    "answers.recorded": _("recorded what %(name)s said (%(how)s)"),
    "answers.given": _("%(name)s sent their response by personal link"),
}


#: The same of what someone answered for our side by themselves.
OWN_ANSWER = _("answered for us (%(how)s): %(answer)s")
OWN_WITHOUT = _("accepted items for us (%(how)s)")


def sentence(event: Event) -> str:
    """An event in words, without its actor; an unknown verb reads as its name."""
    template = SENTENCES.get(event.verb, event.verb)
    if event.verb == "answers.recorded" and event.params.get("name") == event.by_name:
        template = OWN_ANSWER if event.params.get("answer") else OWN_WITHOUT
    elif not event.params.get("answer", True):
        template = WITHOUT_ANSWER.get(event.verb, template)
    said = {name: worded(event, name, value) for name, value in event.params.items()}
    try:
        return str(template) % said
    except KeyError:
        return str(template)


@dataclass(frozen=True)
class Told:
    """One event in words, with what it changed: field, earlier text, text of then."""

    event: Event
    actor: str
    text: str
    changes: list[tuple[str, str, str]]


def told(events: Iterable[Event]) -> list[Told]:
    """Each event with its words."""
    return [Told(event, *who_did_what(event), changes_in(event)) for event in events]


def who_did_what(event: Event) -> tuple[str, str]:
    """Return who did something, and what.

    Where the sentence is about someone of theirs, they did it; whoever of us recorded it follows.
    """
    text, name = sentence(event), str(event.params.get("name") or "")
    if not name or not text.startswith((f"{name} ", f"{name}'s ")):
        return event.by_name or _now("Accord"), text
    if event.by_name:
        text = _now("%(text)s (recorded by %(name)s)") % {"text": text, "name": event.by_name}
    if text.startswith(f"{name}'s "):
        return "", text
    return name, text.removeprefix(name).lstrip()


#: Events whose words are for us only (P2).
INTERNAL_VERBS = (
    "partnership.no_next_step_explained",
    "concern.noted",
    "evidence.added",
    "evidence.edited",
    "interaction.edited",
    "interaction.removed",
    "note.written",
    "note.edited",
    "note.removed",
    "note.put_back",
    "signal.put_off",
    "signal.shown_again",
    "review.decision_corrected",
    "review.proposed",
    "review.proposal_dismissed",
    "review.proposal_restored",
)
