"""F38: a mail server that takes connections and never answers; people sign in all the same."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from partnerships.outbox.lifecycle import ACCOUNT_KIND
from tests.conftest import PASSWORD
from tests.faults.matrix import PUMP, Run
from tests.faults.servers import at_once, pages

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
FOR_GOOD = 600.0  # seconds, longer than anybody waits
RESETS = 9  # so many stopped the whole site once


def test_a_stalled_mail_server_stalls_no_page(
    run: Run, administrator: User, client_as: Callable[[User], Client]
) -> None:
    """Invitations, resets, sign-ins and saves are answered at once; the email leaves later."""
    run.sink.behavior.stall = lambda _verb: FOR_GOOD
    people = [
        User.objects.create_user(f"v{n}@example.org", name=f"V{n}", role=Role.VIEWER)
        for n in range(RESETS)
    ]
    # The tests' own quick hasher is unknown to the pages.
    administrator.password = Argon2PasswordHasher().encode(PASSWORD, "salt for tests")
    administrator.save()
    with pages(run.start, client_as(administrator)) as web:
        stranger = replace(web, session="none")
        new = {"email": "lee@example.org", "name": "Lee", "role": "viewer", "time_zone": "UTC"}
        sign_in = {"login": administrator.email, "password": PASSWORD}
        asks = [
            partial(stranger.post, "/accounts/password/reset/", email=person.email)
            for person in people
        ]
        asks += [
            partial(web.post, "/admin/accounts/user/add/", **new),
            partial(stranger.post, "/accounts/login/", **sign_in),
            partial(web.post, "/you/", name="Ravi M.", time_zone="UTC"),
        ]
        assert set(at_once(*asks)) == {302}
        assert run.sink.connections == 0  # so no page can have waited for one
        together = web.slowest  # whose seconds those of the stranger are added to
        alone = replace(web, seconds=[])
        with run.start(*PUMP, "--patience", "2"):
            run.until(lambda: run.sink.connections > 0)
            assert replace(alone, session="none").post("/accounts/login/", **sign_in) == 302
            assert alone.post("/you/", name="Ravi Menon", time_zone="UTC") == 302
            run.faults = run.sink.connections
            run.sink.behavior.stall = lambda _verb: 0.0
            run.until_arrived(RESETS + 1)
    slowest = f"slowest of {len(asks)} at once {together:.2f} s, of one {alone.slowest:.2f} s"
    run.note(f"{'F38 pages':<22} {connection.vendor:<10} {slowest}")
    run.verdict("F38", rows=RESETS + 1, by="stalls", doubles=0, kinds=[ACCOUNT_KIND])
