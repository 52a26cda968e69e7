"""The same figures as on the health page, for Prometheus."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from accounts.access import can
from accounts.roles import Permission
from partnerships.outbox import queries
from partnerships.outbox.lifecycle import Fault


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for whoever knows the token, or has the panel."""
    if not (_knows_the_token(request) or can(request.user, Permission.PANEL)):
        raise PermissionDenied
    registry = CollectorRegistry()
    registry.register(MailCollector(timezone.now()))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _knows_the_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "")
    expected = f"Bearer {settings.METRICS_TOKEN}"
    return bool(settings.METRICS_TOKEN) and constant_time_compare(given, expected)


class MailCollector(Collector):
    """Asks the database when Prometheus does, so that every process tells the same."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def describe(self) -> list[GaugeMetricFamily]:
        """Say nothing beforehand, so that registering asks nothing."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        found = queries.figures(self.now)
        late, relay = found.late(self.now).total_seconds(), found.relay
        failing = relay.since if relay else None
        yield _gauge("accord_mail_waiting", "Mail that has not left yet", found.waiting)
        yield _gauge("accord_mail_due", "Mail that should have left by now", found.due)
        yield _gauge("accord_mail_oldest_due_age_seconds", "How late the oldest is", late)
        yield _gauge("accord_mail_in_hand", "Mail being handed over now", found.in_hand)
        yield _gauge("accord_mail_sent_last_hour", "Mail sent in the last hour", found.sent_hour)
        yield _gauge("accord_mail_sent_last_day", "Mail sent in the last day", found.sent_day)
        yield _gauge("accord_mail_suppressed", "Addresses not written to", found.suppressed)
        yield _gauge(
            "accord_mail_relay_failing_seconds",
            "How long our mail server has been failing; 0 if it works",
            (self.now - failing).total_seconds() if failing else 0,
        )
        yield _by("accord_mail_dead", "Mail that waits for a decision", "reason", found.dead)
        yield _by("accord_mail_failed_tries_last_day", "Failed tries", "outcome", found.failures)
        wrong = {sign.of for sign in found.faults(self.now) if sign.wrong}
        faults = {fault.removeprefix("fault_"): int(fault in wrong) for fault in Fault}
        yield _by("accord_tick_fault", "1 if a tick just could not do it, else 0", "part", faults)
        beats = [beat for beat in found.beats if beat.name not in Fault.values]
        ages = {beat.name: (self.now - beat.at).total_seconds() for beat in beats}
        yield _by("accord_heartbeat_age_seconds", "Age of a sign of life", "name", ages)


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=value)


def _by(name: str, words: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, words, labels=[label])
    for word, value in values.items():
        family.add_metric([word], value)
    return family
