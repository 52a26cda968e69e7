"""Our list of benefits in public: off at first, the same for everyone, and light."""

import re
from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from accounts.models import User
from partnerships.exchange import actions
from partnerships.exchange.models import PublicPage, ServiceOffering
from partnerships.organizations.models import Organization, Phone
from tests.factories import OfferingCategoryFactory, ServiceOfferingFactory
from tests.scenarios import our_organization

As = Callable[[User], Client]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
def ours(coordinator: User, now: datetime) -> Organization:
    return our_organization(now, coordinator)


@pytest.fixture
def public(ours: Organization) -> ServiceOffering:
    """The page is on, with one service of a program."""
    PublicPage.objects.create(is_on=True)
    category = OfferingCategoryFactory.create(label="Cross-training", position=1)
    return ServiceOfferingFactory.create(
        organization=ours,
        category=category,
        title="A workshop",
        description="Two hours",
        for_whom="Job coaches",
        how_much="Free, twice a year",
        program="Ticket to Work",
        is_public=True,
    )


@pytest.mark.parametrize(
    "name", ["offers_page", "offers_pdf", "offers_ask", "offers_sent", "offers_embed"]
)
def test_nothing_shows_until_leadership_turns_it_on(
    client: Client, ours: Organization, name: str
) -> None:
    ServiceOfferingFactory.create(organization=ours, is_public=True)
    assert client.get(reverse(name)).status_code == 404


def test_it_shows_public_services_with_for_whom_how_much_and_how_to_ask(
    client: Client, public: ServiceOffering, ours: Organization
) -> None:
    ServiceOfferingFactory.create(organization=ours, title="For partners only")
    ServiceOfferingFactory.create(organization=ours, title="Old", is_public=True, is_active=False)
    text = client.get("/offers/").content.decode()
    for shown in ("A workshop", "Job coaches", "Free, twice a year", f"about={public.pk}"):
        assert shown in text
    assert "For partners only" not in text
    assert "Old" not in text
    assert '<meta property="og:title" content="What Harbor Employment Network offers">' in text
    assert '<meta name="robots" content="index, follow">' in text


def test_a_program_has_a_page_of_its_own(
    client: Client, public: ServiceOffering, ours: Organization
) -> None:
    ServiceOfferingFactory.create(organization=ours, title="A room", is_public=True)
    text = client.get("/offers/for/ticket-to-work/").content.decode()
    assert "offers: Ticket to Work" in text
    assert "A workshop" in text
    assert "A room" not in text
    assert client.get("/offers/for/nothing/").status_code == 404


def test_the_second_reader_gets_a_copy_without_a_query_and_the_third_time_nothing(
    client: Client, public: ServiceOffering, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = client.get("/offers/")
    assert len(first.content) < 30_000
    with django_assert_num_queries(0):
        again = client.get("/offers/")
    assert again.content == first.content
    unchanged = client.get("/offers/", headers={"If-None-Match": first.headers["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert not first.cookies


def test_a_change_shows_at_once(
    client: Client,
    public: ServiceOffering,
    leader: User,
    now: datetime,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    client.get("/offers/")
    public.title = "A longer workshop"
    with django_capture_on_commit_callbacks(execute=True):
        actions.save_offering(offering=public, by=leader, now=now)
    assert "A longer workshop" in client.get("/offers/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        actions.save_public_page(page=PublicPage(is_on=False), by=leader, now=now)
    assert client.get("/offers/").status_code == 404


def test_the_pdf_has_the_same_list(client: Client, public: ServiceOffering) -> None:
    paper = PdfReader(BytesIO(client.get("/offers/services.pdf").content))
    words = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    assert "A workshop Two hours For whom: Job coaches How much: Free, twice a year" in words


def test_only_named_websites_may_embed_it(client: Client, public: ServiceOffering) -> None:
    assert client.get("/offers/embed/").status_code == 404
    PublicPage.objects.update(embedders="https://www.example.org\nhttps://elm.example.org")
    cache.clear()
    response = client.get("/offers/embed/")
    policy = response.headers["Content-Security-Policy"]
    assert "frame-ancestors https://www.example.org https://elm.example.org;" in f"{policy};"
    assert "X-Frame-Options" not in response.headers
    assert "A workshop" in response.content.decode()
    page = client.get("/offers/").headers
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


def test_leadership_turns_it_on_with_a_logo(
    client_as: As,
    client: Client,
    leader: User,
    ours: Organization,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    ServiceOfferingFactory.create(organization=ours, is_public=True)
    asked = {
        "is_on": "on",
        "embedders": "https://www.example.org/about/ https://WWW.example.org",
        "upload": SimpleUploadedFile("logo.png", PNG),
    }
    with django_capture_on_commit_callbacks(execute=True):
        response = client_as(leader).post(reverse("offers_settings"), asked)
    assert response.status_code == 302
    assert PublicPage.objects.get().sites() == ["https://www.example.org"]
    assert client.get("/offers/logo/").content == PNG
    assert "/offers/logo/" in client.get("/offers/").content.decode()
    asked = {"is_on": "on", "without_logo": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        client_as(leader).post(reverse("offers_settings"), asked)
    assert client.get("/offers/logo/").status_code == 404


@pytest.mark.parametrize(
    ("field", "given", "says"),
    [
        ("upload", SimpleUploadedFile("logo.svg", b"<svg onload='x'/>"), "Choose a PNG or JPEG"),
        ("upload", SimpleUploadedFile("l.png", PNG + b"\0" * 60_000), "The limit is 60 KB."),
        ("embedders", "http://www.example.org", "isn&#x27;t a website address"),
        ("embedders", "https://*.example.org", "isn&#x27;t a website address"),
        ("embedders", "https://www.example.org; script-src", "isn&#x27;t a website address"),
    ],
)
def test_what_cannot_be_is_refused(
    client_as: As, leader: User, ours: Organization, field: str, given: object, says: str
) -> None:
    response = client_as(leader).post(reverse("offers_settings"), {"is_on": "on", field: given})
    assert response.status_code == 422
    assert says in response.content.decode()


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of a text; syllables are counted by their vowels."""
    sentences = [part for part in re.split(r"[.!?:\n]+", text) if part.strip()]
    words = re.findall(r"[A-Za-z']+", text)
    vowels = [len(re.findall(r"[aeiouy]+", re.sub(r"e\b", "", word.lower()))) for word in words]
    syllables = sum(max(1, count) for count in vowels)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def test_our_words_read_at_grade_eight_or_below(client: Client, public: ServiceOffering) -> None:
    assert grade("The implementation necessitates interorganizational coordination.") > 12
    for name in ("offers_page", "offers_ask", "offers_sent"):
        html = re.search(r"<main.*</main>", client.get(reverse(name)).content.decode(), re.DOTALL)
        assert html is not None
        html_text = re.sub(r"<select.*?</select>", "", html[0], flags=re.DOTALL)
        text = re.sub(r"</(p|h\d|li|dt|dd|a|label|div)>", "\n", html_text)
        assert grade(re.sub(r"<[^>]+>", " ", text)) <= 8, name


def test_phone_and_email_show_only_where_leadership_asked(
    client: Client, public: ServiceOffering, ours: Organization
) -> None:
    ours.email = "hello@example.org"
    ours.save()
    Phone.objects.create(organization=ours, number="207-555-0100")
    for name in ("offers_page", "offers_sent"):
        text = client.get(reverse(name)).content.decode()
        assert "hello@example.org" not in text
        assert "207-555-0100" not in text
    PublicPage.objects.update(shows_phone=True, shows_email=True)
    cache.clear()
    text = client.get("/offers/").content.decode()
    assert "hello@example.org" in text
    assert "207-555-0100" in text


def test_made_up_programs_leave_no_copies_behind(
    client: Client, public: ServiceOffering, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/offers/for/ticket-to-work/embed/")
    kept: list[str] = []
    monkeypatch.setattr(cache, "set", lambda key, *_args, **_more: kept.append(key))
    for number in range(5):
        assert client.get(f"/offers/for/nothing-{number}/").status_code == 404
        assert client.get(f"/offers/for/nothing-{number}/embed/").status_code == 404
    assert kept == []
