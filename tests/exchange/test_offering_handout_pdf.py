"""What we offer, as a tagged PDF."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from partnerships.organizations.models import Organization
from tests.factories import ServiceOfferingFactory
from tests.scenarios import our_organization

As = Callable[[User], Client]


@pytest.fixture
def ours(coordinator: User, now: datetime) -> Organization:
    return our_organization(now, coordinator)


def handout(client: Client, **asked: str) -> PdfReader:
    response = client.get(reverse("offering_handout_pdf"), asked)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    return PdfReader(BytesIO(response.content))


def words(paper: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in paper.pages).split())


def test_it_has_a_title_a_language_tags_and_our_offerings(
    client_as: As, viewer: User, ours: Organization
) -> None:
    ServiceOfferingFactory.create(
        organization=ours, title="A workshop", description="Two hours\r\nfor their staff"
    )

    paper = handout(client_as(viewer))

    root: dict[str, Any] = dict(paper.root_object)
    assert paper.metadata is not None
    assert paper.metadata.title == "What Harbor Employment Network offers"
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"] == {"/Marked": True, "/Suspects": False}
    assert "/StructTreeRoot" in root
    assert "A workshop Two hours for their staff" in words(paper)
    assert "vera@example.org" in words(paper)


@pytest.mark.parametrize(("asked", "width"), [("", 612), ("a4", 595), ("nonsense", 612)])
def test_it_comes_on_letter_or_a4(
    client_as: As, viewer: User, ours: Organization, asked: str, width: int
) -> None:
    ServiceOfferingFactory.create(organization=ours)
    assert round(handout(client_as(viewer), paper=asked).pages[0].mediabox.width) == width


def test_what_people_typed_stays_text(client_as: As, viewer: User, ours: Organization) -> None:
    title = '*#panic("x")* $x$ @ref <b> \\ "'
    ServiceOfferingFactory.create(organization=ours, title=title)
    assert title in words(handout(client_as(viewer)))


def test_a_character_without_a_font_is_named_instead_of_drawn_as_a_box(
    client_as: As, viewer: User, ours: Organization
) -> None:
    ServiceOfferingFactory.create(organization=ours, title="Tea \u0378 room")
    client = client_as(viewer)
    response = client.get(reverse("offering_handout_pdf"), follow=True)
    assert response.redirect_chain == [(reverse("offering_handout"), 302)]
    assert "U+0378 in “Tea \u0378 room”. Replace it" in response.content.decode()


def test_many_offerings_go_on_to_the_next_page(
    client_as: As, viewer: User, ours: Organization
) -> None:
    for _place in range(120):
        ServiceOfferingFactory.create(organization=ours)
    paper = handout(client_as(viewer))
    assert len(paper.pages) > 1
    assert "Page 2" in words(paper)
