"""Random histories of a small portfolio: rows as years of work could have left them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from accounts.models import User
from partnerships.agreements.models import Mou, MouParty, MouType
from partnerships.engagement.models import FollowUp, Interaction, Meeting
from partnerships.exchange.models import Benefit, Evidence, EvidenceAcceptance
from partnerships.organizations.models import Contact, Organization
from partnerships.relationships.lifecycle import MOVES, OPEN_STAGES, Side, Stage
from partnerships.relationships.models import ClosingReason, Partnership, StageChange
from partnerships.reviews.lifecycle import Decision
from partnerships.reviews.models import Review

DAY = timedelta(days=1)
PARTNERSHIPS = 7


@dataclass
class World:
    """One random portfolio, seen at ``now`` by someone in ``zone``."""

    dice: Random
    now: datetime
    zone: ZoneInfo
    user: User

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def some_day(self, most: int = 200) -> date:
        """A day up to so long ago, often the edge of a month or quarter, or today."""
        today = self.day(self.now)
        day = today - self.dice.randrange(most) * DAY
        edges = [day.replace(day=1), day.replace(day=1) - DAY, day.replace(month=10, day=1), today]
        return min(self.dice.choice([day, day, *edges]), today)

    def some_time(self, after: datetime) -> datetime:
        """An instant after another one, often a second beside the viewer's midnight."""
        midnight = datetime.combine(self.some_day(), datetime.min.time(), tzinfo=self.zone)
        at = midnight + self.dice.choice([0, 0, -1, 1, 36_000]) * timedelta(seconds=1)
        return min(max(at, after + timedelta(seconds=1)), self.now)

    def build(self) -> None:
        """Fill the house; once more doubles it."""
        reasons = [
            ClosingReason.objects.get_or_create(
                code=f"r{n}", defaults={"label": f"Reason {n}", "is_good_ending": n == 2}
            )[0]
            for n in range(3)
        ]
        mou_type, _made = MouType.objects.get_or_create(code="t", defaults={"label": "MOU"})
        other = User.objects.create_user(
            f"w{self.dice.random()}@example.org", name="Wren", role="viewer"
        )
        person = Contact.objects.create(name="Pat", search_text="pat")
        for number in range(PARTNERSHIPS):
            name = f"Partner {number}"
            organization = Organization.objects.create(
                name=name,
                name_key=name,
                search_text=name,
                kind=self.dice.choice(["school", "employer"]),
            )
            owner = self.dice.choice([self.user, other, None])
            partnership = self._partnership(organization, owner, reasons)
            self._work(partnership, person, mou_type)

    def _partnership(
        self, organization: Organization, owner: User | None, reasons: list[ClosingReason]
    ) -> Partnership:
        begun = self.now - self.dice.randrange(1, 250) * DAY
        stage, paused_from = Stage.IDENTIFIED, ""
        changes: list[tuple[str, Stage, datetime, timedelta | None]] = [("", stage, begun, None)]
        for _step in range(self.dice.randrange(7)):
            last = changes[-1][2]
            at = self.some_time(last)
            if at <= last:
                break
            to = self.dice.choice(sorted(MOVES[stage]))
            if stage is Stage.PAUSED and to is not Stage.CLOSED:
                to = Stage(paused_from)
            paused_from = stage if to is Stage.PAUSED else ""
            changes.append((stage, to, at, at - last))
            stage = to
        row = Partnership.objects.create(
            organization=organization,
            owner=owner,
            stage=stage,
            stage_since=changes[-1][2],
            court=self.dice.choice(list(Side)),
            court_since=begun,
            created_at=begun,
            paused_from=paused_from if stage is Stage.PAUSED else "",
            check_again_on=self.day(self.now) if stage is Stage.PAUSED else None,
            closing_reason=self.dice.choice(reasons) if stage is Stage.CLOSED else None,
            do_not_revisit=stage is Stage.CLOSED,
        )
        StageChange.objects.bulk_create(
            StageChange(partnership=row, from_stage=a, to_stage=b, at=at, time_in_stage=spent)
            for a, b, at, spent in changes
        )
        return row

    def _work(self, partnership: Partnership, person: Contact, mou_type: MouType) -> None:
        dice, today = self.dice, self.day(self.now)
        common = {"partnership": partnership}
        for _one in range(dice.randrange(6)):
            state = dice.choice(["open", "done", "dropped"])
            due = self.some_day() + dice.choice([0, 0, 1, 40]) * DAY
            closed = None if state == "open" else due + dice.choice([-1, 0, 1]) * DAY
            FollowUp.objects.create(
                **common, side=dice.choice(list(Side)), what="It", due_on=due, state=state,
                closed_on=closed, made_at=self.now, made_by=self.user,
            )  # fmt: skip
        for number in range(dice.randrange(4)):
            due, closed = self.some_day(), None
            if number or dice.random() < 0.5:
                closed = self.some_time(self.now - 400 * DAY)
            Review.objects.create(
                **common, due_on=due, planned_at=self.now, closed_at=closed,
                state="closed" if closed else "planned",
                decision=dice.choice(list(Decision)) if closed else "",
            )  # fmt: skip
        for _one in range(dice.randrange(3)):
            self._mou(partnership, mou_type, today)
        for number in range(dice.randrange(5)):
            self._item(partnership, person, number)
        self._talks(partnership)

    def _talks(self, partnership: Partnership) -> None:
        dice, common = self.dice, {"partnership": partnership}
        for _one in range(dice.randrange(5)):
            feel = dice.choice([None, 1, 2, 3, 4])
            at = self.some_time(self.now - 400 * DAY)
            if dice.random() < 0.5:
                Interaction.objects.create(
                    **common, kind="note", on=self.day(at), feel=feel,
                    recorded_at=self.now, recorded_by=self.user,
                )  # fmt: skip
            else:
                meeting = Meeting.objects.create(
                    **common, starts_at=at, owner=self.user, time_zone="UTC", state="held",
                    feel=feel, closed_out_at=self.now, closed_out_by=self.user,
                )  # fmt: skip
                others = Partnership.objects.exclude(pk=partnership.pk)
                also = [dice.choice(others)] if others and dice.random() < 0.3 else []
                for one in (partnership, *also):
                    meeting.partners.create(partnership=one)

    def _mou(self, partnership: Partnership, mou_type: MouType, today: date) -> None:
        dice = self.dice
        state = dice.choice(["signed", "signed", "terminated", "draft", "suspended"])
        signed_on, ends_on = self.some_day(), self.some_day() + dice.randrange(200) * DAY
        early = state == "draft" and dice.random() < 0.5
        legacy = state == "signed" and dice.random() < 0.3
        mou = Mou.objects.create(
            type=mou_type,
            gated=dice.random() < 0.8,
            title="MOU",
            state=state,
            ends_on=dice.choice([None, ends_on]),
            end_known="date",
            gate_passed_at=None if legacy or state == "draft" else self.now,
            signed_on=None if legacy or state == "draft" else signed_on,
            legacy_signed_on=signed_on if legacy else None,
            signed_early_on=signed_on if early else None,
            stopped_on=today + dice.randrange(-3, 4) * DAY if state == "terminated" else None,
            created_at=self.now,
            created_by=self.user,
        )
        MouParty.objects.create(
            mou=mou, organization=partnership.organization, partnership=partnership
        )

    def _item(self, partnership: Partnership, person: Contact, number: int) -> None:
        dice, side = self.dice, self.dice.choice(list(Side))
        item = Benefit.objects.create(
            partnership=partnership,
            side=side,
            what=f"Item {number}",
            due_on=dice.choice([None, self.some_day(), self.day(self.now) + DAY]),
            is_internal=dice.random() < 0.2,
            withdrawn_at=dice.choice([None, None, None, self.now]),
        )
        for _one in range(dice.randrange(3)):
            evidence = Evidence.objects.create(
                benefit=item, what="It happened", happened_on=self.some_day(),
                recorded_at=self.now, recorded_by=self.user,
            )  # fmt: skip
            if dice.random() < 0.5:
                EvidenceAcceptance.objects.create(
                    evidence=evidence, side=side.other, contact=person, how="phone",
                    said_on=self.day(self.now), recorded_at=self.now, recorded_by=self.user,
                )  # fmt: skip


def is_open(partnership: Partnership) -> bool:
    return partnership.stage in OPEN_STAGES
