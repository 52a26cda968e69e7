"""What a reader's link shows: what was handed to them or sent, and nothing we only try out."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from audit.models import Event
from partnerships.agreements import actions
from partnerships.agreements.lifecycle import LinkKind, MouState
from partnerships.agreements.models import Mou, MouLink, Section, SectionComment
from partnerships.links.rules import token_of
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Stage
from tests.refusals import refused
from tests.scenarios import drafted_mou, partnership_ready_for_mou, pdf

ClientAs = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")

SHOWN, INTERNAL = "We call within three days.", "We call when we can."


@pytest.fixture
def mou(coordinator: User, now: datetime) -> Mou:
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    mou = drafted_mou(partnership, now, coordinator)
    Section.objects.create(mou=mou, code="referrals", heading="Referrals", body=SHOWN)
    return mou


def sent(mou: Mou, kind: LinkKind, by: User, now: datetime) -> str:
    contact = Contact.objects.get(name="Jo Ortiz")
    link = MouLink(mou=mou, party=actions.party_of(mou, contact), contact=contact, kind=kind)
    return f"/a/{token_of(actions.send_mou_link(link=link, by=by, now=now))}/"


@pytest.mark.parametrize("kind", [LinkKind.REVIEW, LinkKind.READ])
def test_what_we_read_among_ourselves_is_not_shown(
    mou: Mou, coordinator: User, now: datetime, client: Client, kind: LinkKind
) -> None:
    url = sent(mou, kind, coordinator, now)
    mou.sections.update(body=INTERNAL)
    assert SHOWN in client.get(url).content.decode()
    actions.hand_round(mou=mou, to=MouState.INTERNAL_REVIEW, by=coordinator, now=now)
    page = client.get(url).content.decode()
    assert SHOWN in page
    assert INTERNAL not in page
    actions.hand_round(mou=mou, to=MouState.PARTNER_REVIEW, by=coordinator, now=now)
    assert INTERNAL in client.get(url).content.decode()


def test_a_reviewer_can_comment_from_the_first_link_on(
    mou: Mou, coordinator: User, now: datetime, client: Client
) -> None:
    url = sent(mou, LinkKind.REVIEW, coordinator, now)
    assert "proposal_referrals" in client.get(url).content.decode()
    typed = {"proposal_referrals": "Within two days."}
    assert client.post(url, typed).status_code == 302


def test_what_they_said_is_looked_at_once_it_is_answered(
    mou: Mou, coordinator: User, now: datetime, client: Client, client_as: ClientAs
) -> None:
    url = sent(mou, LinkKind.REVIEW, coordinator, now)
    client.post(url, {"proposal_referrals": "Within two days."})
    ours, page = client_as(coordinator), f"/agreements/{mou.pk}/"
    refused = ours.post(f"{page}seen/", follow=True)
    assert "A comment is still open" in refused.content.decode()
    comment = SectionComment.objects.get()
    actions.handle_comment(comment=comment, outcome="Taken over", by=coordinator, now=now)
    assert f"{page}seen/" in ours.get(page).content.decode()
    ours.post(f"{page}seen/")
    assert MouLink.objects.get().seen_at == now
    assert f"{page}seen/" not in ours.get(page).content.decode()
    assert Event.objects.filter(verb="mou.answer_seen").count() == 1


def test_a_new_round_of_theirs_is_shown_once_it_is_sent(
    mou: Mou, coordinator: User, now: datetime, client: Client
) -> None:
    actions.upload_theirs(mou=mou, upload=pdf("a.pdf"), remark="", by=coordinator, now=now)
    mou.refresh_from_db()
    first = client.get(f"{sent(mou, LinkKind.READ, coordinator, now)}document/").content
    actions.upload_theirs(mou=mou, upload=pdf("b.pdf"), remark="", by=coordinator, now=now)
    later = now + timedelta(minutes=1)
    old = MouLink.objects.get()
    url = f"/a/{token_of(old)}/document/"
    assert client.get(url).content == first
    assert client.get(f"{sent(mou, LinkKind.READ, coordinator, later)}document/").content != first


def test_an_older_paper_has_no_text_to_send(mou: Mou, coordinator: User, now: datetime) -> None:
    Mou.objects.filter(pk=mou.pk).update(
        state=MouState.SIGNED, legacy_signed_on=now.date() - timedelta(days=900)
    )
    mou.refresh_from_db()
    with refused("link_refused", match="earlier document"):
        sent(mou, LinkKind.READ, coordinator, now)
