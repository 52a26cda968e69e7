"""Thirty-nine ways to tamper with the database, each by somebody without the key, each found.

Whoever tampers writes past every model, as the password of the database lets them, and makes
good what they can: hashes that need no key, and the seals as far as they could make them.
"""

import hashlib
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Model
from django.test import override_settings
from pytest_django import DjangoDbBlocker, Settings

from accounts import actions as accounts
from accounts.models import User
from accounts.roles import Role
from audit import actions as audit, rules
from audit.models import Event, RowDigest, Seal
from audit.queries import chain_head
from partnerships.agreements import actions as agreements
from partnerships.agreements.lifecycle import LinkKind, MouState
from partnerships.agreements.models import (
    Document,
    GoLive,
    Mou,
    MouLink,
    MouParty,
    MouVersion,
    Signature,
    Signer,
)
from partnerships.agreements.rules import fingerprint
from partnerships.exchange.models import (
    Acceptance,
    Acknowledgement,
    ListLine,
    ListVersion,
    ValueAgreement,
    WiifmAnswer,
)
from partnerships.exchange.models.versions import fingerprint as line_hash
from partnerships.links import actions as links
from partnerships.links.models import PersonalLink
from partnerships.links.rules import hash_of, make_token
from partnerships.organizations.models import Contact
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership, PurposeAgreement, StageChange
from tests.scenarios import drafted_mou, partnership_ready_for_mou

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Kept:
    """What the operator keeps outside the database: a head of the log, and the files."""

    head: str
    media: Path


@pytest.fixture(scope="module")
def kept(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Kept]:
    """A house with an MOU that two people signed by link; every entry of its log is sealed."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        _build()
        audit.seal(now=NOW)
        yield Kept(chain_head(), media)
        transaction.set_rollback(True)


def _build() -> None:
    by = accounts.add_user(
        email="maria@example.org", name="Maria Alvarez", role=Role.COORDINATOR, by=None, now=NOW
    )
    agreements.go_live(on=NOW.date() - timedelta(days=90), by=by, now=NOW)
    partnership = partnership_ready_for_mou(NOW, by)
    mou = drafted_mou(partnership, NOW, by)
    pipeline.send_out(mou=mou, by=by, now=NOW)
    for signer in Signer.objects.all():
        _sign_by_link(mou, signer, by)
    for name in ("Kim Lee", "Jo Ortiz"):
        link = links.send_link(
            partnership=partnership,
            contact=Contact.objects.get(name=name),
            words="",
            remind=False,
            by=by,
            now=NOW,
        )
        if name == "Kim Lee":
            links.revoke(link=link, by=by, now=NOW)
    links.keep_draft(link=link, draft={"answer": "yes"}, now=NOW)


def _sign_by_link(mou: Mou, signer: Signer, by: User) -> None:
    link = MouLink(mou=mou, party=signer.party, contact=signer.contact, kind=LinkKind.SIGN)
    link = agreements.send_mou_link(link=link, by=by, now=NOW)
    given = agreements.LinkSignature(
        typed_name=signer.contact.name, code="", address="192.0.2.7", user_agent="A browser"
    )
    pipeline.sign_by_link(link=link, given=given, now=NOW)


@pytest.fixture
def house(kept: Kept, db: None, settings: Settings, tmp_path: Path) -> Kept:
    """The house, with files of its own for each test."""
    settings.MEDIA_ROOT = shutil.copytree(kept.media, tmp_path / "media")
    return kept


def verify(*options: str) -> str:
    out = StringIO()
    try:
        call_command("verify", *options, stdout=out)
    except CommandError as error:
        return f"{out.getvalue()}{error}"
    return out.getvalue()


def rows(model: type[Model]) -> Any:
    """The rows of a model as the database has them, without what our own code forbids."""
    return model._meta.base_manager.all()


def add_copy(model: type[Model], **changes: Any) -> None:
    """Add a row like the newest one of its kind."""
    row = rows(model).latest("pk")
    for name, value in {"pk": None, **changes}.items():
        setattr(row, name, value)
    row._state.adding = True  # noqa: SLF001  past what our own code forbids
    Model.save_base(row, raw=True, force_insert=True)


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def cut(after: int) -> None:
    """Remove the end of the log, cleanly: seals, digests and events."""
    last = Seal.objects.get(seq=after).event_id
    sql("DELETE FROM audit_seal WHERE seq > %s", after)
    sql("DELETE FROM audit_rowdigest WHERE event_id > %s", last)
    sql("DELETE FROM audit_event WHERE id > %s", last)


# The log and its chain


def change_an_event() -> None:
    rows(Event).filter(verb="mou.signed").update(by_name="Someone else")


def delete_an_event() -> None:
    event = rows(Event).filter(verb="link.draft_kept").latest("pk")
    sql("DELETE FROM audit_event WHERE id = %s", event.pk)


def empty_the_log() -> None:
    for table in ("seal", "rowdigest", "event"):
        sql(f"DELETE FROM audit_{table}")  # noqa: S608


def cut_the_tail() -> None:
    cut(Seal.objects.latest("seq").seq - 1)


def recompute_the_chain() -> None:
    change_an_event()
    previous = rules.GENESIS
    for seal in rows(Seal).filter(seq__gt=0).order_by("seq"):
        event = rows(Event).get(pk=seal.event_id)
        previous = hashlib.sha256(f"{previous}\n{event.pk}\n{event.proof}".encode()).hexdigest()
        rows(Seal).filter(seq=seal.seq).update(hash=previous)


def invent_an_event() -> None:
    add_copy(Event, verb="mou.declined", proof="c0ffee00.0123456789abcdef.00")


def invent_an_event_with_a_seal() -> None:
    invent_an_event()
    last = rows(Seal).latest("seq")
    event = rows(Event).latest("pk")
    add_copy(Seal, pk=last.seq + 1, event_id=event.pk, hash=hashlib.sha256(b"x").hexdigest())


def drop_a_seal() -> None:
    sql("DELETE FROM audit_seal WHERE seq = %s", rows(Seal).latest("seq").seq - 3)


def change_a_digest() -> None:
    raise_a_role()
    digest = dict(rules.digests_in(rows(User)))
    for pk, value in digest.items():
        rows(RowDigest).filter(row_type="user", row_id=pk).update(digest=value)


# What people said


def change_an_answer() -> None:
    rows(WiifmAnswer).filter(side="theirs").update(comment="We never said so.")


def invent_an_answer() -> None:
    add_copy(WiifmAnswer, value="no")


def date_an_answer_back() -> None:
    rows(WiifmAnswer).update(said_on=date(2026, 1, 5))


def invent_an_acknowledgement() -> None:
    add_copy(Acknowledgement)


def take_back_an_agreement_with_the_purpose() -> None:
    rows(PurposeAgreement).update(agreed_on=date(2026, 1, 5))


# Signatures and documents


def change_the_day_of_a_signature() -> None:
    rows(Signature).update(signed_on=date(2026, 1, 5))


def change_the_name_as_typed() -> None:
    rows(Signature).update(typed_name="J. Ortiz")


def change_the_address_of_a_signature() -> None:
    rows(Signature).update(address="198.51.100.9")


def make_a_signature_void() -> None:
    rows(Signature).filter(contact__name="Jo Ortiz").update(voided_at=NOW, void_reason="Mistake")


def delete_a_signature() -> None:
    sql("DELETE FROM partnerships_signature WHERE id = %s", rows(Signature).latest("pk").pk)


def exempt_a_signature() -> None:
    rows(Signature).update(value_agreement=None, exemption="approving_official")


def change_a_document_and_its_hash() -> None:
    document = rows(Document).latest("pk")
    content = b"%PDF-1.4\n%%EOF\nother words"
    Path(default_storage.path(document.file.name)).write_bytes(content)
    rows(Document).filter(pk=document.pk).update(
        sha256=hashlib.sha256(content).hexdigest(), size=len(content)
    )


def change_the_words_and_their_hash() -> None:
    version = rows(MouVersion).latest("pk")
    text = {**version.text, "title": "Other"}
    rows(MouVersion).filter(pk=version.pk).update(text=text, sha256=fingerprint(text))


# Lists, and the agreement of both sides


def change_a_line_and_its_hash() -> None:
    for line in rows(ListLine):
        content = line_hash(["Money", line.how_much, line.rhythm, line.why])
        rows(ListLine).filter(pk=line.pk).update(what="Money", content_hash=content)


def change_the_hash_of_a_version() -> None:
    rows(ListVersion).update(ours_hash=line_hash([]))


def raise_what_was_accepted() -> None:
    rows(ValueAgreement).update(our_lines_accepted=9)


# Roles, stages and states


def raise_a_role() -> None:
    rows(User).filter(email="maria@example.org").update(role=Role.ADMINISTRATOR)


def move_a_stage() -> None:
    rows(Partnership).update(stage=Stage.EXPLORING)


def lengthen_an_mou() -> None:
    rows(Mou).update(ends_on=date(2099, 12, 31), end_known="date")


def plant_a_token() -> None:
    nonce = secrets.token_urlsafe(32)
    planted = rows(PersonalLink).filter(revoked_at__isnull=True)
    planted.update(nonce=nonce, token_hash=hash_of(make_token(nonce)))


# Ten of our own


def plant_a_password() -> None:
    rows(User).update(password=make_password("known to me"))


def plant_a_user() -> None:
    add_copy(User, email="mallory@example.org", role=Role.ADMINISTRATOR)


def plant_a_link_to_sign() -> None:
    add_copy(MouLink, kind=LinkKind.READ, token_hash="0" * 64)


def revive_a_link() -> None:
    rows(PersonalLink).filter(revoked_at__isnull=False).update(revoked_at=None)


def change_the_state_of_an_mou() -> None:
    rows(Mou).update(state=MouState.SUSPENDED)


def invent_history() -> None:
    add_copy(StageChange, note="Leadership wanted it so.")


def let_a_partner_be_an_official() -> None:
    rows(MouParty).filter(partnership__isnull=False).update(
        is_approving_official=True, value_agreement=None
    )


def move_the_first_day() -> None:
    rows(GoLive).update(on=date(2030, 1, 1))


def hide_an_event_before_the_first() -> None:
    add_copy(Event, pk=0, verb="mou.declined", proof="none")


def remove_an_answer_and_its_digest() -> None:
    answer = rows(Acceptance).latest("pk")
    sql("DELETE FROM audit_rowdigest WHERE row_type = 'acceptance' AND row_id = %s", answer.pk)
    sql("DELETE FROM partnerships_acceptance WHERE id = %s", answer.pk)


TABLE: list[tuple[Callable[[], None], str]] = [
    (change_an_event, "was changed"),
    (delete_an_event, "is missing"),
    (empty_the_log, "no event of the log tells of it"),
    (recompute_the_chain, "was not made by Accord"),
    (invent_an_event, "Accord did not write it"),
    (invent_an_event_with_a_seal, "was not made by Accord"),
    (drop_a_seal, "those between are missing"),
    (change_a_digest, "was changed"),
    (change_an_answer, "it is not as event"),
    (invent_an_answer, "no event of the log tells of it"),
    (date_an_answer_back, "it is not as event"),
    (invent_an_acknowledgement, "no event of the log tells of it"),
    (take_back_an_agreement_with_the_purpose, "it is not as event"),
    (change_the_day_of_a_signature, "Signature"),
    (change_the_name_as_typed, "Signature"),
    (change_the_address_of_a_signature, "Signature"),
    (make_a_signature_void, "Signature"),
    (delete_a_signature, "it is missing"),
    (exempt_a_signature, "Signature"),
    (change_a_document_and_its_hash, "Document"),
    (change_the_words_and_their_hash, "Mou version"),
    (change_a_line_and_its_hash, "List line"),
    (change_the_hash_of_a_version, "List version"),
    (raise_what_was_accepted, "Value agreement"),
    (raise_a_role, "User"),
    (move_a_stage, "Partnership"),
    (plant_a_token, "Personal link"),
    (plant_a_password, "Password"),
    (plant_a_user, "User"),
    (plant_a_link_to_sign, "Mou link"),
    (revive_a_link, "Personal link"),
    (change_the_state_of_an_mou, "MOU"),
    (lengthen_an_mou, "MOU"),
    (invent_history, "Stage change"),
    (let_a_partner_be_an_official, "Mou party"),
    (move_the_first_day, "Go live"),
    (hide_an_event_before_the_first, "first seal was changed"),
    (remove_an_answer_and_its_digest, "was changed"),
]

#: What nothing in the database can tell: only a head that was kept elsewhere does.
ONLY_THE_HEAD: list[tuple[Callable[[], None], str]] = [(cut_the_tail, "does not contain the head")]


def test_the_table_has_thirty_nine_rows() -> None:
    assert len({tamper for tamper, _word in TABLE + ONLY_THE_HEAD}) == 39


def test_an_untouched_house_has_no_problems(house: Kept) -> None:
    assert verify("--head", house.head).startswith("Everything holds")


@pytest.mark.parametrize(("tamper", "word"), TABLE)
def test_each_tampering_is_found(house: Kept, tamper: Callable[[], None], word: str) -> None:
    tamper()
    assert word in verify()
    audit.seal(now=NOW, everything=True)
    assert word in verify(), "the next tick hides it"


@pytest.mark.parametrize(("tamper", "word"), ONLY_THE_HEAD)
def test_a_cut_log_is_found_by_a_head_that_was_kept(
    house: Kept, tamper: Callable[[], None], word: str
) -> None:
    tamper()
    assert verify().startswith("Everything holds")
    assert word in verify("--head", house.head)


def test_a_new_password_vouches_for_no_role(house: Kept) -> None:
    raise_a_role()
    user = User.objects.get(email="maria@example.org")
    accounts.set_password(user, password="seven green lanterns", by=user, now=NOW)  # noqa: S106
    assert f"User {user.pk}: it is not as event" in verify()
