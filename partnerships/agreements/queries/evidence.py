"""What the log says about an agreement, and whether it still says what it said."""

from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.utils.translation import gettext as _

from audit.models import Event
from audit.queries import chain_head, changed_events
from partnerships.agreements.lifecycle import EVIDENCE
from partnerships.agreements.models import Document, Mou, MouVersion

#: What the certificate tells; the rest is on the timeline.
CERTIFIED = (
    "mou.sent_out",
    "mou.link_sent",
    "mou.link_opened",
    "mou.code_wrong",
    "mou.signed",
    "mou.declined",
    "mou.delegated",
    "mou.signers_changed",
    "mou.recalled",
)

#: What readers and signers answered besides comments and signatures.
ANSWERS = ("mou.text_accepted", "mou.delegated", "mou.link_wanted")

#: How many events the page shows.
SHOWN = 500


@dataclass(frozen=True)
class SigningRecord:
    """The events of an agreement, oldest first, those that were changed, and its documents."""

    events: list[Event]
    changed: list[int]
    unsealed: list[int]
    documents: list[Document]


def evidence_of(mou: Mou) -> SigningRecord:
    """A constant number of queries."""
    found = Event.objects.filter(subject_type="mou", subject_id=mou.pk, verb__in=CERTIFIED)
    events = list(found.order_by("pk")[:SHOWN])
    changed, unsealed = changed_events(events)
    return SigningRecord(
        events=events,
        changed=changed,
        unsealed=unsealed,
        documents=list(mou.documents.order_by("uploaded_at", "pk")),
    )


def answers_on(mou: Mou) -> list[Event]:
    """That the text works for someone, or that a colleague should sign; the newest first."""
    found = Event.objects.filter(subject_type="mou", subject_id=mou.pk, verb__in=ANSWERS)
    return list(found.order_by("-pk")[:SHOWN])


def certificate_of(mou: Mou, version: MouVersion) -> dict[str, Any]:
    """The certificate of a signed agreement as its last page tells it; times are UTC."""
    evidence = evidence_of(mou)
    signed = mou.signatures.counting().select_related("contact", "signer__party__organization")
    document = version.document
    return {
        "title": _("Certificate"),
        "says": _("What was signed: %(name)s, SHA-256 %(sha256)s.")
        % {
            "name": document.name if document else version,
            "sha256": document.sha256 if document else version.sha256,
        },
        "claim": _(
            "These are the events as logged. They are evidence, not legal "
            "advice. Head of the log when this page was made: %(head)s."
        )
        % {"head": chain_head()},
        "signers": {
            "head": [_("Who"), _("For"), _("On"), _("How"), _("Name as typed")],
            "rows": [
                [
                    str(one.contact),
                    str(one.signer.party),
                    one.signed_on.isoformat(),
                    str(one.get_how_display()),
                    one.typed_name,
                ]
                for one in signed
            ],
        },
        "events": {
            "head": [_("When (UTC)"), _("What"), _("Who"), _("From"), _("SHA-256")],
            "rows": [_event_row(event) for event in evidence.events],
        },
    }


def _event_row(event: Event) -> list[str]:
    params = event.params
    sha256 = str(params.get("sha256", ""))
    return [
        event.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
        str(EVIDENCE[event.verb].label),
        str(params.get("name") or event.by_name),
        " ".join(str(params.get(name, "")) for name in ("address", "user_agent")).strip(),
        " ".join(sha256[i : i + 8] for i in range(0, len(sha256), 8)),
    ]
