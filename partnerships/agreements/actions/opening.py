"""What is asked and kept when a signer opens their link."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from audit.models import Event
from common.errors import DomainError
from partnerships.agreements import rules
from partnerships.agreements.actions.base import record_mou_event
from partnerships.agreements.models import Document, MouLink


def record_opened(
    *,
    link: MouLink,
    document: Document,
    address: str,
    user_agent: str,
    is_program: bool,
    now: datetime,
) -> None:
    """Record the first opening of a document by a link; later ones leave no trace.

    A visit by a program, such as a mail scanner or a browser that loads pages ahead, is recorded
    as that, once, and doesn't hide the person's.
    """
    if _is_recorded(link, document, is_program=is_program):
        return
    with transaction.atomic():
        MouLink.objects.select_for_update().get(pk=link.pk)
        if _is_recorded(link, document, is_program=is_program):
            return
        name = link.contact.name
        record_mou_event(
            "mou.link_opened",
            link.mou,
            by=None,
            at=now,
            name=_("An automated program, with %(name)s's link,") % {"name": name}
            if is_program
            else name,
            program="yes" if is_program else "",
            link=str(link.pk),
            address=address,
            user_agent=user_agent[:300],
            sha256=document.sha256,
        )


def _is_recorded(link: MouLink, document: Document, *, is_program: bool) -> bool:
    found = Event.objects.filter(
        verb="mou.link_opened",
        subject_type="mou",
        subject_id=link.mou_id,
        at__gte=link.sent_at,
        params__link=str(link.pk),
        params__sha256=document.sha256,
    )
    return (found if is_program else found.filter(params__program="")).exists()


def require_code(*, link: MouLink, typed: str, now: datetime) -> None:
    """Raise `link_refused` unless the code was typed, where one is asked for.

    The try is counted before the code is judged and given back if it was right, so that guesses
    sent at once can't share one. The count stays when what was tried is rolled back.
    """
    if not link.asks_code:
        return
    rows = MouLink.objects.filter(pk=link.pk, nonce=link.nonce)
    with transaction.atomic(durable=True):
        counted = rows.filter(tries__lt=rules.MOST_TRIES).update(tries=F("tries") + 1)
    if not counted:
        raise DomainError(
            _("Too many wrong codes. Ask us for a new link."),
            field="code",
            code="link_refused",
        )
    if rules.is_code(link, typed):
        rows.update(tries=F("tries") - 1)
        return
    record_mou_event("mou.code_wrong", link.mou, by=None, at=now, name=link.contact.name)
    raise DomainError(
        _("That isn't the code we gave you by phone or text message."),
        field="code",
        code="link_refused",
    )
