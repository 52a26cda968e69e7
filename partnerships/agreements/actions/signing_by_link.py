"""A signer signs behind their link."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import DomainError
from partnerships.agreements.actions.base import lock, party_answered
from partnerships.agreements.actions.links import mark_answered, require_turn
from partnerships.agreements.actions.opening import require_code
from partnerships.agreements.actions.signing import (
    Signed,
    record_signature,
    unchanged_document,
)
from partnerships.agreements.lifecycle import MouState
from partnerships.agreements.models import Document, MouLink, Signature, Signer
from partnerships.agreements.rules import CONSENT, same_name
from partnerships.relationships.lifecycle import How


@dataclass(frozen=True)
class LinkSignature:
    """What a signer typed and ticked behind their link, and where it came from."""

    typed_name: str
    code: str
    address: str | None
    user_agent: str


def check_link_signature(*, link: MouLink, given: LinkSignature, now: datetime) -> Document | None:
    """Ask for the code and hash the document, outside any transaction; then sign.

    A wrong code is counted even if what follows is rolled back. Raises
    `link_refused` or `changed_file`.
    """
    require_code(link=link, typed=given.code, now=now)
    return unchanged_document(link.mou)


@transaction.atomic
def sign_by_link(
    *, link: MouLink, given: LinkSignature, checked: Document | None, now: datetime
) -> Signature:
    """A signer signs behind their link: name, intent and consent for exactly these bytes.

    ``checked`` comes from ``check_link_signature``. Raises `link_refused`, `signer_refused`,
    `changed_file`, `mou_move_refused`.
    """
    mou = lock(link.mou)
    signer = Signer.objects.waiting().filter(party__mou=mou, contact=link.contact).first()
    if signer is None or mou.state != MouState.OUT_FOR_SIGNATURE:
        raise DomainError(_("There's nothing left for you to sign."), code="link_refused")
    require_turn(mou, signer)
    document = mou.versions.all()[0].document
    if document is None:
        raise DomainError(
            _("The document can't be shown in its original form. Please call us."),
            code="changed_file",
        )
    if not same_name(given.typed_name, link.contact.name):
        raise DomainError(
            _("Type your name exactly as shown: %(name)s.") % {"name": link.contact.name},
            field="typed_name",
            code="signer_refused",
        )
    signed = Signed(
        signer=signer,
        signed_on=timezone.localdate(now),
        how=How.LINK,
        document=document,
        typed_name=given.typed_name,
        consent=CONSENT,
        address=given.address,
        user_agent=given.user_agent,
    )
    mark_answered(link=link, now=now)
    party_answered(link.party, How.LINK, now=now)
    Signer.objects.filter(pk=signer.pk).update(declined_at=None, decline_reason="", gets_copy=True)
    return record_signature(mou=mou, signed=signed, checked=checked, by=None, now=now)
