"""The partners and organizations that meetings of an earlier version are given."""

from datetime import datetime
from importlib import import_module
from types import SimpleNamespace

from django.apps import apps
from django.db import connection

from accounts.models import User
from partnerships.engagement.models import Meeting, MeetingPartner, Participant
from partnerships.relationships.lifecycle import Side
from tests.scenarios import deliverer_of, leader_of, our_organization, partnership_idea


def _executed(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_each_meeting_gets_its_partner_and_its_people_their_organization(
    coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)
    meeting = Meeting.objects.create(
        partnership=partnership, starts_at=now, time_zone="UTC", owner=coordinator
    )
    ours = deliverer_of(now, coordinator, our_organization(now, coordinator))
    theirs = leader_of(now, coordinator, partnership.organization)
    elsewhere = partnership_idea(now, coordinator, "Lakeside").organization
    Participant.objects.create(meeting=meeting, contact=ours, side=Side.OURS)
    Participant.objects.create(
        meeting=meeting, contact=theirs, side=Side.THEIRS, organization=elsewhere
    )
    step = import_module("partnerships.migrations.0011_meetings_in_full")
    step.name_partners(apps, SimpleNamespace(connection=connection, execute=_executed))
    assert MeetingPartner.objects.get().partnership == partnership
    assert dict(Participant.objects.values_list("contact", "organization")) == {
        ours.pk: None,
        theirs.pk: partnership.organization_id,
    }
