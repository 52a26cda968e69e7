"""How long a claim takes, and by which index: `python -m bench.claims`."""

import json
import time
from uuid import uuid4

import django

django.setup()

from django.db import connection

from partnerships.outbox.actions import leases
from partnerships.outbox.models import Delivery
from partnerships.outbox.queries import database_now
from partnerships.outbox.rules import BATCH

TIMES = 200


def main() -> None:
    """Claim and give back; apart from that, only find the rows."""
    now = database_now()
    due = Delivery.objects.due(now).values("pk")[:BATCH]
    finding, claiming = list[float](), list[float]()
    for _ in range(TIMES):
        began = time.perf_counter()
        rows = list(due.all())
        found = time.perf_counter()
        token = uuid4()
        assert len(leases.claim(token=token, now=now)) == len(rows)
        claiming.append(time.perf_counter() - found)
        finding.append(found - began)
        leases.release(token=token, now=now)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW fsync"
        )
        (said,) = cursor.fetchone()
    words = {
        "sqlite": f"SQLite {said}, synchronous=FULL",
        "postgresql": f"PostgreSQL, fsync={said}",
    }
    figures = {
        "database": words[connection.vendor],
        "plan": due.explain(),
        "finding": finding,
        "claiming": claiming,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
