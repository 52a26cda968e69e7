"""The page behind a personal link: what it shows, keeps and refuses (W6)."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from partnerships.exchange import actions as exchange
from partnerships.exchange.lifecycle import Answer, SuggestionState
from partnerships.exchange.models import (
    Acceptance,
    Acknowledgement,
    Benefit,
    Evidence,
    EvidenceAcceptance,
    ListLine,
    Suggestion,
    WiifmAnswer,
)
from partnerships.links import actions as links
from partnerships.links.models import PersonalLink
from partnerships.outbox.models import Delivery
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership, PurposeAgreement
from partnerships.reminders import actions as reminders
from tests.scenarios import deliverer_of, lists_of, side_says

pytestmark = pytest.mark.usefixtures("clock")


def line_of(side: Side) -> ListLine:
    return ListLine.objects.filter(side=side).order_by("-list_version__number")[0]


def version_of(partnership: Partnership) -> int:
    return partnership.list_versions.all()[0].pk


def everything(partnership: Partnership) -> dict[str, str]:
    """What somebody sends who says yes to all of it."""
    return {
        "list_version": str(version_of(partnership)),
        "has_read": "on",
        "answer": "yes",
        "comment": "Looks good",
        f"accept_{line_of(Side.OURS).pk}": "on",
        f"accept_{line_of(Side.THEIRS).pk}": "on",
        "agrees_with_purpose": "on",
    }


def test_both_lists_read_from_their_side(client: Client, address: str) -> None:
    page = client.get(address).content.decode()
    assert page.index("You bring") < page.index("Training seats") < page.index("You get")
    assert page.index("You get") < page.index("Cross-training for their staff")
    assert "Harbor Employment Network" in page
    assert "Jo Ortiz" in page


def test_nothing_of_ours_is_told(
    client: Client, address: str, shared: Partnership, coordinator: User, now: datetime
) -> None:
    Benefit.objects.create(
        partnership=shared, side=Side.OURS, what="A private hope", is_internal=True
    )
    Benefit.objects.filter(what__startswith="Cross").update(notes="They are slow")
    page = client.get(address).content.decode()
    assert "A private hope" not in page
    assert "They are slow" not in page
    assert "our guess" not in page


def test_the_page_is_kept_from_others(client: Client, address: str) -> None:
    headers = client.get(address).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in headers


def test_one_answer_says_everything(
    client: Client, address: str, shared: Partnership, link: PersonalLink, today: date
) -> None:
    assert client.post(address, everything(shared)).status_code == 302
    answer = WiifmAnswer.objects.get()
    assert (answer.side, answer.value, answer.comment) == (Side.THEIRS, Answer.YES, "Looks good")
    assert (answer.how, answer.recorded_by, answer.said_on) == (How.LINK, None, today)
    assert Acknowledgement.objects.get().contact == link.contact
    lines = {one.line for one in Acceptance.objects.all()}
    assert lines == {line_of(Side.OURS), line_of(Side.THEIRS)}
    assert PurposeAgreement.objects.get().how == How.LINK
    shared.refresh_from_db()
    assert shared.court == Side.OURS


def test_the_owner_hears_of_it_at_once(
    client: Client, address: str, shared: Partnership, coordinator: User, now: datetime
) -> None:
    client.post(address, everything(shared))
    reminders.plan(now=now)
    letter = Delivery.objects.get(kind="partner_answered")
    assert (letter.address_norm, letter.not_before) == (coordinator.email, now)


def test_a_suggestion_stays_on_the_line(client: Client, address: str, shared: Partnership) -> None:
    line = line_of(Side.THEIRS)
    data = {"list_version": version_of(shared), f"suggest_{line.pk}": "15 seats, not 20"}
    assert client.post(address, data).status_code == 302
    suggestion = Suggestion.objects.get()
    assert (suggestion.line, suggestion.text) == (line, "15 seats, not 20")
    assert suggestion.state == SuggestionState.OPEN
    assert "15 seats, not 20" in client.get(address).content.decode()


def test_what_we_did_for_them_can_be_confirmed(
    client: Client, address: str, shared: Partnership, coordinator: User, now: datetime
) -> None:
    done = Evidence(
        benefit=shared.benefits.get(side=Side.OURS), what="First session", happened_on=now.date()
    )
    exchange.add_evidence(evidence=done, next_due_on=None, by=coordinator, now=now)
    data = {"list_version": version_of(shared), f"happened_{done.pk}": "on"}
    assert client.post(address, data).status_code == 302
    assert EvidenceAcceptance.objects.get().evidence == done


def test_an_empty_answer_asks_for_one_mark(
    client: Client, address: str, shared: Partnership
) -> None:
    response = client.post(address, {"list_version": version_of(shared)})
    assert response.status_code == 422
    assert "Choose at least one answer" in response.content.decode()
    assert not WiifmAnswer.objects.exists()


def test_a_half_done_answer_is_kept_and_told_to_nobody(
    client: Client, address: str, shared: Partnership, link: PersonalLink
) -> None:
    data = {"list_version": version_of(shared), "comment": "Let me ask", "keep": "yes"}
    response = client.post(address, data)
    assert response.headers["Location"] == f"{address}#saved"
    page = client.get(address).content.decode()
    assert "Let me ask" in page
    assert 'id="saved" role="status"' in page
    assert "Saved for later." in page
    assert not WiifmAnswer.objects.exists()
    link.refresh_from_db()
    assert link.answered_at is None


def test_lists_that_changed_meanwhile_are_shown_again(
    client: Client, address: str, shared: Partnership, coordinator: User, now: datetime
) -> None:
    before = everything(shared)
    change_our_line(shared, coordinator, now)
    response = client.post(address, before)
    assert response.status_code == 409
    page = response.content.decode()
    assert "changed while you were reading" in page
    assert "Looks good" in page
    assert f'value="{version_of(shared)}"' in page
    assert not WiifmAnswer.objects.exists()


def change_our_line(partnership: Partnership, by: User, now: datetime) -> None:
    line = partnership.benefits.get(side=Side.OURS)
    line.how_much = "3 sessions"
    exchange.edit_benefit(benefit=line, seen_version=line.version, by=by, now=now)
    exchange.share_changes(partnership=partnership, by=by, now=now)


def test_after_a_change_only_the_changed_line_is_asked_about(
    client: Client, address: str, shared: Partnership, coordinator: User, now: datetime
) -> None:
    client.post(address, everything(shared))
    change_our_line(shared, coordinator, now)
    page = client.get(address).content.decode()
    assert "1 item has changed since your answer" in page
    assert page.count("<form") == page.count('name="confirm"') == 1
    assert "was “2 sessions”, now “3 sessions”" in page
    client.post(address, {"list_version": version_of(shared), "confirm": "yes"})
    newest = WiifmAnswer.objects.latest("pk")
    assert (newest.value, newest.list_version_id) == (Answer.YES, version_of(shared))
    assert Acceptance.objects.latest("pk").line.how_much == "3 sessions"
    assert "has changed since" not in client.get(address).content.decode()


def test_after_sending_the_page_thanks_and_has_no_form_until_asked_for(
    client: Client, address: str, shared: Partnership
) -> None:
    response = client.post(address, everything(shared))
    assert response.headers["Location"] == f"{address}#received"
    page = client.get(address).content.decode()
    assert "Thank you, Jo. We have your answer." in page
    assert "Change my answer" in page
    assert "<form" not in page
    again = client.get(f"{address}?change=1")
    form = again.context["form"]
    assert [form[name].value() for name in ("answer", "comment", "has_read")] == [
        "yes",
        "Looks good",
        True,
    ]
    assert "<form" in again.content.decode()


@pytest.mark.parametrize("last", [{}, {"keep": "yes"}])
def test_no_answer_for_earlier_lists_is_filled_in(
    client: Client,
    address: str,
    shared: Partnership,
    coordinator: User,
    now: datetime,
    last: dict[str, str],
) -> None:
    """Sent or kept as a draft, it was about lists that read otherwise."""
    assert client.post(address, everything(shared) | last).status_code == 302
    change_our_line(shared, coordinator, now)
    form = client.get(f"{address}?change=1").context["form"]
    assert form["comment"].value() == "Looks good"
    assert not form["answer"].value()
    assert not form["has_read"].value()


def test_what_they_bring_is_theirs_to_accept_and_counts_only_for_them(
    client: Client, address: str, shared: Partnership, now: datetime
) -> None:
    Benefit.objects.filter(side=Side.THEIRS).update(is_guess=True)
    line = line_of(Side.THEIRS)
    data = {"list_version": version_of(shared), f"accept_{line.pk}": "on"}
    assert client.post(address, data).status_code == 302
    exchange_now = lists_of(shared, now)
    assert (set(exchange_now.confirmed), exchange_now.accepted) == ({line.pk}, {})
    assert not Benefit.objects.filter(is_guess=True).exists()
    page = client.get(address).content.decode()
    assert page.count("You accepted this") == 1


def test_it_says_who_accepted_what(
    client: Client, address: str, shared: Partnership, coordinator: User, now: datetime
) -> None:
    kim = deliverer_of(now, coordinator, shared.organization)
    saying = exchange.Saying(kim, Side.THEIRS, How.PHONE, now.date(), accepts=[line_of(Side.OURS)])
    exchange.record_saying(partnership=shared, saying=saying, by=coordinator, now=now)
    side_says(shared, Side.OURS, now, coordinator)
    page = client.get(address).content.decode()
    assert f"{kim.name} accepted this" in page
    assert "Accepted by Harbor Employment Network" in page
    assert "You accepted this" not in page


def test_a_number_that_looks_like_an_ssn_is_refused(
    client: Client, address: str, shared: Partnership
) -> None:
    data = {**everything(shared), "comment": "about 123-45-6789"}
    assert client.post(address, data).status_code == 422
    assert not WiifmAnswer.objects.exists()


def test_a_line_of_another_partnership_is_no_field(
    client: Client, address: str, shared: Partnership
) -> None:
    data = {**everything(shared), "accept_999999": "on", "suggest_999999": "mine"}
    client.post(address, data)
    assert Acceptance.objects.count() == 2
    assert not Suggestion.objects.exists()


def test_however_many_lines_it_costs_the_same(
    client: Client,
    address: str,
    shared: Partnership,
    coordinator: User,
    now: datetime,
    django_assert_max_num_queries: object,
) -> None:
    for number in range(100):
        Benefit.objects.create(partnership=shared, side=Side.OURS, what=f"Line {number}")
    exchange.share_changes(partnership=shared, by=coordinator, now=now)
    with django_assert_max_num_queries(20):  # type: ignore[operator]  # a fixture's type
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scanner_changes_nothing(
    client: Client, address: str, link: PersonalLink, method: str
) -> None:
    before = PersonalLink.objects.values().get()
    for path in ("", "colleague/", "call-me/", "not-me/"):
        for _time in range(2):
            assert getattr(client, method)(address + path).status_code == 200
    assert PersonalLink.objects.values().get() == before


def test_somebody_without_a_position_any_more_is_told_kindly(
    client: Client, address: str, link: PersonalLink, coordinator: User, now: datetime
) -> None:
    link.contact.positions.update(until=now.date() - timedelta(days=1))
    assert client.get(address).status_code == 404


def test_a_revoked_link_opens_nothing(
    client: Client, address: str, link: PersonalLink, coordinator: User, now: datetime
) -> None:
    links.revoke(link=link, by=coordinator, now=now)
    assert client.get(address).status_code == 404
    assert client.post(address, {"has_read": "on"}).status_code == 404
    assert not Acknowledgement.objects.exists()
