"""The circuit breaker: an hour without our mail server costs no mail any of its tries."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction

from partnerships.outbox.models import RelayState
from partnerships.outbox.rules import BATCH, BREAKER_FIRST, Reply, breaker_wait, kept

log = logging.getLogger(__name__)
PROBE = 1


def allowance(*, now: datetime) -> int:
    """Return how many mails may be tried now: a batch, none, or one as a probe.

    Whoever gets the probe has moved the date on, so that no one else probes meanwhile.
    """
    relay = RelayState.objects.filter(pk=settings.MAIL_TRANSPORT, failures__gt=0).first()
    if relay is None:
        return BATCH
    if relay.open_until is None or relay.open_until > now:
        return 0
    mine = RelayState.objects.filter(pk=relay.pk, open_until=relay.open_until)
    return PROBE if mine.update(open_until=now + BREAKER_FIRST) else 0


@transaction.atomic
def trip(*, reply: Reply, now: datetime, probe: bool = False) -> RelayState:
    """Leave our mail server alone for a while: 30 seconds, then longer, up to 5 minutes.

    Of several senders that meet the same fault only the first counts; then only a probe does.
    """
    relay, _new = RelayState.objects.select_for_update().get_or_create(pk=settings.MAIL_TRANSPORT)
    if relay.failures and not probe:
        return relay
    relay.failures += 1
    relay.since = relay.since or now
    relay.open_until = now + breaker_wait(relay.failures)
    relay.last_reply = kept(reply.text)
    relay.save()
    log.warning("Mail cannot leave (%s); the next try is at %s.", reply.text, relay.open_until)
    return relay


def mend() -> None:
    """Our mail server works again."""
    RelayState.objects.filter(pk=settings.MAIL_TRANSPORT, failures__gt=0).update(
        failures=0, since=None, open_until=None
    )
