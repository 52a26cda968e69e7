"""What may become of a mail."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.badges import show_as


class State(models.TextChoices):
    """Where a delivery stands. The last five are ends, and a person can see each of them."""

    PENDING = "pending", _("Waiting")
    RETRY = "retry", _("Waiting for another try")
    CLAIMED = "claimed", _("Being prepared")
    HANDING = "handing", _("Being handed over")
    SENT = "sent", _("Sent")
    CANCELLED = "cancelled", _("No longer needed")
    SUPPRESSED = "suppressed", _("Address must not be written to")
    EXPIRED = "expired", _("Too late to be useful")
    DEAD = "dead", _("Could not be delivered")


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

    ADDRESS = "address", _("The address does not exist")
    POLICY = "policy", _("Refused because of its content or of our mail server's standing")
    REPLY = "reply", _("Refused by their mail server")
    LETTERS = (
        "letters",
        _("Our mail server cannot reach addresses with letters such as ö before the @"),
    )
    DEFERRED = "deferred", _("Their mail server asked us to wait for a whole day")
    IN_DOUBT = "in_doubt", _("Unclear whether it arrived; the connection broke three times")
    BUG = "bug", _("A fault of Accord; the mail could not be written")
    GIVEN_UP = "given_up", _("Given up by a person")
    RECIPIENT_LEFT = "recipient_left", _("This person can no longer sign in")
    TOO_LATE = "too_late", _("Its time was over")
    BOUNCED = "bounced", _("Mail to this address came back")
    COMPLAINT = "complaint", _("The recipient called our mail unwanted")
    STOPPED = "stopped", _("The recipient stopped mail of this kind")
    OVER = "over", _("It no longer held")
    OTHER_WAY = "other_way", _("Its person is told another way")
    PUT_OFF = "put_off", _("Its person put it off")
    COLLAPSED = "collapsed", _("It went with others, in one mail")
    NOTHING_LEFT = "nothing_left", _("Nothing of it still held")
    REVOKED = "revoked", _("The link no longer works")
    SENT_AGAIN = "sent_again", _("The link was sent again")
    ANSWERED = "answered", _("It was answered")
    REMINDED_LATELY = "reminded_lately", _("The person was reminded less than two weeks ago")
    NOT_OPEN = "not_open", _("The partnership is on hold or has ended")
    PASSWORD_SET = "password_set", _("The person has set a password since")


#: Reasons that say the address itself is the fault.
WRONG_ADDRESS = (Reason.ADDRESS, Reason.BOUNCED)


class Origin(models.TextChoices):
    """Who wanted the mail."""

    REMINDER = "reminder", _("Reminder")
    PERSON = "person", _("Sent by a person")


#: The kind of mail about somebody's own account, such as an invitation.
ACCOUNT_KIND = "account"

#: The kind of mail that carries several reminders. Each plan asks for those of some days, so
#: they have an index of their own.
DIGEST_KIND = "digest"


class RecipientKind(models.TextChoices):
    """What the recipient's number counts."""

    USER = "user", _("One of us")
    CONTACT = "contact", _("A person of a partner")
    STRANGER = "stranger", _("An address without an account")


class Phase(models.TextChoices):
    """How far a try to hand a mail over came."""

    CONNECT = "connect", _("Connecting")
    SENDER = "sender", _("Naming the sender")
    RECIPIENT = "recipient", _("Naming the recipient")
    FENCE = "fence", _("Last check")
    DATA = "data", _("Announcing the text")
    ANSWER = "answer", _("Waiting for the answer to the text")


class Outcome(models.TextChoices):
    """What a try came to; `rules.classify` tells which reply means what."""

    ACCEPTED = "accepted", _("Accepted")
    STOPPED = "stopped", _("Stopped by the last check")
    RELAY = "relay", _("Our mail server is out of order")
    TRANSIENT = "transient", _("Not now")
    ADDRESS = "address", _("No such address")
    POLICY = "policy", _("Refused by policy")
    REFUSED = "refused", _("Refused")
    IN_DOUBT = "in_doubt", _("Unclear")
    BUG = "bug", _("A fault of Accord")


#: Outcomes that somebody may want to know of.
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

    PLANNING = "fault_planning", _("What is due could not be planned.")
    CATCHING_UP = "fault_catching_up", _("What came late could not be put into one mail.")
    SENDING = "fault_sending", _("Mail could not be sent by a fault of Accord.")
    SEALING = "fault_sealing", _("The log could not be sealed.")
    FINISHING = "fault_finishing", _("A final copy of what was signed could not be made.")
    CLOCK = "fault_clock", _("A clock is wrong: what sends mail waits until it is right.")


class Part(models.TextChoices):
    """What must give a sign of life each minute, by the name of its sign."""

    TICK = "tick", _("Worker and scheduler, which begin the work of each minute")
    PLAN = "plan", _("Planning of reminders")
    PUMP = "pump", _("Sending of mail")


#: What a person does about a silent part or a fault.
WHAT_TO_DO: dict[str, Promise] = {
    Part.TICK: _(
        "Start the worker and the scheduler of Accord again, or ask whoever looks after the "
        "server to. All mail waits and then leaves by itself."
    ),
    Part.PLAN: _(
        "Start the worker again, or ask whoever looks after the server to. Mail that is planned "
        "already still leaves."
    ),
    Part.PUMP: _(
        "Start the worker again, or ask whoever looks after the server to. All mail waits and "
        "then leaves by itself."
    ),
    Fault.PLANNING: _(
        "Mail that is planned already still leaves. Send whoever looks after the server the "
        "word below; the log says more."
    ),
    Fault.CATCHING_UP: _(
        "Nobody hears yet of what came too late; all other mail leaves. Send whoever looks after "
        "the server the word below; the log says more."
    ),
    Fault.SENDING: _(
        "All mail waits. Send whoever looks after the server the word below; the log says more."
    ),
    Fault.SEALING: _(
        "Nothing is lost: new entries are sealed once it works again. Send whoever looks after "
        "the server the word below, and ask them to run “manage.py verify”."
    ),
    Fault.FINISHING: _(
        "The signatures are safe; the final copy and its mail wait. Send whoever looks after the "
        "server the word below; the log says more."
    ),
    Fault.CLOCK: _(
        "All mail waits. Ask whoever looks after the server to set the clock of the machine "
        "named below by a time server."
    ),
}


class BounceKind(models.TextChoices):
    """What came back later, after our mail server had taken the mail."""

    HARD = "hard", _("The address does not work")
    SOFT = "soft", _("Not delivered this time")
    COMPLAINT = "complaint", _("Called unwanted")
    STOPPED = "stopped", _("They want no more mail of this kind")
