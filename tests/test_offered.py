"""No page offers a link or a button that the viewer's role may not use."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve
from pytest_django import Settings

from accounts.models import User
from tests.access import Table

ClientAs = Callable[[User], Client]
#: So many pages of each kind, and each of a page's tabs, are looked at.
OF_A_KIND = 2
#: Pages that aren't looked at: they lead out, or are files.
APART = {"account_logout", "jsi18n"}


class Offers(HTMLParser):
    """Collects where the links and forms of a page lead, with their method."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.found = page, list[tuple[str, str]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.found.append(("GET", str(given["href"])))
        elif tag == "form":
            method = "POST" if str(given.get("method")).lower() == "post" else "GET"
            self.found.append((method, given.get("action") or self.page))


def name_of(address: str) -> str:
    """The URL name behind a path of this site; "" for any other."""
    parts = urlsplit(address)
    if parts.netloc or parts.scheme not in ("", "http", "https"):
        return ""
    try:
        return resolve(parts.path).view_name
    except Resolver404:
        return ""


def offers(client: Client, first: str) -> Iterator[tuple[str, str, str]]:
    """Walk the site by its own links: each page with the name and method of what it offers."""
    waiting, seen, looked = deque([first]), {first}, Counter[str]()
    while waiting:
        page = waiting.popleft()
        query = urlsplit(page).query
        kind = name_of(page) + (query if query.startswith("tab=") else "")
        looked[kind] += 1
        if looked[kind] > OF_A_KIND:
            continue
        response = client.get(page)
        if response.status_code != 200 or "text/html" not in response.headers["Content-Type"]:
            continue
        parser = Offers(page)
        parser.feed(response.content.decode())
        for method, address in parser.found:
            target = urljoin(page, address).partition("#")[0]
            name = name_of(target)
            read_only = method == "POST" and name.endswith("_change")  # a form without a button
            if not name or name in APART or read_only:
                continue
            yield page, name, method
            if method == "GET" and target not in seen:
                seen.add(target)
                waiting.append(target)


@pytest.mark.parametrize(
    ("email", "principal"),
    [
        ("vic@example.org", "viewer"),
        ("maria@example.org", "coordinator"),
        ("dana@example.org", "leadership"),
        ("ada@example.org", "administrator"),
    ],
)
def test_a_role_is_offered_only_what_it_may_do(
    db: None, client_as: ClientAs, tmp_path: Path, settings: Settings, email: str, principal: str
) -> None:
    settings.MEDIA_ROOT = tmp_path
    call_command("seed_demo", "--known-passwords", stdout=StringIO())
    table, client = Table.read(), client_as(User.objects.get(email=email))
    refused = {
        (page, name, method)
        for page, name, method in offers(client, "/")
        if table.answer(name, method, principal) == "403"
    }
    assert refused == set()
