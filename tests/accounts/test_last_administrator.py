"""Two administrators who remove each other at the same moment: one of them stays."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from accounts import actions
from accounts.models import User
from accounts.roles import Role
from common.errors import DomainError


@pytest.mark.django_db(transaction=True)
def test_one_administrator_always_stays(administrator: User, now: datetime) -> None:
    other = User.objects.create_user("o@example.org", name="O", role=Role.ADMINISTRATOR)
    start = Barrier(2)

    def deactivate(user: User, by: User) -> bool:
        try:
            start.wait()
            actions.deactivate(user, by=by, now=now)
        except DomainError as refusal:
            assert refusal.code == "last_administrator"  # noqa: PT017  in a thread
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(deactivate, administrator, other)]
        jobs += [pool.submit(deactivate, other, administrator)]
        assert sorted(job.result() for job in jobs) == [False, True]
    assert User.objects.active().in_role(Role.ADMINISTRATOR).count() == 1
