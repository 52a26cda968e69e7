"""Whatever people do in whatever order, an MOU never counts before its time."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings, strategies as st

from accounts.models import User
from common.errors import DomainError
from partnerships.agreements import actions
from partnerships.agreements.lifecycle import COMPLETED, PAST_THE_GATE, EndKnown
from partnerships.agreements.models import Mou, MouType, Signature, Signer
from partnerships.agreements.queries import unsigned
from partnerships.exchange import actions as exchange
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership
from tests.scenarios import (
    drafted_mou,
    leader_of,
    partner_organization,
    partnership_ready_for_mou,
    person,
    sign,
)

Step = Callable[[Mou, User, datetime], object]

COUNTY = "Harbor County"


def sign_some(mou: Mou, by: User, now: datetime, most: int | None = None) -> None:
    for signer in Signer.objects.waiting().filter(party__mou=mou)[:most]:
        sign(mou, signer, now, by)


def change_lists(_mou: Mou, by: User, now: datetime) -> None:
    benefit = Partnership.objects.order_by("pk")[0].benefits.all()[0]
    type(benefit).objects.filter(pk=benefit.pk).update(how_much=now.isoformat())
    exchange.share_changes(partnership=benefit.partnership, by=by, now=now)


def amend(mou: Mou, by: User, now: datetime) -> None:
    change = actions.Change("More seats.", now.date(), is_substantial=True)
    actions.amend(mou=mou, change=change, by=by, now=now)


def renew(mou: Mou, by: User, now: datetime) -> None:
    renewal = actions.renew(mou=mou, by=by, now=now)
    Mou.objects.filter(pk=renewal.pk).update(end_known=EndKnown.OPEN, ends_on=None)


def renew_to_start_with_the_signatures(mou: Mou, by: User, now: datetime) -> None:
    """As somebody does who clears the field "starts on"."""
    renewal = actions.renew(mou=mou, by=by, now=now)
    Mou.objects.filter(pk=renewal.pk).update(
        starts_on=None, end_known=EndKnown.TERM, term_months=1, ends_on=None
    )


def fix_the_term(mou: Mou, by: User, now: datetime) -> None:
    """Two weeks from next week on."""
    mou.starts_on, mou.ends_on = now.date() + timedelta(7), now.date() + timedelta(21)
    mou.end_known = EndKnown.DATE
    actions.edit_mou(mou=mou, seen_version=mou.version, by=by, now=now)


def draft_another(mou: Mou, by: User, now: datetime) -> None:
    """One more of the same kind, with the first partner of the other alone."""
    partner = Partnership.objects.order_by("pk")[0]
    drafted_mou(partner, now, by, code=mou.type.code)


def terminate(mou: Mou, by: User, now: datetime) -> None:
    actions.terminate(
        mou=mou,
        notice_on=now.date(),
        ends_on=now.date() + timedelta(days=3),
        both_agree=True,
        reason="So.",
        by=by,
        now=now,
    )


def plain(action: Callable[..., Mou]) -> Step:
    return lambda mou, by, now: action(mou=mou, by=by, now=now)


def with_reason(action: Callable[..., Mou]) -> Step:
    return lambda mou, by, now: action(mou=mou, reason="So.", by=by, now=now)


STEPS: dict[str, Step] = {
    "ready": plain(actions.mark_ready),
    "draft": plain(actions.back_to_draft),
    "send": plain(pipeline.send_out),
    "sign one": lambda mou, by, now: sign_some(mou, by, now, 1),
    "sign all": sign_some,
    "recall": with_reason(actions.recall),
    "withdraw": with_reason(actions.withdraw),
    "suspend": with_reason(actions.suspend),
    "resume": plain(actions.resume),
    "amend": amend,
    "renew": renew,
    "renew to start at once": renew_to_start_with_the_signatures,
    "fix the term": fix_the_term,
    "draft another": draft_another,
    "terminate": terminate,
    "change the lists": change_lists,
}


def check(today_of: datetime) -> None:
    """What is true after every step."""
    today = today_of.date()
    in_force = list(Mou.objects.in_force(today))
    for partnership in Partnership.objects.all():
        bound = [mou for mou in in_force if mou.parties.filter(partnership=partnership).exists()]
        assert len(bound) <= 1, "two of one kind and partnership in force"
    for mou in Mou.objects.all():
        assert mou in in_force or not mou.is_in_force(today)
        assert mou.state not in COMPLETED or unsigned(mou) == []
        counting = Signature.objects.counting().filter(mou=mou)
        if mou.state in PAST_THE_GATE:
            assert mou.gate_passed_at
            partners = mou.parties.filter(partnership__isnull=False)
            assert not partners.filter(value_agreement__isnull=True).exists()
        else:
            assert not counting.exists()
        for signature in counting:
            is_official = signature.signer.party.organization.name == COUNTY
            assert (signature.value_agreement is None) == is_official


def mou_of_four(by: User, now: datetime) -> Mou:
    """A draft with two partners, for which all seven hold, and a county that only approves."""
    first, second = (
        partnership_ready_for_mou(now, by, name=name, stage=Stage.AGREEING)
        for name in ("Bright Path Training", "Elm Street Neighbors")
    )
    mou = drafted_mou(first, now, by)
    MouType.objects.update(needs_approving_official=True)
    mou = Mou.objects.get(pk=mou.pk)
    county = partner_organization(now, by, COUNTY)
    people = (
        (second.organization, second, leader_of(now, by, second.organization)),
        (county, None, person(now, by, "Pat Moreno", county, leads=True)),
    )
    for organization, partnership, contact in people:
        party = actions.add_party(
            mou=mou,
            organization=organization,
            partnership=partnership,
            is_approving_official=partnership is None,
            by=by,
            now=now,
        )
        actions.add_signer(party=party, contact=contact, by=by, now=now)
    return mou


def walk(steps: Iterable[tuple[str, int]], by: User, now: datetime) -> None:
    """Take the steps, two days apart, and look at everything after each."""
    for place, (step, which) in enumerate(steps):
        mous = list(Mou.objects.order_by("pk"))
        moment = now + timedelta(days=2 * place)
        with suppress(DomainError), transaction.atomic():  # a refusal is an answer too
            STEPS[step](mous[which % len(mous)], by, moment)
        check(moment)


def test_a_terminated_one_renewed_to_start_at_once(coordinator: User, now: datetime) -> None:
    mou_of_four(coordinator, now)
    steps = [
        ("sign all", 0),
        ("terminate", 0),
        ("renew to start at once", 0),
        ("sign all", 1),
    ]
    for place, (step, which) in enumerate(steps):
        with suppress(DomainError), transaction.atomic():
            STEPS[step](Mou.objects.order_by("pk")[which], coordinator, now)
        check(now + timedelta(minutes=place))
    assert Mou.objects.in_force(now.date()).get() == Mou.objects.order_by("pk")[0]


@pytest.mark.django_db
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 2)), max_size=14))
def test_never_in_force_without_signatures_and_gate_and_never_two(
    coordinator: User, now: datetime, steps: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        mou_of_four(coordinator, now)
        walk(steps, coordinator, now)
        transaction.set_rollback(True)
