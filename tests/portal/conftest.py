"""A partnership whose lists are shared, and one person of theirs with a personal link."""

from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from accounts.models import User
from partnerships.links import actions as links
from partnerships.links.models import PersonalLink
from partnerships.links.rules import token_of
from partnerships.outbox import actions as outbox
from partnerships.relationships import actions as relationships
from partnerships.relationships.models import Partnership
from tests.scenarios import PURPOSE, leader_of, partnership_idea, shared_lists


@pytest.fixture
def shared(coordinator: User, now: datetime) -> Partnership:
    """One checkable line on each side is shared, and the purpose is written."""
    partnership = partnership_idea(now, coordinator)
    shared_lists(partnership, now, coordinator)
    relationships.set_purpose(partnership=partnership, sentence=PURPOSE, by=coordinator, now=now)
    return partnership


@pytest.fixture
def link(shared: Partnership, coordinator: User, now: datetime) -> PersonalLink:
    """Jo Ortiz, who leads at the partner, has been mailed a link."""
    leader = leader_of(now, coordinator, shared.organization)
    return links.send_link(
        partnership=shared, contact=leader, words="", remind=True, by=coordinator, now=now
    )


@pytest.fixture
def address(link: PersonalLink) -> str:
    """Where Jo Ortiz answers."""
    return f"/p/{token_of(link)}/"


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """Where the mail of a test lands."""
    settings.MAIL_FOLDER = tmp_path
    return tmp_path


def pump(at: datetime) -> None:
    """Send what of the links is due at an instant."""
    with time_machine.travel(at, tick=False):
        outbox.pump(kinds=links.KINDS, clock=lambda: at)
