"""A form that is sent twice is done once; both are answered as the first."""

import copy
import re
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from accounts.models import User
from common import second_click
from common.second_click import SecondClick
from partnerships.engagement.models import FollowUp, Interaction, Meeting
from partnerships.organizations.models import Contact, Organization
from partnerships.relationships.models import Partnership
from tests.access import pages
from tests.conftest import PASSWORD
from tests.scenarios import leader_of, partnership_idea

MASKED = "m" * 64
Send = Callable[..., HttpResponse]


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


class Saving:
    """A page that counts how often it saved, and answers as told."""

    def __init__(self) -> None:
        self.saved = 0
        self.files: list[bytes] = []
        self.status = 302
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.gate.wait(10)
        self.saved += 1
        self.files += [file.read() for file in request.FILES.getlist("paper")]
        response = HttpResponse(f"answer {self.saved}", status=self.status)
        response.set_cookie("messages", f"Saved {self.saved}.")
        return response


class Killed(threading.Event):
    """What a page waits for when its process is ended."""

    def wait(self, _timeout: float | None = None) -> bool:
        raise SystemExit


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


@pytest.fixture
def page() -> Saving:
    return Saving()


@pytest.fixture
def send(rf: RequestFactory, page: Saving) -> Send:
    """Return a function that sends a form to the page, through the guard."""

    def post(
        user: User | None = None,
        path: str = "/x/",
        headers: dict[str, str] | None = None,
        **data: object,
    ) -> HttpResponse:
        request = rf.post(path, {"csrfmiddlewaretoken": MASKED, **data}, headers=headers)
        request.user = user or User(pk=1)

        def through(request: HttpRequest) -> HttpResponse:
            return guard.process_view(request, page, (), {}) or page(request)

        guard = SecondClick(through)
        return guard(request)

    return post


def test_the_second_gets_the_answer_of_the_first(send: Send, page: Saving) -> None:
    first, second = send(what="Services handout"), send(what="Services handout")
    assert page.saved == 1
    assert second.content == first.content == b"answer 1"
    assert second.status_code == first.status_code == 302
    assert second.cookies["messages"].value == "Saved 1."


@pytest.mark.parametrize(
    "other",
    [
        {"what": "Room"},
        {"path": "/y/"},
        {"user": User(pk=2)},
        {"csrfmiddlewaretoken": "n" * 64},
        {"paper": SimpleUploadedFile("signed.pdf", b"%PDF-1.7")},
        {"headers": {"HX-Request": "true"}},
    ],
)
def test_another_form_is_another_form(send: Send, page: Saving, other: dict[str, object]) -> None:
    send(what="Services handout")
    send(**{"what": "Services handout", **other})
    assert page.saved == 2


@pytest.mark.parametrize(("content", "saved"), [(b"a,b,1", 1), (b"a,b,2", 2)])
def test_a_file_is_the_same_by_what_is_in_it(
    send: Send, page: Saving, content: bytes, saved: int
) -> None:
    send(paper=SimpleUploadedFile("partners.csv", b"a,b,1"))
    send(paper=SimpleUploadedFile("partners.csv", content))
    assert page.saved == saved
    assert page.files[-1] == (b"a,b,1", content)[saved - 1]


def test_after_a_request_that_was_killed_the_form_may_be_sent_again(
    send: Send, page: Saving, now: datetime
) -> None:
    gate, page.gate = page.gate, Killed()
    with time_machine.travel(now, tick=False) as clock:
        with pytest.raises(SystemExit):
            send()
        page.gate = gate
        clock.shift(second_click.HELD + 1)
        assert send().content == b"answer 1"


def test_a_script_with_the_token_of_the_cookie_may_ask_again(send: Send, page: Saving) -> None:
    send(csrfmiddlewaretoken="c" * 32)
    send(csrfmiddlewaretoken="c" * 32)
    assert page.saved == 2


@pytest.mark.parametrize("status", [409, 422, 429, 500, 503])
def test_what_was_refused_may_be_sent_again(send: Send, page: Saving, status: int) -> None:
    page.status = status
    assert send().status_code == status
    page.status = 302
    assert send().status_code == 302
    assert page.saved == 2


def test_the_same_again_after_a_while_is_a_new_wish(
    send: Send, page: Saving, now: datetime
) -> None:
    with time_machine.travel(now, tick=False) as clock:
        send()
        clock.shift(second_click.KEPT - 1)
        send()
        assert page.saved == 1
        clock.shift(2)
        send()
    assert page.saved == 2


def test_a_second_click_waits_for_the_first(send: Send, page: Saving) -> None:
    page.gate.clear()
    answers: list[bytes] = []
    clicks = [threading.Thread(target=lambda: answers.append(send().content)) for _ in range(3)]
    for click in clicks:
        click.start()
    page.gate.set()
    for click in clicks:
        click.join()
    assert answers == [b"answer 1"] * 3


def test_it_does_not_wait_for_ever(
    send: Send, page: Saving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_click, "PATIENCE", 0.1)
    page.gate.clear()
    first = threading.Thread(target=send)
    first.start()
    second = send()
    page.gate.set()
    first.join()
    assert second.status_code == 409
    assert b"check whether it's there before you send it again" in second.content
    assert page.saved == 1


def token_of(page: bytes) -> str:
    found = re.search(rb'name="csrfmiddlewaretoken" value="([^"]{64})"', page)
    assert found
    return found[1].decode()


def test_each_click_of_a_sign_in_gets_its_own_session(viewer: User) -> None:
    clicks = [Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)]
    token = token_of(clicks[0].get("/accounts/login/").content)
    clicks[1].cookies = copy.deepcopy(clicks[0].cookies)
    form = {"login": viewer.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    for click in clicks:
        assert click.post("/accounts/login/", form).status_code == 302
        assert click.get("/you/").status_code == 200


def test_a_promise_sent_twice_is_made_once(coordinator: User, partnership: Partnership) -> None:
    """With all that stands between a browser and the view: the message is there, too."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(coordinator)
    path = f"/partners/{partnership.pk}/promises/new/"
    token = token_of(browser.get(path).content)
    form = {
        "side": "ours",
        "what": "Send the handout",
        "due_on": "2030-01-10",
        "csrfmiddlewaretoken": token,
    }
    first, second = browser.post(path, form), browser.post(path, form)
    assert first.status_code == 302
    assert second.headers["Location"] == first.headers["Location"]
    assert FollowUp.objects.filter(what="Send the handout").count() == 1
    wrong = {**form, "csrfmiddlewaretoken": MASKED}
    assert browser.post(path, wrong).status_code == 403


# Going back in the browser and saving again


@pytest.fixture
def save(coordinator: User) -> Callable[..., Any]:
    """Return a function that opens a form afresh, as after going back, and saves it."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(coordinator)

    def fill_in(path: str, **typed: str) -> Any:
        page = browser.get(path) if "/new/" in path or "/log/" in path else browser.get("/you/")
        token = token_of(page.content)
        return browser.post(path, {**typed, "csrfmiddlewaretoken": token})

    fill_in.browser = browser  # type: ignore[attr-defined]  # for what is shown next
    return fill_in


FORMS: list[tuple[str, type[Model], dict[str, str]]] = [
    (
        "/partners/{}/log/",
        Interaction,
        {"kind": "note", "on": "2026-11-23", "text": "They moved."},
    ),
    (
        "/partners/{}/promises/new/",
        FollowUp,
        {"side": "ours", "what": "Send the handout", "due_on": "2030-01-10"},
    ),
    (
        "/partners/{}/meetings/new/",
        Meeting,
        {
            "kind": "discovery",
            "mode": "phone",
            "day": "2030-01-10",
            "at": "10:00",
            "time_zone": "America/New_York",
            "minutes": "60",
        },
    ),
    ("/people/new/", Contact, {"name": "Robin Achterberg", "prefers": "link"}),
    ("/directory/new/", Organization, {"name": "Lakeside Job Center", "kind": "nonprofit"}),
    (
        "/partners/new/",
        Partnership,
        {
            "organization_name": "Lakeside Job Center",
            "kind": "nonprofit",
            "person_name": "Robin Achterberg",
            "phone": "555 0100",
            "next_step": "Call",
            "next_step_on": "2030-01-10",
        },
    ),
]


@pytest.mark.parametrize(("path", "model", "typed"), FORMS)
def test_going_back_and_saving_again_leads_to_the_first(
    save: Callable[..., Any],
    partnership: Partnership,
    coordinator: User,
    path: str,
    model: type[Model],
    typed: dict[str, str],
) -> None:
    leader = leader_of(
        datetime(2026, 11, 23, 15, tzinfo=UTC), coordinator, partnership.organization
    )
    typed = {**typed, "theirs": str(leader.pk)}  # the one form that asks who takes part
    path, rows = path.format(partnership.pk), model._meta.base_manager
    before = rows.count()
    first = save(path, **typed)
    assert first.status_code == 302, first.content
    second = save(path, **typed)
    assert second.headers["Location"] == first.headers["Location"]
    assert rows.count() == before + 1
    page = save.browser.get(second.headers["Location"]).content.decode()  # type: ignore[attr-defined]
    assert "You already saved this" in page


def test_what_differs_or_comes_later_is_saved(
    save: Callable[..., Any], partnership: Partnership
) -> None:
    path, note = f"/partners/{partnership.pk}/log/", {"kind": "note", "on": "2026-11-23"}
    with time_machine.travel(datetime(2026, 11, 23, 15, tzinfo=UTC), tick=False) as clock:
        save(path, **note, text="They moved.")
        save(path, **note, text="They moved again.")
        save(path, **note, text="They moved.")
        assert Interaction.objects.count() == 2
        clock.shift(second_click.REMEMBERED + 1)
        save(path, **note, text="They moved.")
    assert Interaction.objects.count() == 3


def test_what_was_changed_in_between_may_be_added_again(
    save: Callable[..., Any], partnership: Partnership
) -> None:
    path, note = f"/partners/{partnership.pk}/log/", {"kind": "note", "on": "2026-11-23"}
    save(path, **note, text="They moved.")
    save("/you/", name="Maria Alvarez", time_zone="America/New_York")
    save(path, **note, text="They moved.")
    assert Interaction.objects.count() == 2


def test_every_form_for_something_new_is_recognized() -> None:
    new = [page for page in pages() if page.route.endswith("/new/") and page.asks_for_sign_in]
    assert [page.name for page in new if not second_click.ADDS.search(page.name)] == []
    assert len(new) > 10
