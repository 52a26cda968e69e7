"""The page to import a file: look at the preview first, then go ahead."""

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
from audit.models import Event
from partnerships.organizations.lifecycle import MOST_TAGS
from partnerships.organizations.models import Organization, Tag
from partnerships.transfer import actions, views
from partnerships.transfer.lifecycle import Encoding, RunState
from partnerships.transfer.models import ImportRun
from tests.transfer.test_import import IRS

ClientAs = Callable[[User], Client]
CONTENT = b"name,ein\nElm Street,03-0413726\nOak,12345\n"


def upload(content: bytes = CONTENT, **more: str) -> dict[str, object]:
    return {"upload": SimpleUploadedFile("mine.csv", content), **more}


def previewed(client: Client, content: bytes = CONTENT, **more: str) -> tuple[ImportRun, str]:
    """The import of a file that was just chosen, and the page of its preview."""
    response = client.post("/import/", upload(content, **more), follow=True)
    return ImportRun.objects.latest("pk"), response.content.decode()


def confirm(client: Client, run: ImportRun) -> str:
    response = client.post(f"/import/{run.pk}/confirm/")
    run.refresh_from_db()
    return response.headers["Location"]


def test_a_file_is_previewed_first_and_imported_on_a_word(
    client_as: ClientAs, coordinator: User
) -> None:
    client = client_as(coordinator)
    run, page = previewed(client)
    assert (run.state, run.rows, run.counts) == (RunState.READY, 2, {"new": 1, "rejected": 1})
    assert "nine digits" in page
    assert not Organization.objects.exists()
    assert confirm(client, run) == f"/import/{run.pk}/"
    assert Organization.objects.get().name == "Elm Street"
    assert (run.state, run.imported_by, run.rows_written) == (RunState.DONE, coordinator, 1)
    assert Event.objects.get(verb="organizations.imported").subject_id == run.pk
    assert not default_storage.exists(f"imports/{run.sha256}")


def test_the_same_file_again_says_when_it_came_in(client_as: ClientAs, coordinator: User) -> None:
    client = client_as(coordinator)
    confirm(client, previewed(client)[0])
    page = previewed(client)[1]
    assert "This exact file was imported" in page
    assert f"by {coordinator}" in page


def test_a_bad_file_is_refused_at_its_field(client_as: ClientAs, coordinator: User) -> None:
    response = client_as(coordinator).post("/import/", upload(b"title\nElm\n"))
    assert response.status_code == 422
    assert "upload" in response.context["form"].errors
    assert not ImportRun.objects.exists()


def test_a_row_that_ends_the_reading_is_said_and_nothing_is_imported(
    client_as: ClientAs, coordinator: User
) -> None:
    client = client_as(coordinator)
    run, page = previewed(client, b'name\nElm\n"Oak\n')
    assert run.state == RunState.FAILED
    assert "closed on or after line" in page
    confirm(client, run)
    assert run.state == RunState.FAILED
    assert not Organization.objects.exists()


def test_an_import_is_confirmed_once(client_as: ClientAs, coordinator: User) -> None:
    client = client_as(coordinator)
    run, _page = previewed(client)
    confirm(client, run)
    again = client.post(f"/import/{run.pk}/confirm/", follow=True)
    assert "status has changed. The page shows where it is now" in again.content.decode()
    assert Event.objects.filter(verb="organizations.imported").count() == 1


def test_a_kept_file_that_changed_is_refused(client_as: ClientAs, coordinator: User) -> None:
    client = client_as(coordinator)
    run, _page = previewed(client, b"name\nAsh\n")
    default_storage.delete(f"imports/{run.sha256}")
    default_storage.save(f"imports/{run.sha256}", ContentFile(b"name\nOak\n"))
    confirm(client, run)
    assert (run.state, "Choose it again" in run.failure) == (RunState.FAILED, True)
    assert not Organization.objects.exists()


def test_a_preview_left_lying_is_removed_after_a_day(coordinator: User) -> None:
    def start(content: bytes, days: int) -> ImportRun:
        return actions.start(
            upload=ContentFile(content),
            file_name="x.csv",
            format_=None,
            encoding=None,
            by=coordinator,
            now=timezone.now() + timedelta(days=days),
        )

    left = start(b"name\nLeft lying\n", 0)
    start(b"name\nNext\n", 2)
    assert not ImportRun.objects.filter(pk=left.pk).exists()
    assert not default_storage.exists(f"imports/{left.sha256}")


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        (Encoding.MAC_ROMAN, "Café Évora"),
        (Encoding.WINDOWS_1250, "Łódź Center"),
        (Encoding.UTF_16_LE, "Łódź Center"),
        (Encoding.UTF_16_BE, "Café Évora"),
    ],
)
def test_the_preview_shows_rows_as_read_and_another_encoding_can_be_chosen(
    client_as: ClientAs, coordinator: User, encoding: Encoding, name: str
) -> None:
    client = client_as(coordinator)
    content = "name,city\n" + "Elm,Oakdale\n" * 9 + f"{name},Cedar\n"
    run, page = previewed(client, content.encode(encoding))
    assert "Elm" in page
    assert (name in page) == encoding.startswith("utf")  # the others can't be told apart
    client.post(f"/import/{run.pk}/encoding/", {"encoding": encoding})
    page = client.get(f"/import/{run.pk}/").content.decode()
    assert name in page
    assert str(encoding.label) in page
    confirm(client, run)
    assert Organization.objects.filter(name=name).exists()


def test_a_wrong_encoding_is_said_at_the_rows(client_as: ClientAs, coordinator: User) -> None:
    content = "name\nCafé\nOak\n".encode("cp1252")
    run, page = previewed(client_as(coordinator), content, encoding="utf-8")
    assert run.counts == {"new": 1, "rejected": 1}
    assert "Choose another encoding" in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04" + b"\0" * 30 + b"[Content_Types].xml", "Excel workbook. Save it as CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Excel workbook. Save it as CSV"),
        (b"PK\x03\x04" + b"\0" * 30 + b"list.csv", "ZIP archive"),
        (b"%PDF-1.7\n", "This is a PDF"),
        (b"\n<html><table>", "isn&#x27;t a CSV file"),
    ],
)
def test_another_kind_of_file_is_named(
    client_as: ClientAs, coordinator: User, content: bytes, words: str
) -> None:
    response = client_as(coordinator).post("/import/", upload(content))
    assert response.status_code == 422
    assert words in response.content.decode()


def test_a_long_import_shows_how_far_it_is(
    client_as: ClientAs, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PATIENCE", -1.0)
    client = client_as(coordinator)
    content = b"name,zip\n" + b"".join(b"Elm %d,04001\n" % number for number in range(450))
    run, page = previewed(client, content)
    assert (run.state, run.rows_done) == (RunState.CHECKING, 200)
    assert "200 of 450 rows" in page
    piece = client.get(f"/import/{run.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 2s"' in piece
    assert "<html" not in piece


def test_the_tags_of_a_file_are_bounded(client_as: ClientAs, coordinator: User) -> None:
    rows = "".join(f"Elm {number},tag {number}\n" for number in range(MOST_TAGS + 1))
    run, page = previewed(client_as(coordinator), f"name,tags\n{rows}".encode())
    assert run.state == RunState.FAILED
    assert f"more than {MOST_TAGS}" in page
    assert not Tag.objects.exists()


@pytest.mark.skipif(not IRS.exists(), reason="the IRS extract is not on this machine")
def test_the_directory_takes_no_more_queries_with_the_irs_extract(
    client_as: ClientAs,
    coordinator: User,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(views, "PATIENCE", 600.0)
    client = client_as(coordinator)
    run, _page = previewed(client, IRS.read_bytes())
    confirm(client, run)
    assert Organization.objects.count() == 6604
    client.get("/directory/")
    with django_assert_max_num_queries(10):
        page = client.get("/directory/").context["page"]
    assert len(page) == 25


def test_a_viewer_may_not(client_as: ClientAs, coordinator: User, viewer: User) -> None:
    run, _page = previewed(client_as(coordinator))
    client = client_as(viewer)
    assert client.post("/import/", upload()).status_code == 403
    assert client.get("/import/").status_code == 403
    assert client.get(f"/import/{run.pk}/").status_code == 403
    assert client.post(f"/import/{run.pk}/confirm/").status_code == 403
    assert not Organization.objects.exists()
