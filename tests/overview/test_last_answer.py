"""The last answer of a partner is known from all they said, also once one is crossed out."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from accounts.models import User
from partnerships.exchange.models import Evidence, EvidenceAcceptance, ItemRequest, WiifmAnswer
from partnerships.links.models import LinkMessage, PersonalLink
from partnerships.organizations.models import Contact
from partnerships.overview import actions
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.reviews.models import Rater, Review
from tests.factories import BenefitFactory
from tests.scenarios import partnership_idea, shared_lists, side_says

DAY = timedelta(days=1)
Say = Callable[[Partnership, Contact, datetime, User], None]


def by_link(kind: str) -> Say:
    def say(row: Partnership, who: Contact, at: datetime, by: User) -> None:
        link = PersonalLink.objects.create(
            partnership=row, contact=who, nonce="n", token_hash=kind, sent_at=at, sent_by=by,
            expires_at=at + 30 * DAY,
        )  # fmt: skip
        LinkMessage.objects.create(link=link, kind=kind, at=at)

    return say


def about_evidence(row: Partnership, who: Contact, at: datetime, by: User) -> None:
    item = BenefitFactory.create(partnership=row, side=Side.OURS)
    common = {"recorded_at": at, "recorded_by": by}
    given = Evidence.objects.create(benefit=item, what="It", happened_on=at.date(), **common)
    EvidenceAcceptance.objects.create(
        evidence=given, side=Side.THEIRS, contact=who, how="phone", said_on=at.date(), **common
    )


def a_request(row: Partnership, who: Contact, at: datetime, by: User) -> None:
    ItemRequest.objects.create(
        partnership=row, text="Rides", side=Side.THEIRS, contact=who, how="phone",
        said_on=at.date(), recorded_at=at, recorded_by=by,
    )  # fmt: skip


def in_a_review(row: Partnership, who: Contact, at: datetime, _by: User) -> None:
    review = Review.objects.create(partnership=row, due_on=at.date(), planned_at=at)
    Rater.objects.create(
        review=review, contact=who, side=Side.THEIRS, answered_at=at, said_on=at.date(),
        added_at=at,
    )  # fmt: skip


WAYS: dict[str, tuple[Say, bool]] = {
    "link": (by_link("call_me"), True),
    "stranger": (by_link("not_me"), False),
    "evidence": (about_evidence, True),
    "request": (a_request, True),
    "review": (in_a_review, True),
}


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("way", WAYS)
def test_crossing_out_an_answer_keeps_the_day_of_others(
    coordinator: User, now: datetime, way: str
) -> None:
    row = partnership_idea(now, coordinator)
    shared_lists(row, now, coordinator)
    side_says(row, Side.THEIRS, now, coordinator)
    said = WiifmAnswer.objects.get(side=Side.THEIRS)
    WiifmAnswer.objects.update(said_on=now.date())
    for model in (said.list_version.acknowledgements,):
        model.all().delete()
    say, counts = WAYS[way]
    say(row, said.contact, now - 5 * DAY, coordinator)
    for other in said.list_version.lines.all():
        other.acceptances.all().delete()
    actions.record_in_error(said=said, because="It was Kim.", by=coordinator, now=now)
    row.refresh_from_db()
    assert row.answered_on == ((now - 5 * DAY).date() if counts else None)
    actions.count_again(said=said, by=coordinator, now=now)
    row.refresh_from_db()
    assert row.answered_on == now.date()
