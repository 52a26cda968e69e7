"""The whole timeline of a partner, one indexed query a page."""

from collections.abc import Callable
from datetime import datetime

from django.test import Client

from accounts.models import User
from partnerships.relationships.lifecycle import Stage
from tests.scenarios import moved_on_to, partnership_idea

ClientAs = Callable[[User], Client]


def test_it_tells_what_happened_newest_first(
    client_as: ClientAs, viewer: User, coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)
    moved_on_to(partnership, Stage.REACHING_OUT, now, coordinator)
    text = client_as(viewer).get(f"/partners/{partnership.pk}/timeline/").content.decode()
    moved = text.index("moved it from “Idea” to “Getting in touch”")
    assert moved < text.index("opened the partnership")
