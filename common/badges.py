"""How each kind of status reads and looks: decided here and nowhere else."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


class Badge(NamedTuple):
    """How a status looks: its words, an icon of bootstrap-icons, and one of the tones.

    Tones: calm, going, good, wait, bad, done. A tone is never the only sign.
    """

    label: str | Promise
    icon: str
    tone: str


BADGES: Mapping[str, Mapping[str, Badge]] = {
    "stage": {
        "identified": Badge(gettext_lazy("Prospect"), "lightbulb", "calm"),
        "reaching_out": Badge(gettext_lazy("Outreach"), "telephone-outbound", "calm"),
        "exploring": Badge(gettext_lazy("Exploring"), "chat-dots", "going"),
        "value_mapped": Badge(gettext_lazy("Value agreed"), "arrow-left-right", "going"),
        "agreeing": Badge(gettext_lazy("MOU in progress"), "pencil-square", "going"),
        "active": Badge(gettext_lazy("Active"), "people-fill", "good"),
        "paused": Badge(gettext_lazy("On hold"), "pause-circle", "wait"),
        "closed": Badge(gettext_lazy("Closed"), "flag", "done"),
    },
    "mou": {
        "draft": Badge(gettext_lazy("Draft"), "pencil", "calm"),
        "internal_review": Badge(gettext_lazy("With us to read"), "eyeglasses", "going"),
        "partner_review": Badge(gettext_lazy("With them to read"), "eyeglasses", "wait"),
        "negotiating": Badge(gettext_lazy("Working it out"), "chat-left-text", "going"),
        "ready_to_sign": Badge(gettext_lazy("Ready to sign"), "check2-square", "going"),
        "out_for_signature": Badge(gettext_lazy("Waiting for signatures"), "pen", "wait"),
        "signed": Badge(gettext_lazy("Signed"), "file-earmark-check", "good"),
        "suspended": Badge(gettext_lazy("On hold"), "pause-circle", "wait"),
        "terminated": Badge(gettext_lazy("Ended early"), "slash-circle", "done"),
        "superseded": Badge(gettext_lazy("Replaced"), "arrow-right-circle", "done"),
        "withdrawn": Badge(gettext_lazy("Withdrawn"), "x-circle", "done"),
    },
    "standing": {
        "in_work": Badge(gettext_lazy("Not signed yet"), "pencil", "calm"),
        "not_yet": Badge(gettext_lazy("Signed, not yet in effect"), "hourglass-split", "wait"),
        "in_force": Badge(gettext_lazy("In effect"), "patch-check-fill", "good"),
        "ending_soon": Badge(gettext_lazy("In effect, ending soon"), "calendar2-week", "wait"),
        "on_hold": Badge(gettext_lazy("On hold"), "pause-circle", "wait"),
        "expired": Badge(gettext_lazy("Ended"), "calendar-x", "done"),
        "ended_early": Badge(gettext_lazy("Ended early"), "slash-circle", "done"),
        "replaced": Badge(gettext_lazy("Replaced"), "arrow-right-circle", "done"),
    },
    "evidence": {
        "mou.sent_out": Badge(gettext_lazy("Sent out, all checks held"), "send", "going"),
        "mou.link_sent": Badge(gettext_lazy("Link sent"), "envelope", "calm"),
        "mou.link_opened": Badge(gettext_lazy("Opened"), "eye", "calm"),
        "mou.code_wrong": Badge(gettext_lazy("Wrong code"), "exclamation-circle", "wait"),
        "mou.signed": Badge(gettext_lazy("Signed"), "pen", "good"),
        "mou.delegated": Badge(gettext_lazy("Handed over"), "person-plus", "wait"),
        "mou.declined": Badge(gettext_lazy("Declined"), "x-circle", "wait"),
        "mou.signers_changed": Badge(gettext_lazy("Other signers, all void"), "people", "done"),
        "mou.recalled": Badge(gettext_lazy("Called back, signatures void"), "arrow-left", "done"),
    },
    "review": {
        "planned": Badge(gettext_lazy("Planned"), "calendar2", "calm"),
        "open": Badge(gettext_lazy("Under way"), "chat-square-text", "going"),
        "overdue": Badge(gettext_lazy("Overdue"), "exclamation-circle", "bad"),
        "closed": Badge(gettext_lazy("Done"), "check-circle-fill", "good"),
    },
    "meeting": {
        "planned": Badge(gettext_lazy("Planned"), "calendar2", "calm"),
        "to_close_out": Badge(gettext_lazy("How did it go?"), "question-circle", "wait"),
        "held": Badge(gettext_lazy("Held"), "check-circle-fill", "good"),
        "cancelled": Badge(gettext_lazy("Cancelled"), "x-circle", "done"),
    },
    "promise": {
        "open": Badge(gettext_lazy("Open"), "circle", "calm"),
        "overdue": Badge(gettext_lazy("Overdue"), "exclamation-circle", "bad"),
        "done": Badge(gettext_lazy("Done"), "check-circle-fill", "good"),
        "dropped": Badge(gettext_lazy("No longer needed"), "dash-circle", "done"),
    },
    "progress": {
        "promised": Badge(gettext_lazy("Promised"), "circle", "calm"),
        "delivering": Badge(gettext_lazy("Delivering"), "arrow-right-circle", "going"),
        "evidenced": Badge(gettext_lazy("Evidenced"), "check-circle-fill", "good"),
        "overdue": Badge(gettext_lazy("Overdue"), "exclamation-circle", "bad"),
    },
    "answer": {
        "yes": Badge(gettext_lazy("Yes"), "hand-thumbs-up-fill", "good"),
        "not_yet": Badge(gettext_lazy("Not yet"), "hourglass-split", "wait"),
        "no": Badge(gettext_lazy("No"), "hand-thumbs-down", "bad"),
        "none": Badge(gettext_lazy("Not asked yet"), "question-circle", "calm"),
        "stale": Badge(gettext_lazy("Changed since your yes"), "arrow-repeat", "wait"),
    },
    "delivery": {
        "pending": Badge(gettext_lazy("Waiting"), "hourglass", "calm"),
        "retry": Badge(gettext_lazy("Waiting for another try"), "arrow-repeat", "wait"),
        "held": Badge(gettext_lazy("Held back"), "pause-circle", "wait"),
        "claimed": Badge(gettext_lazy("Being prepared"), "envelope", "going"),
        "handing": Badge(gettext_lazy("Being handed over"), "envelope-arrow-up", "going"),
        "sent": Badge(gettext_lazy("Sent"), "envelope-check-fill", "good"),
        "cancelled": Badge(gettext_lazy("No longer needed"), "dash-circle", "done"),
        "suppressed": Badge(
            gettext_lazy("Address must not be written to"), "envelope-slash", "bad"
        ),
        "expired": Badge(gettext_lazy("Too late to be useful"), "clock-history", "done"),
        "dead": Badge(gettext_lazy("Could not be delivered"), "envelope-x-fill", "bad"),
    },
}
