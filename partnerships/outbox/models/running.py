"""Signs that what sends mail is alive."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Heartbeat(models.Model):
    """The last sign of life of something that must keep running, or the last of a fault."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()
    host = models.CharField(max_length=100, blank=True)
    pid = models.PositiveIntegerField(default=0)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"


class RelayState(models.Model):
    """The circuit breaker before our mail server: while it is open nothing is claimed."""

    name = models.CharField(max_length=60, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(null=True)
    open_until = models.DateTimeField(null=True)
    last_reply = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("mail server")
        verbose_name_plural = _("mail servers")

    def __str__(self) -> str:
        return self.name


class DomainRate(models.Model):
    """How much mail went to one domain in the minute that began at `minute`."""

    domain = models.CharField(max_length=254, primary_key=True)
    minute = models.DateTimeField()
    used = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.domain} {self.used}"
