"""Who may call which address: every cell of the access table, on one of everything.

Whoever is refused, and whoever only looks, leaves every row, file and mail as it was.
"""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.test import Client
from django.urls import resolve, reverse
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from partnerships.agreements import actions as agreements
from partnerships.agreements.actions.text import keep_version
from partnerships.agreements.lifecycle import DocumentKind, LinkKind
from partnerships.agreements.models import (
    ComplianceDocument,
    ComplianceType,
    Mou,
    MouLink,
    MouType,
    Section,
    Signer,
    TypeSection,
)
from partnerships.calendars import actions as calendars
from partnerships.calendars.models import Absence, ClosedDay
from partnerships.engagement import actions as engagement
from partnerships.engagement.lifecycle import MeetingKind
from partnerships.engagement.models import Meeting
from partnerships.exchange import actions as exchange
from partnerships.exchange.models import (
    Benefit,
    Evidence,
    Inquiry,
    ItemRequest,
    OfferingCategory,
    PublicPage,
    ServiceOffering,
    Suggestion,
    WiifmAnswer,
)
from partnerships.links import actions as links
from partnerships.links.lifecycle import MessageKind
from partnerships.links.models import LinkMessage
from partnerships.links.rules import token_of
from partnerships.organizations.models import Contact, Identifier, Organization, Position
from partnerships.outbox import actions as outbox
from partnerships.outbox.models import Delivery, Suppression
from partnerships.outcomes import actions as outcomes
from partnerships.outcomes.lifecycle import Direction
from partnerships.outcomes.models import (
    Cohort,
    CohortCount,
    Fulfillment,
    Measure,
    MeasureDefinition,
    MeasureFigure,
    MeasureShare,
    ReferralReport,
    Target,
)
from partnerships.overview import actions as overview
from partnerships.overview.models import Attachment, Note
from partnerships.overview.rules import SavedView
from partnerships.pipeline import actions as pipeline
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Side, Stage
from partnerships.relationships.models import ClosingReason, KeyPlayer, Partnership
from partnerships.reminders import actions as reminders
from partnerships.reminders.lifecycle import SignalCode
from partnerships.reminders.models import Notice, ReminderRule
from partnerships.reminders.rules.unsubscribing import stop_token
from partnerships.reviews import actions as reviews
from partnerships.reviews.lifecycle import Occasion, ReviewLinkKind
from partnerships.reviews.models import (
    Question,
    QuestionSet,
    Rater,
    Review,
    ReviewLink,
    ReviewProposal,
    ReviewRound,
)
from partnerships.transfer.lifecycle import Encoding, Format, RunState
from partnerships.transfer.models import ImportRun
from tests.access import ANSWERS, METHODS, PRINCIPALS, Page, Table, pages
from tests.conftest import PASSWORD
from tests.migrated import filled_tables
from tests.outbox.letters import letter_to
from tests.scenarios import (
    call_with_them,
    drafted_mou,
    leader_of,
    partnership_ready_for_mou,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
TABLE = Table.read()
PAGES = {page.name: page for page in pages()}
PEOPLE = {
    "viewer": Role.VIEWER,
    "coordinator": Role.COORDINATOR,
    "leadership": Role.LEADERSHIP,
    "administrator": Role.ADMINISTRATOR,
    "deactivated": Role.LEADERSHIP,
}
BEYOND = (0, 2**31, 2**63 - 1, 2**63)
# 422: the empty form isn't enough; 409: somebody else was first; 400: no button says this.
ANSWERED = {200, 302, 303, 400, 409, 422}
SESSIONS = "django_session"
# Pages whose address holds a secret ask for no cookie.
BY_LINK = {
    "reminder_stop",
    "new_link",
    "mou_page",
    "mou_decline",
    "mou_hand_over",
    "mou_document",
    "review_page",
    "review_stop",
    "invitation_page",
    "invitation_file",
    "offers_ask",
} | {name for name in PAGES if name.startswith("portal_")}


@dataclass
class World:
    """One of everything, and everybody signed in."""

    ids: dict[str, object] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def client(self, principal: str, *, csrf: bool = False) -> Client:
        """A client of its own for each call, as a call may end the session."""
        client = Client(enforce_csrf_checks=csrf, raise_request_exception=False)
        if principal in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[principal]
        return client

    def address(self, page: Page, **changes: object) -> str:
        """Where the page about the one thing of its kind is."""
        values = {**self.ids, **changes}
        about = re.match(r"admin/(\w+/\w+)/<path:object_id>/", page.route)
        if about:
            model = apps.get_model(about[1].replace("/", "."))
            values["object_id"] = QuerySet(model).values_list("pk", flat=True)[0]
        return page.address(values)


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    """A thousand refusals, each with its traceback, take longer to write down than to give."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Built once for this file, and taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOW, tick=False):
            made = World()
            people = {name: _sign_in(made, name, role) for name, role in PEOPLE.items()}
            _everything(made.ids, people["coordinator"])
            people["deactivated"].is_active = False
            people["deactivated"].save()
        yield made
        transaction.set_rollback(True)


def _sign_in(world: World, name: str, role: Role) -> User:
    user: User = User.objects.create_user(
        f"{name}@example.org", name=name.title(), role=role, password=PASSWORD
    )
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    client = Client()
    client.force_login(user)
    world.sessions[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return user


def _everything(ids: dict[str, object], by: User) -> None:
    ClosingReason.objects.create(code="moved", label="They moved away")
    category = OfferingCategory.objects.create(code="training", label="Training")
    Suppression.objects.create(address_norm="gone@example.org", reason="bounced", created_at=NOW)
    outbox.bulk_enqueue([letter_to(by, key="a", now=NOW)], now=NOW)
    partnership = partnership_ready_for_mou(NOW, by, stage=Stage.EXPLORING)
    theirs = partnership.organization
    leader = leader_of(NOW, by, theirs)
    meeting = engagement.plan_meeting(
        meeting=Meeting(
            partnership=partnership,
            kind=MeetingKind.DISCOVERY,
            starts_at=NOW - timedelta(hours=2),
            time_zone="America/New_York",
            owner=by,
        ),
        invited={Side.THEIRS: [leader]},
        by=by,
        now=NOW,
    )
    promise = engagement.Promise(Side.OURS, "Send the calendar", due_on=NOW.date())
    follow_up = engagement.promise(partnership=partnership, given=promise, by=by, now=NOW)
    review = reviews.plan_review(partnership=partnership, due_on=NOW.date(), by=by, now=NOW)
    offering = exchange.save_offering(
        offering=ServiceOffering(organization=theirs, category=category, title="Seats"),
        by=by,
        now=NOW,
    )
    link = links.send_link(
        partnership=partnership, contact=leader, words="", remind=True, by=by, now=NOW
    )
    wish = LinkMessage(link=link, kind=MessageKind.HAND_OVER, name="Al Reed")
    message = links.tell(message=wish, now=NOW)
    reminders.put_off(
        partnership=partnership,
        signal=SignalCode.GONE_QUIET,
        until=NOW.date() + timedelta(days=7),
        today=NOW.date(),
        by=by,
        now=NOW,
    )
    seat = relationships.save_seat(
        seat=KeyPlayer(partnership=partnership, side=Side.THEIRS, level="leads", contact=leader),
        today=NOW.date(),
        by=by,
        now=NOW,
    )
    own = _told(by) | _followed(by, partnership)
    mou, paper_id = _mou(by, partnership)
    signing = _asked_to_sign(by, partnership)
    comment = agreements.comment(
        reading=agreements.Reading(
            version=keep_version(mou, by=by, now=NOW),
            contact=leader,
            how=How.PHONE,
            remarks=[agreements.Remark("purpose", "Fine.", "")],
            accepts=False,
        ),
        by=by,
        now=NOW,
    ).comments.get()
    inquiry = _in_public(partnership, category)
    benefit = partnership.benefits.get(side=Side.OURS)
    evidence = Evidence(benefit=benefit, what="14 people came", happened_on=NOW.date())
    exchange.add_evidence(evidence=evidence, next_due_on=None, by=by, now=NOW)
    suggests = {benefit.shared_lines.get(): "In March, please"}
    saying = exchange.Saying(
        leader, Side.THEIRS, How.PHONE, NOW.date(), suggests=suggests, asks_for=["A room"]
    )
    exchange.record_saying(partnership=partnership, saying=saying, by=by, now=NOW)
    ids |= own | {
        "partnership_id": partnership.pk,
        "organization_id": theirs.pk,
        "contact_id": leader.pk,
        "user_id": by.pk,
        "kept_id": theirs.pk,
        "kept_contact_id": leader.pk,
        "position_id": Position.objects.get(contact=leader).pk,
        "meeting_id": meeting.pk,
        "follow_up_id": follow_up.pk,
        "kind": "organization",
        "record_id": theirs.pk,
        "interaction_id": call_with_them(partnership, NOW, by).pk,
        "attachment_id": _attached(theirs, by).pk,
        "note_id": Note.objects.create(
            organization=theirs, text="Ring twice", written_at=NOW, written_by=by
        ).pk,
        "identifier_id": Identifier.objects.create(
            organization=theirs, scheme="uei", value="A1"
        ).pk,
        "review_id": review.pk,
        **_asked_in(review, leader, by),
        "offering_id": offering.pk,
        "program": "ticket-to-work",
        "inquiry_id": inquiry.pk,
        "compliance_id": _compliance(theirs, by),
        "fulfillment_id": _delivered(benefit, by),
        **_counted(partnership, leader, by),
        "benefit_id": benefit.pk,
        "evidence_id": evidence.pk,
        "suggestion_id": Suggestion.objects.get().pk,
        "item_request_id": ItemRequest.objects.get().pk,
        "link_id": link.pk,
        "seat_id": seat.pk,
        "said_kind": "answer",
        "said_id": WiifmAnswer.objects.all()[0].pk,
        "answer_id": WiifmAnswer.objects.all()[0].pk,
        "code": "quiet",
        "message_id": message.pk,
        "token": token_of(link),
        "mou_token": token_of(signing),
        "run_id": _previewed(by).pk,
        "event_id": Event.objects.filter(by_id=by.pk)[0].pk,
        "signer_id": Signer.objects.filter(party__mou=signing.mou)[0].pk,
        "comment_id": comment.pk,
        "mou_id": mou.pk,
        "party_id": mou.parties.get(partnership=partnership).pk,
        "section_id": Section.objects.create(mou=mou, code="purpose", heading="Reason").pk,
        "document_id": paper_id,
        "suppression_id": Suppression.objects.all()[0].pk,
        "provider": "postmark",
        "delivery_id": Delivery.objects.order_by("pk")[0].pk,
        "name": "a-letter",
        "list_name": "partner_list",
        "view_id": overview.save_view(
            view=SavedView("partner_list", "whose=mine", "Mine"), by=by, now=NOW
        ).id,
        "content_type_id": 1,
        "object_id": 1,
        "account_reset_password_from_key": "/accounts/password/reset/key/1-a1-b2/",
        "admin:app_list": "/admin/partnerships/",
        "report": "pipeline",
        "rows": "carried",
        "admin:admin/(?P<url>.*)$": "/admin/nothing/here/",
    }


def _attached(organization: Organization, by: User) -> Attachment:
    return overview.attach(
        attachment=Attachment(organization=organization),
        upload=ContentFile(b"%PDF-1.4\n%%EOF\n", name="plan.pdf"),
        by=by,
        now=NOW,
    )


def _delivered(benefit: Benefit, by: User) -> int:
    """Something that was delivered of an item with a target."""
    target = Target(benefit=benefit, quantity=20, unit="seats", starts_on=NOW.date())
    outcomes.set_target(target=target, by=by, now=NOW)
    came = Fulfillment(target=target, quantity=1, on=NOW.date(), said_by=Side.OURS)
    return outcomes.record_fulfillment(fulfillment=came, by=by, now=NOW).pk


def _counted(partnership: Partnership, leader: Contact, by: User) -> dict[str, object]:
    """A measure whose figures differ, a month of referrals, and a cohort."""
    kind = MeasureDefinition.objects.create(
        code="placements", label="Placements", of_what="people"
    )
    first = NOW.date().replace(month=1, day=1)
    measure = Measure(kind=kind, label="Placements", of_what="people", starts_on=first)
    share = outcomes.add_measure(
        measure=measure, share=MeasureShare(partnership=partnership), by=by, now=NOW
    )
    said = {"reported_on": NOW.date(), "number": 7, "side": Side.OURS}
    told = said | {"number": 8, "side": Side.THEIRS, "contact": leader, "how": How.PHONE}
    for given in (said, told):
        figure = MeasureFigure(share=share, first_day=first, **given)
        outcomes.report_figure(figure=figure, by=by, now=NOW)
    report = ReferralReport(
        partnership=partnership, direction=Direction.TO_THEM, first_day=first, **said
    )
    outcomes.report_referrals(report=report, by=by, now=NOW)
    cohort = Cohort(partnership=partnership, label="Placed in Q1", first_day=first, last_day=first)
    outcomes.add_cohort(cohort=cohort, by=by, now=NOW)
    outcomes.count_cohort(count=CohortCount(cohort=cohort, day=0, **said), by=by, now=NOW)
    return {
        "share_id": share.pk,
        "measure_id": measure.pk,
        "measure_code": kind.code,
        "cohort_id": cohort.pk,
        "figure_id": MeasureFigure.objects.all()[0].pk,
        "direction": Direction.TO_THEM.value,
    }


def _compliance(theirs: Organization, by: User) -> int:
    """A document with dates of an organization, with its file."""
    document = ComplianceDocument(
        organization=theirs, type=ComplianceType.objects.create(code="w9", label="W-9")
    )
    upload = ContentFile(b"%PDF-1.4\n%%EOF\n", name="w9.pdf")
    agreements.keep_compliance_document(document=document, upload=upload, by=by, now=NOW)
    return document.pk


def _in_public(partnership: Partnership, category: OfferingCategory) -> Inquiry:
    """Our public page, turned on, and a form that someone sent from it."""
    PublicPage.objects.create(
        is_on=True, embedders="https://www.example.org", logo=b"PNG", logo_type="image/png"
    )
    ServiceOffering.objects.create(
        organization=Organization.objects.get(is_ours=True),
        category=category,
        title="A workshop",
        program="Ticket to Work",
        is_public=True,
    )
    inquiry = Inquiry(organization_name="Elm Street", person_name="Al", email="al@example.org")
    return exchange.receive_inquiry(inquiry=inquiry, now=NOW)


def _asked_in(review: Review, theirs: Contact, by: User) -> dict[str, object]:
    """A review under way that asks one of ours and one of theirs, by a link."""
    ours = Contact.objects.get(name="Dana Whitfield")
    Contact.objects.filter(pk=ours.pk).update(user=by)
    questions = QuestionSet.objects.create(code="pulse", source="Ours", license="MIT", made_at=NOW)
    Question.objects.create(question_set=questions, position=1, dimension="trust", text="Trust?")
    opening = reviews.Opening(
        question_set=questions,
        raters={Side.OURS: [ours], Side.THEIRS: [theirs]},
        answers_until=NOW.date() + timedelta(days=7),
    )
    reviews.open_review(review=review, opening=opening, by=by, now=NOW)
    link = ReviewLink(review=review, contact=theirs, kind=ReviewLinkKind.ANSWER)
    sent = reviews.send_review_link(link=link, by=by, now=NOW)
    return {
        "rater_id": Rater.objects.get(side=Side.THEIRS).pk,
        "review_link_id": sent.pk,
        "question_set_id": questions.pk,
        "round_id": ReviewRound.objects.create(
            name="Fall",
            question_set=questions,
            answers_until=NOW.date(),
            opened_at=NOW,
            opened_by=by,
        ).pk,
        "proposal_id": ReviewProposal.objects.create(
            partnership=review.partnership,
            occasion=Occasion.PEOPLE,
            about_id=theirs.pk,
            since=NOW.date(),
            proposed_at=NOW,
        ).pk,
        "review_token": token_of(sent),
    }


def _previewed(by: User) -> ImportRun:
    """An import whose preview is ready."""
    return ImportRun.objects.create(
        file_name="list.csv",
        sha256="0" * 64,
        format=Format.CSV,
        encoding=Encoding.UTF_8,
        state=RunState.READY,
        counts={},
        imported_at=NOW,
        imported_by=by,
    )


def _told(by: User) -> dict[str, object]:
    """Reminders of one person, and what they and the house chose about them."""
    ClosedDay.objects.create(day=NOW.date(), name="Moving house")
    ReminderRule.objects.create(code="promise_due")
    reminders.plan(now=NOW)
    notice = Notice.objects.filter(user=by).order_by("pk")[0]
    day = NOW.date()
    absence = Absence(first_day=day, last_day=day)
    return {
        "notice_id": notice.pk,
        "mute_id": reminders.mute(notice=notice, name="A promise", by=by, now=NOW).pk,
        "absence_id": calendars.add_absence(absence=absence, by=by, now=NOW).pk,
        "stop_token": stop_token(by.pk, "promise_due"),
    }


def _followed(by: User, partnership: Partnership) -> dict[str, object]:
    """A calendar feed of one person, and one of a partner; and a meeting to answer about."""
    engagement.renew_feed(of=partnership, by=by, now=NOW)
    leader = leader_of(NOW, by, partnership.organization)
    meeting = Meeting(
        partnership=partnership, starts_at=NOW + timedelta(days=9), time_zone="UTC", owner=by
    )
    engagement.plan_meeting(meeting=meeting, invited={Side.THEIRS: [leader]}, by=by, now=NOW)
    (sent,) = engagement.send_invitations(
        meeting=meeting, contacts=[leader], words="", by=by, now=NOW
    )
    return {
        "feed_token": token_of(engagement.renew_feed(of=by, by=by, now=NOW)),
        "invitation_token": token_of(sent),
    }


def _asked_to_sign(by: User, partnership: Any) -> MouLink:
    """A link to sign, of the leader of theirs."""
    mou = drafted_mou(partnership, NOW, by, code="letter-of-intent")
    pipeline.send_out(mou=mou, by=by, now=NOW)
    mou.refresh_from_db()
    signer = Signer.objects.get(party__mou=mou, party__partnership=partnership)
    link = MouLink(mou=mou, party=signer.party, contact=signer.contact, kind=LinkKind.SIGN)
    return agreements.send_mou_link(link=link, by=by, now=NOW)


def _mou(by: User, partnership: Any) -> tuple[Mou, int]:
    kind = MouType.objects.create(code="mou", label="MOU")
    TypeSection.objects.create(mou_type=kind, code="names", heading="Names")
    mou = agreements.draft_mou(
        mou=Mou(type=kind, title="Working together"), partnerships=[partnership], by=by, now=NOW
    )
    paper = agreements.attach_document(
        mou=mou,
        partnership=None,
        kind=DocumentKind.EARLY,
        upload=ContentFile(b"%PDF-1.4\n%%EOF\n", name="plan.pdf"),
        by=by,
        now=NOW,
    )
    return mou, paper.pk


@contextmanager
def undone() -> Iterator[list[str]]:
    """Take back what happens inside; give the statements that wrote to the database."""
    writes: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        verb = sql.split(maxsplit=1)[0].upper()
        if verb in {"INSERT", "UPDATE", "DELETE", "REPLACE"} and SESSIONS not in sql:
            writes.append(sql)
        return execute(sql, *rest)

    with transaction.atomic(), time_machine.travel(NOW, tick=False):
        with connection.execute_wrapper(watch):
            yield writes
        transaction.set_rollback(True)


def snapshot() -> dict[str, object]:
    """Every row of every table but the sessions."""
    rows: dict[str, object] = {}
    with connection.cursor() as cursor:
        for table in sorted(filled_tables() - {SESSIONS}):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  our own names
            rows[table] = sorted(repr(list(map(_plain, row))) for row in cursor.fetchall())
    return rows


def _plain(value: object) -> object:
    """A stored picture by its bytes, which PostgreSQL gives a view of."""
    return bytes(value) if isinstance(value, memoryview) else value


def files() -> set[str]:
    """Every stored document and sent email."""
    folders = Path(settings.MEDIA_ROOT), Path(settings.MAIL_FOLDER)
    return {str(path) for folder in folders for path in folder.rglob("*")}


def said(response: HttpResponseBase, page: Page) -> str:
    """The answer in the words of the table; an odd status stands for itself."""
    status = response.status_code
    where = response.headers.get("Location", "")
    doors = (reverse("account_login"), reverse("admin:login"))
    if status == 302 and where.startswith(doors) and "next=" in where:
        return "login"
    if page.name == "healthz" and status == 503:
        return "allow"
    return "allow" if status in ANSWERED else str(status)


def test_the_table_knows_every_address() -> None:
    assert [name for name in PAGES if not TABLE.entry(name)] == []


def test_the_table_names_no_address_that_is_gone() -> None:
    assert [key for key in TABLE.urls if "*" not in key and key not in PAGES] == []


def test_every_profile_answers_for_everybody() -> None:
    for profile in TABLE.profiles.values():
        assert set(profile) == set(PRINCIPALS)
        assert set(profile.values()) <= ANSWERS


def test_an_address_that_is_missing_is_seen() -> None:
    assert Table({}, {"admin:*": ["read", "read"]}).entry("brand_new") is None


@pytest.mark.parametrize("name", PAGES)
def test_everybody_gets_the_answer_of_the_table(world: World, name: str) -> None:
    page = PAGES[name]
    address = world.address(page)
    before = snapshot()
    wrong = []
    for method in ("GET", "HEAD", "POST"):
        for principal in PRINCIPALS:
            expected = TABLE.answer(name, "GET" if method == "HEAD" else method, principal)
            if method == "HEAD" and expected != "allow":
                continue
            stored = files()
            with undone() as writes:
                response = world.client(principal).generic(method, address)
                if response.streaming:  # read to its end, the file behind it closes
                    list(response)
            answer = said(response, page)
            if answer != expected:
                wrong.append(f"{method} by {principal}: {answer}, not {expected}")
            if name == "mou_page" and method == "GET":
                # That a signer opened the page is evidence: one entry of the log, no more.
                writes[:] = [sql for sql in writes if '"audit_event"' not in sql]
            writes += files() - stored
            if writes and (method != "POST" or expected != "allow"):
                wrong.append(f"{method} by {principal} wrote: {writes[0][:90]}")
    assert not wrong, "\n".join(wrong)
    assert snapshot() == before


@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page.numbers])
def test_what_does_not_exist_is_not_found(world: World, name: str) -> None:
    page = PAGES[name]
    wrong = []
    for number in page.numbers:
        for beyond in BEYOND:
            address = world.address(page, **{number: beyond})
            for method in METHODS:
                if TABLE.answer(name, method, "leadership") != "allow":
                    continue
                with undone() as writes:
                    response = world.client("leadership").generic(method, address)
                if response.status_code != 404 or writes:
                    wrong.append(f"{method} {address}: {response.status_code} {writes}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", sorted(PAGES.keys() - BY_LINK - {"mail_webhook"}))
def test_nothing_unsafe_passes_without_the_token(world: World, name: str) -> None:
    address = world.address(PAGES[name])
    for principal in ("anonymous", "leadership", "administrator"):
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            with undone() as writes:
                response = world.client(principal, csrf=True).generic(method, address)
            assert (method, response.status_code, writes) == (method, 403, [])


def test_a_role_taken_away_counts_at_once(world: World) -> None:
    address = reverse("organization_create")
    with undone():
        assert world.client("coordinator").get(address).status_code == 200
        User.objects.filter(email="coordinator@example.org").update(role=Role.VIEWER)
        assert world.client("coordinator").get(address).status_code == 403


def test_every_address_leads_to_its_own_view(world: World) -> None:
    for page in PAGES.values():
        assert resolve(world.address(page)).func == page.view
