"""A stranger reads our public page without JavaScript and becomes a prospect by one click."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, Response, expect

from accounts.models import User
from partnerships.exchange.forms import inquiries
from partnerships.exchange.models import PublicPage
from partnerships.relationships.models import Partnership
from tests.browser.people import Axe, Somebody
from tests.factories import ServiceOfferingFactory
from tests.scenarios import our_organization

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scripts", ["off"])
def test_a_stranger_becomes_a_prospect(
    page: Page,
    partner_page: Page,
    check_axe: Axe,
    coordinator: User,
    sign_in: Callable[[User], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inquiries, "QUICKEST", timedelta(0))  # this stranger types fast
    ours = our_organization(timezone.now(), coordinator)
    ServiceOfferingFactory.create(organization=ours, title="A workshop", is_public=True)
    PublicPage.objects.create(is_on=True)
    answers: list[Response] = []

    def came(answer: Response) -> None:
        answers.append(answer)

    partner_page.on("response", came)
    rosa = Somebody(partner_page, check_axe)

    rosa.look(reverse("offers_page"))
    rosa.sees("A workshop")
    assert sum(len(answer.body()) for answer in answers) < 100_000
    rosa.follow("Partner with us")
    rosa.look()
    rosa.fill(
        organization_name="Elm Street Neighbors",
        person_name="Rosa Quill",
        email="rosa@example.org",
        brings="10 training seats a year",
        looks_for="Job coaches",
    )
    expect(partner_page.locator("[name=homepage]")).not_to_be_in_viewport()
    rosa.press("Send form")
    rosa.look()
    rosa.sees("We got your form.")

    sign_in(coordinator)
    maria = Somebody(page, check_axe)
    maria.look(reverse("partner_list"))
    maria.follow("Inquiries (1)")
    maria.look()
    maria.follow("Elm Street Neighbors")
    maria.look()
    maria.press("Accept as prospect")
    maria.sees("10 training seats a year")
    assert str(Partnership.objects.get().organization) == "Elm Street Neighbors"
