"""Whatever people do in whatever order, an MOU never counts before its time."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from common.errors import DomainError
from partnerships.agreements import actions
from partnerships.agreements.lifecycle import COMPLETED, PAST_THE_GATE, EndKnown
from partnerships.agreements.models import Mou, Signature, Signer
from partnerships.agreements.queries import unsigned
from partnerships.exchange import actions as exchange
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership
from tests.scenarios import drafted_mou, partnership_ready_for_mou, sign

Step = Callable[[Mou, User, datetime], object]


def sign_some(mou: Mou, by: User, now: datetime, most: int | None = None) -> None:
    for signer in Signer.objects.waiting().filter(party__mou=mou)[:most]:
        sign(mou, signer, now, by)


def change_lists(_mou: Mou, by: User, now: datetime) -> None:
    benefit = Partnership.objects.get().benefits.all()[0]
    type(benefit).objects.filter(pk=benefit.pk).update(how_much=now.isoformat())
    exchange.share_changes(partnership=benefit.partnership, by=by, now=now)


def amend(mou: Mou, by: User, now: datetime) -> None:
    change = actions.Change("More seats.", now.date(), is_substantial=True)
    actions.amend(mou=mou, change=change, by=by, now=now)


def renew(mou: Mou, by: User, now: datetime) -> None:
    renewal = actions.renew(mou=mou, by=by, now=now)
    Mou.objects.filter(pk=renewal.pk).update(end_known=EndKnown.OPEN)


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
    "terminate": terminate,
    "change the lists": change_lists,
}


def check(today_of: datetime) -> None:
    """What is true after every step."""
    today = today_of.date()
    in_force = list(Mou.objects.in_force(today))
    assert len(in_force) <= 1, "two of one kind and partnership in force"
    for mou in Mou.objects.all():
        if mou.is_in_force(today):
            assert mou in in_force
        if mou.state in COMPLETED:
            assert unsigned(mou) == []
        if mou.state in PAST_THE_GATE:
            assert mou.gate_passed_at
            partner = mou.parties.get(partnership__isnull=False)
            assert partner.value_agreement is not None
        counting = Signature.objects.counting().filter(mou=mou)
        if mou.state not in PAST_THE_GATE:
            assert not counting.exists()
        for signature in counting:
            assert signature.value_agreement is not None


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
        partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
        drafted_mou(partnership, now, coordinator)
        for place, (step, which) in enumerate(steps):
            mous = list(Mou.objects.order_by("pk"))
            moment = now + timedelta(days=place)
            with suppress(DomainError), transaction.atomic():  # a refusal is an answer too
                STEPS[step](mous[which % len(mous)], coordinator, moment)
            check(moment)
        transaction.set_rollback(True)
