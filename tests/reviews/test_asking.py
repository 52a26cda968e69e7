"""Opening a review, answering it from both sides, and what its result shows."""

from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import User
from audit.models import Event
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models import WiifmAnswer
from partnerships.outbox.models import Delivery
from partnerships.relationships.lifecycle import How, Side
from partnerships.reviews import actions as reviews
from partnerships.reviews.lifecycle import ReviewLinkKind, ReviewState
from partnerships.reviews.models import QuestionSet, Rater, Review, ReviewAnswer, ReviewLink
from partnerships.reviews.queries import facts_of, result_of
from tests.refusals import refused
from tests.reviews.answers import rater, say
from tests.scenarios import shared_lists


def shown(review: Review) -> dict[str, tuple[str, str, str]]:
    """Return (us, them, gap) per dimension."""
    found = result_of(review, us="us", them="them")
    return {
        row.label: (row.score.ours.points, row.score.theirs.points, row.score.gap_points)
        for row in found.rows
    }


def test_opening_asks_people_and_locks_the_questions(
    asked: Review, pulse: QuestionSet, now: datetime
) -> None:
    pulse.refresh_from_db()
    assert (asked.state, asked.opened_at, pulse.locked_at) == (ReviewState.OPEN, now, now)
    assert Rater.objects.count() == 4
    assert not Delivery.objects.exists()
    assert Event.objects.filter(verb="review.begun").count() == 1


def test_a_review_opens_once(
    asked: Review, pulse: QuestionSet, coordinator: User, now: datetime, today: date
) -> None:
    opening = reviews.Opening(pulse, {Side.OURS: [rater("Sam Reyes").contact]}, today)
    with refused("review_opened"), transaction.atomic():
        reviews.open_review(review=asked, opening=opening, by=coordinator, now=now)


def test_a_review_asks_someone(
    review: Review, pulse: QuestionSet, coordinator: User, now: datetime, today: date
) -> None:
    with refused("nobody_to_ask"), transaction.atomic():
        reviews.open_review(
            review=review, opening=reviews.Opening(pulse, {}, today), by=coordinator, now=now
        )
    assert QuestionSet.objects.get(pk=pulse.pk).locked_at is None


def test_a_side_is_shown_from_two_raters(asked: Review, now: datetime) -> None:
    say("Dana Whitfield", [5, 4, 5, 3, 4, None], now)
    say("Sam Reyes", [4, 4, 4, 2, 2, 2], now)
    say("Jo Ortiz", [2, 3, 3, 5, 5, 4], now)
    assert shown(asked) == {"Trust": ("4.3", "", ""), "Value": ("2.8", "", "")}
    say("Kim Lee", [3, 3, 1, 4, None, 4], now)
    assert shown(asked) == {"Trust": ("4.3", "2.5", "1.8"), "Value": ("2.8", "4.3", "1.5")}


def test_one_rater_is_shown_only_if_they_agree(asked: Review, now: datetime) -> None:
    say("Jo Ortiz", [2, 3, 3, 5, 5, 4], now, text="Fewer forms")
    found = result_of(asked, us="us", them="them")
    assert shown(asked)["Trust"] == ("", "", "")
    assert (found.comments, found.hidden_comments[Side.THEIRS]) == ([], 1)
    say("Jo Ortiz", [2, 3, 3, 5, 5, 4], now, text="Fewer forms", shows_name=True)
    found = result_of(asked, us="us", them="them")
    assert shown(asked)["Trust"] == ("", "2.7", "")
    assert [(one.text, one.name) for one in found.comments] == [("Fewer forms", "Jo Ortiz")]


def test_comments_carry_no_name_without_consent(asked: Review, now: datetime) -> None:
    say("Jo Ortiz", [3] * 6, now, text="Fewer forms")
    say("Kim Lee", [3] * 6, now, text="More visits", shows_name=True)
    found = result_of(asked, us="us", them="them")
    assert {(one.text, one.name) for one in found.comments} == {
        ("Fewer forms", ""),
        ("More visits", "Kim Lee"),
    }


def test_our_guess_is_compared_with_what_they_said(asked: Review, now: datetime) -> None:
    say("Dana Whitfield", [4] * 6, now, guesses=[5] * 6)
    say("Sam Reyes", [4] * 6, now, guesses=[4] * 6)
    say("Jo Ortiz", [3] * 6, now)
    say("Kim Lee", [2] * 6, now)
    row = result_of(asked, us="us", them="them").guesses()[0]
    assert (row.score.guess.points, row.score.theirs.points) == ("4.5", "2.5")


def test_value_for_us_is_value_for_them_seen_from_there(
    review: Review, pulse: QuestionSet, coordinator: User, now: datetime, today: date
) -> None:
    form = QuestionSet.objects.get(code="long")
    people = review.partnership.organization.positions.order_by("contact__name")
    theirs = [held.contact for held in people]
    opening = reviews.Opening(form, {Side.THEIRS: theirs}, today + timedelta(days=9))
    reviews.open_review(review=review, opening=opening, by=coordinator, now=now)
    about = list(form.questions.filter(dimension="value_ours"))
    for contact in theirs:
        answers = [reviews.GivenAnswer(one, value=5) for one in about]
        reviews.answer(
            rater=rater(contact.name),
            answers=reviews.RaterAnswers(answers=answers),
            by=None,
            now=now,
            today=today,
        )
    review.refresh_from_db()
    assert shown(review)["Value for them"] == ("", "5.0", "")
    assert shown(review)["Value for us"] == ("", "", "")


def test_a_changed_answer_replaces_the_one_before(asked: Review, now: datetime) -> None:
    say("Jo Ortiz", [1] * 6, now, text="No")
    say("Jo Ortiz", [5] * 6, now)
    mine = ReviewAnswer.objects.filter(rater=rater("Jo Ortiz"))
    assert [one.value for one in mine] == [5] * 6
    verbs = Event.objects.filter(verb__startswith="review.answer").values_list("verb", flat=True)
    assert sorted(verbs) == ["review.answer_changed", "review.answered"]


def test_no_answer_after_the_answers_are_closed(
    asked: Review, coordinator: User, now: datetime
) -> None:
    reviews.close_answers(review=asked, by=coordinator, now=now)
    with refused("answers_closed"), transaction.atomic():
        say("Jo Ortiz", [5] * 6, now)
    reviews.reopen_answers(review=asked, by=coordinator, now=now)
    say("Jo Ortiz", [5] * 6, now)
    assert Rater.objects.answered().count() == 1


def test_an_empty_form_is_no_answer(asked: Review, now: datetime) -> None:
    with refused("nothing_answered"), transaction.atomic():
        reviews.answer(
            rater=rater("Jo Ortiz"),
            answers=reviews.RaterAnswers(),
            by=None,
            now=now,
            today=now.date(),
        )


def test_their_not_yet_reaches_the_lists_once(
    asked: Review, coordinator: User, now: datetime
) -> None:
    shared_lists(asked.partnership, now, coordinator)
    for _time in range(2):
        say("Jo Ortiz", [3] * 6, now, works=Answer.NOT_YET, how=How.LINK)
    kept = WiifmAnswer.objects.get()
    assert (kept.value, kept.side, kept.how) == (Answer.NOT_YET, Side.THEIRS, How.LINK)


def test_a_link_goes_to_a_rater_and_its_reminder_waits_for_an_answer(
    asked: Review, coordinator: User, now: datetime
) -> None:
    link = ReviewLink(
        review=asked, contact=rater("Jo Ortiz").contact, kind=ReviewLinkKind.ANSWER, remind=True
    )
    reviews.send_review_link(link=link, by=coordinator, now=now)
    sent, again = Delivery.objects.order_by("not_before")
    assert (sent.kind, again.kind) == ("review_link", "review_link_again")
    later = again.not_before
    assert later >= now + timedelta(days=7)
    for delivery, at in ((sent, now), (again, later)):
        assert reviews.KINDS[delivery.kind].why_untrue(delivery, at) == ""
        mail = reviews.KINDS[delivery.kind].render(delivery)
        assert "/r/" in mail.text
        assert mail.sender == f"{coordinator.name}, Harbor Employment Network"
    say("Jo Ortiz", [3] * 6, now)
    assert reviews.KINDS[again.kind].why_untrue(again, later) == "answered"


def test_a_link_is_refused_to_whom_it_does_not_concern(
    asked: Review, coordinator: User, now: datetime
) -> None:
    ours = rater("Sam Reyes").contact
    for kind in ReviewLinkKind:
        link = ReviewLink(review=asked, contact=ours, kind=kind)
        with refused("link_refused"), transaction.atomic():
            reviews.send_review_link(link=link, by=coordinator, now=now)
    assert not ReviewLink.objects.exists()


def test_a_removed_rater_has_no_link(asked: Review, coordinator: User, now: datetime) -> None:
    kim = rater("Kim Lee")
    link = ReviewLink(review=asked, contact=kim.contact, kind=ReviewLinkKind.ANSWER)
    reviews.send_review_link(link=link, by=coordinator, now=now)
    reviews.remove_rater(rater=kim, by=coordinator, now=now)
    assert ReviewLink.objects.get().revoked_at == now
    say("Jo Ortiz", [3] * 6, now)
    with refused("has_answered"), transaction.atomic():
        reviews.remove_rater(rater=rater("Jo Ortiz"), by=coordinator, now=now)


def test_the_facts_keep_apart_what_is_for_us_only(
    asked: Review, now: datetime, today: date
) -> None:
    facts = facts_of(asked, today)
    assert facts["commitments"] == {"ours": [0, 0], "theirs": [0, 0]}
    assert set(facts["internal"]) == {"energy", "last_decision", "last_on"}
    prepared = reviews.prepare(review=asked, now=now)
    assert (prepared.facts, prepared.prepared_at) == (facts, now)
