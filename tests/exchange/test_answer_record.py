"""The page that keeps what somebody said by phone, in a meeting or on paper."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from partnerships.exchange import actions as exchange
from partnerships.exchange.models import (
    Acceptance,
    Acknowledgement,
    ListLine,
    Suggestion,
    WiifmAnswer,
)
from partnerships.organizations.models import Contact
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership, PurposeAgreement
from tests.factories import BenefitFactory
from tests.refusals import refused
from tests.scenarios import PURPOSE, partnership_idea, shared_lists

As = Callable[[User], Client]


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    """A partnership with shared lists and a purpose."""
    idea = partnership_idea(now, coordinator)
    shared_lists(idea, now, coordinator)
    relationships.set_purpose(partnership=idea, sentence=PURPOSE, by=coordinator, now=now)
    return idea


def address(partnership: Partnership, name: str = "", side: str = "theirs") -> str:
    url = reverse("answer_record", args=[partnership.pk])
    contact = Contact.objects.filter(name=name).first()
    return f"{url}?contact={side}-{contact.pk}" if contact else url


def typed(partnership: Partnership, **values: object) -> dict[str, object]:
    version = partnership.list_versions.all()[0]
    told = {"how": "phone", "said_on": timezone.localdate(), "list_version": version.pk}
    return told | values


def test_first_it_asks_who_said_it(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    page = client_as(coordinator).get(address(partnership)).content.decode()

    assert "Dana Whitfield" in page
    assert "Jo Ortiz" in page
    assert PURPOSE not in page


def test_then_it_shows_the_lines_of_the_other_side(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    page = client_as(coordinator).get(address(partnership, "Jo Ortiz")).content.decode()

    assert "Cross-training for their staff, 2 sessions" in page
    accepts, confirms = page.split("Confirms on their list", 1)
    assert "Accepts from our list" in accepts
    assert "Training seats" not in accepts
    assert "Training seats" in confirms
    assert PURPOSE in page


def test_our_side_is_asked_in_our_words_and_for_our_people_only(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    client = client_as(coordinator)
    page = client.get(address(partnership, "Dana Whitfield", side=Side.OURS)).content.decode()
    for words in ("How Dana Whitfield answered", "In Accord", "Does this work for us?"):
        assert words in page, words
    for words in ("their words", "Does this work for them?", "their side"):
        assert words not in page, words
    who = client.get(f"/partners/{partnership.pk}/answers/?side=ours").content.decode()
    assert "Dana Whitfield" in who
    assert "Jo Ortiz" not in who


def test_it_keeps_all_that_was_said(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    ours = ListLine.objects.get(side=Side.OURS)

    response = client_as(coordinator).post(
        address(partnership, "Jo Ortiz"),
        typed(
            partnership,
            has_read="on",
            answer="yes",
            comment="Gladly",
            accepts=[ours.pk],
            agrees_with_purpose="on",
        ),
    )

    assert response.status_code == 302
    answer = WiifmAnswer.objects.get()
    assert (answer.value, answer.side, answer.comment) == ("yes", "theirs", "Gladly")
    assert (answer.how, answer.recorded_by) == ("phone", coordinator)
    assert Acceptance.objects.get().line == ours
    assert Acknowledgement.objects.get().contact.name == "Jo Ortiz"
    assert PurposeAgreement.objects.get().contact.name == "Jo Ortiz"


def test_not_asked_keeps_no_answer(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    client_as(coordinator).post(
        address(partnership, "Dana Whitfield", "ours"),
        typed(partnership, has_read="on", answer=""),
    )

    assert Acknowledgement.objects.get().side == Side.OURS
    assert not WiifmAnswer.objects.exists()


def test_who_agreed_before_is_not_asked_again(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    client = client_as(coordinator)
    url = address(partnership, "Jo Ortiz")
    client.post(url, typed(partnership, agrees_with_purpose="on"))

    assert PURPOSE not in client.get(url).content.decode()


def test_an_empty_form_is_refused(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    response = client_as(coordinator).post(address(partnership, "Jo Ortiz"), typed(partnership))

    assert response.status_code == 422
    assert "Choose at least one answer" in response.content.decode()


def test_nothing_is_said_tomorrow(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    response = client_as(coordinator).post(
        address(partnership, "Jo Ortiz"),
        typed(partnership, answer="yes", said_on=timezone.localdate() + timedelta(days=1)),
    )

    assert response.status_code == 422
    assert not WiifmAnswer.objects.exists()


def test_an_answer_for_lists_that_were_shared_anew_meanwhile_is_refused(
    client_as: As, coordinator: User, partnership: Partnership, now: datetime
) -> None:
    seen = typed(partnership, answer="yes")
    BenefitFactory.create(partnership=partnership)
    exchange.share_changes(partnership=partnership, by=coordinator, now=now)

    response = client_as(coordinator).post(address(partnership, "Jo Ortiz"), seen)

    assert response.status_code == 422
    assert "changed in the meantime" in response.content.decode()
    assert not WiifmAnswer.objects.exists()


def test_it_warns_of_changes_that_are_not_shared(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    BenefitFactory.create(partnership=partnership)

    page = client_as(coordinator).get(address(partnership, "Jo Ortiz")).content.decode()

    assert "You have changes that aren't in a version yet" in page


def test_without_shared_lists_it_asks_for_the_purpose_alone(
    client_as: As, coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)
    relationships.set_purpose(partnership=partnership, sentence=PURPOSE, by=coordinator, now=now)
    client, url = client_as(coordinator), address(partnership, "Jo Ortiz")

    page = client.get(url).content.decode()

    assert "The lists have no version yet" in page
    assert 'name="answer"' not in page
    told = {"how": "phone", "said_on": timezone.localdate(), "agrees_with_purpose": "on"}
    assert client.post(url, told).status_code == 302
    assert PurposeAgreement.objects.count() == 1


def test_a_person_of_neither_side_can_not_be_chosen(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    response = client_as(coordinator).get(address(partnership) + "?contact=theirs-4711")

    assert response.status_code == 422


def test_a_viewer_writes_nothing_down(
    client_as: As, viewer: User, partnership: Partnership
) -> None:
    response = client_as(viewer).post(
        address(partnership, "Jo Ortiz"), typed(partnership, answer="yes")
    )

    assert response.status_code == 403
    assert not WiifmAnswer.objects.exists()


def test_it_keeps_what_they_suggest(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    line = ListLine.objects.get(side=Side.OURS)
    url = address(partnership, "Jo Ortiz")
    assert f"suggests_{line.pk}" in client_as(coordinator).get(url).text

    response = client_as(coordinator).post(
        url, typed(partnership, **{f"suggests_{line.pk}": "In March, please"})
    )

    assert response.status_code == 302
    suggestion = Suggestion.objects.get()
    assert (suggestion.line, suggestion.text) == (line, "In March, please")
    page = client_as(coordinator).get(partnership.get_absolute_url()).text
    assert "They suggest a change" in page
    assert line.benefit.get_absolute_url() in page


def test_an_answer_for_lists_shared_anew_meanwhile_is_refused_under_the_lock(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    seen = partnership.list_versions.all()[0]
    shared_lists(partnership, now, coordinator)
    saying = exchange.Saying(
        contact=Contact.objects.get(name="Jo Ortiz"),
        side=Side.THEIRS,
        how=How.PHONE,
        said_on=now.date(),
        has_read=True,
        list_version=seen,
    )

    with refused("shared_anew"):
        exchange.record_saying(partnership=partnership, saying=saying, by=coordinator, now=now)

    assert not Acknowledgement.objects.exists()


def test_an_answer_on_paper_offers_to_attach_the_scan(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    told = typed(partnership, how="paper", has_read="on")
    client = client_as(coordinator)
    response = client.post(address(partnership, "Jo Ortiz"), told, follow=True)
    upload = reverse("partnership_document_upload", args=[partnership.pk])
    assert f'<a href="{upload}">Attach the scan</a>' in response.content.decode()
