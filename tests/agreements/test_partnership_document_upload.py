"""Keeping a paper with a partnership, such as the scan of a marked sheet."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.agreements.lifecycle import DocumentKind
from partnerships.agreements.models import Document
from partnerships.relationships.models import Partnership
from tests.scenarios import partnership_idea, pdf

As = Callable[[User], Client]


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


def address(partnership: Partnership) -> str:
    return reverse("partnership_document_upload", args=[partnership.pk])


def test_a_scan_is_kept_and_the_partner_page_hands_it_out(
    client_as: As, coordinator: User, viewer: User, partnership: Partnership
) -> None:
    data = {"kind": "sheet", "upload": pdf("marked.pdf")}
    response = client_as(coordinator).post(address(partnership), data)
    assert response.status_code == 302
    document = Document.objects.get()
    assert (document.partnership, document.mou) == (partnership, None)
    assert document.kind == DocumentKind.SHEET
    page = client_as(viewer).get(partnership.get_absolute_url(), {"tab": "documents"}).text
    assert "marked.pdf" in page
    assert document.sha256 in page
    assert "Their answer sheet" in page
    assert reverse("document_download", args=[document.pk]) in page


def test_a_signed_mou_is_not_kept_here(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    data = {"kind": "signed", "upload": pdf()}
    assert client_as(coordinator).post(address(partnership), data).status_code == 422
    assert not Document.objects.exists()


def test_a_bad_file_is_refused(client_as: As, coordinator: User, partnership: Partnership) -> None:
    data = {"kind": "sheet", "upload": SimpleUploadedFile("a.pdf", b"<html></html>")}
    assert client_as(coordinator).post(address(partnership), data).status_code == 422
    assert not Document.objects.exists()


def test_a_viewer_keeps_nothing(client_as: As, viewer: User, partnership: Partnership) -> None:
    data = {"kind": "sheet", "upload": pdf()}
    assert client_as(viewer).post(address(partnership), data).status_code == 403
    assert not Document.objects.exists()
