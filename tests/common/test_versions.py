"""Edits: nobody overwrites what they haven't seen. Organization stands for every such record."""

import pytest

from common.text import search_key
from common.versions import StaleEdit, save_edit
from partnerships.organizations.models import Organization


def named(name: str) -> Organization:
    key = search_key(name)
    return Organization.objects.create(
        name=name, name_key=key, search_text=key, mission="Skills for work."
    )


@pytest.fixture
def organization(db: None) -> Organization:
    return named("Bright Path")


def test_an_edit_is_saved_and_counted(organization: Organization) -> None:
    organization.parent = named("Bright Path National")
    organization.name = "Bright Path East"
    save_edit(organization, seen_version=1, fields=["name", "parent"])
    fresh = Organization.objects.get(pk=organization.pk)
    assert (fresh.name, fresh.parent, fresh.version) == (
        "Bright Path East",
        organization.parent,
        2,
    )
    assert organization.version == 2


def test_only_the_named_fields_are_saved(organization: Organization) -> None:
    organization.name, organization.mission = "Bright Path East", "Other."
    save_edit(organization, seen_version=1, fields=["name"])
    assert Organization.objects.get(pk=organization.pk).mission == "Skills for work."


def test_a_stale_edit_is_refused_and_hands_over_their_row(organization: Organization) -> None:
    theirs = Organization.objects.get(pk=organization.pk)
    theirs.name = "Theirs"
    save_edit(theirs, seen_version=1, fields=["name"])
    organization.name = "Mine"
    with pytest.raises(StaleEdit, match="save again") as refused:
        save_edit(organization, seen_version=1, fields=["name"])
    assert isinstance(refused.value.current, Organization)
    assert (refused.value.current.name, refused.value.current.version) == ("Theirs", 2)
    assert Organization.objects.get(pk=organization.pk).name == "Theirs"


def test_a_field_that_does_not_exist_is_an_error(organization: Organization) -> None:
    with pytest.raises(KeyError):
        save_edit(organization, seen_version=1, fields=["colour"])
