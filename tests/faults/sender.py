"""A sender in a process of its own, with a short lease: `python -m tests.faults.sender`."""

import time
from argparse import ArgumentParser, Namespace
from datetime import timedelta

import django
import time_machine

django.setup()

from accounts.models import User  # noqa: E402
from partnerships.outbox import actions  # noqa: E402
from partnerships.tasks import stopped_by_sigterm  # noqa: E402
from tests.faults import quick, without  # noqa: E402
from tests.faults.children import LEASE  # noqa: E402
from tests.faults.matrix import nothing_left, queue_letters  # noqa: E402


def main() -> None:
    """Pump until nothing waits and nobody holds anything."""
    asked = arguments()
    quick.quicken(asked.lease)
    if asked.without:
        without.GUARDS[asked.without]()
    if asked.plan:
        queue_letters(User.objects.get(), asked.plan)
    if asked.skew:
        for seconds in asked.skew:
            with time_machine.travel(timedelta(seconds=seconds)):
                actions.pump(kinds=quick.KINDS)
        return
    with stopped_by_sigterm() as stopping:
        while not (stopping() or nothing_left()):
            actions.pump(kinds=quick.KINDS, stopping=stopping)
            time.sleep(0.01)


def arguments() -> Namespace:
    """Read the command line."""
    parser = ArgumentParser()
    parser.add_argument("--lease", type=float, default=LEASE)
    parser.add_argument("--without", choices=list(without.GUARDS))
    parser.add_argument("--plan", type=int, default=0, help="letters to queue first")
    parser.add_argument("--skew", type=float, nargs="+", help="seconds; pumps once with each")
    return parser.parse_args()


if __name__ == "__main__":
    main()
