"""In-kind match: deliveries by their value, as page, CSV and PDF, against a slow reference."""

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings, strategies as st
from hypothesis.extra.django import TestCase
from pypdf import PdfReader

from accounts.models import User
from accounts.roles import Role
from partnerships.outcomes import actions
from partnerships.outcomes.models import Fulfillment, Target
from partnerships.outcomes.queries.match import match_of
from partnerships.outcomes.rules.dollars import cents_of, in_dollars
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership
from tests.scenarios import checkable_line, leader_of, our_organization, partnership_idea

As = Callable[[User], Client]


def valued(
    partnership: Partnership, cents: int | None, by: User, now: datetime, side: Side = Side.THEIRS
) -> Target:
    target = Target(
        benefit=checkable_line(partnership, side, now, by),
        quantity=20,
        unit="seats",
        starts_on=date(2023, 1, 1),
    )
    if cents:
        target.rate_cents, target.rate_source = cents, "Their price list"
        target.rate_on = date(2026, 1, 1)
    return actions.set_target(target=target, by=by, now=now)


def came(target: Target, on: date, quantity: int, by: User, now: datetime) -> Fulfillment:
    row = Fulfillment(target=target, on=on, quantity=quantity, said_by=Side.THEIRS)
    return actions.record_fulfillment(fulfillment=row, by=by, now=now)


@pytest.mark.usefixtures("clock")
def test_page_csv_and_pdf_say_the_same(client_as: As, coordinator: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)
    client = client_as(coordinator)
    target = valued(partnership, None, coordinator, now)
    there = reverse("target_set", args=[target.benefit_id])
    typed = {"quantity": "20", "unit": "seats", "per": "year", "starts_on": "2023-01-01"}
    page = client.post(there, typed | {"rate": "33.495"}).content.decode()
    assert "such as 33.49" in page
    page = client.post(there, typed | {"rate": "33.49"}).content.decode()
    assert "Say where the value comes from." in page
    typed |= {"rate": "$1,033.49", "rate_source": "Price list", "rate_on": "2026-01-01"}
    assert client.post(there, typed).status_code == 302
    one = came(target, date(2026, 3, 1), 12, coordinator, now)
    came(target, date(2025, 12, 31), 5, coordinator, now)
    dana = leader_of(now, coordinator, our_organization(now, coordinator))
    actions.accept_fulfillment(
        fulfillment=one, contact=dana, how=How.PHONE, said_on=now.date(), by=coordinator, now=now
    )
    page = client.get(reverse("match_report")).content.decode()
    assert "Total: $12,401.88, confirmed: $12,401.88" in page
    assert "Price list" in page
    csv = client.get(reverse("match_csv")).content.decode()
    assert '"12 seats","12","1,033.49","12,401.88","Price list","2026-01-01"' in csv
    pdf = client.get(reverse("match_pdf") + "?first=2025-01-01&last=2026-12-31&side=theirs")
    text = "".join(one.extract_text() for one in PdfReader(BytesIO(pdf.content)).pages)
    assert "17,569.33" in text
    asked = "?first=2026-02-01&last=2026-01-01&side=theirs"
    assert client.get(reverse("match_report") + asked).status_code == 422
    assert client.get(reverse("match_csv") + asked).status_code == 404


@given(st.integers(0, 10**11))
def test_dollars_are_read_as_they_are_written(cents: int) -> None:
    assert cents_of(in_dollars(cents)) == cents
    assert cents_of(f"${in_dollars(cents)}") == cents


@pytest.mark.parametrize("text", ["", "-1", "1.5", "1.005", "1,00", "a", "1e3"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    assert cents_of(text) is None


DELIVERIES = st.lists(
    st.tuples(
        st.dates(date(2023, 12, 25), date(2025, 1, 5)),
        st.integers(1, 500),
        st.none() | st.integers(0, 500),
    ),
    max_size=6,
)


class SumsAgainstASlowReference(TestCase):
    """Periods across years and a leap day, with corrections."""

    @settings(max_examples=10, deadline=None)
    @given(DELIVERIES, st.integers(1, 99_999), st.dates(date(2024, 1, 1), date(2024, 3, 1)))
    def test_the_sum(
        self, deliveries: list[tuple[date, int, int | None]], cents: int, last: date
    ) -> None:
        now = datetime.fromisoformat("2026-11-23T15:00:00+00:00")
        by = User.objects.create_user("m@example.org", name="Maria", role=Role.COORDINATOR)
        target = valued(partnership_idea(now, by), cents, by, now)
        expected = 0
        for on, quantity, corrected in deliveries:
            row = came(target, on, quantity, by, now)
            if corrected is not None:
                right = Fulfillment(on=on, quantity=corrected, said_by=Side.THEIRS)
                actions.correct_fulfillment(wrong=row, fulfillment=right, by=by, now=now)
            if date(2024, 1, 1) <= on <= last:
                expected += (quantity if corrected is None else corrected) * cents
        found = match_of(side=Side.THEIRS, first=date(2024, 1, 1), last=last)
        assert found.total == in_dollars(expected)
        assert match_of(side=Side.OURS, first=date(2024, 1, 1), last=last).total == "0.00"
