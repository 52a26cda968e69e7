"""The panel opens on the portfolio: every figure is a link to exactly its rows."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from partnerships.overview.queries.portfolio import portfolio_of

ClientAs = Callable[[User], Client]


@pytest.fixture
def dana(db: None) -> User:
    """Leadership of the demo house."""
    call_command("seed_demo", "--known-passwords", stdout=StringIO())
    return User.objects.get(email="dana@example.org")


def test_every_figure_leads_to_as_many_rows(client_as: ClientAs, dana: User) -> None:
    client = client_as(dana)
    with timezone.override(dana.time_zone):
        portfolio = portfolio_of(dana, timezone.now())
    figures = [
        *portfolio.stages,
        portfolio.answered_first,
        *portfolio.reviews,
        *portfolio.attention,
    ]
    assert sum(figure.count for figure in portfolio.stages) == 25
    for figure in figures:
        page = client.get(figure.url).context["page"]
        assert page.paginator.count == figure.count, figure.label


def test_leadership_and_administrators_see_it_and_others_do_not(
    client_as: ClientAs, dana: User
) -> None:
    seen = {
        user.email.partition("@")[0]: client_as(user).get("/admin/").status_code
        for user in User.objects.all()
    }
    assert seen == {"dana": 200, "ada": 200, "maria": 403, "sam": 403, "vic": 403}


def test_the_page_names_what_ends_and_who_carries_what(client_as: ClientAs, dana: User) -> None:
    text = client_as(dana).get("/admin/").content.decode()
    workload = text.partition('id="workload"')[2].partition("</table>")[0]
    assert "Maria Santos" in workload
    assert "Summer Works Program" in text.partition('id="ending"')[2].partition("</ul>")[0]
