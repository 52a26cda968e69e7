"""How fast pages are in a directory of any size: `python -m bench.pages`, or `make bench-pages`.

Each page is asked for again and again by one client, beside its limit: a bare view that sends the
same statements through one cursor and returns the same bytes, without forms, models or templates.
Needs PostgreSQL. An empty database is filled first (`bench.pages.seeding`); one that has
organizations is measured as it is.
"""

import os
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any

os.environ.setdefault("LOG_LEVEL", "ERROR")
FOLDER = tempfile.TemporaryDirectory(prefix="accord-bench-")
os.environ |= {"VAR_DIR": FOLDER.name, "DJANGO_SETTINGS_MODULE": "config.settings"}

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import User
from bench.pages.addresses import pages
from bench.pages.recorder import Recorder
from bench.pages.seeding import seed
from bench.times import Times, watch_backend
from common.processes import Child, accepts, free_port, wait_until
from partnerships.engagement.models import Meeting
from partnerships.organizations.models import Contact, Organization
from partnerships.relationships.models import Partnership
from partnerships.reminders.actions import plan
from partnerships.reminders.actions.planning import NEAR_AHEAD, NEAR_BACK
from partnerships.tasks import run_tick

ROOT = Path(__file__).resolve().parents[2]
OK = 200


def measure(client: Client, name: str, address: str, times: int) -> str:
    """Ask for a page, and for its bare view, in turns; return both and what they ask."""
    recorder = Recorder()
    client.get(address)  # compiles the templates
    with connection.execute_wrapper(recorder):
        page = client.get(address)
    if page.status_code != OK:
        sys.exit(f"{address} answered {page.status_code}.")
    took, limit = Times(), Times()
    for _ in range(times):
        took.add(lambda: client.get(address))
        limit.add(lambda: bare(recorder.statements, page.content))
    ratio = median(took.cpu) / median(limit.cpu)
    size = f"{len(recorder.statements):6} {len(page.content) / 1000:6.0f} kB"
    return f"{name:20}{took} {limit} {ratio:6.1f} {size}"


def bare(statements: list[tuple[str, Any]], content: bytes) -> HttpResponse:
    """Be the page's limit: its statements, and its bytes."""
    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            if cursor.description:
                cursor.fetchall()
    return HttpResponse(content)


def figures(given: Namespace) -> Iterator[str]:
    """Measure page after page, then the tick, then many clients at once."""
    staff = User.objects.filter(role="coordinator").order_by("pk")[0]
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
    client = Client()
    client.force_login(staff)
    chosen = {n: a for n, a in pages().items() if not given.only or n in given.only}
    yield f"{'':20}{'page':>8} {'cpu':>8} {'limit':>8} {'cpu':>8} {'ratio':>6} {'SQL':>6}"
    for name, address in chosen.items():
        yield measure(client, name, address, given.times)
    if not given.only:
        yield from tick_figures()
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}"
    yield from crowd_figures(chosen, cookie, given)


def tick_figures() -> Iterator[str]:
    """Say what a minute costs when nothing has to be sent, as nearly every minute."""
    while run_tick(lambda: False).tally:
        pass  # what the seeding left to be mailed
    now, near, full, tick = timezone.now(), Times(), Times(), Times()
    for _ in range(3):
        near.add(lambda: plan(now=now, back=NEAR_BACK, ahead=NEAR_AHEAD))
        tick.add(lambda: run_tick(lambda: False))
    full.add(lambda: plan(now=now))
    yield f"{'plan of a minute':20}{near}"
    yield f"{'plan of two weeks':20}{full}"
    yield f"{'tick':20}{tick}"


def crowd_figures(chosen: dict[str, str], cookie: str, given: Namespace) -> Iterator[str]:
    """Let several clients ask a real web server for one page."""
    with web_server(given) as port:
        for name in ("partner page", "Today", "Partners"):
            if name in chosen:
                crowd(port, chosen[name], cookie, given)  # a worker's first pages load its code
                rate = crowd(port, chosen[name], cookie, given)
                yield f"{name:20}{rate:8.1f} pages a second with {given.clients} clients"


@contextmanager
def web_server(given: Namespace) -> Iterator[int]:
    """Run the web server the way an installation does, with two workers."""
    port = free_port()
    argv = [sys.executable, "-m", "gunicorn", "config.wsgi", "--workers", str(given.workers)]
    env = os.environ | {"PORT": str(port), "BASE_URL": f"http://127.0.0.1:{port}"}
    server = Child([*argv, "--log-level", "warning"], env=env, cwd=ROOT)
    try:
        if not wait_until(lambda: accepts(("127.0.0.1", port)), server, seconds=30):
            sys.exit("The web server did not start.")
        yield port
    finally:
        server.stop()


def crowd(port: int, address: str, cookie: str, given: Namespace) -> float:
    """Return how many pages a second all clients get together."""
    answers, end = Counter[int](), time.monotonic() + given.seconds

    def ask() -> None:
        http = HTTPConnection("127.0.0.1", port)
        while time.monotonic() < end:
            http.request("GET", address, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
            answer = http.getresponse()
            answer.read()
            answers[answer.status] += 1

    clients = [threading.Thread(target=ask) for _ in range(given.clients)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    if set(answers) != {OK}:
        sys.exit(f"{address} answered {dict(answers)}.")
    return float(answers[OK] / given.seconds)


def arguments() -> Namespace:
    """What may be varied."""
    parser = ArgumentParser(description=__doc__, prog="python -m bench.pages")
    parser.add_argument("--organizations", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=15, help="how often to ask for each page")
    parser.add_argument("--only", nargs="*", help="names of pages")
    parser.add_argument("--clients", type=int, default=8, help="clients at once")
    parser.add_argument("--seconds", type=float, default=10, help="how long they ask")
    parser.add_argument("--workers", type=int, default=2, help="processes of the web server")
    return parser.parse_args()


def main() -> None:
    """Fill the database if it is empty, measure and print."""
    if connection.vendor != "postgresql":
        sys.exit("This measurement needs PostgreSQL: python -m tools.services -- ...")
    given = arguments()
    watch_backend()
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    if not Organization.objects.exists():
        for made, took in seed(given.organizations):
            print(f"made {made} after {took:.0f} s", flush=True)
    tables = (Organization, Contact, Partnership, Meeting)
    rows = (f"{table.objects.count():,} {table._meta.verbose_name_plural}" for table in tables)
    print(", ".join(rows), flush=True)
    for line in figures(given):
        print(line, flush=True)
    load = ", ".join(f"{figure:.1f}" for figure in os.getloadavg())
    print(f"{os.cpu_count()} cores, load average {load}")


if __name__ == "__main__":
    main()
