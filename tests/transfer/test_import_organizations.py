"""The page to bring a file in: look first, then go ahead."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from partnerships.organizations.models import Organization
from partnerships.transfer.actions import keep_file
from partnerships.transfer.models import ImportRun
from tests.transfer.test_import import IRS

ClientAs = Callable[[User], Client]
CONTENT = b"name,ein\nElm Street,03-0413726\nOak,N/A\n"


def upload(content: bytes = CONTENT) -> dict[str, object]:
    return {"upload": SimpleUploadedFile("mine.csv", content), "format": ""}


def test_a_file_is_looked_at_first_and_brought_in_on_a_word(
    client_as: ClientAs, coordinator: User
) -> None:
    client = client_as(coordinator)
    preview = client.post("/import/", upload())
    assert preview.status_code == 200
    assert "nine digits" in preview.content.decode()
    assert not Organization.objects.exists()
    kept = preview.context["form"].initial
    response = client.post("/import/confirm/", kept)
    assert response.headers["Location"] == "/directory/"
    assert Organization.objects.get().name == "Elm Street"
    assert ImportRun.objects.get().imported_by == coordinator
    assert not default_storage.exists(f"imports/{kept['sha256']}")


def test_the_same_file_again_says_when_it_came_in(client_as: ClientAs, coordinator: User) -> None:
    client = client_as(coordinator)
    kept = client.post("/import/", upload()).context["form"].initial
    client.post("/import/confirm/", kept)
    again = client.post("/import/", upload()).content.decode()
    assert "This very file" in again
    assert f"by {coordinator}" in again


def test_a_bad_file_is_refused_at_its_field(client_as: ClientAs, coordinator: User) -> None:
    response = client_as(coordinator).post("/import/", upload(b"title\nElm\n"))
    assert response.status_code == 422
    assert "upload" in response.context["form"].errors


def test_a_made_up_confirmation_does_nothing(client_as: ClientAs, coordinator: User) -> None:
    client = client_as(coordinator)
    for sha256 in ("0" * 64, "../../secret", ""):
        data = {"sha256": sha256, "file_name": "x.csv", "format": "csv"}
        response = client.post("/import/confirm/", data)
        assert response.headers["Location"] == "/import/"
    assert not Organization.objects.exists()


def test_a_confirmation_of_another_format_is_refused(
    client_as: ClientAs, coordinator: User
) -> None:
    client = client_as(coordinator)
    kept = client.post("/import/", upload(b"name\nElm\n")).context["form"].initial
    response = client.post("/import/confirm/", kept | {"format": "bmf"})
    assert response.headers["Location"] == "/import/"
    assert not Organization.objects.exists()


def test_a_kept_file_that_changed_is_refused(client_as: ClientAs, coordinator: User) -> None:
    client = client_as(coordinator)
    kept = client.post("/import/", upload(b"name\nAsh\n")).context["form"].initial
    path = f"imports/{kept['sha256']}"
    default_storage.delete(path)
    default_storage.save(path, ContentFile(b"name\nOak\n"))
    assert client.post("/import/confirm/", kept).headers["Location"] == "/import/"
    assert not Organization.objects.exists()


def test_a_file_left_lying_is_removed_after_a_day() -> None:
    content = b"name\nLeft lying\n"
    now = timezone.now()
    sha256 = keep_file(content=content, now=now)
    assert keep_file(content=content, now=now) == sha256
    keep_file(content=b"name\nNext\n", now=now + timedelta(days=2))
    assert not default_storage.exists(f"imports/{sha256}")


@pytest.mark.skipif(not IRS.exists(), reason="the IRS extract is not on this machine")
def test_the_directory_takes_no_more_queries_with_the_irs_extract(
    client_as: ClientAs,
    coordinator: User,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    client = client_as(coordinator)
    kept = client.post("/import/", upload(IRS.read_bytes())).context["form"].initial
    client.post("/import/confirm/", kept)
    assert Organization.objects.count() == 6604
    client.get("/directory/")
    with django_assert_max_num_queries(10):
        page = client.get("/directory/").context["page"]
    assert len(page) == 25


def test_a_viewer_may_not(client_as: ClientAs, viewer: User) -> None:
    client = client_as(viewer)
    assert client.post("/import/", upload()).status_code == 403
    assert client.get("/import/").status_code == 403
    assert not Organization.objects.exists()
