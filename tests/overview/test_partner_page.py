"""The partner page: everything about one partner, in a constant number of queries."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit.actions import record
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models import Benefit
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import KeyPlayer
from tests.exchange.said import happened
from tests.factories import BenefitFactory, FollowUpFactory
from tests.scenarios import (
    checkable_line,
    drafted_mou,
    partnership_idea,
    partnership_ready_for_mou,
    shared_lists,
    side_says,
    sign_all,
)

ClientAs = Callable[[User], Client]


@pytest.mark.usefixtures("clock")
def test_it_shows_both_lists_answers_and_the_seven_checks(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    partnership = partnership_ready_for_mou(now, coordinator)
    response = client_as(coordinator).get(f"/partners/{partnership.pk}/")
    text = response.content.decode()
    assert response.status_code == 200
    assert "Cross-training for their staff" in text
    assert "Training seats for the people we serve" in text
    assert "7 of 7" in text


@pytest.mark.usefixtures("clock")
def test_an_idea_names_what_is_missing_with_the_button_that_mends_it(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)
    partnership.motives.clear()
    text = client_as(coordinator).get(f"/partners/{partnership.pk}/").content.decode()
    assert "It has a goal" in text
    assert f"/partners/{partnership.pk}/edit/" in text


@pytest.mark.usefixtures("clock")
def test_an_answer_for_an_earlier_version_reads_changed_since(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)
    shared_lists(partnership, now, coordinator)
    side_says(partnership, Side.THEIRS, now, coordinator, answer=Answer.YES)
    checkable_line(partnership, Side.OURS, now, coordinator)
    from_before = client_as(coordinator).get(f"/partners/{partnership.pk}/").content.decode()
    assert "changed since" not in from_before
    shared_lists(partnership, now + timedelta(minutes=1), coordinator)
    text = client_as(coordinator).get(f"/partners/{partnership.pk}/").content.decode()
    assert "changed since" in text


@pytest.mark.usefixtures("clock")
def test_a_viewer_sees_the_page_without_any_way_to_change_it(
    client_as: ClientAs, viewer: User, coordinator: User, now: datetime
) -> None:
    partnership = partnership_ready_for_mou(now, coordinator)
    text = client_as(viewer).get(f"/partners/{partnership.pk}/").content.decode()
    assert f"/partners/{partnership.pk}/move/" not in text
    assert f"/partners/{partnership.pk}/answers/" not in text


def test_another_number_is_not_found(client_as: ClientAs, coordinator: User) -> None:
    assert client_as(coordinator).get("/partners/4711/").status_code == 404


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("stage", [Stage.VALUE_MAPPED, Stage.AGREEING])
def test_it_costs_at_most_21_queries_however_long_the_lists(
    client_as: ClientAs, coordinator: User, now: datetime, stage: Stage
) -> None:
    partnership = partnership_ready_for_mou(now, coordinator, stage=stage)
    client = client_as(coordinator)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/partners/{partnership.pk}/").status_code == 200
        return len(captured)

    few = queries()
    for many in (10, 200):
        BenefitFactory.create_batch(many, partnership=partnership)
        KeyPlayer.objects.bulk_create(
            KeyPlayer(partnership=partnership, side=Side.THEIRS, level="other", named_at=now)
            for _seat in range(many)
        )
        FollowUpFactory.create_batch(
            many, partnership=partnership, due_on=now.date(), made_at=now, made_by=coordinator
        )
        for _event in range(many):
            record("purpose.set", by=coordinator, at=now, subject=partnership, sentence="Anew")
        assert queries() == few
    assert few <= 21


@pytest.mark.usefixtures("clock")
def test_whose_turn_it_is_is_set_by_one_button(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)
    client = client_as(coordinator)
    assert "Mark as waiting on them" in client.get(f"/partners/{partnership.pk}/").content.decode()
    client.post(f"/partners/{partnership.pk}/court/", {"court": "theirs"})
    assert "Mark as waiting on us" in client.get(f"/partners/{partnership.pk}/").content.decode()


@pytest.mark.usefixtures("clock")
def test_how_far_lines_have_come_is_told_once_they_are_due(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)
    line = checkable_line(partnership, Side.OURS, now, coordinator)
    client = client_as(coordinator)
    assert "Committed" not in client.get(f"/partners/{partnership.pk}/").content.decode()
    line.due_on = now.date() - timedelta(days=1)
    line.save(update_fields=["due_on"])
    assert "Overdue" in client.get(f"/partners/{partnership.pk}/").content.decode()


@pytest.mark.usefixtures("clock")
def test_an_mou_in_force_has_the_lines_of_each_side_counted(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    partnership = partnership_ready_for_mou(now, coordinator)
    checkable_line(partnership, Side.OURS, now, coordinator)
    happened(Benefit.objects.filter(side=Side.OURS)[0], coordinator, now)
    sign_all(drafted_mou(partnership, now, coordinator), now, coordinator)
    page = client_as(coordinator).get(f"/partners/{partnership.pk}/").content.decode()
    assert "1 committed, 1 delivering" in page


@pytest.mark.usefixtures("clock")
def test_a_one_sided_partnership_is_asked_whether_it_would_swap(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)
    checkable_line(partnership, Side.OURS, now, coordinator)
    page = client_as(coordinator).get(f"/partners/{partnership.pk}/").content.decode()
    assert "Only one side brings something" in page


@pytest.mark.usefixtures("clock")
def test_an_agreement_that_has_no_gate_leaves_readiness_in_sight(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    partnership = partnership_ready_for_mou(now, coordinator)
    mou = sign_all(
        drafted_mou(partnership, now, coordinator, code="letter-of-intent"), now, coordinator
    )
    assert mou.is_in_force(now.date())
    text = client_as(coordinator).get(f"/partners/{partnership.pk}/").content.decode()
    assert "MOU readiness" in text
