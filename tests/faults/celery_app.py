"""Our Celery application with the letters of the tests among the kinds, and a quicker beat."""

import django

django.setup()

from config.celery import app  # noqa: E402
from partnerships.reminders import actions as reminders  # noqa: E402
from tests.outbox.letters import KINDS  # noqa: E402

app.conf.beat_schedule["tick"]["schedule"] = 1.0
reminders.KINDS = {**reminders.KINDS, **KINDS}

__all__ = ["app"]
