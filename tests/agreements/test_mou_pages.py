"""The pages of agreements: draft, change, name signers, older and early papers, end."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from partnerships.agreements import actions as agreements
from partnerships.agreements.lifecycle import DocumentKind, MouState, Standing
from partnerships.agreements.models import Document, Mou, MouType, Signer
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import How
from partnerships.relationships.models import Partnership
from tests.refusals import refused
from tests.scenarios import (
    drafted_mou,
    partnership_idea,
    partnership_ready_for_mou,
    pdf,
    person,
    shared_lists,
    sign,
    sign_all,
)

ClientAs = Callable[[User], Client]


@pytest.fixture
def idea(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


@pytest.fixture
def mou(idea: Partnership, coordinator: User, now: datetime) -> Mou:
    return drafted_mou(idea, now, coordinator)


@pytest.fixture
def in_force(coordinator: User, now: datetime) -> Mou:
    ready = partnership_ready_for_mou(now, coordinator, name="Cedar Board")
    return sign_all(drafted_mou(ready, now, coordinator), now, coordinator)


def test_a_draft_is_made_at_any_time(
    client_as: ClientAs, coordinator: User, idea: Partnership
) -> None:
    kind = MouType.objects.create(code="general", label="General MOU")
    data = {"type": kind.pk, "title": "Ours", "end_known": "open", "notice_days": "30"}
    response = client_as(coordinator).post(f"/partners/{idea.pk}/mous/new/", data)
    made = Mou.objects.get()
    assert response.headers["Location"] == f"/agreements/{made.pk}/"
    assert made.gated
    assert made.parties.count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", ""), ("ends_on", ""), ("ends_on", "2026-01-01"), ("notice_days", "-1")],
)
def test_a_bad_field_is_named(
    client_as: ClientAs, coordinator: User, mou: Mou, field: str, value: str
) -> None:
    data = {
        "title": "Ours",
        "starts_on": "2026-11-01",
        "end_known": "date",
        "ends_on": "2027-11-01",
        "notice_days": "30",
        "version": "1",
    }
    response = client_as(coordinator).post(f"/agreements/{mou.pk}/edit/", {**data, field: value})
    assert response.status_code == 422
    assert field in response.context["form"].errors


def test_a_stale_edit_shows_both_texts(client_as: ClientAs, coordinator: User, mou: Mou) -> None:
    client = client_as(coordinator)
    data = {"title": "Mine", "end_known": "open", "notice_days": "30", "version": "1"}
    data["signing_order"] = "parallel"
    client.post(f"/agreements/{mou.pk}/edit/", {**data, "title": "Theirs"})
    response = client.post(f"/agreements/{mou.pk}/edit/", data)
    assert response.status_code == 409
    assert "Theirs" in response.content.decode()
    assert Mou.objects.get().title == "Theirs"


def test_a_ready_one_is_changed_after_going_back_to_draft(
    client_as: ClientAs, coordinator: User, mou: Mou
) -> None:
    client = client_as(coordinator)
    data = {"title": "New", "end_known": "open", "notice_days": "30", "version": "1"}
    data["signing_order"] = "parallel"
    client.post(f"/agreements/{mou.pk}/ready/")
    assert client.post(f"/agreements/{mou.pk}/edit/", data).status_code == 422
    client.post(f"/agreements/{mou.pk}/draft/")
    assert client.post(f"/agreements/{mou.pk}/edit/", data).status_code == 302


def test_ready_names_what_is_missing(client_as: ClientAs, coordinator: User, mou: Mou) -> None:
    Signer.objects.all().delete()
    response = client_as(coordinator).post(f"/agreements/{mou.pk}/ready/", follow=True)
    assert "Add a signer for Bright Path Training" in response.content.decode()
    assert Mou.objects.get().state == MouState.DRAFT


def test_a_signer_needs_a_position_there_and_signs_once(
    client_as: ClientAs, coordinator: User, mou: Mou, now: datetime
) -> None:
    ours, theirs = mou.parties.order_by("pk")
    stranger = Signer.objects.get(party=ours).contact
    with refused("signer_refused"):
        agreements.add_signer(party=theirs, contact=stranger, by=coordinator, now=now)
    deputy = person(now, coordinator, "Ann Other", theirs.organization, manages=True)
    client = client_as(coordinator)
    address = f"/agreements/parties/{theirs.pk}/signers/new/"
    assert client.post(address, {"contact": stranger.pk}).status_code == 422
    assert client.post(address, {"contact": deputy.pk}).status_code == 302
    assert client.post(address, {"contact": deputy.pk}).status_code == 422


def test_authority_is_asked_for_the_day_of_signing(coordinator: User, now: datetime) -> None:
    ready = partnership_ready_for_mou(now, coordinator)
    mou = drafted_mou(ready, now, coordinator)
    pipeline.send_out(mou=mou, by=coordinator, now=now)
    signer = Signer.objects.filter(party__mou=mou)[0]
    signer.contact.positions.update(until=now.date() - timedelta(days=1))
    ours = signer.party.organization
    person(now, coordinator, "New Leader", ours, leads=True)
    with refused("signer_refused") as refusal:
        _signed_today(mou, signer, coordinator, now)
    assert "no position" in str(refusal.value)


def _signed_today(mou: Mou, signer: Signer, by: User, now: datetime) -> None:
    document = agreements.attach_document(
        mou=mou, partnership=None, kind=DocumentKind.SIGNED, upload=pdf(), by=by, now=now
    )
    signed = agreements.Signed(signer, now.date(), How.PAPER, document)
    pipeline.record_signature(mou=mou, signed=signed, by=by, now=now)


def test_an_older_mou_is_entered_with_its_scan(
    client_as: ClientAs, coordinator: User, idea: Partnership, now: datetime, today: date
) -> None:
    agreements.go_live(on=today, by=None, now=now)
    kind = MouType.objects.create(code="general", label="General MOU")
    data = {
        "type": kind.pk,
        "title": "From the drawer",
        "signed_about": "2022-05-01",
        "end_known": "unsure",
        "scan": pdf(),
    }
    client = client_as(coordinator)
    client.post(f"/partners/{idea.pk}/mous/older/", data)
    older = Mou.objects.get()
    assert older.standing(today) == Standing.IN_FORCE
    assert (
        "“What's in it for me?” not recorded"
        in client.get(f"/agreements/{older.pk}/").content.decode()
    )
    late = {**data, "signed_about": today.isoformat(), "scan": pdf()}
    assert client.post(f"/partners/{idea.pk}/mous/older/", late).status_code == 422
    assert Mou.objects.count() == 1


def test_an_early_paper_is_kept_and_shown(
    client_as: ClientAs, coordinator: User, mou: Mou
) -> None:
    client = client_as(coordinator)
    data = {"signed_on": "2026-11-01", "upload": pdf()}
    client.post(f"/agreements/{mou.pk}/early/", data)
    text = client.get(f"/agreements/{mou.pk}/").content.decode()
    assert "Signed early, before both sides answered" in text
    assert Document.objects.get().kind == "early"


def test_it_ends_early_after_the_notice_unless_both_agree(
    client_as: ClientAs, coordinator: User, in_force: Mou
) -> None:
    client = client_as(coordinator)
    data = {"notice_on": "2026-11-23", "ends_on": "2026-12-22", "reason": "Funding"}
    refused = client.post(f"/agreements/{in_force.pk}/end/", data)
    assert refused.status_code == 422
    assert "Dec 23, 2026" in refused.content.decode()
    client.post(f"/agreements/{in_force.pk}/end/", {**data, "both_agree": "on"})
    ended = Mou.objects.get(pk=in_force.pk)
    assert ended.standing(date(2026, 12, 21)) == Standing.ENDING_SOON
    assert ended.standing(date(2026, 12, 22)) == Standing.ENDED_EARLY


def test_a_second_of_its_kind_cannot_run_at_the_same_time(
    coordinator: User, now: datetime, in_force: Mou
) -> None:
    partnership = in_force.parties.get(partnership__isnull=False).partnership
    assert partnership is not None
    twin = drafted_mou(partnership, now, coordinator)
    first, last = Signer.objects.filter(party__mou=twin).order_by("pk")
    sign(twin, first, now, coordinator)
    with refused("overlaps"):
        sign(twin, last, now, coordinator)


def test_lists_changed_since_are_told(
    client_as: ClientAs, coordinator: User, in_force: Mou, now: datetime
) -> None:
    from_page = f"/agreements/{in_force.pk}/"
    client = client_as(coordinator)
    assert "have changed since" not in client.get(from_page).content.decode()
    partnership = in_force.parties.get(partnership__isnull=False).partnership
    assert partnership is not None
    shared_lists(partnership, now + timedelta(days=1), coordinator)
    assert "have changed since" in client.get(from_page).content.decode()


@pytest.mark.usefixtures("clock", "mou", "in_force")
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2),
        ("?state=signed", 1),
        ("?look=in_force", 1),
        ("?look=ending", 0),
        ("?look=early", 0),
        ("?q=cedar", 1),
        ("?state=nonsense&page=x", 2),
    ],
)
def test_the_list_is_filtered_by_its_address(
    client_as: ClientAs, viewer: User, query: str, count: int
) -> None:
    response = client_as(viewer).get(f"/agreements/{query}")
    assert response.status_code == 200
    assert len(response.context["page"]) == count


def test_more_rows_same_number_of_queries(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    client = client_as(coordinator)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/agreements/").status_code == 200
        return len(captured)

    drafted_mou(partnership_idea(now, coordinator, "Partner 0"), now, coordinator)
    few = queries()
    for place in range(1, 15):
        drafted_mou(partnership_idea(now, coordinator, f"Partner {place}"), now, coordinator)
    assert queries() == few <= 12


def test_the_day_of_signing_is_a_day_where_the_person_is(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    """At 15:00 UTC it is the next morning in Auckland already."""
    coordinator.time_zone = "Pacific/Auckland"
    coordinator.save()
    ready = partnership_ready_for_mou(now, coordinator)
    mou = drafted_mou(ready, now, coordinator)
    signer = Signer.objects.filter(party__mou=mou)[0]
    data = {"signers": [signer.pk], "signed_on": "2026-11-24", "how": "paper", "upload": pdf()}
    with time_machine.travel(now, tick=False):
        response = client_as(coordinator).post(f"/agreements/{mou.pk}/sign/", data)
    assert response.status_code == 302
