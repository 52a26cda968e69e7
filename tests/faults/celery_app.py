"""Our Celery application with the letters of the tests among the kinds, and a quicker beat.

With SKEW in the environment its clock is so many seconds from this machine's.
"""

import os
from datetime import timedelta

import django
import time_machine

django.setup()

from config.celery import app  # noqa: E402
from partnerships.reminders import actions as reminders  # noqa: E402
from tests.outbox.letters import KINDS  # noqa: E402

if skew := os.environ.get("SKEW"):
    time_machine.travel(timedelta(seconds=float(skew))).start()
app.conf.beat_schedule["tick"]["schedule"] = 1.0
reminders.KINDS = {**reminders.KINDS, **KINDS}

__all__ = ["app"]
