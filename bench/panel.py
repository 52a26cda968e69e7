"""How the panel bears more partnerships: `python -m bench.panel`, or `make bench-panel`.

The same pages are asked for with 500, 5,000 and 50,000 made-up partnerships. The panel shall open
in less than three times its time at 500, with the same number of statements. Needs PostgreSQL and
an empty database, which is filled anew for each size.
"""

import os
import sys
import tempfile
from argparse import ArgumentParser
from statistics import median

os.environ.setdefault("LOG_LEVEL", "ERROR")
FOLDER = tempfile.TemporaryDirectory(prefix="accord-bench-")
os.environ |= {"VAR_DIR": FOLDER.name, "DJANGO_SETTINGS_MODULE": "config.settings"}

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from bench.pages.directory import directory, people_of_ours
from bench.pages.partnerships import relationships
from bench.pages.recorder import Recorder
from bench.pages.seeding import analyze
from bench.times import Times, watch_backend
from partnerships.organizations.models import Organization
from partnerships.outbox.queries import database_now
from partnerships.reports.actions import keep_snapshot
from partnerships.reports.queries import REPORTS

SIZES = (500, 5_000, 50_000)
OK = 200


def fill(partnerships: int) -> None:
    """Make a house with so many partnerships, and a few more organizations."""
    call_command("flush", interactive=False, verbosity=0)
    now = database_now()
    people_of_ours()
    directory(partnerships * 5 // 4)
    analyze()
    relationships(partnerships, now)
    keep_snapshot(now=now)
    analyze()


def pages() -> dict[str, str]:
    """Return what is measured: the panel, each report, and a page of rows."""
    reports = {code: reverse("admin:report_detail", args=[code]) for code in REPORTS}
    rows = {"rows": reverse("admin:report_rows", args=["carried"])}
    return {"panel": reverse("admin:index"), **reports, **rows}


def measure(client: Client, address: str, times: int) -> tuple[int, Times]:
    """Return how many statements a page asks, and how long it takes."""
    recorder, took = Recorder(), Times()
    client.get(address)  # compiles the templates
    with connection.execute_wrapper(recorder):
        page = client.get(address)
    if page.status_code != OK:
        sys.exit(f"{address} answered {page.status_code}.")
    for _ in range(times):
        took.add(lambda: client.get(address))
    return len(recorder.statements), took


def measured(size: int, times: int) -> dict[str, tuple[int, Times]]:
    """Ask for every page as leadership, with so many partnerships."""
    fill(size)
    client = Client()
    client.force_login(User.objects.filter(role="leadership").order_by("pk")[0])
    return {name: measure(client, address, times) for name, address in pages().items()}


def main() -> None:
    """Measure each size and print what grew."""
    parser = ArgumentParser(description=__doc__, prog="python -m bench.panel")
    parser.add_argument("--times", type=int, default=7, help="how often to ask for each page")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="of partnerships")
    given = parser.parse_args()
    if connection.vendor != "postgresql":
        sys.exit("This measurement needs PostgreSQL: python -m tools.services -- ...")
    settings.ALLOWED_HOSTS = ["testserver"]
    watch_backend()
    with connection.cursor() as cursor:  # else helpers work whose time isn't known
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    if Organization.objects.exists():
        sys.exit("There are organizations in this database; an empty one is needed.")
    found = {size: measured(size, given.times) for size in given.sizes}
    print(f"{'':14}" + "".join(f"{size:>12,} (cpu) SQL" for size in found) + "  growth")
    for name in pages():
        each = [found[size][name] for size in found]
        growth = median(each[-1][1].cpu) / median(each[0][1].cpu)
        columns = "".join(f"{took} {asked:4}" for asked, took in each)
        print(f"{name:14}{columns} {growth:6.1f}")
    load = ", ".join(f"{figure:.1f}" for figure in os.getloadavg())
    print(f"Milliseconds; {os.cpu_count()} cores, load average {load}")


if __name__ == "__main__":
    main()
