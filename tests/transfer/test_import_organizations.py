"""The page to bring a file in: look first, then go ahead."""

from collections.abc import Callable

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from partnerships.organizations.models import Organization
from partnerships.transfer.models import ImportRun

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
    assert "This very file" in client.post("/import/", upload()).content.decode()


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


def test_a_viewer_may_not(client_as: ClientAs, viewer: User) -> None:
    client = client_as(viewer)
    assert client.post("/import/", upload()).status_code == 403
    assert client.get("/import/").status_code == 403
    assert not Organization.objects.exists()
