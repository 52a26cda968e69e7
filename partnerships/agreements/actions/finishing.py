"""The final copy of a signed agreement, and telling everyone about it: work of the tick."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from partnerships.agreements import queries, rules
from partnerships.agreements.actions.base import lock, record_mou_event
from partnerships.agreements.actions.documents import StoredFile, store_document, store_file
from partnerships.agreements.actions.links import tell_signers
from partnerships.agreements.actions.text import StoredText, document_to_sign, store_text
from partnerships.agreements.lifecycle import COMPLETED, DocumentKind
from partnerships.agreements.models import Document, Mou, MouVersion, Signer

log = logging.getLogger(__name__)

#: Final copies made in one tick; the rest comes with the next.
AT_ONCE = 20


def finish_signed(*, now: datetime) -> int:
    """Make the final copy of what was signed since, and mail it; returns how many.

    The log is sealed by then, so the certificate tells of entries that can't be changed unseen.
    One that fails does not keep the others back; its error is raised in the end.
    """
    done, fault = 0, None
    for mou in _without_final_copy():
        try:
            done += _finish(mou, now=now)
        except (OperationalError, InterfaceError):  # the database is away, for the others too
            raise
        except Exception as error:
            log.exception("No final copy of MOU %s could be made", mou.pk)
            fault = error
    if fault:
        raise fault
    return done


def _without_final_copy() -> list[Mou]:
    final = Document.objects.filter(mou=OuterRef("pk"), kind=DocumentKind.FINAL)
    versions = MouVersion.objects.filter(mou=OuterRef("pk"))
    signed = Mou.objects.filter(state__in=COMPLETED, legacy_signed_on__isnull=True)
    waiting = signed.filter(~Exists(final), Exists(versions)).order_by("pk")
    return list(waiting.select_related("created_by")[:AT_ONCE])


def _finish(mou: Mou, *, now: datetime) -> bool:
    """Make the final copy and store it. Returns False if another tick was faster.

    Rendering takes a while, so no transaction is open meanwhile; the versions and signatures of
    a signed MOU don't change.
    """
    version = _with_document(mou, store_text(mou, spell_out=True), now=now)
    certificate = queries.certificate_of(mou, version)
    made = rules.pdf_of(version, certificate=certificate, spell_out=True)
    stored = store_file(ContentFile(made, name=f"{mou.title[:80]} (signed).pdf"))
    return _keep_final_copy(mou, stored, now=now)


@transaction.atomic
def _with_document(mou: Mou, stored: StoredText | None, *, now: datetime) -> MouVersion:
    """Return the version that was signed, with its text as a document."""
    version: MouVersion = lock(mou).versions.all()[0]
    if version.text and version.document is None:
        document_to_sign(version, stored=stored, by=mou.created_by, now=now, spell_out=True)
    return version


@transaction.atomic
def send_copies(*, mou: Mou, signers: Iterable[Signer], by: User, now: datetime) -> Mou:
    """Let these signers have the signed copy by email: now, or once it is made.

    Raises `mou_move_refused` before everyone has signed.
    """
    mou, signers = lock(mou), list(signers)
    if mou.state not in COMPLETED or mou.is_legacy():
        raise DomainError(
            _("Not everyone has signed yet. Copies go out after that."), code="mou_move_refused"
        )
    Signer.objects.filter(pk__in=[one.pk for one in signers], party__mou=mou).update(
        gets_copy=True
    )
    names = ", ".join(one.contact.name for one in signers)
    record_mou_event("mou.copies_sent", mou, by=by, at=now, name=names)
    if mou.documents.filter(kind=DocumentKind.FINAL).exists():
        tell_signers(mou, "mou_final", about=f"{mou.pk}", now=now)
    return mou


@transaction.atomic
def _keep_final_copy(mou: Mou, made: StoredFile, *, now: datetime) -> bool:
    mou = lock(mou)
    if mou.documents.filter(kind=DocumentKind.FINAL).exists():
        return False
    document = store_document(
        mou=mou,
        partnership=None,
        kind=DocumentKind.FINAL,
        upload=made,
        by=mou.created_by,
        now=now,
    )
    record_mou_event("mou.final_copy", mou, by=None, at=now, sha256=document.sha256)
    tell_signers(mou, "mou_final", about=f"{mou.pk}", now=now)
    return True
