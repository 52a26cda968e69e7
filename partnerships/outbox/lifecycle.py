"""What may become of a mail."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.badges import show_as


class State(models.TextChoices):
    """Where a delivery stands. The last five are ends, and a person can see each of them."""

    PENDING = "pending", _("Waiting")
    RETRY = "retry", _("Waiting to retry")
    CLAIMED = "claimed", _("Being prepared")
    HANDING = "handing", _("Being sent")
    SENT = "sent", _("Sent")
    CANCELLED = "cancelled", _("No longer needed")
    SUPPRESSED = "suppressed", _("Address is blocked")
    EXPIRED = "expired", _("Too late to be useful")
    DEAD = "dead", _("Undeliverable")


show_as(
    "delivery",
    {
        State.PENDING: ("hourglass", "calm"),
        State.RETRY: ("arrow-repeat", "wait"),
        State.CLAIMED: ("envelope", "going"),
        State.HANDING: ("envelope-arrow-up", "going"),
        State.SENT: ("envelope-check-fill", "good"),
        State.CANCELLED: ("dash-circle", "done"),
        State.SUPPRESSED: ("envelope-slash", "bad"),
        State.EXPIRED: ("clock-history", "done"),
        State.DEAD: ("envelope-x-fill", "bad"),
    },
)


WAITING = (State.PENDING, State.RETRY)
ENDED = (State.SENT, State.CANCELLED, State.SUPPRESSED, State.EXPIRED)
IN_HAND = (State.CLAIMED, State.HANDING)

#: state: what may follow. Every change is a compare-and-set from one of the left to the right.
MOVES: dict[str, tuple[str, ...]] = {
    State.PENDING: (State.CLAIMED, State.CANCELLED, State.EXPIRED, State.SENT),
    State.RETRY: (State.CLAIMED, State.CANCELLED, State.EXPIRED, State.SENT),
    State.CLAIMED: (
        State.HANDING,
        State.PENDING,
        State.RETRY,
        State.CANCELLED,
        State.SUPPRESSED,
        State.EXPIRED,
        State.DEAD,
        State.SENT,
    ),
    State.HANDING: (State.SENT, State.RETRY, State.DEAD),
    State.SENT: (),
    State.CANCELLED: (State.PENDING, State.SENT),
    State.SUPPRESSED: (State.SENT,),
    State.EXPIRED: (State.SENT,),
    State.DEAD: (State.PENDING, State.CANCELLED, State.SENT),
}


class Reason(models.TextChoices):
    """Why a mail ended other than sent; the upper slices add words of their own."""

    ADDRESS = "address", _("The address doesn't exist")
    POLICY = "policy", _("Rejected because of its content or our mail server's reputation")
    REPLY = "reply", _("Rejected by their mail server")
    LETTERS = (
        "letters",
        _("Our mail server can't reach addresses with letters such as ö before the @"),
    )
    DEFERRED = "deferred", _("Their mail server kept asking us to wait for a full day")
    IN_DOUBT = "in_doubt", _("Not known whether it arrived; the connection dropped three times")
    BUG = "bug", _("An error in Accord; the email couldn't be written")
    GIVEN_UP = "given_up", _("Discarded by a user")
    RECIPIENT_LEFT = "recipient_left", _("This person can no longer sign in")
    TOO_LATE = "too_late", _("Too late to be useful")
    BOUNCED = "bounced", _("Email to this address bounced")
    COMPLAINT = "complaint", _("The recipient marked our email as spam")
    STOPPED = "stopped", _("The recipient unsubscribed from this kind")
    OVER = "over", _("No longer true")
    OTHER_WAY = "other_way", _("The recipient chose another way")
    PUT_OFF = "put_off", _("Snoozed by the recipient")
    COLLAPSED = "collapsed", _("Sent with others in one email")
    NOTHING_LEFT = "nothing_left", _("Nothing in it was still true")
    REVOKED = "revoked", _("The link no longer works")
    SENT_AGAIN = "sent_again", _("The link was resent")
    ANSWERED = "answered", _("Already answered")
    REMINDED_LATELY = "reminded_lately", _("The contact was reminded less than two weeks ago")
    NOT_OPEN = "not_open", _("The partnership is on hold or closed")
    PASSWORD_SET = "password_set", _("The user has set a password since")


#: Reasons that say the address itself is the fault.
WRONG_ADDRESS = (Reason.ADDRESS, Reason.BOUNCED)


class Origin(models.TextChoices):
    """Who wanted the mail."""

    REMINDER = "reminder", _("Reminder")
    PERSON = "person", _("Sent by a user")


#: The kind of mail about someone's own account, such as an invitation.
ACCOUNT_KIND = "account"


class RecipientKind(models.TextChoices):
    """What the recipient's number counts."""

    USER = "user", _("Staff")
    CONTACT = "contact", _("Partner contact")
    STRANGER = "stranger", _("Address without an account")


class Phase(models.TextChoices):
    """How far a try to hand a mail over came."""

    CONNECT = "connect", _("Connecting")
    SENDER = "sender", _("Sender")
    RECIPIENT = "recipient", _("Recipient")
    FENCE = "fence", _("Final check")
    DATA = "data", _("Start of message")
    ANSWER = "answer", _("Waiting for the reply to the message")


class Outcome(models.TextChoices):
    """What a try came to; `rules.classify` tells which reply means what."""

    ACCEPTED = "accepted", _("Accepted")
    STOPPED = "stopped", _("Stopped by the final check")
    RELAY = "relay", _("Our mail server is down")
    TRANSIENT = "transient", _("Temporary problem")
    ADDRESS = "address", _("No such address")
    POLICY = "policy", _("Rejected by policy")
    REFUSED = "refused", _("Rejected")
    IN_DOUBT = "in_doubt", _("Unclear")
    BUG = "bug", _("Error in Accord")


#: Outcomes that someone may want to know of.
FAILURES = (
    Outcome.RELAY,
    Outcome.TRANSIENT,
    Outcome.ADDRESS,
    Outcome.POLICY,
    Outcome.REFUSED,
    Outcome.IN_DOUBT,
    Outcome.BUG,
)


class Fault(models.TextChoices):
    """What a tick could not do. Its time stands among the signs of life, under this name."""

    PLANNING = "fault_planning", _("Reminders couldn't be planned.")
    CATCHING_UP = "fault_catching_up", _("Late reminders couldn't be combined into one email.")
    SENDING = "fault_sending", _("Email couldn't be sent because of an error in Accord.")
    SEALING = "fault_sealing", _("The log couldn't be sealed.")
    FINISHING = "fault_finishing", _("A final copy of a signed MOU couldn't be made.")
    CLOCK = "fault_clock", _("A server clock is wrong. Email waits until it's corrected.")


class Part(models.TextChoices):
    """What must give a sign of life each minute, by the name of its sign."""

    TICK = "tick", _("Worker and scheduler, which start each minute's work")
    PLAN = "plan", _("Planning reminders")
    PUMP = "pump", _("Sending email")


#: What a person does about a silent part or a fault.
WHAT_TO_DO: dict[str, Promise] = {
    Part.TICK: _(
        "Restart Accord's worker and scheduler, or ask your server "
        "administrator to. All email waits and is then sent automatically."
    ),
    Part.PLAN: _(
        "Restart the worker, or ask your server administrator to. Email "
        "that's already planned is still sent."
    ),
    Part.PUMP: _(
        "Restart the worker, or ask your server administrator to. All email "
        "waits and is then sent automatically."
    ),
    Fault.PLANNING: _(
        "Email that's already planned is still sent. Give your server "
        "administrator the word below; the log has details."
    ),
    Fault.CATCHING_UP: _(
        "Catch-up emails are on hold; all other email is sent. Give your "
        "server administrator the word below; the log has details."
    ),
    Fault.SENDING: _(
        "All email is waiting. Give your server administrator the word below; the log has details."
    ),
    Fault.SEALING: _(
        "Nothing is lost: new entries are sealed once it works again. Give "
        "your server administrator the word below, and ask them to run "
        "“manage.py verify”."
    ),
    Fault.FINISHING: _(
        "The signatures are safe; the final copy and its email are waiting. "
        "Give your server administrator the word below; the log has details."
    ),
    Fault.CLOCK: _(
        "All email is waiting. Ask your server administrator to sync the "
        "clock of the machine named below with a time server."
    ),
}


class BounceKind(models.TextChoices):
    """A bounce or complaint that arrived after our mail server had accepted the email."""

    HARD = "hard", _("The address doesn't work")
    SOFT = "soft", _("Not delivered this time")
    COMPLAINT = "complaint", _("Marked as spam")
    STOPPED = "stopped", _("Unsubscribed")
