"""The words of an agreement: its sections, the versions kept of it, and who reads it now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from common.errors import DomainError
from common.versions import save_edit
from partnerships.agreements import queries, rules
from partnerships.agreements.actions.base import lock, record_mou_event, set_state
from partnerships.agreements.actions.documents import (
    StoredFile,
    require_room_for_document,
    store_document,
    store_file,
)
from partnerships.agreements.lifecycle import (
    IN_WORK,
    DocumentKind,
    Follows,
    LinkKind,
    MouState,
    VersionKind,
)
from partnerships.agreements.models import Document, Mou, MouVersion, Section
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Side

IN_THEIRS = ("where", "left_out_because")
SECTION_FIELDS = ("heading", "body", *IN_THEIRS)

#: What a section takes over from its kind, or from the agreement that it follows.
BEGUN_WITH = ("code", "heading", "prompt", "body", "follows", "is_required", "position")


def require_in_work(mou: Mou) -> None:
    """Raise `mou_move_refused` once the text is final."""
    if mou.state not in IN_WORK:
        raise DomainError(
            _("The text is final. Move it back to draft to edit it."), code="mou_move_refused"
        )


def add_sections(mou: Mou) -> None:
    """Begin the text of a new agreement with the sections of its kind, or of what it follows."""
    older = mou.succeeds.sections.all() if mou.succeeds else None
    names = (*BEGUN_WITH, *(IN_THEIRS if older else ()))
    Section.objects.bulk_create(
        Section(mou=mou, **{name: getattr(section, name) for name in names})
        for section in older or mou.type.sections.filter(is_active=True)
    )


@transaction.atomic
def save_section(*, section: Section, seen_version: int, by: User, now: datetime) -> Section:
    """Keep the words of a section. Raises StaleEdit with theirs, or `mou_move_refused`."""
    mou = lock(section.mou)
    require_in_work(mou)
    save_edit(section, seen_version=seen_version, fields=SECTION_FIELDS)
    record_mou_event("mou.section_edited", mou, by=by, at=now, heading=section.heading)
    return section


def upload_theirs(
    *, mou: Mou, upload: File[bytes], remark: str, by: User, now: datetime
) -> MouVersion:
    """Keep a round of the partner's own text as a version (M8).

    Raises `mou_move_refused`, `bad_document`, `not_stored` or `full`.
    """
    require_in_work(mou)
    stored = store_file(upload)
    with transaction.atomic():
        mou = lock(mou)
        require_in_work(mou)
        require_room_for_document(mou)
        document = store_document(
            mou=mou, partnership=None, kind=DocumentKind.THEIRS, upload=stored, by=by, now=now
        )
        if mou.text_by != VersionKind.THEIRS:
            mou.text_by = VersionKind.THEIRS
            mou.save(update_fields=["text_by"])
        version = _add_version(
            mou,
            queries.text_of(mou),
            sha256=document.sha256,
            document=document,
            note=remark,
            made_at=now,
            made_by=by,
        )
        record_mou_event("mou.their_text_kept", mou, by=by, at=now, number=str(version.number))
    return version


def keep_version(mou: Mou, *, by: User, now: datetime) -> MouVersion:
    """The text as it reads now as a version; the newest one if nothing has changed since.

    ``mou`` is locked. Their document stays the same file: what is kept again is where things
    stand in it, and both lists. Raises `no_text_yet`.
    """
    newest, text = mou.versions.first(), queries.text_of(mou)
    if newest and (newest.kind, newest.text) == (mou.text_by, text):
        return newest
    document, sha256 = None, rules.fingerprint(text)
    if mou.text_by == VersionKind.THEIRS:
        document = _their_document(mou)
        sha256 = document.sha256
    return _add_version(mou, text, sha256=sha256, document=document, made_at=now, made_by=by)


def name_signers_anew(mou: Mou, *, by: User, now: datetime) -> bool:
    """Keep a text that is out with those who sign now; says whether it tells of them at all.

    Everything else stays word for word, and both lists those that the gate has bound.
    """
    newest = mou.versions.all()[0]
    follow = set(mou.sections.filter(follows=Follows.SIGNERS).values_list("code", flat=True))
    fresh = {one["code"]: one for one in queries.text_of(mou)["sections"] if one["code"] in follow}
    sections = [fresh.get(one["code"], one) for one in newest.text["sections"]]
    if newest.kind == VersionKind.THEIRS or sections == newest.text["sections"]:
        return False
    text = {**newest.text, "sections": sections}
    sha256 = rules.fingerprint(text)
    _add_version(mou, text, sha256=sha256, made_at=now, made_by=by, shown_at=now)
    return True


def show_version(mou: Mou, *, by: User, now: datetime) -> MouVersion:
    """The version that readers outside see from now on: as it reads now, or the final one."""
    newest = mou.versions.first()
    if newest is None or mou.is_in_work():
        newest = keep_version(mou, by=by, now=now)
    if newest.shown_at is None:
        newest.shown_at = now
        newest.save(update_fields=["shown_at"])
    return newest


def _their_document(mou: Mou) -> Document:
    """The newest round of their text."""
    round_ = mou.versions.filter(kind=VersionKind.THEIRS).first()
    if round_ is None or round_.document is None:
        raise DomainError(_("Upload their text first."), code="no_text_yet")
    return round_.document


def _add_version(mou: Mou, text: queries.Text, **fields: Any) -> MouVersion:
    """Keep the text; several actions do, so it has an event of its own."""
    newest = mou.versions.first()
    number = newest.number + 1 if newest else 1
    version = MouVersion.objects.create(
        mou=mou, number=number, kind=mou.text_by, text=text, **fields
    )
    record(
        "mou.version_kept",
        by=version.made_by,
        at=version.made_at,
        subject=version,
        wrote=[version],
        title=mou.title,
        number=number,
        sha256=version.sha256,
    )
    return version


@transaction.atomic
def hand_round(*, mou: Mou, to: MouState, by: User, now: datetime) -> Mou:
    """Give the draft to us or to them to read, or take it to the table; it keeps a version.

    It's our turn until someone of theirs was asked to read it. Raises `mou_move_refused`.
    """
    mou = lock(mou)
    if to not in IN_WORK:
        raise DomainError(_("Choose who reads it next."), code="mou_move_refused")
    set_state(mou, to)
    keep_version(mou, by=by, now=now)
    if to == MouState.PARTNER_REVIEW:
        show_version(mou, by=by, now=now)
    reading = mou.mou_links.filter(
        kind=LinkKind.REVIEW,
        party__partnership__isnull=False,
        answered_at__isnull=True,
        revoked_at__isnull=True,
    )
    with_them = to == MouState.PARTNER_REVIEW and reading.exists()
    pass_turn(mou, Side.THEIRS if with_them else Side.OURS, now=now)
    record_mou_event("mou.handed_round", mou, by=by, at=now, wrote=[mou], to=str(to))
    return mou


def pass_turn(mou: Mou, court: Side, *, now: datetime) -> None:
    """Whose turn it is, for each partnership of an agreement."""
    partnerships = mou.parties.filter(partnership__isnull=False)
    ids = partnerships.order_by("partnership_id").values_list("partnership_id", flat=True)
    for partnership_id in ids:  # all lock them in this order
        relationships.pass_turn(partnership_id=partnership_id, court=court, now=now)


@dataclass(frozen=True)
class StoredText:
    """A text that was rendered and stored as a PDF before anything was locked."""

    number: int
    text: queries.Text
    file: StoredFile

    def is_of(self, version: MouVersion) -> bool:
        return (self.number, self.text) == (version.number, version.text)


def store_text(mou: Mou, *, spell_out: bool = False) -> StoredText | None:
    """Render and store the PDF that ``document_to_sign`` is about to need.

    It takes a while, so actions call it before their transaction. Returns None where there is
    nothing to render. Raises UndrawableText for characters that no font has, unless
    ``spell_out``, and NotStored.
    """
    version = queries.as_it_reads(mou)
    if version.kind != VersionKind.OURS or version.document:
        return None
    file = _stored_pdf(version, spell_out=spell_out)
    return StoredText(version.number, version.text, file)


def _stored_pdf(version: MouVersion, *, spell_out: bool) -> StoredFile:
    made = rules.pdf_of(version, spell_out=spell_out)
    return store_file(ContentFile(made, name=f"{version.mou.title[:80]}.pdf"))


def document_to_sign(
    version: MouVersion,
    *,
    stored: StoredText | None,
    by: User,
    now: datetime,
    spell_out: bool = False,
) -> Document:
    """The PDF of a version, made once and kept: the same file for all who sign it.

    ``stored`` is what ``store_text`` gave; if the text has changed since, it is rendered again.
    Raises `not_a_pdf` when their text is kept as another kind of file, and UndrawableText for
    characters that no font has, unless ``spell_out``.
    """
    if version.document is None:
        fits = stored is not None and stored.is_of(version)
        file = stored.file if stored and fits else _stored_pdf(version, spell_out=spell_out)
        version.document = store_document(
            mou=version.mou, partnership=None, kind=DocumentKind.TEXT, upload=file, by=by, now=now
        )
        version.save(update_fields=["document"])
    if version.document.content_type != "application/pdf":
        raise DomainError(
            _("Upload their text as a PDF first. A Word file can still change."), code="not_a_pdf"
        )
    return version.document
