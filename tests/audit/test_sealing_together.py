"""Two sealers at once queue up; neither breaks the chain."""

from datetime import datetime

import pytest

from accounts.models import User
from audit import actions as audit, queries
from audit.models import Seal
from tests.together import at_once


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_make_one_chain(coordinator: User, now: datetime) -> None:
    for number in range(50):
        audit.record("user.greeted", by=None, at=now, subject=coordinator, number=number)

    counts = at_once(*[lambda: audit.seal(now=now)] * 4)
    assert sum(counts) == 50
    assert Seal.objects.count() == 51
    assert queries.check_chain() == []
