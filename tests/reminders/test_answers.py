"""A partner's person answered: whoever looks after the partnership is told at once, once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.agreements import actions as agreements
from partnerships.agreements.actions.links import mark_answered
from partnerships.agreements.lifecycle import LinkKind
from partnerships.agreements.models import MouLink
from partnerships.calendars.models import Absence
from partnerships.exchange import actions as exchange
from partnerships.exchange.lifecycle import Answer
from partnerships.links import actions as links
from partnerships.links.lifecycle import MessageKind
from partnerships.links.models import LinkMessage, PersonalLink
from partnerships.outbox.models import Delivery
from partnerships.portal import actions as portal
from partnerships.relationships.lifecycle import How, Side, Stage
from partnerships.relationships.models import Partnership
from partnerships.reminders import actions
from partnerships.reminders.actions import plan, set_modes
from partnerships.reminders.lifecycle import Mode
from partnerships.reminders.models import Mute, Notice
from partnerships.reminders.queries import at_the_bell
from tests.scenarios import drafted_mou, leader_of, partnership_ready_for_mou, shared_lists

Tick = Callable[[datetime], list[EmailMessage]]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def link(partnership: Partnership, coordinator: User, now: datetime) -> PersonalLink:
    shared_lists(partnership, now, coordinator)
    leader = leader_of(now, coordinator, partnership.organization)
    link = links.send_link(
        partnership=partnership, contact=leader, words="", remind=False, by=coordinator, now=now
    )
    Delivery.objects.all().delete()  # only what we are told is sent here
    return link


def wants_a_call(link: PersonalLink, at: datetime) -> None:
    link.refresh_from_db()
    links.tell(message=LinkMessage(link=link, kind=MessageKind.CALL_ME, text="Mondays"), now=at)


def mails(mails: list[EmailMessage]) -> list[tuple[str, str]]:
    """To whom, and about what; without the Monday's look at silent partnerships."""
    return [
        (mail["To"].addresses[0].addr_spec, mail["Subject"])
        for mail in mails
        if "answer" in mail["Subject"].lower()
    ]


ANSWERED = "Bright Path Training: Jo Ortiz answered, now waiting on us"


def test_the_mail_says_what_they_said(
    link: PersonalLink, coordinator: User, now: datetime, tick: Tick
) -> None:
    version = link.partnership.list_versions.all()[0]
    saying = exchange.Saying(
        contact=link.contact,
        side=Side.THEIRS,
        how=How.LINK,
        said_on=now.date(),
        answer=Answer.YES,
        comment="Looks good",
        suggests={version.lines.filter(side=Side.OURS)[0]: "Three sessions"},
        list_version=version,
    )
    portal.answer(link=link, saying=saying, happened=[], now=now)
    wants_a_call(link, now)
    (mail,) = tick(now + MINUTE)
    assert mails([mail]) == [(coordinator.email, ANSWERED)]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert lines_of(mail)[2:8] == [
        "Does this work for them? Yes",
        "“Looks good”",
        "1 suggested change",
        "Would rather talk: Mondays",
        "",
        f"See: http://testserver{reverse('link_detail', args=[link.pk])}",
    ]


def lines_of(mail: EmailMessage) -> list[str]:
    body = mail.get_body(("plain",))
    assert body
    return list(body.get_content().splitlines())


def test_the_mail_says_whom_to_call_and_which_colleague_to_write_to(
    link: PersonalLink, now: datetime, tick: Tick
) -> None:
    call = LinkMessage(kind=MessageKind.CALL_ME, phone="555-0100", text="Mondays")
    colleague = LinkMessage(kind=MessageKind.HAND_OVER, name="Al Reed", email="al@example.org")
    for message in (call, colleague):
        message.link = link
        links.tell(message=message, now=now)
    (mail,) = tick(now + MINUTE)
    assert lines_of(mail)[2:4] == [
        "Would rather talk: 555-0100, Mondays",
        "Wants a colleague to answer: Al Reed, al@example.org",
    ]


def test_an_answer_from_before_the_link_is_not_told_as_news(
    link: PersonalLink, coordinator: User, now: datetime, tick: Tick
) -> None:
    saying = exchange.Saying(
        contact=link.contact,
        side=Side.THEIRS,
        how=How.PHONE,
        said_on=now.date(),
        answer=Answer.YES,
        list_version=link.partnership.list_versions.get(),
    )
    before = now - timedelta(days=1)
    exchange.record_saying(partnership=link.partnership, saying=saying, by=coordinator, now=before)
    wants_a_call(link, now)
    (mail,) = tick(now + MINUTE)
    assert lines_of(mail)[2:4] == ["Would rather talk: Mondays", ""]


@pytest.mark.usefixtures("clock")
def test_who_wants_no_more_of_silence_still_hears_the_answer(
    link: PersonalLink, coordinator: User, now: datetime, client_as: Callable[[User], Client]
) -> None:
    later = now + timedelta(days=7)
    plan(now=later)
    waiting = Notice.objects.filter(kind="answer_waiting").earliest("due_at")
    page = client_as(coordinator).post(f"/reminders/{waiting.pk}/mute/", follow=True)
    name = "No answer yet from Jo Ortiz (Bright Path Training)"
    assert f"Muted “{name}”" in page.content.decode()
    assert Mute.objects.get().name == name
    wants_a_call(link, later)
    plan(now=later)
    told = at_the_bell(coordinator, later).filter(subject_type="personallink")
    assert [notice.kind for notice in told] == ["partner_answered"]
    assert Notice.objects.get(kind="partner_answered").mail_at


def test_the_deputy_is_told_when_the_owner_is_gone(
    link: PersonalLink, coordinator: User, leader: User, now: datetime, tick: Tick
) -> None:
    Partnership.objects.filter(pk=link.partnership_id).update(deputy=leader)
    User.objects.filter(pk=coordinator.pk).update(is_active=False)
    wants_a_call(link, now)
    assert mails(tick(now + MINUTE)) == [(leader.email, ANSWERED)]


def test_who_sent_the_link_is_told_where_nobody_owns_it(
    link: PersonalLink, coordinator: User, now: datetime, tick: Tick
) -> None:
    Partnership.objects.filter(pk=link.partnership_id).update(owner=None)
    wants_a_call(link, now)
    assert mails(tick(now + MINUTE)) == [(coordinator.email, ANSWERED)]


def test_a_colleague_is_told_while_the_owner_is_away(
    link: PersonalLink, coordinator: User, leader: User, now: datetime, tick: Tick
) -> None:
    today = now.date()
    Absence.objects.create(
        user=coordinator, first_day=today, last_day=today, deputy=leader, made_at=now
    )
    wants_a_call(link, now)
    assert mails(tick(now + MINUTE)) == [(leader.email, ANSWERED)]


def test_at_night_the_last_answer_waits_for_the_morning(
    link: PersonalLink, coordinator: User, tick: Tick
) -> None:
    night = datetime(2026, 11, 23, 23, tzinfo=UTC)
    for hours in (0, 1):
        wants_a_call(link, night + timedelta(hours=hours))
        assert mails(tick(night + timedelta(hours=hours, minutes=1))) == []
    morning = datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert mails(tick(morning)) == [(coordinator.email, ANSWERED)]
    assert mails(tick(morning + MINUTE)) == []


def test_after_more_than_a_week_without_us_it_waits_for_the_morning_too(
    link: PersonalLink, coordinator: User, now: datetime, tick: Tick
) -> None:
    wants_a_call(link, now)
    actions.plan(now=now)
    assert mails(tick(datetime(2026, 12, 2, 23, tzinfo=UTC))) == []
    assert mails(tick(datetime(2026, 12, 3, 8, tzinfo=UTC))) == [(coordinator.email, ANSWERED)]


def test_a_later_answer_is_told_again(link: PersonalLink, now: datetime, tick: Tick) -> None:
    for hours in (0, 1):
        wants_a_call(link, now + timedelta(hours=hours))
        assert len(mails(tick(now + timedelta(hours=hours, minutes=1)))) == 1


def test_once_looked_at_it_is_no_news(
    link: PersonalLink, coordinator: User, now: datetime, tick: Tick
) -> None:
    wants_a_call(link, now)
    tick(now + MINUTE)
    assert at_the_bell(coordinator, now + MINUTE).filter(kind="partner_answered").exists()
    wants_a_call(link, now + timedelta(hours=1))
    links.mark_seen(link=link, by=coordinator, now=now + timedelta(hours=1))
    assert mails(tick(now + timedelta(hours=1, minutes=1))) == []
    assert not Notice.objects.open().filter(kind="partner_answered").exists()


def test_who_wants_no_mail_sees_it_at_the_bell(
    link: PersonalLink, coordinator: User, now: datetime, tick: Tick
) -> None:
    set_modes(user=coordinator, modes={"partner_answered": Mode.NONE}, by=coordinator, now=now)
    wants_a_call(link, now)
    assert mails(tick(now + MINUTE)) == []
    assert at_the_bell(coordinator, now + MINUTE).filter(kind="partner_answered").exists()


@pytest.fixture
def mou_link(coordinator: User, now: datetime) -> MouLink:
    """Jo Ortiz was asked to read an MOU."""
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    mou = drafted_mou(partnership, now, coordinator)
    contact = leader_of(now, coordinator, partnership.organization)
    party = agreements.party_of(mou, contact)
    link = MouLink(mou=mou, party=party, contact=contact, kind=LinkKind.REVIEW)
    link = agreements.send_mou_link(link=link, by=coordinator, now=now)
    Delivery.objects.all().delete()
    return link


def test_an_answer_to_an_mou_leaves_the_bell_once_seen_and_a_later_one_comes(
    mou_link: MouLink, coordinator: User, now: datetime, tick: Tick
) -> None:
    def told(at: datetime) -> int:
        tick(at)
        return at_the_bell(coordinator, at).filter(kind="mou_answered").count()

    mark_answered(link=mou_link, now=now)
    assert told(now + MINUTE) == 1
    agreements.mark_answers_seen(mou=mou_link.mou, by=coordinator, now=now + MINUTE)
    assert told(now + 2 * MINUTE) == 0
    mark_answered(link=mou_link, now=now + 3 * MINUTE)
    assert told(now + 4 * MINUTE) == 1


@pytest.mark.usefixtures("clock")
def test_who_has_seen_an_answer_to_an_mou_is_told_what_that_does(
    mou_link: MouLink, coordinator: User, now: datetime, client_as: Callable[[User], Client]
) -> None:
    mark_answered(link=mou_link, now=now)
    address = f"/agreements/{mou_link.mou_id}/seen/"
    page = client_as(coordinator).post(address, follow=True).content.decode()
    assert "Done. Reminders about it stop." in page


@pytest.mark.parametrize("is_gone", [False, True])
def test_who_sent_the_link_to_an_mou_is_told_else_who_looks_after_it(
    mou_link: MouLink, coordinator: User, leader: User, now: datetime, tick: Tick, *, is_gone: bool
) -> None:
    Partnership.objects.update(deputy=leader)
    User.objects.filter(pk=coordinator.pk).update(is_active=not is_gone)
    MouLink.objects.update(answered_at=now)
    (mail,) = [m for m in tick(now + MINUTE) if "New answer" in m["Subject"]]
    told = leader if is_gone else coordinator
    assert mails([mail]) == [
        (told.email, f"New answer, now waiting on us: Jo Ortiz: {mou_link.mou}")
    ]
    body = mail.get_body(("plain",))
    assert body
    assert reverse("mou_detail", args=[mou_link.mou_id]) in body.get_content()
