"""F39: the disk for files is full; who uploads reads why, and everybody else works on."""

import http.client
import resource
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client

from accounts.models import User
from partnerships.agreements.models import Document
from partnerships.engagement.models import FollowUp
from partnerships.outbox.queries import database_now
from tests.conftest import PASSWORD
from tests.faults.matrix import Run, size
from tests.faults.servers import CSRF, Pages, pages
from tests.scenarios import partnership_idea

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
MB = 1024 * 1024
ROOM = 8 * MB  # no file of the web server gets larger; a database of these tests is smaller
FILE = b"%PDF-1.4\n" + b"x" * (12 * MB)
PATIENCE = 5.0  # seconds; SQLite gives up waiting for its lock after as many


@contextmanager
def no_room() -> Iterator[None]:
    """Let programs that are started meanwhile write no file larger than `ROOM`.

    The system refuses in the middle of a write, as it does on a full disk.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def upload(web: Pages, path: str) -> tuple[int, str]:
    """Send a file larger than there is room for."""
    fields = {"csrfmiddlewaretoken": CSRF, "kind": "sheet"}
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = 'name="upload"; filename="scan.pdf"\r\nContent-Type: application/pdf'
    parts += [f"--b\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode(), FILE]
    cookies = {
        django_settings.SESSION_COOKIE_NAME: web.session,
        django_settings.CSRF_COOKIE_NAME: CSRF,
    }
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "Content-Type": "multipart/form-data; boundary=b",
    }
    with closing(http.client.HTTPConnection("127.0.0.1", web.port, timeout=60)) as sent:
        sent.request("POST", path, b"".join([*parts, b"\r\n--b--\r\n"]), headers)
        answer = sent.getresponse()
        return answer.status, answer.read().decode()


def test_on_a_full_disk_others_save_and_sign_in(
    run: Run, coordinator: User, leader: User, client_as: Callable[[User], Client]
) -> None:
    hasher = Argon2PasswordHasher()  # that of an installation, which the served pages use
    leader.password = hasher.encode(PASSWORD, hasher.salt())
    leader.save(update_fields=["password"])
    partnership = partnership_idea(database_now(), coordinator)
    told, enough = list[tuple[int, str]](), threading.Event()

    def upload_on(web: Pages) -> None:
        while not enough.is_set():
            told.append(upload(web, f"/partners/{partnership.pk}/papers/new/"))

    with no_room(), pages(run.start, client_as(coordinator)) as web:
        uploader = threading.Thread(target=upload_on, args=[web])
        uploader.start()
        try:
            run.until(lambda: bool(told))
            for number in range(size(5, 100)):
                assert web.save_commitment(partnership.pk, f"Poster {number}") == 302
            for _time in range(2):
                web.signed_in(leader.email, PASSWORD)
        finally:
            enough.set()
            uploader.join()
        run.faults = len(told)
    assert {status for status, _page in told} == {422}
    assert all("no disk space left" in page for _status, page in told)
    assert FollowUp.objects.filter(what__startswith="Poster").count() == size(5, 100)
    assert not Document.objects.exists()
    assert not [path for path in Path(run.folder / "media").rglob("*") if path.is_file()]
    run.note(
        f"{'F39 full disk':<22} {connection.vendor:<10} {len(told)} uploads refused, "
        f"slowest save or sign-in {web.slowest:.2f} s"
    )
    assert web.slowest < PATIENCE
