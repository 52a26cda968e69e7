"""manage.py verify: clean on the demo, and every tampering is found."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts import actions as accounts
from accounts.models import User
from accounts.roles import Role
from audit import actions as audit
from audit.models import Seal
from audit.queries import chain_head
from partnerships.agreements.models import Document, GoLive, Mou, Signature
from partnerships.exchange.models import WiifmAnswer
from partnerships.links import actions as links
from partnerships.links.models import PersonalLink
from partnerships.links.rules import hash_of
from partnerships.organizations.models import Identifier, Organization, Position
from partnerships.overview.queries.verify import _tokens
from partnerships.relationships import actions as relationships
from tests.scenarios import (
    drafted_mou,
    leader_of,
    partner_organization,
    partnership_ready_for_mou,
    sign_all,
)


def verify(*options: str) -> str:
    out = StringIO()
    try:
        call_command("verify", *options, stdout=out)
    except CommandError as error:
        return out.getvalue() + str(error)
    return out.getvalue()


@pytest.fixture(autouse=True)
def own_media(settings: Settings, tmp_path: Path) -> None:
    """Files that are tampered with are no other test's."""
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.django_db
def test_it_is_clean_on_the_demo_with_its_four_cases() -> None:
    call_command("seed_demo", "--known-passwords", stdout=StringIO())
    assert verify().startswith("Everything holds")
    names = set(Organization.objects.values_list("name", flat=True))
    assert names >= {
        "Elm Street Neighbors",
        "National Skills Alliance",
        "Granite Foods",
        "Lakeside Independent Living",
    }
    assert Mou.objects.filter(legacy_signed_on__isnull=False).exists()
    assert Mou.objects.signed_early().exists()


@pytest.fixture
def coordinator(db: None, now: datetime) -> User:
    """Somebody who was added as people are, so that the log tells of it."""
    return accounts.add_user(
        email="maria@example.org", name="Maria Alvarez", role=Role.COORDINATOR, by=None, now=now
    )


@pytest.fixture
def signed(coordinator: User, now: datetime) -> Mou:
    ready = partnership_ready_for_mou(now, coordinator)
    mou = sign_all(drafted_mou(ready, now, coordinator), now, coordinator)
    audit.seal(now=now)
    assert verify().startswith("Everything holds")
    return mou


def sql(statement: str) -> None:
    """Past every model, as somebody with the database's password could."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def change_the_log(_mou: Mou) -> None:
    sql("UPDATE audit_event SET by_name = 'Someone else' WHERE verb = 'mou.signed'")


def turn_a_yes_into_a_no(_mou: Mou) -> None:
    WiifmAnswer.objects.filter(side="theirs").update(value="no")


def exempt_a_signature(_mou: Mou) -> None:
    Signature.objects.update(value_agreement=None, exemption="not_gated")


def ungate(mou: Mou) -> None:
    Mou.objects.filter(pk=mou.pk).update(gated=False)


def lose_a_signature(mou: Mou) -> None:
    mou.signatures.all()[0].delete()


def change_one_byte(mou: Mou) -> None:
    path = mou.documents.all()[0].file.name
    with default_storage.open(path) as stored:
        content = stored.read()
    default_storage.delete(path)
    with default_storage.open(path, "wb") as stored:
        stored.write(content[:-1] + b"X")


def lose_a_file(mou: Mou) -> None:
    default_storage.delete(mou.documents.all()[0].file.name)


def call_a_new_one_older(mou: Mou) -> None:
    GoLive.objects.create(pk=1, on=mou.created_at.date() - timedelta(days=900))
    Signature.objects.all().delete()
    Mou.objects.filter(pk=mou.pk).update(legacy_signed_on=mou.signed_on, signed_on=None)


def break_an_identifier(_mou: Mou) -> None:
    organization = Organization.objects.filter(is_ours=False).order_by("pk")[0]
    Identifier.objects.create(organization=organization, scheme="ein", value="N/A")


def partner_with_ourselves(mou: Mou) -> None:
    party = mou.parties.get(partnership__isnull=False)
    Organization.objects.filter(is_ours=True).update(is_ours=False)
    Organization.objects.filter(pk=party.organization_id).update(is_ours=True)


@pytest.mark.parametrize(
    ("tamper", "word"),
    [
        (change_the_log, "Audit log"),
        (turn_a_yes_into_a_no, "not a yes"),
        (exempt_a_signature, "exempt"),
        (ungate, "gated differently"),
        (lose_a_signature, "did not sign"),
        (change_one_byte, "was changed"),
        (lose_a_file, "is missing"),
        (call_a_new_one_older, "called older"),
        (break_an_identifier, "no EIN"),
        (partner_with_ourselves, "with ourselves"),
    ],
)
def test_each_tampering_is_found(signed: Mou, tamper: Callable[[Mou], None], word: str) -> None:
    tamper(signed)
    found = verify()
    assert word in found
    assert "Everything holds" not in found


def test_two_in_effect_at_once_are_found(signed: Mou, coordinator: User, now: datetime) -> None:
    partnership = signed.parties.get(partnership__isnull=False).partnership
    assert partnership is not None
    twin = drafted_mou(partnership, now, coordinator)
    paper = Document.objects.get(pk=signed.documents.all()[0].pk)
    for signer, old in zip(
        [s for p in twin.parties.all() for s in p.signers.all()],
        Signature.objects.all(),
        strict=True,
    ):
        Signature.objects.create(
            mou=twin,
            signer=signer,
            contact=signer.contact,
            signed_on=old.signed_on,
            document=paper,
            value_agreement=old.value_agreement,
            recorded_at=now,
            recorded_by=coordinator,
        )
    Mou.objects.filter(pk=twin.pk).update(state="signed", signed_on=now.date(), gate_passed_at=now)
    assert "in effect at once" in verify()


def test_nothing_is_sealed_by_looking(
    coordinator: User, now: datetime, clock: time_machine.Traveller
) -> None:
    found = verify()
    assert found.startswith("1 events are not sealed yet; the next tick seals them.")
    assert "Everything holds" in found
    assert not Seal.objects.exists()
    clock.shift(timedelta(minutes=11))
    assert "events since 2026-11-23 15:00 UTC are not sealed. Start the tick." in verify()
    audit.seal(now=now)
    assert verify().startswith("Everything holds")


def test_a_head_that_was_kept_is_looked_for(signed: Mou) -> None:
    head = chain_head()
    assert verify("--head", head, "--head", f"{head[:24]}…").startswith("Everything holds")
    other = f"{head.partition(' ')[0]} {'0' * 64}"
    assert f"it does not contain the head {other}." in verify("--head", other)
    assert "is not a head of the log" in verify("--head", "seven")


def test_reading_a_large_house_costs_no_more_queries(
    signed: Mou,
    coordinator: User,
    now: datetime,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    with CaptureQueriesContext(connection) as before:
        verify()
    for number in range(40):
        name = f"Partner {number}"
        organization = partner_organization(now, coordinator, name)
        relationships.open_partnership(
            organization=organization, owner=coordinator, by=coordinator, now=now
        )
    audit.seal(now=now)
    with django_assert_max_num_queries(len(before)):
        verify()


def test_people_who_never_stood_on_that_side_are_found(signed: Mou) -> None:
    Position.objects.filter(contact__name="Jo Ortiz").delete()
    assert "they never had a position on that side" in verify()


def test_an_open_partnership_of_an_archived_organization_is_found(
    signed: Mou, now: datetime
) -> None:
    Organization.objects.filter(is_ours=False).update(archived_at=now)
    assert "its organization is archived" in verify()


def test_every_scheme_is_asked_about_its_numbers(signed: Mou) -> None:
    organization = Organization.objects.filter(is_ours=False).order_by("pk")[0]
    Identifier.objects.create(organization=organization, scheme="uei", value="not normal ")
    assert "is no UEI" in verify()


@pytest.mark.django_db
def test_a_party_without_the_agreement_of_both_sides_is_found(signed: Mou) -> None:
    sql("UPDATE partnerships_mouparty SET value_agreement_id = NULL")
    assert f"MOU {signed.pk}: it went out, but the seven checks never held" in verify()


@pytest.mark.django_db
def test_changed_words_of_a_version_are_found(signed: Mou) -> None:
    version = signed.versions.get()
    type(version).objects.filter(pk=version.pk).update(text={**version.text, "title": "Other"})
    assert f"Version {version.pk}: its words were changed" in verify()


@pytest.mark.django_db
def test_a_token_that_was_not_made_from_its_nonce_is_found(
    coordinator: User, now: datetime, settings: Settings
) -> None:
    """Even where the log tells of the same hash, because somebody with its key wrote that."""
    partnership = partnership_ready_for_mou(now, coordinator)
    link = links.send_link(
        partnership=partnership,
        contact=leader_of(now, coordinator, partnership.organization),
        words="",
        remind=False,
        by=coordinator,
        now=now,
    )
    assert list(_tokens()) == []
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert list(_tokens()) == []
    PersonalLink.objects.filter(pk=link.pk).update(token_hash=hash_of("known to me"))
    (problem,) = _tokens()
    assert problem.startswith(f"Personal link {link.pk}: its token isn't")
