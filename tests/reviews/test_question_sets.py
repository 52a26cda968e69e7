"""Question sets: as they ship, and what an edit makes of one that was used."""

from collections.abc import Callable
from datetime import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.organizations.models import Organization
from partnerships.relationships.lifecycle import Side
from partnerships.reviews import actions as reviews
from partnerships.reviews.actions import questions
from partnerships.reviews.models import QuestionSet, Review
from tests.refusals import refused

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


def typed(questions: QuestionSet, **changed: str) -> dict[str, str]:
    """Return what the form sends as it is opened, with some of it changed."""
    rows = list(questions.questions.all())
    data = {
        "name": questions.name,
        "source": questions.source,
        "license": questions.license,
        "questions-TOTAL_FORMS": str(len(rows)),
        "questions-INITIAL_FORMS": str(len(rows)),
    }
    for place, one in enumerate(rows):
        data[f"questions-{place}-text"] = one.text
        data[f"questions-{place}-dimension"] = one.dimension
    return data | changed


def test_the_sets_that_ship_are_loaded_once(pulse: QuestionSet) -> None:
    call_command("load_first_content", stdout=StringIO())
    counts = {one.code: one.questions.exclude(dimension="").count() for one in sets()}
    assert counts == {"pulse": 6, "long": 30}
    assert all(one.source and one.license for one in sets())


def sets() -> list[QuestionSet]:
    return list(QuestionSet.objects.all())


def test_an_edit_of_a_used_set_makes_a_new_version(
    client_as: SignIn, leader: User, asked: Review, pulse: QuestionSet
) -> None:
    before = list(pulse.questions.values_list("text", flat=True))
    url = reverse("question_set_edit", args=[pulse.pk])
    client = client_as(leader)
    assert client.get(url).status_code == 200
    new = {"questions-0-text": "They keep their promises."}
    assert client.post(url, typed(pulse, **new)).status_code == 302
    asked.refresh_from_db()
    assert asked.question_set == pulse
    assert list(pulse.questions.values_list("text", flat=True)) == before
    newest = QuestionSet.objects.get(code="pulse", version=2)
    assert newest.questions.all()[0].text == "They keep their promises."
    assert newest.locked_at is None
    assert list(QuestionSet.objects.offered().filter(code="pulse")) == [newest]
    page = client.get(pulse.get_absolute_url()).content.decode()
    assert "There is a newer version" in page


def test_an_edit_of_an_unused_set_changes_it(
    client_as: SignIn, leader: User, pulse: QuestionSet
) -> None:
    url = reverse("question_set_edit", args=[pulse.pk])
    client_as(leader).post(url, typed(pulse, **{"questions-7-text": ""}))
    assert QuestionSet.objects.filter(code="pulse").count() == 1
    assert pulse.questions.count() == 7


def test_leadership_makes_and_retires_a_set(
    client_as: SignIn, leader: User, coordinator: User, pulse: QuestionSet
) -> None:
    client, url = client_as(leader), reverse("question_set_create")
    client.post(url, typed(pulse, name="Pulse"))
    made = QuestionSet.objects.get(code="pulse-2")
    client.post(reverse("question_set_retire", args=[made.pk]))
    assert made not in QuestionSet.objects.offered()
    assert client_as(coordinator).post(url, typed(pulse)).status_code == 403


def test_a_set_for_a_kind_of_partner_is_offered_to_that_kind_first(
    client_as: SignIn, leader: User, review: Review, pulse: QuestionSet
) -> None:
    url = reverse("question_set_create")
    for kind in ("employer", "school"):
        data = {**typed(pulse, name=f"For {kind}"), "kinds": [kind]}
        assert client_as(leader).post(url, data).status_code == 302
    page = client_as(leader).get(reverse("question_set_list")).content.decode()
    assert "School or college" in page
    Organization.objects.filter(pk=review.partnership.organization_id).update(kind="employer")
    form = client_as(leader).get(reverse("review_open", args=[review.pk])).context["form"]
    offered = form.fields["question_set"]
    assert str(offered.initial) == "For employer"
    names = {one.name for one in offered.queryset}
    assert names == {"For employer", "Pulse", "Long form"}


def test_a_set_needs_a_rated_question_and_its_source(
    client_as: SignIn, leader: User, pulse: QuestionSet
) -> None:
    url = reverse("question_set_create")
    for wrong in ({"source": ""}, {"questions-TOTAL_FORMS": "0"}):
        assert client_as(leader).post(url, typed(pulse, **wrong)).status_code == 422
    assert len(sets()) == 2


def test_a_retired_set_starts_no_review(
    review: Review, pulse: QuestionSet, leader: User, now: datetime
) -> None:
    reviews.retire_question_set(question_set=pulse, by=leader, now=now)
    people = review.partnership.organization.positions.all()
    opening = reviews.Opening(pulse, {Side.THEIRS: [people[0].contact]}, now.date())
    with refused("review_opened"):
        reviews.open_review(review=review, opening=opening, by=leader, now=now)


def test_two_sets_of_one_name_at_the_same_moment(
    leader: User, pulse: QuestionSet, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "_code_for", lambda _name: pulse.code)
    twin = QuestionSet(name=pulse.name, source="Ours", license="Ours")
    asked = [questions.AskedQuestion("We keep our promises.", dimension="trust")]
    with refused("questions_refused", match="Save again"):
        reviews.save_question_set(question_set=twin, questions=asked, by=leader, now=now)
