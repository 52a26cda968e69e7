"""Two sealers at once queue up; neither breaks the chain."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connection

from accounts.models import User
from audit import actions as audit
from audit import queries
from audit.models import Seal


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_make_one_chain(coordinator: User, now: datetime) -> None:
    for number in range(50):
        audit.record("user.greeted", by=None, at=now, subject=coordinator, number=number)

    def seal() -> int:
        try:
            return audit.seal(now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        counts = [job.result() for job in [pool.submit(seal) for _ in range(4)]]
    assert sum(counts) == 50
    assert Seal.objects.count() == 51
    assert queries.check_chain() == []
