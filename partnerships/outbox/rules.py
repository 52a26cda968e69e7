"""What counts as what: who gets a mail, what a kind of mail must tell, what a reply means."""

import random
import re
from base64 import b32encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Model
from django.utils.crypto import salted_hmac

from common.text import normal_address, search_text
from partnerships.outbox.lifecycle import BounceKind, Origin, Outcome, Phase, Reason
from partnerships.outbox.models import Delivery

BATCH = 50  # rows claimed at once
LEASE = timedelta(seconds=120)
SKEW = timedelta(seconds=30)  # how far our clock may be from the database's
SILENCE = timedelta(minutes=3)  # without a tick people are told
LOOK_AGAIN = timedelta(minutes=1)  # at what was forbidden for a moment only
IN_DOUBT_WAIT = timedelta(minutes=5)
IN_DOUBT_LIMIT = 3  # tries that may have arrived, before a person decides
TRANSIENT_WAITS = [timedelta(minutes=minutes) for minutes in (2, 5, 15, 30, 60)]
ATTEMPT_LIMIT = 27  # the waits above and then one each hour: about a day
JITTER = 0.2
BREAKER_FIRST = timedelta(seconds=30)
BREAKER_LONGEST = timedelta(minutes=5)
TOP = 500  # characters kept of a reply

PERMANENT = 500
TRANSIENT = 400
RELAY_CODES = frozenset({421, 454, 530, 534, 535, 538})
POLICY_CODES = frozenset({552, 554})
ADDRESS_CODES = frozenset({"5.1.1", "5.1.2", "5.1.10"})
BOUNCE_AGE = timedelta(days=7)  # what comes back later is not believed
PERMANENT_CLASS = "5."
SOFT_LIMIT = 3  # so many soft bounces with a 5.x code ...
SOFT_WINDOW = timedelta(days=14)  # ... in so long mean that the address does not work
RELAY_PATIENCE = timedelta(minutes=5)  # our mail server may be away so long unnoticed
ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Who gets a mail; `kind` is "user" or "contact", `tz` the zone its times are written in."""

    kind: str
    id: int
    address: str
    name: str
    tz: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A mail to be queued. The same `dedupe_key` means the same mail, however often queued.

    `anchor_at` is the instant of what the mail is about, such as a meeting's start.
    """

    kind: str
    dedupe_key: str
    recipient: Recipient
    subject: Model
    not_before: datetime
    expires_at: datetime
    partnership_id: int | None = None
    anchor_at: datetime | None = None
    category: str = ""
    origin: Origin = Origin.REMINDER

    def delivery(self, now: datetime) -> Delivery:
        """Return the row, not saved."""
        return Delivery(
            dedupe_key=self.dedupe_key,
            message_id=message_id(self.dedupe_key),
            kind=self.kind,
            category=self.category,
            origin=self.origin,
            recipient_kind=self.recipient.kind,
            recipient_id=self.recipient.id,
            subject_type=self.subject._meta.model_name or "",
            subject_id=self.subject.pk,
            partnership_id=self.partnership_id,
            created_at=now,
            state_at=now,
            **self.changeable(),
        )

    def changeable(self) -> dict[str, object]:
        """Return what a letter that is queued again brings up to date."""
        return {
            "recipient_name": self.recipient.name,
            "recipient_key": search_text(self.recipient.name),
            "address_norm": normal_address(self.recipient.address),
            "tz": self.recipient.tz,
            "anchor_at": self.anchor_at,
            "due_at": self.not_before,
            "not_before": self.not_before,
            "expires_at": self.expires_at,
        }


@dataclass(frozen=True)
class CalendarPart:
    """What calendar programs read in a mail (RFC 6047); ``method`` is REQUEST or CANCEL."""

    method: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a mail says. `headers` are added to those every mail has.

    `sender` is the name before our address: "Maria Santos, Harbor Employment Network" for what a
    person sends, with replies to them, and the name of our organization for all else.
    `attachments` are PDF files by name, e.g. the final copy of an agreement. `calendar` is a
    third version beside text and HTML, for mail programs with a calendar.
    """

    subject: str
    text: str
    sender: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    calendar: CalendarPart | None = None


def one_click(address: str) -> dict[str, str]:
    """The headers by which a mail program offers to stop mail of a kind (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


@dataclass(frozen=True)
class MailKind:
    """What the upper slices tell about one kind of mail.

    `why_untrue(delivery, now)` reads the subject again just before the mail leaves: "" if it
    still holds, else why not, in one word such as "moved". `render(delivery)` writes the mail.
    """

    why_untrue: Callable[[Delivery, datetime], str]
    render: Callable[[Delivery], Content]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What came of one try to hand a mail over; `reason` says more than the outcome does."""

    phase: Phase
    outcome: Outcome
    code: int | None = None
    text: str = ""
    reason: Reason | None = None

    def enhanced_code(self) -> str:
        """Return the relay's own finer code (RFC 3463), such as 5.1.1, or nothing."""
        return enhanced_code(self.text)


DEAD_BECAUSE = {
    Outcome.ADDRESS: Reason.ADDRESS,
    Outcome.POLICY: Reason.POLICY,
    Outcome.REFUSED: Reason.REPLY,
    Outcome.BUG: Reason.BUG,
}


def message_id(dedupe_key: str) -> str:
    """Return the Message-ID that this letter has for ever, on every try."""
    mac = salted_hmac("partnerships.outbox.message_id", dedupe_key, algorithm="sha256")
    return f"<{b32encode(mac.digest()[:20]).decode().lower()}@{settings.MAIL_DOMAIN}>"


def enhanced_code(text: str) -> str:
    """Return the finer code of RFC 3463 in a mail server's words, such as 5.1.1, or nothing."""
    found = ENHANCED.search(text)
    return found[1] if found else ""


def message_id_in(text: str) -> str:
    """Return the first Message-ID in a text that looks like one of ours, or nothing."""
    found = re.search(rf"[a-z2-7]{{32}}@{re.escape(settings.MAIL_DOMAIN)}\b", text)
    return f"<{found[0]}>" if found else ""


def classify(phase: Phase, code: int, text: str) -> Outcome:
    """Tell what a reply that is not a yes means.

    Whatever comes before the recipient is named says nothing about the recipient.
    """
    if phase in {Phase.CONNECT, Phase.SENDER} or code in RELAY_CODES:
        return Outcome.RELAY
    if code < PERMANENT:
        return Outcome.TRANSIENT if code >= TRANSIENT else Outcome.RELAY
    return _permanent(code, enhanced_code(text))


def _permanent(code: int, enhanced: str) -> Outcome:
    if enhanced == "5.4.4":  # "unable to route" is as often our own name server
        return Outcome.TRANSIENT
    if enhanced in ADDRESS_CODES:
        return Outcome.ADDRESS
    if code in POLICY_CODES or enhanced.startswith("5.7."):
        return Outcome.POLICY
    return Outcome.REFUSED


def kept(text: str) -> str:
    """Return what we keep of others' words: one line that every database can store."""
    return "".join(char for char in text if char.isprintable())[:TOP]


def bounce_kind(code: str) -> BounceKind:
    """Tell whether the code of a bounce says that the address is wrong."""
    return BounceKind.HARD if code in ADDRESS_CODES else BounceKind.SOFT


def transient_wait(attempts: int) -> timedelta:
    """Return how long to wait after so many tries, with jitter, so that rows spread out."""
    wait = TRANSIENT_WAITS[min(max(attempts, 1), len(TRANSIENT_WAITS)) - 1]
    return wait * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  no secret


def breaker_wait(failures: int) -> timedelta:
    """Return how long our mail server is left alone after so many failures in a row."""
    doubled = BREAKER_FIRST * float(2 ** min(failures - 1, 10))
    return min(doubled, BREAKER_LONGEST)
