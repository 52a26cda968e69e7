"""Which states an MOU can be in, what may follow what, and what its dates make of it."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from common.badges import Badge, show_as, show_badges


class MouState(TextChoices):
    """What people decided about an MOU; whether it is in force is derived (Standing)."""

    DRAFT = "draft", _("Draft")
    INTERNAL_REVIEW = "internal_review", _("Internal review")
    PARTNER_REVIEW = "partner_review", _("Partner review")
    NEGOTIATING = "negotiating", _("Negotiating")
    READY_TO_SIGN = "ready_to_sign", _("Ready to sign")
    OUT_FOR_SIGNATURE = "out_for_signature", _("Out for signature")
    SIGNED = "signed", _("Signed")
    SUSPENDED = "suspended", _("On hold")
    TERMINATED = "terminated", _("Terminated")
    SUPERSEDED = "superseded", _("Replaced")
    WITHDRAWN = "withdrawn", _("Withdrawn")


show_as(
    "mou",
    {
        MouState.DRAFT: ("pencil", "calm"),
        MouState.INTERNAL_REVIEW: ("eyeglasses", "going"),
        MouState.PARTNER_REVIEW: ("eyeglasses", "wait"),
        MouState.NEGOTIATING: ("chat-left-text", "going"),
        MouState.READY_TO_SIGN: ("check2-square", "going"),
        MouState.OUT_FOR_SIGNATURE: ("pen", "wait"),
        MouState.SIGNED: ("file-earmark-check", "good"),
        MouState.SUSPENDED: ("pause-circle", "wait"),
        MouState.TERMINATED: ("slash-circle", "done"),
        MouState.SUPERSEDED: ("arrow-right-circle", "done"),
        MouState.WITHDRAWN: ("x-circle", "done"),
    },
)


#: Small partners skip the reviews. The way from "waiting for signatures" back to a draft makes
#: the signatures void (M3).
MOVES: Mapping[MouState, frozenset[MouState]] = {
    MouState.DRAFT: frozenset(
        {
            MouState.INTERNAL_REVIEW,
            MouState.PARTNER_REVIEW,
            MouState.READY_TO_SIGN,
            MouState.WITHDRAWN,
        }
    ),
    MouState.INTERNAL_REVIEW: frozenset(
        {
            MouState.DRAFT,
            MouState.PARTNER_REVIEW,
            MouState.READY_TO_SIGN,
            MouState.WITHDRAWN,
        }
    ),
    MouState.PARTNER_REVIEW: frozenset(
        {MouState.DRAFT, MouState.NEGOTIATING, MouState.READY_TO_SIGN, MouState.WITHDRAWN}
    ),
    MouState.NEGOTIATING: frozenset(
        {MouState.DRAFT, MouState.PARTNER_REVIEW, MouState.READY_TO_SIGN, MouState.WITHDRAWN}
    ),
    MouState.READY_TO_SIGN: frozenset(
        {MouState.DRAFT, MouState.OUT_FOR_SIGNATURE, MouState.WITHDRAWN}
    ),
    MouState.OUT_FOR_SIGNATURE: frozenset({MouState.DRAFT, MouState.SIGNED, MouState.WITHDRAWN}),
    MouState.SIGNED: frozenset({MouState.SUSPENDED, MouState.TERMINATED, MouState.SUPERSEDED}),
    MouState.SUSPENDED: frozenset({MouState.SIGNED, MouState.TERMINATED, MouState.SUPERSEDED}),
    MouState.TERMINATED: frozenset(),
    MouState.SUPERSEDED: frozenset(),
    MouState.WITHDRAWN: frozenset(),
}


def can_move(from_state: MouState, to_state: MouState) -> bool:
    """Whether the table allows the step at all."""
    return to_state in MOVES[from_state]


#: The text may still be changed.
IN_WORK = (
    MouState.DRAFT,
    MouState.INTERNAL_REVIEW,
    MouState.PARTNER_REVIEW,
    MouState.NEGOTIATING,
)

#: It may still be signed.
UNSIGNED = (*IN_WORK, MouState.READY_TO_SIGN, MouState.OUT_FOR_SIGNATURE)

#: Everyone has signed (or it is legacy).
COMPLETED = (MouState.SIGNED, MouState.SUSPENDED, MouState.TERMINATED, MouState.SUPERSEDED)

#: A signed agreement in one of these is replaced by the one that follows it.
GIVES_WAY = (MouState.SIGNED, MouState.SUSPENDED)

#: States that no one reaches without the gate, a legacy date or a kind that isn't gated.
PAST_THE_GATE = (MouState.OUT_FOR_SIGNATURE, *COMPLETED)

#: In force by their dates; one on hold is not.
RUNNING = (MouState.SIGNED, MouState.TERMINATED, MouState.SUPERSEDED)


class Standing(TextChoices):
    """What an MOU is on a day, from its state and its dates."""

    IN_WORK = "in_work", _("Not signed yet")
    NOT_YET = "not_yet", _("Signed, not yet in effect")
    IN_FORCE = "in_force", _("In effect")
    ENDING_SOON = "ending_soon", _("Ending soon")
    ON_HOLD = "on_hold", _("On hold")
    EXPIRED = "expired", _("Expired")
    ENDED_EARLY = "ended_early", _("Terminated")
    REPLACED = "replaced", _("Replaced")


show_as(
    "standing",
    {
        Standing.IN_WORK: ("pencil", "calm"),
        Standing.NOT_YET: ("hourglass-split", "wait"),
        Standing.IN_FORCE: ("patch-check-fill", "good"),
        Standing.ENDING_SOON: ("calendar2-week", "wait"),
        Standing.ON_HOLD: ("pause-circle", "wait"),
        Standing.EXPIRED: ("calendar-x", "done"),
        Standing.ENDED_EARLY: ("slash-circle", "done"),
        Standing.REPLACED: ("arrow-right-circle", "done"),
    },
)


class Validity(TextChoices):
    """How an organization stands with a document that has dates."""

    MISSING = "missing", _("Missing")
    CURRENT = "current", _("Current")
    EXPIRING = "expiring", _("Expiring soon")
    EXPIRED = "expired", _("Expired")


show_as(
    "validity",
    {
        Validity.MISSING: ("file-earmark-x", "bad"),
        Validity.CURRENT: ("file-earmark-check", "good"),
        Validity.EXPIRING: ("calendar2-week", "wait"),
        Validity.EXPIRED: ("calendar-x", "bad"),
    },
)

#: Days before its expiry from which a document is shown as expiring.
EXPIRING_DAYS = 60


IN_FORCE_STANDINGS = (Standing.IN_FORCE, Standing.ENDING_SOON)

#: An MOU "ends soon" in its last 90 days.
ENDING_SOON_DAYS = 90


class EndKnown(TextChoices):
    """What is known about the end of an MOU's term."""

    DATE = "date", _("Ends on a date")
    TERM = "term", _("Lasts a number of months")
    OPEN = "open", _("No end date")
    UNSURE = "unsure", _("Not sure")


class DocumentKind(TextChoices):
    """What a stored file is."""

    DRAFT = "draft", _("A draft or other document")
    SIGNED = "signed", _("The signed MOU")
    LEGACY = "legacy", _("An MOU signed before Accord")
    EARLY = "early", _("Signed early, before both sides answered")
    TEXT = "text", _("The text to sign")
    THEIRS = "theirs", _("Their text")
    CERTIFICATE = "certif", _("The certificate from a signing tool")
    FINAL = "final", _("The final copy, with its certificate")
    SHEET = "sheet", _("Their answer sheet")


class Exemption(TextChoices):
    """Why a signature needs no value agreement."""

    NOT_GATED = "not_gated", _("This type of agreement has no lists")
    APPROVING_OFFICIAL = "approving_official", _("Approving official, e.g. chief elected official")


class Follows(TextChoices):
    """What fills a section until the text is final."""

    PURPOSE = "purpose", _("Shared purpose")
    PARTIES = "parties", _("The parties")
    BRINGS = "brings", _("Both lists: what each side brings")
    GAINS = "gains", _("Both lists: what each side gets")
    MONEY = "money", _("Cost shares")
    TERM = "term", _("Start and end")
    SIGNERS = "signers", _("Who signs")


class VersionKind(TextChoices):
    """Whose words a version has."""

    OURS = "ours", _("Our text")
    THEIRS = "theirs", _("Their text")


class ListsAs(TextChoices):
    """How both lists go with their own document (M8)."""

    SCHEDULE = "schedule", _("As a schedule to the MOU")
    SIDE_SHEET = "side_sheet", _("As a working list, not part of the contract")


class Fate(TextChoices):
    """What becomes of a signed agreement when its partnership is closed."""

    RUNS = "runs", _("Stays in effect")
    NOTICE = "notice", _("Ends with notice given today")
    NOW = "now", _("Ends today, as both sides agree")


class Succession(TextChoices):
    """Why an agreement follows another."""

    RENEWAL = "renewal", _("Renewal")
    AMENDMENT = "amendment", _("Amendment")


class SigningOrder(TextChoices):
    """Whether signers are asked together or one after the other."""

    PARALLEL = "parallel", _("All at once")
    IN_ORDER = "in_order", _("In order")


class LinkKind(TextChoices):
    """What a person's link to an agreement lets them do."""

    REVIEW = "review", _("Read and comment")
    READ = "read", _("Read only")
    SIGN = "sign", _("Sign")


#: How the events that are evidence of a signature read and look.
EVIDENCE = {
    "mou.sent_out": Badge(_("Sent out, all checks passed"), "send", "going"),
    "mou.link_sent": Badge(_("Link sent"), "envelope", "calm"),
    "mou.link_opened": Badge(_("Opened"), "eye", "calm"),
    "mou.code_wrong": Badge(_("Wrong code"), "exclamation-circle", "wait"),
    "mou.signed": Badge(_("Signed"), "pen", "good"),
    "mou.delegated": Badge(_("Handed over"), "person-plus", "wait"),
    "mou.declined": Badge(_("Declined"), "x-circle", "wait"),
    "mou.signers_changed": Badge(_("Signers changed, signatures void"), "people", "done"),
    "mou.recalled": Badge(_("Recalled, signatures void"), "arrow-left", "done"),
}
show_badges("evidence", EVIDENCE)

#: MOUs of one partnership that aren't signed yet.
MOST_DRAFTS = 30

#: What one MOU can have.
MOST_PARTIES = 30
MOST_SIGNERS = 60
MOST_OPEN_COMMENTS = 200

#: Sections that a new MOU of a kind begins with.
MOST_SECTIONS = 60

#: Documents that people add to an MOU or a partnership.
MOST_DOCUMENTS = 500

#: Compliance documents of one organization, earlier ones included.
MOST_COMPLIANCE = 200
