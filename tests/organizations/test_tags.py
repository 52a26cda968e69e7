"""Tags are a short list: bounded for the house, and in the Directory's filter."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from partnerships.organizations.lifecycle import MOST_TAGS
from partnerships.organizations.models import Organization, Tag

ClientAs = Callable[[User], Client]


@pytest.fixture
def full(db: None) -> None:
    """As many tags as the house may have."""
    Tag.objects.bulk_create(Tag(name=f"tag {number:04}") for number in range(MOST_TAGS))


@pytest.mark.usefixtures("full")
def test_one_tag_too_many_is_refused_at_its_field(client_as: ClientAs, coordinator: User) -> None:
    client = client_as(coordinator)
    form = {"name": "Elm Street", "kind": "nonprofit", "tag_names": "tag 0001, another"}
    refused = client.post("/directory/new/", form)
    assert refused.status_code == 422
    assert f"There are already {MOST_TAGS} tags" in str(
        refused.context["form"].errors["tag_names"]
    )
    assert not Organization.objects.exists()
    assert client.post("/directory/new/", form | {"tag_names": "tag 0001"}).status_code == 302
    assert Organization.objects.get().tags.get().name == "tag 0001"


@pytest.mark.usefixtures("full")
def test_the_filter_stays_short_where_there_are_more_tags_from_before(
    client_as: ClientAs, coordinator: User
) -> None:
    Tag.objects.bulk_create(Tag(name=f"z {number}") for number in range(3_000))
    page = client_as(coordinator).get("/directory/").content.decode()
    offered = re.findall(r'href="\?tag=\d+"\s*>([^<]+)</a>', page)
    assert offered == [f"tag {number:04}" for number in range(MOST_TAGS)]
    assert not re.search(r"\bz \d", page)
