"""Partner with us: what a stranger's form becomes, and what keeps it free of robots."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from partnerships.calendars.models import Absence
from partnerships.engagement.lifecycle import InteractionKind
from partnerships.engagement.models import FollowUp, Interaction
from partnerships.engagement.queries import last_two_way
from partnerships.exchange import actions
from partnerships.exchange.actions import inquiries
from partnerships.exchange.emails import render_inquiry_received
from partnerships.exchange.forms.inquiries import SIGNER
from partnerships.exchange.lifecycle import InquiryState
from partnerships.exchange.models import Benefit, Inquiry, PublicPage
from partnerships.organizations import actions as organizations
from partnerships.organizations.models import Contact, Organization
from partnerships.outbox import actions as outbox
from partnerships.outbox.models import Delivery
from partnerships.portal.actions import From, accept_inquiry
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import Partnership
from partnerships.reminders import actions as reminders
from partnerships.reminders.models import Notice
from tests.factories import ClosingReasonFactory, MotiveFactory
from tests.refusals import refused
from tests.scenarios import our_organization, partnership_idea

As = Callable[[User], Client]
Clock = time_machine.Traveller
ASK = "/offers/ask/"


@pytest.fixture(autouse=True)
def public(coordinator: User, now: datetime) -> PublicPage:
    our_organization(now, coordinator)
    return PublicPage.objects.create(is_on=True)


@pytest.fixture
def opened(clock: Clock) -> str:
    """A form that was opened half a minute ago."""
    sign = SIGNER.sign("form")
    clock.shift(30)
    return sign


def typed(opened: str, **changes: Any) -> dict[str, Any]:
    return {
        "organization_name": "Elm Street Neighbors",
        "kind": "community",
        "person_name": "Rosa Quill",
        "email": "rosa@example.org",
        "brings": "10 training seats a year\n\nA meeting room",
        "looks_for": "Job coaches for our members",
        "opened": opened,
        **changes,
    }


def inquiry(now: datetime, **changes: Any) -> Inquiry:
    given = {key: value for key, value in typed("", **changes).items() if key != "opened"}
    return actions.receive_inquiry(inquiry=Inquiry(**given), now=now)


def test_a_form_arrives_and_is_confirmed_with_a_first_name_at_most(
    client: Client, opened: str, tmp_path: Path, settings: Settings, now: datetime
) -> None:
    settings.MAIL_FOLDER = tmp_path
    goal = MotiveFactory.create()
    response = client.post(ASK, typed(opened, motive=goal.pk))
    assert response.headers["Location"] == reverse("offers_sent")
    kept = Inquiry.objects.get()
    assert (kept.brought(), kept.wanted(), kept.motive) == (
        ["10 training seats a year", "A meeting room"],
        ["Job coaches for our members"],
        goal,
    )
    later = now + timedelta(minutes=2)
    with time_machine.travel(later, tick=False):
        outbox.pump(kinds=actions.KINDS, clock=lambda: later)
    (file,) = tmp_path.glob("*")
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert mail["Subject"] == "We got your form, from Harbor Employment Network"
    assert mail["To"] == "rosa@example.org"
    said = str(mail.get_body())
    assert said.count("Rosa") == 1
    assert "Hi Rosa," in said
    for typed_by_them in ("Quill", "Elm Street", "training seats", "Job coaches"):
        assert typed_by_them not in said


@pytest.mark.parametrize("name", ["http://spam.example.org", "Win100dollars now", "x" * 21])
def test_what_is_no_first_name_greets_no_one(now: datetime, name: str) -> None:
    inquiry(now, person_name=name)
    text = render_inquiry_received(Delivery.objects.get()).text
    assert text.startswith("Hello,")
    assert name.split(maxsplit=1)[0] not in text


def test_what_fills_the_hidden_field_is_thanked_and_forgotten(client: Client, opened: str) -> None:
    response = client.post(ASK, typed(opened, homepage="https://spam.example.org"))
    assert response.headers["Location"] == reverse("offers_sent")
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    ("seconds", "says"), [(1, "very quick"), (25 * 60 * 60, "open for too long")]
)
def test_a_form_sent_at_once_or_after_a_day_is_shown_again(
    client: Client, clock: Clock, seconds: int, says: str
) -> None:
    sign = SIGNER.sign("form")
    clock.shift(seconds)
    response = client.post(ASK, typed(sign))
    assert response.status_code == 422
    assert says in response.content.decode()
    assert not Inquiry.objects.exists()
    clock.shift(10)
    again = client.post(ASK, typed(response.context["form"]["opened"].value()))
    assert again.status_code == 302


def test_a_made_up_time_is_refused(client: Client, opened: str) -> None:
    assert client.post(ASK, typed("form:1tXyZ1:abc")).status_code == 422


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("brings", "A seat\n" * 11, "Enter up to 10 lines."),
        ("looks_for", "x" * 201, "Keep each line under 200 characters."),
        ("brings", "Our client 123-45-6789", "Social Security"),
        ("email", "rosa", "Enter an address such as"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(
    client: Client, opened: str, field: str, value: str, says: str
) -> None:
    response = client.post(ASK, typed(opened, **{field: value}))
    assert response.status_code == 422
    assert says in response.content.decode()


def test_a_thousand_forms_leave_a_usable_system(
    client: Client,
    client_as: As,
    coordinator: User,
    opened: str,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(inquiries, "MOST_OPEN_INQUIRIES", 40)
    numbers = count()

    def send(source: str) -> int:
        data = typed(opened, organization_name=f"Org {next(numbers)}", email=f"{source}@x.org")
        return client.post(ASK, data, REMOTE_ADDR=source).status_code

    from_one = [send("10.0.0.1") for _ in range(500)]
    assert (from_one.count(302), from_one.count(429)) == (3, 497)
    from_many = [send(f"10.1.{n // 250}.{n % 250}") for n in range(500)]
    assert (from_many.count(302), from_many.count(422)) == (37, 463)
    assert Inquiry.objects.count() == Delivery.objects.count() + 2 == 40
    maria = client_as(coordinator)
    with django_assert_max_num_queries(10):
        page = maria.get(reverse("inquiry_list"))
    asked = [str(one.pk) for one in page.context["page"]]
    maria.post(reverse("inquiries_dismiss"), {"inquiry": asked})
    assert Inquiry.objects.open().count() == 40 - len(asked)
    assert client.post(ASK, typed(opened), REMOTE_ADDR="10.2.0.1").status_code == 302


def test_one_source_shuts_the_form_for_itself_alone(
    client: Client, opened: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inquiries, "MOST_FROM_ONE_SOURCE", 2)

    def send(source: str) -> int:
        cache.clear()  # as if each came an hour after the other
        return client.post(ASK, typed(opened), REMOTE_ADDR=source).status_code

    assert [send("10.0.0.1") for _ in range(3)] == [302, 302, 422]
    assert send("10.0.0.2") == 302
    assert "10.0.0" not in "".join(Inquiry.objects.values_list("source", flat=True))


def test_one_address_gets_one_confirmation_a_day(now: datetime) -> None:
    for name in ("One", "Two"):
        inquiry(now, organization_name=name)
    assert Delivery.objects.count() == 1
    inquiry(now + timedelta(days=1), organization_name="Three")
    assert Delivery.objects.count() == 2


def test_it_goes_to_whoever_knows_them_then_the_one_chosen_then_the_least_busy(
    coordinator: User, leader: User, public: PublicPage, now: datetime
) -> None:
    assert inquiry(now).assigned_to == coordinator
    public.asks = leader
    public.save()
    assert inquiry(now).assigned_to == leader
    Absence.objects.create(
        user=leader, first_day=now.date(), last_day=now.date(), deputy=coordinator, made_at=now
    )
    assert inquiry(now).assigned_to == coordinator
    Absence.objects.all().delete()
    partnership_idea(now, coordinator)
    assert (
        inquiry(now, organization_name="The Bright Path Training, Inc.").assigned_to == coordinator
    )


def test_whoever_looks_after_it_is_told(coordinator: User, now: datetime) -> None:
    kept = inquiry(now)
    reminders.plan(now=now + timedelta(minutes=1))
    notice = Notice.objects.get(kind="inquiry")
    assert (notice.user, notice.subject_id) == (coordinator, kept.pk)


def test_one_click_makes_a_prospect_with_both_lists_in_their_words(
    client_as: As, coordinator: User, now: datetime, clock: Clock
) -> None:
    kept = inquiry(now)
    client = client_as(coordinator)
    assert "Accept as prospect" in client.get(kept.get_absolute_url()).content.decode()
    response = client.post(reverse("inquiry_accept", args=[kept.pk]))
    partnership = Partnership.objects.get()
    assert response.headers["Location"] == partnership.get_absolute_url()
    assert (partnership.stage, partnership.owner) == (Stage.IDENTIFIED, coordinator)
    assert str(partnership.organization) == "Elm Street Neighbors"
    lines = list(partnership.benefits.order_by("side", "position"))
    assert [(line.side, line.what, line.is_internal) for line in lines] == [
        (Side.OURS, "Job coaches for our members", True),
        (Side.THEIRS, "10 training seats a year", False),
        (Side.THEIRS, "A meeting room", False),
    ]
    assert {line.notes for line in lines} == {"Their words, from the “Partner with us” form."}
    assert Contact.objects.get(email="rosa@example.org").name == "Rosa Quill"
    assert FollowUp.objects.get().what == "Answer Rosa Quill's inquiry"
    kept.refresh_from_db()
    assert (kept.state, kept.partnership) == (InquiryState.ACCEPTED, partnership)


def test_a_known_organization_is_asked_about_and_never_there_twice(
    client_as: As, coordinator: User, now: datetime, clock: Clock
) -> None:
    partnership = partnership_idea(now, coordinator)
    before = Organization.objects.count()
    kept = inquiry(now, organization_name="Bright Path Training Inc.")
    address = reverse("inquiry_accept", args=[kept.pk])
    client = client_as(coordinator)
    assert client.post(address).status_code == 422
    response = client.post(address, {"existing": partnership.organization_id})
    assert response.headers["Location"] == partnership.get_absolute_url()
    assert (Partnership.objects.count(), Organization.objects.count()) == (1, before)
    assert "A meeting room" in Interaction.objects.get().text


def accepted_by_a_partner(
    partnership: Partnership, by: User, now: datetime, **changes: Any
) -> Partnership:
    kept = inquiry(now, organization_name="Bright Path Training Inc.", **changes)
    sender = From(organization=partnership.organization)
    return accept_inquiry(inquiry=kept, sender=sender, by=by, now=now)


def test_what_a_partner_sends_is_theirs_and_on_both_lists(
    client_as: As, coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now - timedelta(days=60), coordinator)
    had = Benefit(partnership=partnership, side=Side.THEIRS, what="A  meeting Room")
    actions.add_benefit(benefit=had, by=coordinator, now=now)
    accepted_by_a_partner(partnership, coordinator, now)
    sender = Contact.objects.get(email="rosa@example.org")
    assert sender.positions.get().organization == partnership.organization
    assert list(partnership.benefits.order_by("pk").values_list("what", "is_internal")) == [
        ("A  meeting Room", False),
        ("10 training seats a year", False),
        ("Job coaches for our members", True),
    ]
    form = Interaction.objects.get()
    assert (form.kind, form.with_contact) == (InteractionKind.FORM, sender)
    assert last_two_way(partnership) == now.date()
    assert FollowUp.objects.get(partnership=partnership).what == "Answer Rosa Quill's inquiry"
    page = client_as(coordinator).get(partnership.get_absolute_url()).content.decode()
    feed = page.partition('<ol class="feed">')[2].partition("</ol>")[0]
    assert "“Partner with us” form" in feed
    assert "Rosa Quill" in feed
    assert coordinator.name not in feed


def test_someone_we_know_is_asked_about_before_a_second_contact_is_made(
    client_as: As, coordinator: User, now: datetime, clock: Clock
) -> None:
    partnership = partnership_idea(now, coordinator)
    written = Contact(name="Rosa Quill", email="r.quill@example.org")
    jo = organizations.create_contact(contact=written, by=coordinator, now=now)
    kept = inquiry(now, organization_name="Bright Path Training Inc.")
    address = reverse("inquiry_accept", args=[kept.pk])
    client = client_as(coordinator)
    known = {"existing": partnership.organization_id}
    page = client.post(address, known)
    assert page.status_code == 422
    assert "Is it one of these people?" in page.content.decode()
    assert client.post(address, {**known, "person": jo.pk}).status_code == 302
    assert Contact.objects.filter(name="Rosa Quill").count() == 1
    assert jo.positions.get().organization == partnership.organization


def test_the_choice_says_who_is_a_partner_already(
    client_as: As, coordinator: User, now: datetime
) -> None:
    partnership_idea(now, coordinator)
    kept = inquiry(now, organization_name="Bright Path Training Inc.")
    page = client_as(coordinator).get(kept.get_absolute_url()).content.decode()
    assert "Partner: Prospect" in page
    assert "Accept inquiry" in page


@pytest.mark.parametrize(("role", "stage"), [("leader", "exploring"), ("coordinator", "closed")])
def test_a_closed_partner_has_a_next_step_and_leadership_reopens_it(
    request: pytest.FixtureRequest, coordinator: User, now: datetime, role: str, stage: str
) -> None:
    partnership = partnership_idea(now, coordinator)
    Partnership.objects.update(
        stage=Stage.CLOSED, closing_reason=ClosingReasonFactory.create(), do_not_revisit=True
    )
    accepted_by_a_partner(partnership, request.getfixturevalue(role), now)
    partnership.refresh_from_db()
    assert partnership.stage == stage
    assert FollowUp.objects.open().get().partnership == partnership


def test_it_is_on_today_of_whom_it_is_assigned_to(
    client_as: As, coordinator: User, leader: User, now: datetime, clock: Clock
) -> None:
    for name in ("Elm Street Neighbors", "Fig Tree Legal"):
        inquiry(now, organization_name=name)
    page = client_as(coordinator).get("/").content.decode()
    assert "Elm Street Neighbors" in page
    assert "2 new inquiries" in page
    assert "Elm Street" not in client_as(leader).get("/").content.decode()
    assert "Elm Street" in client_as(leader).get("/?whose=all").content.decode()


def test_the_second_of_two_clicks_is_refused_and_nothing_is_kept(
    coordinator: User, now: datetime
) -> None:
    kept = inquiry(now)
    accept_inquiry(inquiry=kept, by=coordinator, now=now)
    with refused("inquiry_handled"):
        accept_inquiry(inquiry=kept, by=coordinator, now=now)
    assert Partnership.objects.count() == 1


def test_dismissed_it_can_be_undone_and_is_erased_after_30_days(
    client_as: As, coordinator: User, now: datetime, clock: Clock
) -> None:
    kept = inquiry(now)
    client = client_as(coordinator)
    page = client.post(reverse("inquiry_dismiss", args=[kept.pk]), follow=True)
    (message,) = page.context["messages"]
    client.post(reverse("undo", args=[message.extra_tags.removeprefix("undo-")]))
    assert Inquiry.objects.open().count() == 1
    actions.dismiss_inquiry(inquiry=kept, by=coordinator, now=now)
    assert actions.forget_inquiries(now=now + timedelta(days=29)) == 0
    assert actions.forget_inquiries(now=now + timedelta(days=31)) == 1


@pytest.fixture(autouse=True)
def forget_tries() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()
