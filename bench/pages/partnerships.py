# ruff: noqa: S608 -- SQL made of our own words only
"""Partnerships with their history, lists, meetings and agreements."""

from datetime import datetime

from accounts.models import User
from audit.models import Event, Seal
from audit.rules import GENESIS
from bench.pages.directory import STAFF
from bench.pages.sql import any_of, fill, scattered
from partnerships.agreements.models import Mou, MouParty
from partnerships.engagement.models import (
    FollowUp,
    Interaction,
    Meeting,
    MeetingPartner,
    Participant,
)
from partnerships.exchange.models import (
    Acknowledgement,
    Benefit,
    ListLine,
    ListVersion,
    WiifmAnswer,
)
from partnerships.organizations.models import Organization, Position
from partnerships.relationships.models import (
    KeyPlayer,
    Partnership,
    Purpose,
    PurposeAgreement,
    StageChange,
)
from partnerships.reviews.models import Review

#: How many partnerships of each hundred stand where.
STAGES = {
    "identified": 12,
    "reaching_out": 14,
    "exploring": 14,
    "value_mapped": 9,
    "agreeing": 8,
    "active": 28,
    "paused": 4,
    "closed": 11,
}


def relationships(number: int, now: datetime) -> None:
    """Add partnerships with their history, people, lists and what was done together."""
    organizations = (
        f"(SELECT id, row_number() OVER (ORDER BY id) AS n FROM {Organization._meta.db_table}"
        f" WHERE NOT is_ours ORDER BY id LIMIT {number}) AS o"
    )
    stages = " ".join(f"{stage} " * share for stage, share in STAGES.items())
    stage = any_of(stages, scattered("n", 100_000))
    since = f"now() - interval '1 day' * ({scattered('n * 3', 900)})"
    reason = "(SELECT min(id) FROM partnerships_closingreason)"
    first = f"(SELECT min(id) FROM {User._meta.db_table})"
    fill(
        Partnership,
        organizations,
        organization="id",
        owner=f"{first} + {scattered('n * 17', STAFF)}",
        deputy=f"{first} + (1 + {scattered('n * 17', STAFF)}) % {STAFF}",
        stage=stage,
        stage_since=since,
        court=any_of("ours theirs", "n"),
        court_since=since,
        created_at=f"{since} - interval '300 days'",
        working_since=f"CASE WHEN {stage} = 'active' THEN current_date - 200 END",
        paused_from=f"CASE WHEN {stage} = 'paused' THEN 'active' ELSE '' END",
        check_again_on=f"CASE WHEN {stage} = 'paused' THEN current_date + (n % 300)::int END",
        closing_reason=f"CASE WHEN {stage} = 'closed' THEN {reason} END",
        do_not_revisit=f"{stage} = 'closed'",
        no_next_step_reason="CASE WHEN n % 4 < 3 THEN 'They will call us' ELSE '' END",
    )
    _history(now)
    _lists()
    _work()
    _agreements()


#: Each partnership, `p`, with its organization's first contact, `c`, and its number, `n`.
EACH = f"""(SELECT p.*, (SELECT min(contact_id) FROM {Position._meta.db_table} j
    WHERE j.organization_id = p.organization_id) AS contact
    FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM {Partnership._meta.db_table}) p
    WHERE EXISTS (SELECT FROM {Position._meta.db_table} j
    WHERE j.organization_id = p.organization_id)) AS p"""


def _times(number: int) -> str:
    return f"{EACH}, generate_series(1, {number}) AS i"


def _history(now: datetime) -> None:
    fill(
        StageChange,
        EACH,
        partnership="id",
        from_stage="''",
        to_stage="'identified'",
        at="created_at",
        by="owner_id",
    )
    fill(
        Event,
        _times(5),
        verb="'partnership.edited'",
        params="'{}'::jsonb",
        at="created_at + interval '20 days' * i",
        by_id="owner_id",
        by_name="'Person'",
        organization_id="organization_id",
        partnership_id="id",
        subject_type="'partnership'",
        subject_id="id",
        proof="'seeded-' || id || '-' || i",
    )
    Seal.objects.create(seq=0, event_id=0, hash=GENESIS, sealed_at=now)
    events = Event._meta.db_table
    fill(Seal, events, seq="id", event_id="id", hash="md5(proof)", sealed_at="now()", key="''")


def _lists() -> None:
    side = any_of("ours theirs", "i")
    fill(
        Benefit,
        f"{_times(4)} WHERE stage NOT IN ('identified', 'reaching_out')",
        partnership="p.id",
        side=side,
        what="'Place ' || i || ' people a quarter'",
        how_much="i || ' people'",
        rhythm="'each quarter'",
        told_by="contact",
        position="i",
        due_on="CASE WHEN n % 5 = 0 THEN current_date + (n % 200)::int - 20 END",
    )
    shared = f"{EACH} WHERE stage IN ('value_mapped', 'agreeing', 'active', 'paused')"
    fill(
        ListVersion,
        shared,
        partnership="id",
        number="1",
        ours_hash="md5('ours' || id)",
        theirs_hash="md5('theirs' || id)",
        shared_at="stage_since",
        shared_by="owner_id",
    )
    fill(
        ListLine,
        f"{ListVersion._meta.db_table} v JOIN {Benefit._meta.db_table} b USING (partnership_id)",
        list_version="v.id",
        benefit="b.id",
        side="b.side",
        position="b.position",
        what="b.what",
        how_much="b.how_much",
        rhythm="b.rhythm",
        told_by_name="'Contact'",
        is_checkable="true",
        content_hash="md5(b.what)",
    )
    said = {
        "side": "s",
        "contact": "contact",
        "how": "'meeting'",
        "said_on": "current_date - 30",
        "recorded_at": "now() - interval '30 days'",
        "recorded_by": "owner_id",
        "list_version": "v.id",
    }
    both = (
        f"{ListVersion._meta.db_table} v JOIN {EACH} ON p.id = v.partnership_id,"
        " unnest(array['ours', 'theirs']) AS s"
    )
    fill(WiifmAnswer, both, value="'yes'", **said)
    fill(Acknowledgement, both, **said)


def _work() -> None:
    day = scattered("n * 10 + i", 700)
    held = f"({day}) < 620"
    fill(
        Meeting,
        f"{_times(3)} WHERE stage NOT IN ('identified', 'closed')",
        partnership="p.id",
        starts_at=f"date_trunc('hour', now()) + interval '1 day' * (({day}) - 620)"
        " + interval '1 minute' * (n % 600)",
        time_zone="'UTC'",
        place="'Main Street 1'",
        aim="'Agree on the next step'",
        owner="owner_id",
        state=f"CASE WHEN {held} AND (n + i) % 200 > 0 THEN 'held' ELSE 'planned' END",
        closed_out_at=f"CASE WHEN {held} AND (n + i) % 200 > 0 THEN now() END",
        closed_out_by=f"CASE WHEN {held} AND (n + i) % 200 > 0 THEN owner_id END",
    )
    meetings = f"{Meeting._meta.db_table} m JOIN {EACH} ON p.id = m.partnership_id"
    fill(MeetingPartner, meetings, meeting="m.id", partnership="p.id")
    fill(
        Participant,
        meetings,
        meeting="m.id",
        contact="contact",
        side="'theirs'",
        organization="p.organization_id",
        came="CASE WHEN m.state = 'held' THEN true END",
    )
    late = scattered("n * 10 + i", 400)
    fill(
        FollowUp,
        f"{_times(3)} WHERE stage <> 'closed'",
        partnership="p.id",
        side=any_of("ours theirs", "n + i"),
        what="'Send the handout of session ' || i",
        due_on=f"current_date + ({late})::int - 300",
        contact="contact",
        state=f"CASE WHEN ({late}) < 298 THEN 'done' ELSE 'open' END",
        closed_on=f"CASE WHEN ({late}) < 298 THEN current_date END",
        made_at="now() - interval '310 days'",
        made_by="owner_id",
    )
    fill(
        Interaction,
        _times(2),
        partnership="p.id",
        kind=any_of("call message note", "n + i"),
        on=f"current_date - ({scattered('n * 3 + i', 500)})::int",
        with_contact="contact",
        text="'They asked for the dates.'",
        recorded_at="now()",
        recorded_by="owner_id",
    )


def _agreements() -> None:
    fill(
        KeyPlayer,
        f"{EACH} WHERE n % 4 = 0",
        partnership="id",
        side="'theirs'",
        level="'leads'",
        contact="contact",
        named_at="created_at",
    )
    fill(
        Purpose,
        f"{EACH} WHERE stage IN ('value_mapped', 'agreeing', 'active')",
        partnership="id",
        sentence="'Together we bring people into work they want to keep.'",
        set_at="stage_since",
        set_by="owner_id",
    )
    fill(
        PurposeAgreement,
        f"{Purpose._meta.db_table} u JOIN {EACH} ON p.id = u.partnership_id",
        purpose="u.id",
        side="'theirs'",
        contact="contact",
        how="'meeting'",
        agreed_on="current_date - 20",
        recorded_at="now()",
        recorded_by="owner_id",
    )
    fill(
        Review,
        f"{EACH} WHERE stage = 'active'",
        partnership="id",
        due_on="current_date + (n % 300)::int - 2",
        planned_at="now() - interval '200 days'",
    )
    fill(
        Mou,
        f"{EACH} WHERE stage = 'active'",
        type="(SELECT min(id) FROM partnerships_moutype)",
        gated="true",
        title="'MOU ' || n",
        state="'signed'",
        starts_on="current_date - 200",
        ends_on="current_date + (n % 1500)::int",
        legacy_signed_on="current_date - 200",
        legacy_signers="'Both directors'",
        created_at="now() - interval '200 days' - interval '1 minute' * n",
        created_by="owner_id",
        summary="id::text",
    )
    fill(
        MouParty,
        f"{Mou._meta.db_table} m JOIN {EACH} ON p.id = m.summary::bigint",
        mou="m.id",
        organization="p.organization_id",
        partnership="p.id",
    )
