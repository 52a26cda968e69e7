"""How far a review has come, and its result once its answers are final."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from partnerships.engagement.lifecycle import MeetingKind, MeetingState
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.exchange.lifecycle import Answer
from partnerships.links.queries import why_not_written_to
from partnerships.relationships.lifecycle import Side
from partnerships.reviews.lifecycle import Dimension, ReviewLinkKind, ReviewState
from partnerships.reviews.models import (
    Question,
    Rater,
    ResultComment,
    Review,
    ReviewAnswer,
    ReviewLink,
)
from partnerships.reviews.rules import scoring
from partnerships.reviews.rules.facts import fact_beside
from partnerships.reviews.rules.labels import label_of
from partnerships.reviews.rules.scoring import DimensionScore, SideScore

#: A page lists so many meetings about one review.
MOST_MEETINGS = 10


@dataclass(frozen=True)
class RaterRow:
    """A rater, when they were mailed their link, and when the link to the result."""

    rater: Rater
    asked_at: datetime | None = None
    shared_at: datetime | None = None

    def waits_for_link(self) -> bool:
        """Whether a mail can ask this person, and none did yet."""
        waits = self.rater.side == Side.THEIRS and self.rater.answered_at is None
        return waits and self.asked_at is None and not why_not_written_to(self.rater.contact)


@dataclass(frozen=True)
class SideProgress:
    """The raters of one side and how many of them have answered."""

    side: Side
    rows: list[RaterRow]

    @property
    def raters(self) -> list[Rater]:
        return [row.rater for row in self.rows]

    @property
    def answered(self) -> int:
        return sum(rater.answered_at is not None for rater in self.raters)

    @property
    def works(self) -> str:
        """The most cautious answer to "does this still work for you?"; "" without any."""
        said = {rater.works for rater in self.raters}
        return next(
            (one.value for one in (Answer.NO, Answer.NOT_YET, Answer.YES) if one in said), ""
        )


@dataclass(frozen=True)
class ReviewProgress:
    """How many of all raters have answered."""

    ours: SideProgress
    theirs: SideProgress

    @property
    def sides(self) -> tuple[SideProgress, SideProgress]:
        return (self.ours, self.theirs)

    @property
    def answered(self) -> int:
        return self.ours.answered + self.theirs.answered

    @property
    def is_complete(self) -> bool:
        """Whether everyone who's asked has answered."""
        return self.answered == self.asked

    def to_mail(self) -> list[Rater]:
        """Return the partner's people whose link can be mailed and hasn't been."""
        return [row.rater for row in self.theirs.rows if row.waits_for_link()]

    def silent(self) -> list[Rater]:
        """Return who hasn't answered."""
        return [one for side in self.sides for one in side.raters if one.answered_at is None]

    def said(self) -> dict[Side, str]:
        """Return what each side said to "does this still work for you?"."""
        return {side.side: side.works for side in self.sides}

    def doubts(self) -> list[Rater]:
        """Return for whom it doesn't fully work anymore."""
        return [one for one in self.works() if one.works != Answer.YES]

    def works(self) -> list[Rater]:
        """Return who has said whether it still works for them."""
        return [one for side in self.sides for one in side.raters if one.works]

    @property
    def asked(self) -> int:
        return len(self.ours.raters) + len(self.theirs.raters)


@dataclass(frozen=True)
class ResultRow:
    """One dimension with the fact that stands beside it, and the scores of last time."""

    label: str
    score: DimensionScore
    fact: str
    before: DimensionScore | None


@dataclass(frozen=True)
class Comment:
    """What someone answered in words; the name only if they agreed to show it."""

    question: str
    side: Side
    text: str
    name: str


@dataclass(frozen=True)
class Levels:
    """How closely one side says the two work together, now and wanted."""

    side: Side
    now: SideScore
    wanted: SideScore


@dataclass(frozen=True)
class Result:
    """What a review found, as both sides may see it."""

    rows: list[ResultRow]
    comments: list[Comment]
    levels: list[Levels]
    answered: dict[Side, int]
    hidden_comments: dict[Side, int]

    @property
    def biggest(self) -> ResultRow | None:
        """The dimension to talk about first; None without any gap."""
        first = self.rows[0] if self.rows else None
        return first if first and first.score.gap else None

    def labeled(self) -> list[tuple[str, DimensionScore]]:
        """Return the scores with the names of their dimensions."""
        return [(row.label, row.score) for row in self.rows]

    def guesses(self) -> list[ResultRow]:
        """Return where we guessed what they'd say and can see how far off we were."""
        return [row for row in self.rows if row.score.shows_guess]

    def has_scores(self) -> bool:
        """Whether any side has a mean to show."""
        return any(
            r.score.ours.mean is not None or r.score.theirs.mean is not None for r in self.rows
        )


def progress_of(review: Review) -> ReviewProgress:
    """Read the raters of a review and the links they were sent, in two queries."""
    raters = review.raters.select_related("contact", "recorded_by")
    links = ReviewLink.objects.filter(review=review, revoked_at__isnull=True)
    sent = {(link.contact_id, link.kind): link.sent_at for link in links}
    rows = [
        RaterRow(
            one,
            asked_at=sent.get((one.contact_id, ReviewLinkKind.ANSWER)),
            shared_at=sent.get((one.contact_id, ReviewLinkKind.RESULT)),
        )
        for one in raters
    ]
    ours, theirs = ([row for row in rows if row.rater.side == side] for side in Side)
    return ReviewProgress(SideProgress(Side.OURS, ours), SideProgress(Side.THEIRS, theirs))


@dataclass(frozen=True)
class Outcome:
    """What a review led to: commitments with their people, its meetings, and the next review."""

    promised: list[tuple[FollowUp, str]]
    meetings: list[Meeting]
    next_on: date | None


def outcome_of(review: Review) -> Outcome:
    """Read what came of a review; its meetings are those up to the start of the next one."""
    rows = Review.objects.filter(
        partnership=review.partnership_id, planned_at__gte=review.planned_at
    )
    following = rows.exclude(pk=review.pk).order_by("planned_at", "pk").first()
    meetings = Meeting.objects.filter(
        partnerships=review.partnership_id,
        kind=MeetingKind.REVIEW,
        starts_at__gte=review.opened_at or review.planned_at,
    ).exclude(state=MeetingState.CANCELLED)
    if following and following.opened_at:
        meetings = meetings.filter(starts_at__lt=following.opened_at)
    commitments = review.commitments.select_related("contact").order_by("due_on", "pk")
    return Outcome(
        promised=[(one, one.contact.name if one.contact else "") for one in commitments],
        meetings=list(meetings.order_by("starts_at", "pk")[:MOST_MEETINGS]),
        next_on=following.due_on if following else None,
    )


def said_about_result(review: Review) -> list[ResultComment]:
    """Return what those who were shown the result said about it, oldest first."""
    said = ResultComment.objects.filter(link__review=review)
    return list(said.select_related("link__contact"))


def result_of(review: Review, *, us: str, them: str) -> Result:
    """Score a review whose answers are final, beside its facts and the scores of last time.

    ``us`` and ``them`` are what the reader calls the two sides.
    """
    raters, answers, questions = _read(review)
    before = {one.dimension: one for one in _scores_before(review)}
    answered = {side: sum(rater.side == side for rater in raters) for side in Side}
    comments, hidden = _comments(raters, answers, answered)
    return Result(
        rows=[
            ResultRow(
                label_of(one.dimension, us=us, them=them),
                one,
                fact_beside(one.dimension, review.facts, us=us, them=them),
                before.get(one.dimension),
            )
            for one in scores_of(raters, answers, questions)
        ],
        comments=comments,
        levels=[_levels(raters, side) for side in Side],
        answered=answered,
        hidden_comments=hidden,
    )


def _read(review: Review) -> tuple[list[Rater], list[ReviewAnswer], list[Question]]:
    raters = list(review.raters.answered().select_related("contact"))
    answers = ReviewAnswer.objects.filter(rater__in=[rater.pk for rater in raters])
    questions = Question.objects.filter(question_set=review.question_set_id)
    return raters, list(answers.select_related("question")), list(questions)


def _scores_before(review: Review) -> list[DimensionScore]:
    """Return the scores of the review before, if it asked the same set."""
    if review.question_set is None:
        return []
    done = Review.objects.filter(
        partnership=review.partnership_id,
        state=ReviewState.CLOSED,
        question_set__code=review.question_set.code,
        opened_at__lt=review.opened_at,
    )
    last = done.order_by("-opened_at").first()
    return scores_of(*_read(last)) if last else []


def scores_of(
    raters: Iterable[Rater], answers: Iterable[ReviewAnswer], questions: Iterable[Question]
) -> list[DimensionScore]:
    """Score the answers of one review; answers of the partner's people are seen from our side."""
    sides = {rater.pk: Side(rater.side) for rater in raters}
    ratings, guesses = [], []
    for one in answers:
        if not one.question.is_rated():
            continue
        asked = Dimension(one.question.dimension)
        there = asked.seen_from_there()
        mine = asked if sides[one.rater_id] == Side.OURS else there
        if one.value or one.cant_say:
            ratings.append(scoring.Rating(one.rater_id, mine, one.value))
        if one.guess and sides[one.rater_id] == Side.OURS:
            guesses.append(scoring.Rating(one.rater_id, there, one.guess))
    dimensions = dict.fromkeys(one.dimension for one in questions if one.is_rated())
    return scoring.score(
        [scoring.ScoredRater(rater.pk, Side(rater.side), rater.shows_name) for rater in raters],
        ratings,
        guesses,
        list(dimensions),
    )


def _comments(
    raters: Iterable[Rater], answers: Iterable[ReviewAnswer], answered: dict[Side, int]
) -> tuple[list[Comment], dict[Side, int]]:
    """Return what may be shown, by question and text so that the order names no one."""
    by_id = {rater.pk: rater for rater in raters}
    shown, hidden = [], dict.fromkeys(Side, 0)
    for one in answers:
        if not one.text:
            continue
        rater = by_id[one.rater_id]
        side = Side(rater.side)
        if rater.shows_name or answered[side] >= scoring.RATERS_FOR_MEAN:
            name = rater.contact.name if rater.shows_name else ""
            shown.append((one.question.position, Comment(str(one.question), side, one.text, name)))
        else:
            hidden[side] += 1
    shown.sort(key=lambda found: (found[0], found[1].side, found[1].text))
    return [comment for _place, comment in shown], hidden


def levels_of(review: Review) -> dict[str, list[str]]:
    """Return the level now and wanted of each side that can be shown, as people read it."""
    raters = list(review.raters.answered())
    found = [_levels(raters, side) for side in Side]
    return {one.side.value: [one.now.points, one.wanted.points] for one in found if one.now.points}


def _levels(raters: Iterable[Rater], side: Side) -> Levels:
    mine = [rater for rater in raters if rater.side == side]
    named = [rater.pk for rater in mine if rater.shows_name]
    now = {rater.pk: [rater.level_now] for rater in mine if rater.level_now is not None}
    wanted = {r.pk: [r.level_wanted] for r in mine if r.level_wanted is not None}
    return Levels(side, scoring.side_score(now, named), scoring.side_score(wanted, named))
