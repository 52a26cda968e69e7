"""Both lists on a sheet to print, mark by hand and scan."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from partnerships.exchange import actions as exchange
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from tests.factories import BenefitFactory
from tests.scenarios import PURPOSE, all_seven_checks, partnership_idea, shared_lists

As = Callable[[User], Client]


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


def sheet(client: Client, partnership: Partnership, **asked: str) -> str:
    response = client.get(reverse("lists_sheet", args=[partnership.pk]), asked)
    assert response.status_code == 200
    return response.content.decode()


def test_it_has_both_lists_boxes_lines_and_whom_to_call(
    client_as: As, viewer: User, coordinator: User, partnership: Partnership, now: datetime
) -> None:
    all_seven_checks(partnership, now, coordinator)

    text = sheet(client_as(viewer), partnership)

    get, bring = text.index("You get"), text.index("You bring")
    assert get < text.index("Cross-training for their staff") < bring
    assert bring < text.index("Training seats for the people we serve")
    assert text.count("I accept this") == 1
    for words in ("I suggest a change:", "I've read both lists", "Does this work for us?"):
        assert words in text
    for words in ("Not yet", PURPOSE, "I agree", "Comment:", "Name:", "Date:", "Signature:"):
        assert words in text
    assert "version 1" in text
    assert "Maria Alvarez" in text


def test_the_sheet_of_our_side_turns_the_lists_round(
    client_as: As, viewer: User, coordinator: User, partnership: Partnership, now: datetime
) -> None:
    shared_lists(partnership, now, coordinator)
    text = sheet(client_as(viewer), partnership, side="ours")
    assert text.index("Training seats for the people we serve") < text.index("You bring")
    assert text.index("You bring") < text.index("Cross-training for their staff")


def test_lines_for_us_only_and_lines_not_shared_yet_are_not_on_it(
    client_as: As, viewer: User, coordinator: User, partnership: Partnership, now: datetime
) -> None:
    BenefitFactory.create(partnership=partnership, what="A secret hope", is_internal=True)
    shared_lists(partnership, now, coordinator)
    BenefitFactory.create(partnership=partnership, what="An idea of today")
    text = sheet(client_as(viewer), partnership)
    assert "A secret hope" not in text
    assert "An idea of today" not in text


def test_without_a_shared_version_it_says_so(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    text = sheet(client_as(coordinator), partnership)
    assert "no version to answer yet" in text
    assert reverse("lists_share", args=[partnership.pk]) in text
    assert "Signature:" not in text


def test_an_unknown_side_is_not_found(
    client_as: As, viewer: User, partnership: Partnership
) -> None:
    address = reverse("lists_sheet", args=[partnership.pk])
    assert client_as(viewer).get(address, {"side": "both"}).status_code == 404


def test_more_lines_take_no_more_queries(
    client_as: As,
    viewer: User,
    coordinator: User,
    partnership: Partnership,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for side in Side:
        BenefitFactory.create_batch(40, partnership=partnership, side=side)
    exchange.share_changes(partnership=partnership, by=coordinator, now=now)
    client = client_as(viewer)
    with django_assert_max_num_queries(12):
        assert "Line" in sheet(client, partnership)
