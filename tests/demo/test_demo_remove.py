"""The demo goes with one click and leaves nothing."""

from collections.abc import Callable
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as live
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db.models import Model
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from audit.models import Event
from partnerships.agreements.models import Document
from partnerships.organizations import actions as organizations
from partnerships.organizations.models import Organization
from partnerships.organizations.queries import house_name

ClientAs = Callable[[User], Client]
MINE = {"name": "Ann Bell", "email": "Ann@example.org", "password": "nine quiet rivers run"}


def rows() -> dict[str, int]:
    """How many rows each table of ours has."""
    models = [m for m in apps.get_models() if m._meta.app_label not in {"contenttypes", "auth"}]
    counted = {m._meta.label: _count(m) for m in models if not m._meta.proxy}
    return {label: number for label, number in counted.items() if number}


def _count(model: type[Model]) -> int:
    manager = model._meta.default_manager
    assert manager
    return manager.count()


def stored() -> list[str]:
    folder = Path(live.MEDIA_ROOT)
    return sorted(str(path) for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def before(db: None, tmp_path: Path, settings: Settings) -> dict[str, int]:
    """The rows of an installation with the first content alone; then comes the demo."""
    settings.MEDIA_ROOT = settings.MAIL_FOLDER = tmp_path / "files"
    settings.VAR_DIR = tmp_path
    settings.MAIL_FOLDER.mkdir()
    call_command("load_first_content", stdout=StringIO())
    empty = rows()
    call_command("seed_demo", "--known-passwords", stdout=StringIO())
    Path(settings.MAIL_FOLDER, "one.eml").write_bytes(b"Subject: Hello\n\nDemo")
    assert stored()
    return empty


def test_the_command_leaves_what_was_there_before(before: dict[str, int]) -> None:
    assert rows() != before
    files = list(Document.objects.values_list("file", flat=True))
    call_command("remove_demo", stdout=StringIO())
    assert rows() == before
    assert Path(live.VAR_DIR, "no-demo").exists()  # the next start doesn't load it again
    assert not any(default_storage.exists(name) for name in files)
    assert stored() == []
    call_command("verify", stdout=StringIO())
    with pytest.raises(CommandError, match="nothing to remove"):
        call_command("remove_demo")


def test_one_click_leaves_the_account_of_who_did_it(
    before: dict[str, int], client_as: ClientAs
) -> None:
    client = client_as(User.objects.get(email="ada@example.org"))
    assert "/demo/remove/" in client.get("/").content.decode()
    assert client.post("/demo/remove/").status_code == 422
    response = client.post("/demo/remove/", {**MINE, "works": "on"})
    assert response.status_code == 302
    ann = User.objects.get()
    assert (ann.email, ann.role) == ("ann@example.org", "coordinator,administrator")
    assert ann.check_password(MINE["password"])
    today = client.get("/").content.decode()
    assert "Get started" in today
    assert "/demo/remove/" not in today
    of_the_account = {"accounts.User", "audit.Event", "audit.RowDigest", "sessions.Session"}
    differs = {label for label, number in rows().items() if before.get(label) != number}
    assert differs <= of_the_account, "what is there beyond the first content is the account's"
    assert set(Event.objects.values_list("verb", flat=True)) <= {
        "house.went_live",
        "user.added",
        "user.signed_in",
    }
    call_command("verify", stdout=StringIO())


def test_what_people_added_goes_only_if_they_say_so(
    before: dict[str, int], administrator: User, client_as: ClientAs, now: datetime
) -> None:
    organizations.create_organization(
        organization=Organization(name="Our own find"), by=administrator, now=now
    )
    with pytest.raises(CommandError, match="--also-added"):
        call_command("remove_demo")
    client = client_as(administrator)
    asked = client.post("/demo/remove/")
    assert "also_added" in asked.context["form"].errors
    assert f"Type “{house_name()}” to confirm" in asked.text
    assert Organization.objects.filter(name="Our own find").exists()
    slip = {"also_added": "on", "confirm": "Yes"}
    assert "confirm" in client.post("/demo/remove/", slip).context["form"].errors
    meant = {"also_added": "on", "confirm": house_name()}
    assert client.post("/demo/remove/", meant).status_code == 302
    assert list(User.objects.values_list("email", flat=True)) == [administrator.email]
    assert not Organization.objects.exists()
