"""What an MOU is on a day, from its state and its dates (M1, M4)."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from accounts.models import User
from partnerships.agreements.lifecycle import MOVES, MouState, Standing, can_move
from partnerships.agreements.models import Mou, MouType

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.mark.parametrize("from_state", MouState)
@pytest.mark.parametrize("to_state", MouState)
def test_the_table_of_moves_is_the_whole_truth(from_state: MouState, to_state: MouState) -> None:
    allowed = {
        "draft": "internal_review partner_review ready_to_sign withdrawn",
        "internal_review": "draft partner_review ready_to_sign withdrawn",
        "partner_review": "draft negotiating ready_to_sign withdrawn",
        "negotiating": "draft partner_review ready_to_sign withdrawn",
        "ready_to_sign": "draft out_for_signature withdrawn",
        "out_for_signature": "draft signed withdrawn",
        "signed": "suspended terminated superseded",
        "suspended": "signed terminated superseded",
    }
    assert can_move(from_state, to_state) == (to_state in allowed.get(from_state, "").split())
    assert set(MOVES) == set(MouState)


@pytest.mark.parametrize(
    ("values", "standing"),
    [
        ({"state": "draft"}, Standing.IN_WORK),
        ({"state": "out_for_signature"}, Standing.IN_WORK),
        ({"signed_on": TODAY}, Standing.IN_FORCE),
        ({"signed_on": TODAY, "starts_on": TODAY + DAY}, Standing.NOT_YET),
        ({"signed_on": TODAY, "starts_on": TODAY}, Standing.IN_FORCE),
        ({"signed_on": TODAY, "ends_on": TODAY}, Standing.ENDING_SOON),
        ({"signed_on": TODAY - DAY, "ends_on": TODAY - DAY}, Standing.EXPIRED),
        ({"signed_on": TODAY, "ends_on": TODAY + 90 * DAY}, Standing.ENDING_SOON),
        ({"signed_on": TODAY, "ends_on": TODAY + 91 * DAY}, Standing.IN_FORCE),
        ({"legacy_signed_on": TODAY - 999 * DAY}, Standing.IN_FORCE),
        (
            {"state": "terminated", "signed_on": TODAY, "stopped_on": TODAY},
            Standing.ENDED_EARLY,
        ),
        (
            {"state": "terminated", "signed_on": TODAY, "stopped_on": TODAY + DAY},
            Standing.ENDING_SOON,
        ),
        ({"state": "suspended", "signed_on": TODAY}, Standing.ON_HOLD),
        ({"state": "suspended", "signed_on": TODAY, "ends_on": TODAY - DAY}, Standing.EXPIRED),
        (
            {"state": "superseded", "signed_on": TODAY, "stopped_on": TODAY},
            Standing.REPLACED,
        ),
    ],
)
def test_standing_at_the_edges(values: dict[str, object], standing: Standing) -> None:
    assert Mou(**{"state": "signed", **values}).standing(TODAY) == standing


days = st.none() | st.dates(TODAY - 40 * DAY, TODAY + 40 * DAY)


@pytest.mark.django_db
@given(
    state=st.sampled_from(["signed", "terminated"]),
    signed_on=st.dates(TODAY - 40 * DAY, TODAY),
    starts_on=days,
    ends_on=days,
    stopped_on=st.dates(TODAY - 5 * DAY, TODAY + 5 * DAY),
)
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_query_and_the_row_agree(
    coordinator: User,
    state: str,
    signed_on: date,
    starts_on: date | None,
    ends_on: date | None,
    stopped_on: date,
) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        ends_on = None
    kind, _made = MouType.objects.get_or_create(code="loi", label="x", is_gated=False)
    mou = Mou.objects.create(
        type=kind,
        gated=False,
        title="x",
        state=state,
        signed_on=signed_on,
        starts_on=starts_on,
        ends_on=ends_on,
        stopped_on=stopped_on if state == "terminated" else None,
        created_at="2026-11-23T00:00Z",
        created_by=coordinator,
    )
    found = Mou.objects.in_force(TODAY).filter(pk=mou.pk).exists()
    assert found == mou.is_in_force(TODAY)
