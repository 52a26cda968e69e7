"""Parties, holding, amending, renewing, and what is uncovered meanwhile."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from partnerships.agreements import actions
from partnerships.agreements.lifecycle import EndKnown, MouState, Standing
from partnerships.agreements.models import Mou, MouParty, MouType, Signature, Signer
from partnerships.agreements.queries import coverage_of
from partnerships.exchange import actions as exchange
from partnerships.organizations.models import Organization
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import Stage
from tests.refusals import refused
from tests.scenarios import (
    drafted_mou,
    partner_organization,
    partnership_ready_for_mou,
    sign,
    sign_all,
)

ClientAs = Callable[[User], Client]
DAY = timedelta(days=1)


@pytest.fixture
def mou(coordinator: User, now: datetime) -> Mou:
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    return sign_all(drafted_mou(partnership, now, coordinator), now, coordinator)


def change(now: datetime, **values: object) -> actions.Change:
    fields = {"what": "One seat more.", "agreed_on": now.date(), "is_substantial": False}
    return actions.Change(**{**fields, **values})  # type: ignore[arg-type]


def test_a_small_change_is_noted_and_numbered(mou: Mou, coordinator: User, now: datetime) -> None:
    for number in (1, 2):
        assert actions.amend(mou=mou, change=change(now), by=coordinator, now=now) == mou
        assert mou.amendments.filter(number=number).exists()
    assert Mou.objects.count() == 1


@pytest.mark.parametrize(
    "large",
    [{"parties": True}, {"signing_official": True}, {"contribution_percent": Decimal(10)}],
)
def test_a_large_change_is_signed_by_all(
    mou: Mou, coordinator: User, now: datetime, large: dict[str, object]
) -> None:
    with refused("must_be_signed"):
        actions.amend(mou=mou, change=change(now, **large), by=coordinator, now=now)
    assert not mou.amendments.exists()


def test_a_signed_amendment_replaces_what_it_amends(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    actions.amend(mou=mou, change=change(now), by=coordinator, now=now)
    amended = actions.amend(
        mou=mou, change=change(now, is_substantial=True), by=coordinator, now=now
    )
    assert amended.amendment_number == 2
    assert mou.standing(now.date()) in {Standing.IN_FORCE, Standing.ENDING_SOON}
    with refused("already_followed"):
        actions.renew(mou=mou, by=coordinator, now=now)
    amended = sign_all(amended, now, coordinator)
    mou.refresh_from_db()
    assert mou.state == MouState.SUPERSEDED
    assert mou.standing(now.date()) == Standing.REPLACED
    assert amended.is_in_force(now.date())
    assert Mou.objects.in_force(now.date()).get() == amended


def test_a_renewal_passes_the_gate_afresh_and_follows_without_a_gap(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    Mou.objects.filter(pk=mou.pk).update(end_known="date", ends_on=now.date() + 30 * DAY)
    mou.refresh_from_db()
    renewal = actions.renew(mou=mou, by=coordinator, now=now)
    assert renewal.starts_on == now.date() + 31 * DAY
    assert renewal.gate_passed_at is None
    assert renewal.parties.count() == mou.parties.count()
    renewal.end_known = EndKnown.OPEN
    renewal.save()
    renewal = sign_all(renewal, now, coordinator)
    mou.refresh_from_db()
    assert mou.state == MouState.SIGNED
    assert renewal.standing(now.date()) == Standing.NOT_YET
    assert coverage_of(mou, now.date() + 60 * DAY).gaps == []


def test_uncovered_days_before_a_late_renewal_are_counted(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    Mou.objects.filter(pk=mou.pk).update(
        end_known="date", ends_on=now.date() - 10 * DAY, starts_on=now.date() - 90 * DAY
    )
    mou.refresh_from_db()
    renewal = actions.renew(mou=mou, by=coordinator, now=now)
    renewal.starts_on, renewal.end_known = None, EndKnown.OPEN
    renewal.save()
    renewal = sign_all(renewal, now, coordinator)
    coverage = coverage_of(renewal, now.date())
    assert coverage.gaps == [(now.date() - 9 * DAY, now.date() - DAY)]
    assert coverage.gap_days() == 9


def test_a_changed_list_closes_the_gate_for_a_renewal(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    renewal = actions.renew(mou=mou, by=coordinator, now=now)
    renewal.end_known = EndKnown.OPEN
    renewal.save()
    partnership = mou.parties.get(partnership__isnull=False).partnership
    assert partnership is not None
    benefit = partnership.benefits.first()
    assert benefit is not None
    type(benefit).objects.filter(pk=benefit.pk).update(how_much="3 sessions")
    exchange.share_changes(partnership=partnership, by=coordinator, now=now + DAY)
    with pytest.raises(pipeline.GateClosed):
        pipeline.send_out(mou=renewal, by=coordinator, now=now + DAY)
    mou.refresh_from_db()
    assert mou.is_in_force(now.date())


def test_on_hold_it_is_not_in_effect(mou: Mou, coordinator: User, now: datetime) -> None:
    actions.suspend(mou=mou, reason="Their center moves.", by=coordinator, now=now)
    mou.refresh_from_db()
    assert mou.standing(now.date()) == Standing.ON_HOLD
    assert not Mou.objects.in_force(now.date()).exists()
    actions.resume(mou=mou, by=coordinator, now=now)
    assert Mou.objects.in_force(now.date()).get() == mou


def test_calling_it_back_makes_signatures_void_and_keeps_them(
    coordinator: User, now: datetime
) -> None:
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    mou = sign_all(drafted_mou(partnership, now, coordinator), now, coordinator)
    renewal = actions.renew(mou=mou, by=coordinator, now=now)
    renewal.end_known = EndKnown.OPEN
    renewal.save()
    signer = Signer.objects.filter(party__mou=renewal)[0]
    sign(renewal, signer, now, coordinator)
    actions.recall(mou=renewal, reason="A wrong name.", by=coordinator, now=now)
    renewal.refresh_from_db()
    assert renewal.state == MouState.DRAFT
    assert renewal.gate_passed_at is None
    void = Signature.objects.get(mou=renewal)
    assert void.void_reason == "A wrong name."
    assert signer.signature() is None
    sign(renewal, signer, now, coordinator)
    assert Signature.objects.counting().filter(mou=renewal).count() == 1


def test_a_withdrawn_one_stays_and_nothing_counts(
    client_as: ClientAs, mou: Mou, coordinator: User, now: datetime
) -> None:
    renewal = actions.renew(mou=mou, by=coordinator, now=now)
    client = client_as(coordinator)
    url = f"/agreements/{renewal.pk}/withdraw/"
    assert client.post(url, {"reason": "Not now."}).status_code == 302
    renewal.refresh_from_db()
    assert renewal.state == MouState.WITHDRAWN
    assert client.post(url, {"reason": "Again."}).status_code == 422
    actions.renew(mou=mou, by=coordinator, now=now)


def test_parties_come_and_go_while_the_text_is_worked_on(
    client_as: ClientAs, mou: Mou, coordinator: User, now: datetime
) -> None:
    MouType.objects.update(needs_approving_official=True)
    renewal = actions.renew(mou=mou, by=coordinator, now=now)
    county = partner_organization(now, coordinator, "Harbor County")
    partner_organization(now, coordinator, "Harbor City")
    client = client_as(coordinator)
    url = f"/agreements/{renewal.pk}/parties/new/"
    several = client.post(url, {"organization": "Harbor", "is_approving_official": "on"})
    assert several.status_code == 422
    assert "Harbor City" in several.content.decode()
    none = client.post(url, {"organization": "Harbor County"})
    assert "Start one first" in none.content.decode()
    typed = {"organization": "Harbor County", "is_approving_official": "on"}
    assert client.post(url, typed).status_code == 302
    party = renewal.parties.get(organization=county)
    assert party.is_approving_official
    assert client.post(f"/agreements/parties/{party.pk}/remove/").status_code == 302
    assert not renewal.parties.filter(organization=county).exists()
    ours = Organization.objects.get(is_ours=True)
    with refused("party_refused"):
        actions.remove_party(party=renewal.parties.get(organization=ours), by=coordinator, now=now)


def test_shares_have_to_make_the_whole(mou: Mou, coordinator: User, now: datetime) -> None:
    renewal = actions.renew(mou=mou, by=coordinator, now=now)
    renewal.end_known, renewal.budget = EndKnown.OPEN, Decimal("1000.00")
    renewal.save()
    ours, theirs = renewal.parties.all()
    for party, share in ((ours, "60.5"), (theirs, "39")):
        actions.set_share(
            party=party, share=Decimal(share), share_note="", by=coordinator, now=now
        )
    with refused("not_ready", match=r"99\.5"):
        actions.mark_ready(mou=renewal, by=coordinator, now=now)
    actions.set_share(
        party=theirs, share=Decimal("39.5"), share_note="in kind", by=coordinator, now=now
    )
    actions.mark_ready(mou=renewal, by=coordinator, now=now)


def test_a_kind_that_wants_an_approving_official_says_so(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    MouType.objects.update(needs_approving_official=True)
    renewal = actions.renew(mou=mou, by=coordinator, now=now)
    with refused("not_ready", match="approving official"):
        actions.mark_ready(mou=renewal, by=coordinator, now=now)


def test_the_calendar_and_the_file_tell_what_is_due(
    client_as: ClientAs, clock: object, mou: Mou, coordinator: User, now: datetime
) -> None:
    Mou.objects.filter(pk=mou.pk).update(end_known="date", ends_on=now.date() + 40 * DAY)
    actions.mark_reviewed(mou=mou, on=now.date(), by=coordinator, now=now)
    client = client_as(coordinator)
    assert "ends" in client.get("/agreements/calendar/").content.decode()
    sheet = client.get("/agreements/export/?look=in_force").content.decode("utf-8-sig")
    assert mou.title in sheet
    assert (now.date() + 40 * DAY).isoformat() in sheet
    assert mou.title not in client.get("/agreements/export/?look=legacy").content.decode()


def test_a_look_over_plans_the_next(mou: Mou, coordinator: User, now: datetime) -> None:
    MouType.objects.update(review_months=36)
    mou.refresh_from_db()
    actions.mark_reviewed(mou=mou, on=date(2026, 2, 28), by=coordinator, now=now)
    mou.refresh_from_db()
    assert mou.review_due_on == date(2029, 2, 28)
    with refused("mou_move_refused"):
        actions.mark_reviewed(mou=mou, on=now.date() + DAY, by=coordinator, now=now)


def test_twelve_parties_cost_no_more_queries_than_two(
    client_as: ClientAs, mou: Mou, coordinator: User, now: datetime
) -> None:
    client = client_as(coordinator)
    url = f"/agreements/{mou.pk}/"
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(10):
        partnership = partnership_ready_for_mou(now, coordinator, name=f"Partner {number}")
        MouParty.objects.create(
            mou=mou, organization=partnership.organization, partnership=partnership
        )
    with CaptureQueriesContext(connection) as many:
        page = client.get(url)
    assert "Partner 9" in page.content.decode()
    assert len(many) == len(few)
