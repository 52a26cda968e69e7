"""Who is bound by an agreement: partners through the gate, and approving officials beside it."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from partnerships.agreements import actions
from partnerships.agreements.models import Mou, MouParty, MouType, Signature
from partnerships.agreements.queries import in_force_for
from partnerships.overview.queries.verify import problems
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership
from tests.scenarios import (
    drafted_mou,
    leader_of,
    partner_organization,
    partnership_idea,
    partnership_ready_for_mou,
    person,
    sign_all,
)

ClientAs = Callable[[User], Client]
ELM = "Elm Street Neighbors"


@pytest.fixture
def mou(coordinator: User, now: datetime) -> Mou:
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    return drafted_mou(partnership, now, coordinator)


@pytest.fixture
def elm(coordinator: User, now: datetime) -> Partnership:
    """A partnership for which none of the seven checks holds."""
    return partnership_idea(now, coordinator, ELM)


def add_official(mou: Mou, client: Client, name: str = ELM) -> int:
    typed = {"organization": name, "is_approving_official": "on"}
    return client.post(f"/agreements/{mou.pk}/parties/new/", typed).status_code


def official_past_the_page(mou: Mou, elm: Partnership, by: User, now: datetime) -> Mou:
    """A partner that stands as an approving official all the same, and everybody signs."""
    party = MouParty.objects.create(
        mou=mou, organization=elm.organization, partnership=elm, is_approving_official=True
    )
    contact = leader_of(now, by, elm.organization)
    actions.add_signer(party=party, contact=contact, by=by, now=now)
    return sign_all(mou, now, by)


def test_a_kind_without_approving_officials_has_none(
    mou: Mou, coordinator: User, now: datetime, client_as: ClientAs
) -> None:
    partner_organization(now, coordinator, "Harbor County")
    assert add_official(mou, client_as(coordinator), "Harbor County") == 422
    assert mou.parties.count() == 2


def test_a_partner_never_passes_as_an_approving_official(
    mou: Mou, elm: Partnership, coordinator: User, client_as: ClientAs
) -> None:
    assert add_official(mou, client_as(coordinator)) == 422
    MouType.objects.update(needs_approving_official=True)
    assert add_official(mou, client_as(coordinator)) == 422
    assert not mou.parties.filter(organization=elm.organization).exists()


def test_an_official_of_such_a_kind_is_added(
    mou: Mou, coordinator: User, now: datetime, client_as: ClientAs
) -> None:
    MouType.objects.update(needs_approving_official=True)
    county = partner_organization(now, coordinator, "Harbor County")
    person(now, coordinator, "Pat Moreno", county, leads=True)
    assert add_official(mou, client_as(coordinator), "Harbor County") == 302
    assert mou.parties.get(organization=county).partnership is None


def test_an_mou_counts_for_no_partner_that_stands_as_an_official(
    mou: Mou, elm: Partnership, coordinator: User, now: datetime
) -> None:
    mou = official_past_the_page(mou, elm, coordinator, now)
    assert mou.is_in_force(now.date())
    assert in_force_for(elm, now.date()) is None
    pipeline.begin_due_work(now=now)
    elm.refresh_from_db()
    assert elm.stage == Stage.IDENTIFIED
    gained = mou.parties.get(partnership__isnull=False, is_approving_official=False).partnership
    assert gained is not None
    assert in_force_for(gained, now.date()) == mou


def test_verify_names_an_official_that_the_kind_does_not_know(
    mou: Mou, elm: Partnership, coordinator: User, now: datetime
) -> None:
    official_past_the_page(mou, elm, coordinator, now)
    exempt = Signature.objects.get(exemption="approving_official")
    assert any(one.startswith(f"Signature {exempt.pk}: it is exempt") for one in problems(now=now))
