"""The one button of a partner's page that comes first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from partnerships.agreements.lifecycle import UNSIGNED, MouState, Standing
from partnerships.agreements.models import Mou
from partnerships.engagement.lifecycle import MeetingState
from partnerships.engagement.models import Meeting
from partnerships.exchange.queries import Check, Gate
from partnerships.overview.queries.answers import Asked
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership
from partnerships.reviews.lifecycle import ReviewState
from partnerships.reviews.models import Review


@dataclass(frozen=True)
class Primary:
    """A button: its words and where it leads, or the stage that it moves the partnership to."""

    label: str | Promise
    url: str
    to: str = ""


@dataclass(frozen=True)
class Situation:
    """What the page has read about a partnership."""

    partnership: Partnership
    gate: Gate
    missing: list[Check]
    next_stage: Stage | None
    mous: list[tuple[Mou, Standing]]
    meetings: list[Meeting]
    asked: list[Asked]
    reviews: list[Review]


def primary_of(seen: Situation, now: datetime) -> Primary | None:
    """Return what unblocks this partnership: what waits for us first, then the next stage."""
    found = next(_waiting_for_us(seen, now), None)
    if found or seen.partnership.stage in (Stage.ACTIVE, Stage.PAUSED, Stage.CLOSED):
        return found
    return _forward(seen)


def _waiting_for_us(seen: Situation, now: datetime) -> Iterator[Primary]:
    for meeting in seen.meetings:
        if meeting.state == MeetingState.PLANNED and meeting.starts_at < now:
            yield Primary(
                _("Wrap up the meeting"), reverse("meeting_close_out", args=[meeting.pk])
            )
    for asked in seen.asked:
        if asked.link.answered_at and not asked.link.seen_at:
            label = _("Review %(name)s's answer") % {"name": asked.link.contact}
            yield Primary(label, reverse("link_detail", args=[asked.link.pk]))
    if seen.partnership.stage == Stage.PAUSED:
        label = _("Resume the partnership")
        yield Primary(label, reverse("partnership_resume", args=[seen.partnership.pk]))
    today = timezone.localdate(now)
    for review in seen.reviews:
        if review.state != ReviewState.CLOSED and review.due_on <= today:
            yield Primary(_("Start the review"), review.get_absolute_url())


def _forward(seen: Situation) -> Primary | None:
    partnership = seen.partnership
    started = [mou for mou, _standing in seen.mous if mou.state in UNSIGNED]
    for mou in started:
        if mou.state in (MouState.READY_TO_SIGN, MouState.OUT_FOR_SIGNATURE):
            return Primary(_("Open the MOU"), mou.get_absolute_url())
    if seen.next_stage and not seen.missing:
        label = _("Move to “%(stage)s”") % {"stage": seen.next_stage.label}
        move = reverse("partnership_move", args=[partnership.pk])
        return Primary(label, move, to=seen.next_stage.value)
    if seen.gate.holds and not seen.mous:
        return Primary(_("Draft the MOU"), reverse("mou_create", args=[partnership.pk]))
    if seen.missing:
        return Primary(seen.missing[0].fix_label, seen.missing[0].fix_url())
    return None
