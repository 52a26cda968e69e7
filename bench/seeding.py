"""What the measurement needs: people, what is due, a long history: `python -m bench.seeding`.

It prints how long the plan and the queueing took.
"""

import json
import sys
import time
from datetime import datetime, time as time_of_day, timedelta

import django

django.setup()

from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from partnerships.calendars.models import WorkingHours
from partnerships.engagement.models import FollowUp, Meeting, MeetingPartner
from partnerships.organizations.models import Organization
from partnerships.outbox.lifecycle import Origin, RecipientKind, State
from partnerships.outbox.models import Delivery
from partnerships.outbox.queries import database_now
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.reminders.actions import plan
from partnerships.reminders.lifecycle import Mode
from partnerships.reminders.models import Preference, ReminderRule
from partnerships.reminders.rules import REMINDERS

KINDS = ("promise_due", "meeting_tomorrow")
PEOPLE = 50
PARTNERSHIPS = 400
CHUNK = 500  # letters at once, as the plan does it
SEED = 1000  # rows of the history that are made one by one; then they are doubled


def midday_zone(now: datetime) -> str:
    """A zone in which it is about noon, so that mail of this morning is due and not too late."""
    return f"Etc/GMT{now.hour - 12:+d}"


def business(rows: int, now: datetime) -> None:
    """Make as many promises that are due today as meetings tomorrow, `rows` in all."""
    zone = midday_zone(now)
    people = [
        User(email=f"person{n}@example.org", name=f"Person {n}", role=Role.COORDINATOR)
        for n in range(PEOPLE)
    ]
    for user in people:
        user.time_zone = zone
    User.objects.bulk_create(people)
    partners = [
        Organization.objects.create(
            name=f"Partner {n}", name_key=f"partner {n}", search_text=f"partner {n}"
        )
        for n in range(PARTNERSHIPS)
    ]
    partnerships = Partnership.objects.bulk_create(
        Partnership(
            organization=partner,
            owner=people[n % PEOPLE],
            created_at=now,
            stage_since=now,
            court_since=now,
        )
        for n, partner in enumerate(partners)
    )
    _things(rows // 2, partnerships, now, zone)


def _things(number: int, partnerships: list[Partnership], now: datetime, zone: str) -> None:
    yesterday, today = now - timedelta(days=1), timezone.localdate(now)
    of = [partnerships[n % PARTNERSHIPS] for n in range(number)]
    FollowUp.objects.bulk_create(
        (
            FollowUp(
                partnership=partnership,
                side=Side.OURS,
                what=f"Send the handout of session {n}",
                due_on=today,
                made_at=yesterday,
                made_by=partnership.owner,
            )
            for n, partnership in enumerate(of)
        ),
        batch_size=CHUNK,
    )
    meetings = Meeting.objects.bulk_create(
        (
            Meeting(
                partnership=partnership,
                starts_at=now + timedelta(hours=20, seconds=-n % 7200),
                time_zone=zone,
                place="Main Street 1",
                aim=f"Agree on what is in it for both, part {n}",
                owner=partnership.owner,
            )
            for n, partnership in enumerate(of)
        ),
        batch_size=CHUNK,
    )
    MeetingPartner.objects.bulk_create(
        (
            MeetingPartner(meeting=meeting, partnership=partnership)
            for meeting, partnership in zip(meetings, of, strict=True)
        ),
        batch_size=CHUNK,
    )


def choices(zone: str) -> None:
    """Everyone wants these two kinds at once and at any hour; the other kinds are off."""
    people = list(User.objects.filter(time_zone=zone))
    WorkingHours.objects.bulk_create(
        WorkingHours(user=user, starts=time_of_day(0), ends=time_of_day(23, 59), every_day=True)
        for user in people
    )
    Preference.objects.bulk_create(
        Preference(user=user, kind=kind, mode=Mode.NOW) for user in people for kind in KINDS
    )
    ReminderRule.objects.bulk_create(
        ReminderRule(code=code, is_on=code in KINDS) for code in REMINDERS
    )


def history(rows: int, now: datetime) -> int:
    """Make mail that was sent long ago: a thousand rows, then twice as many until it is enough."""
    before = now - timedelta(days=30)
    Delivery.objects.bulk_create(_sent(n, before) for n in range(min(rows, SEED)))
    fields = [field for field in Delivery._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    made, turn = min(rows, SEED), 0
    with connection.cursor() as cursor:
        while made < rows:
            turn += 1
            named = {
                "dedupe_key": f"dedupe_key || 'x{turn}'",
                "message_id": f"message_id || 'x{turn}'",
            }
            values = ", ".join(named.get(f.column, f'"{f.column}"') for f in fields)
            cursor.execute(
                f"INSERT INTO {Delivery._meta.db_table} ({columns}) SELECT {values}"  # noqa: S608
                f" FROM {Delivery._meta.db_table} WHERE state = 'sent' LIMIT {rows - made}"
            )
            made += cursor.rowcount
        cursor.execute("ANALYZE")
    return made


def _sent(n: int, at: datetime) -> Delivery:
    return Delivery(
        dedupe_key=f"old:{n}:",
        message_id=f"<old{n}@example.org>",
        kind="promise_due",
        category="promise_due",
        origin=Origin.REMINDER,
        recipient_kind=RecipientKind.USER,
        recipient_id=1,
        recipient_name="Person 0",
        address_norm="person0@example.org",
        subject_type="followup",
        subject_id=n,
        tz="UTC",
        due_at=at,
        not_before=at,
        expires_at=at,
        created_at=at,
        state=State.SENT,
        state_at=at,
        sent_at=at,
        attempts=1,
        relay_reply="2.0.0 Ok",
        rendered_sha256="0" * 64,
    )


def main(rows: int, past: int) -> None:
    """Fill an empty database."""
    if Delivery.objects.exists():
        sys.exit("There is mail in this database already; the measurement needs an empty one.")
    now = database_now()
    business(rows, now)
    choices(midday_zone(now))
    history(past, now)
    began = time.perf_counter()
    queued = plan(now=now)
    done = time.perf_counter()
    again = plan(now=now)
    twice = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    figures = {
        "queued": queued,
        "due": Delivery.objects.due(now).count(),
        "history": past,
        "planning": done - began,
        "again": twice - done,
        "twice": again,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
