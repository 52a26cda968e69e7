"""The panel opens on the portfolio: every figure is a link to exactly its rows."""

from collections.abc import Callable, Iterator
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from time_machine import Traveller

from accounts.models import User
from common.safe_screen import KEY
from partnerships.outbox.models import Delivery
from partnerships.reports.queries import REPORTS, Scope, agreements, headline_of, needs_attention
from partnerships.reports.rules.administration import administration
from partnerships.reports.rules.tables import Cell

ClientAs = Callable[[User], Client]


@pytest.fixture
def dana(db: None) -> User:
    """Leadership of the demo house."""
    call_command("seed_demo", "--known-passwords", stdout=StringIO())
    return User.objects.get(email="dana@example.org")


def cells_of(code: str, scope: Scope) -> Iterator[Cell]:
    for table in REPORTS[code].build(scope).tables:
        for row in table.rows:
            yield from row


@pytest.mark.parametrize("period", ["quarter", "365"])
def test_every_figure_leads_to_as_many_rows(client_as: ClientAs, dana: User, period: str) -> None:
    client, seen = client_as(dana), 0
    with timezone.override(dana.time_zone):
        scope = Scope(dana, timezone.now(), period, asked={"period": period})
        for code in REPORTS:
            for cell in cells_of(code, scope):
                if not cell.url or cell.number is None or cell.text.endswith("%"):
                    continue
                page = client.get(cell.url).context["page"]
                assert page.paginator.count == cell.number, (code, cell)
                seen += 1
    assert seen > 100


def test_every_page_of_the_panel_can_be_read(client_as: ClientAs, dana: User) -> None:
    client = client_as(dana)
    for code in REPORTS:
        assert client.get(reverse("admin:report_detail", args=[code])).status_code == 200
        sheet = client.get(reverse("admin:report_csv", args=[code]))
        assert sheet["Content-Type"] == "text/csv; charset=utf-8"
    for stat in headline_of(Scope(dana, timezone.now())):
        for _value, url in stat.values:
            assert client.get(url).status_code == 200
    assert client.get(reverse("admin:report_detail", args=["nothing"])).status_code == 404
    assert client.get(reverse("admin:report_rows", args=["ended"]) + "?value=x").status_code == 404


def test_leadership_and_administrators_see_it_and_others_do_not(
    client_as: ClientAs, dana: User
) -> None:
    seen = {
        user.email.partition("@")[0]: client_as(user).get("/admin/").status_code
        for user in User.objects.all()
    }
    assert seen == {"dana": 200, "ada": 200, "maria": 403, "sam": 403, "vic": 403}


def test_what_is_for_us_only_is_not_on_a_shared_screen(client_as: ClientAs, dana: User) -> None:
    client = client_as(dana)
    assert "Energy" in client.get("/admin/").content.decode()
    client.post(reverse("share_screen_set"), {"on": "yes"})
    text = client.get("/admin/").content.decode()
    assert "Energy" not in text
    assert "No next step" not in text
    for url in (
        reverse("admin:report_detail", args=["endings"]),
        reverse("admin:report_rows", args=["one_person"]) + "?value=one_contact",
    ):
        assert client.get(url).status_code == 404


def test_the_worst_comes_first(client_as: ClientAs, dana: User) -> None:
    figures = [figure.count for figure in needs_attention(Scope(dana, timezone.now()))]
    zeros = [not number for number in figures]
    assert zeros == sorted(zeros)
    text = client_as(dana).get("/admin/").content.decode()
    assert text.index('id="attention"') < text.index('id="report-pipeline"')


def test_the_whole_portfolio_is_a_tagged_pdf(client_as: ClientAs, dana: User) -> None:
    response = client_as(dana).get(reverse("admin:portfolio_pdf"))
    assert response["Content-Type"] == "application/pdf"
    made = PdfReader(BytesIO(response.content))
    assert "/StructTreeRoot" in made.root_object
    text = " ".join(page.extract_text() for page in made.pages)
    for table in ("Partnerships by stage", "Workload", "Who of us knows each partner best"):
        assert table in text


def test_every_chart_is_also_a_picture(client_as: ClientAs, dana: User) -> None:
    client, drawn = client_as(dana), []
    for code, report in REPORTS.items():
        scope = Scope(dana, timezone.now(), "365", asked={"period": "365"})
        page = client.get(reverse("admin:report_detail", args=[code]) + "?period=365")
        picture = reverse("admin:report_png", args=[code])
        made = client.get(picture + "?period=365")
        if report.card(scope).chart is None:
            assert made.status_code == 404
            assert picture not in page.content.decode()
            continue
        assert made["Content-Type"] == "image/png"
        assert made.content.startswith(b"\x89PNG")
        assert picture in page.content.decode()
        drawn.append(code)
    assert {"pipeline", "apart", "energy", "map"} < set(drawn)
    session = client.session
    session[KEY] = True
    session.save()
    assert client.get(reverse("admin:report_png", args=["energy"])).status_code == 404


def test_settings_are_found_by_what_they_do(client_as: ClientAs, dana: User) -> None:
    found = client_as(dana).get("/admin/?find=hand over").context["groups"]
    assert [str(one.label) for group in found for one in group.entries] == ["People and roles"]
    for user in (dana, User.objects.get(email="ada@example.org")):
        client = client_as(user)
        for group in administration(user):
            for entry in group.entries:
                assert client.get(entry.url).status_code == 200, (user, entry.label)


def test_a_test_email_is_queued_once_a_minute(
    client_as: ClientAs, leader: User, clock: Traveller
) -> None:
    client = client_as(leader)
    for _again in range(2):
        client.post(reverse("admin:test_mail"))
    assert Delivery.objects.filter(recipient_key__contains="dana").count() == 1
    clock.shift(61)
    client.post(reverse("admin:test_mail"))
    assert Delivery.objects.count() == 2


def test_signals_are_for_us_and_not_for_whoever_sees_the_screen(
    client_as: ClientAs, dana: User
) -> None:
    client = client_as(dana)
    shown = reverse("admin:report_detail", args=["attention"])
    quiet = reverse("admin:report_rows", args=["signal"]) + "?value=quiet"
    assert "No two-way contact" in client.get(shown).content.decode()
    assert client.get(quiet).status_code == 200
    session = client.session
    session[KEY] = True
    session.save()
    safe = client.get(shown).content.decode()
    assert "Our commitments overdue" in safe
    for words in ("No two-way contact", "No next step", "only one person", "same page"):
        assert words not in safe
    assert client.get(quiet).status_code == 404


def test_clearing_filters_keeps_what_the_rows_are(client_as: ClientAs, dana: User) -> None:
    client = client_as(dana)
    rows = reverse("admin:report_rows", args=["at_stage"])
    page = client.get(f"{rows}?value=active&kind=nonprofit").content.decode()
    assert f'href="{rows}?value=active"' in page
    assert "Clear filters" not in client.get(f"{rows}?value=active").content.decode()


def test_a_table_that_is_cut_says_so_in_its_csv(
    client_as: ClientAs, dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agreements, "LISTED", 0)
    sheet = client_as(dana).get(reverse("admin:report_csv", args=["agreements"]))
    assert "More rows are in Accord:" in sheet.content.decode()
