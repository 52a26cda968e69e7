"""A review from both sides, in the browser; every figure is computed by hand below."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from partnerships import tasks
from partnerships.links.rules import token_of
from partnerships.organizations.models import Contact
from partnerships.pipeline import actions as pipeline
from partnerships.reviews import actions as reviews
from partnerships.reviews.lifecycle import Decision, ReviewState
from partnerships.reviews.models import QuestionSet, Rater, Review, ReviewLink
from tests.scenarios import deliverer_of, leader_of, our_organization, partner_organization

pytestmark = pytest.mark.django_db(transaction=True)

NA = "na"
#: Trust is questions 1 to 3, value 4 to 6.
DANA = ["5", "4", "5", "3", "4", "2"]  # trust 14/3, value 9/3
SAM = ["4", "4", "3", "2", "5", "3"]  # trust 11/3, value 10/3
JO_FIRST = ["1", "1", "1", "1", "1", "1"]  # changed before answers close: counts for nothing
JO = ["2", "3", "2", "4", "5", "5"]  # trust 7/3, value 14/3
KIM = ["3", "2", NA, "4", NA, "5"]  # trust 5/2, value 9/2, two "can't say"

#: Us 25/6 = 4.17, them 29/12 = 2.42, gap 21/12 = 1.75; us 19/6 = 3.17, them 55/12 = 4.58,
#: gap 17/12 = 1.42. A mean of 4.17 is shown as 4.2 and still isn't "Thriving".
TABLE = [
    ["Trust", "4.2", "Steady", "2.4", "Rethink", "1.8"],
    ["Value", "3.2", "Needs a talk", "4.6", "Thriving", "1.4"],
]


@pytest.fixture
def review(coordinator: User) -> Review:
    """Due today, with two people on each side; Maria signs in as Dana of ours."""
    now = timezone.now()
    call_command("load_first_content", stdout=StringIO())
    theirs = partner_organization(now, coordinator, "Bright Path Training")
    for organization in (our_organization(now, coordinator), theirs):
        leader_of(now, coordinator, organization)
        deliverer_of(now, coordinator, organization)
    Contact.objects.filter(name="Dana Whitfield").update(user=coordinator)
    partnership = pipeline.start_existing(
        organization=theirs,
        owner=coordinator,
        working_since=timezone.localdate(now) - timedelta(days=900),
        by=coordinator,
        now=now,
    )
    return reviews.plan_review(
        partnership=partnership, due_on=timezone.localdate(now), by=coordinator, now=now
    )


def rate(page: Page, values: list[str], guess: str = "") -> None:
    """Choose a value for each question of the pulse, and one guess for all where asked."""
    questions = QuestionSet.objects.get(code="pulse").questions.exclude(dimension="")
    for question, value in zip(questions, values, strict=True):
        page.locator(f"[name=q_{question.pk}][value='{value}']").check()
        if guess:
            page.locator(f"[name=g_{question.pk}]").select_option(guess)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def rater(name: str) -> Rater:
    return Rater.objects.get(contact__name=name)


def ask(page: Page, name: str) -> str:
    """Send someone their link, after a look at the mail; return its path."""
    page.goto(f"/raters/{rater(name).pk}/ask/")
    expect(page.locator("main")).to_contain_text("(their personal link goes here)")
    press(page, "Send link")
    expect(page.locator("main")).to_contain_text(f"Sent to {name}.")
    return f"/r/{token_of(ReviewLink.objects.get(contact__name=name))}/"


def figures(page: Page) -> list[list[str]]:
    """Return the table of a result: dimension, each side with its word, and the gap."""
    rows = page.locator("main table", has_text="Dimension").locator("tbody tr")
    found = []
    for place in range(rows.count()):
        cells = rows.nth(place).locator("th, td")
        texts = [cells.nth(n).inner_text().split("\n") for n in range(4)]
        dimension, ours, theirs, gap = ([t.strip() for t in text if t.strip()] for text in texts)
        found.append([dimension[0].split(" Not ")[0], *ours[:2], *theirs[:2], gap[0]])
    return found


def test_a_review_from_both_sides_to_its_decision(
    page: Page,
    partner_page: Page,
    review: Review,
    coordinator: User,
    sign_in: Callable[[User], None],
    check_axe: Callable[[Page], None],
) -> None:
    sign_in(coordinator)
    page.goto(review.get_absolute_url())
    page.get_by_role("link", name="Start review").click()
    check_axe(page)
    press(page, "Start review")
    expect(page.locator("main")).to_contain_text("0 of 4")
    check_axe(page)
    _answer_ours(page, review, check_axe)
    _answer_theirs(page, partner_page, check_axe)
    page.goto(review.get_absolute_url())
    expect(page.locator("main")).to_contain_text("4 of 4")
    press(page, "Close answers")
    expect(page.locator("main")).to_contain_text("Biggest gap: Trust, 1.8 points")
    assert figures(page) == TABLE
    expect(page.locator("main")).to_contain_text("1 can't say")
    expect(page.locator("main")).to_contain_text("Trust: we guessed 3.5")
    expect(page.get_by_role("region", name="Does this still work for you?")).to_contain_text(
        "Kim Lee"
    )
    check_axe(page)
    _share(page, partner_page, check_axe)
    _decide(page, review, check_axe)


def test_a_round_from_its_form_to_its_summary(
    page: Page,
    review: Review,
    leader: User,
    sign_in: Callable[[User], None],
    check_axe: Callable[[Page], None],
) -> None:
    sign_in(leader)
    page.goto("/review-rounds/new/")
    page.get_by_label("Name").fill("Fall")
    check_axe(page)
    press(page, "See who's included")
    expect(page.locator("main")).to_contain_text("as scheduled")
    check_axe(page)
    press(page, "Open round")
    expect(page.locator("main")).to_contain_text("0 of 1 prepared")
    check_axe(page)
    tasks.work_at_reviews(lambda: False, seconds=60)
    page.reload()
    expect(page.locator("main")).to_contain_text("1 of 1 prepared")
    with page.expect_download() as paper:
        page.get_by_role("link", name="Download PDF").click()
    assert paper.value.suggested_filename.endswith(".pdf")
    page.goto("/questions/new/")
    check_axe(page)


def _answer_ours(page: Page, review: Review, check_axe: Callable[[Page], None]) -> None:
    """Maria answers in Accord, and writes down what Sam says by phone."""
    page.get_by_role("link", name="Answer", exact=True).click()
    rate(page, DANA, guess="4")
    page.evaluate("scrollTo(0, 0)")  # the bar on top would cover part of a field
    check_axe(page)
    press(page, "Send answers")
    page.goto(f"/raters/{rater('Sam Reyes').pk}/record/")
    page.locator("[name=how][value=phone]").check()
    rate(page, SAM, guess="3")
    page.evaluate("scrollTo(0, 0)")
    check_axe(page)
    press(page, "Save answers")
    expect(page.locator("main")).to_contain_text("2 of 4")


def _answer_theirs(page: Page, partner_page: Page, check_axe: Callable[[Page], None]) -> None:
    """Jo answers and changes it; Kim can't say everything."""
    jo, kim = ask(page, "Jo Ortiz"), ask(page, "Kim Lee")
    partner_page.set_viewport_size({"width": 390, "height": 800})
    partner_page.goto(jo)
    expect(partner_page.locator("main")).to_contain_text("This isn't anonymous")
    check_axe(partner_page)
    rate(partner_page, JO_FIRST)
    press(partner_page, "Send answers")
    expect(partner_page.locator("main")).to_contain_text("We received your answers")
    rate(partner_page, JO)
    partner_page.get_by_label("What should we start, stop or keep doing?").fill("Fewer forms")
    press(partner_page, "Send answers")
    partner_page.goto(kim)
    expect(partner_page.locator("main")).not_to_contain_text("Fewer forms")
    rate(partner_page, KIM)
    partner_page.locator("[name=works][value=not_yet]").check()
    press(partner_page, "Send answers")
    wide = partner_page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
    assert wide <= 1


def _share(page: Page, partner_page: Page, check_axe: Callable[[Page], None]) -> None:
    """Jo sees the same figures, and comments."""
    page.goto(f"/raters/{rater('Jo Ortiz').pk}/share/")
    press(page, "Send link")
    expect(page.locator("main")).to_contain_text("Sent to Jo Ortiz.")
    link = ReviewLink.objects.get(kind="result")
    partner_page.set_viewport_size({"width": 1280, "height": 900})
    partner_page.goto(f"/r/{token_of(link)}/")
    assert figures(partner_page) == TABLE
    expect(partner_page.locator("main")).not_to_contain_text("guess")
    table = partner_page.get_by_role("region", name="Ratings of both sides")
    assert table.evaluate("table => table.scrollWidth <= table.clientWidth")
    check_axe(partner_page)
    partner_page.set_viewport_size({"width": 390, "height": 844})
    heights = partner_page.locator(".dumbbell text:visible").evaluate_all(
        "texts => texts.map(one => one.getBoundingClientRect().height)"
    )
    assert min(heights) >= 12, "words in the chart can be read on a phone"
    check_axe(partner_page)
    partner_page.locator("[name=text]").fill("Let's start with the forms.")
    press(partner_page, "Send comment")
    expect(partner_page.locator("main")).to_contain_text("Let's start with the forms.")


def _decide(page: Page, review: Review, check_axe: Callable[[Page], None]) -> None:
    page.goto(review.get_absolute_url())
    expect(page.locator("main")).to_contain_text("Let's start with the forms.")
    page.get_by_role("link", name="Record decision").click()
    for name, value in (("works_for_us", "yes"), ("works_for_them", "not_yet")):
        page.locator(f"[name={name}][value={value}]").check()
    page.locator("[name=decision][value=change]").check()
    page.locator("[name=ours_0_what]").fill("Make one form out of three")
    due = timezone.localdate() + timedelta(days=14)
    page.locator("[name=ours_0_due_on]").fill(due.isoformat())
    expect(page.get_by_label("Check again on")).to_be_hidden()
    page.get_by_label("What changes").fill("One form for everyone")
    check_axe(page)
    press(page, "Record decision")
    agreed = page.get_by_role("region", name="What we agreed")
    expect(agreed).to_contain_text("One form for everyone")
    expect(agreed).to_contain_text("Make one form out of three")
    check_axe(page)
    assert figures(page) == TABLE
    review.refresh_from_db()
    assert (review.state, review.decision) == (ReviewState.CLOSED, Decision.CHANGE)
    assert Review.objects.to_do().count() == 1
