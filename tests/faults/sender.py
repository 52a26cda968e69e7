"""A sender in a process of its own, with a short lease: `python -m tests.faults.sender`."""

from datetime import timedelta

import django

django.setup()

from partnerships.outbox import actions  # noqa: E402
from partnerships.outbox.actions import fence, leases, outcomes, sending  # noqa: E402
from partnerships.outbox.lifecycle import IN_HAND, WAITING  # noqa: E402
from partnerships.outbox.models import Delivery  # noqa: E402
from tests.faults.children import LEASE  # noqa: E402
from tests.outbox.letters import KINDS  # noqa: E402


def main() -> None:
    """Pump until nothing waits and nobody holds anything."""
    lease = timedelta(seconds=LEASE)
    vars(leases)["LEASE"] = vars(fence)["LEASE"] = lease
    sending.RENEW_AFTER = LEASE / 4
    vars(outcomes)["IN_DOUBT_WAIT"] = timedelta(0)
    while Delivery.objects.filter(state__in=[*WAITING, *IN_HAND]).exists():
        actions.pump(kinds=KINDS)


if __name__ == "__main__":
    main()
