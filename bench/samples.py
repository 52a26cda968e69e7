"""Some of the due mail as files for the bare loop: `python -m bench.samples folder`."""

import sys
from pathlib import Path

import django

django.setup()

from django.db import transaction

from partnerships.outbox.emails import message_bytes
from partnerships.outbox.models import Delivery
from partnerships.outbox.queries import database_now
from partnerships.reminders.actions import KINDS

SAMPLES = 100


def main(folder: Path) -> None:
    """Write what the pump would send, and say how large it is."""
    folder.mkdir()
    now = database_now()
    for n, row in enumerate(Delivery.objects.due(now).order_by("?")[:SAMPLES]):
        with transaction.atomic():
            KINDS[row.kind].why_untrue(row, now)
            content = KINDS[row.kind].render(row)
            transaction.set_rollback(True)
        (folder / f"{n}.eml").write_bytes(message_bytes(row, content, date=now))
    print(sum(path.stat().st_size for path in folder.iterdir()) // SAMPLES)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
