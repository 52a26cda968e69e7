"""Some of the due mail as files for the bare loop: `python -m bench.samples folder`."""

import sys
from pathlib import Path

import django

django.setup()

from partnerships.outbox.emails import message_bytes
from partnerships.outbox.models import Delivery
from partnerships.outbox.queries import database_now
from partnerships.reminders.emails import render

SAMPLES = 100


def main(folder: Path) -> None:
    """Write what the pump would send, and say how large it is."""
    folder.mkdir()
    now = database_now()
    for n, row in enumerate(Delivery.objects.due(now).order_by("?")[:SAMPLES]):
        (folder / f"{n}.eml").write_bytes(message_bytes(row, render(row), date=now))
    print(sum(path.stat().st_size for path in folder.iterdir()) // SAMPLES)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
