"""Our Celery application with the letters of the tests among the kinds, and a quicker beat."""

from config.celery import app
from partnerships.reminders import actions as reminders
from tests.outbox.letters import KINDS

app.conf.beat_schedule["tick"]["schedule"] = 1.0
reminders.KINDS = {**reminders.KINDS, **KINDS}

__all__ = ["app"]
