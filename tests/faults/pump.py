"""`manage.py pump` with the letters of the tests and a quicker clock.

Each tick plans, and calls who watches. WITHOUT in the environment takes one of its guards out;
with CLOCK it lives by another clock, and then waits after a fault as long as an installation.
"""

import os
import sys
from argparse import ArgumentParser
from datetime import timedelta

import django

django.setup()

from django.core.management import execute_from_command_line  # noqa: E402

from partnerships import tasks  # noqa: E402
from partnerships.management.commands import pump  # noqa: E402
from partnerships.reminders import actions as reminders  # noqa: E402
from partnerships.reminders.actions import planning  # noqa: E402
from tests.faults import quick, without  # noqa: E402
from tests.faults.children import LEASE  # noqa: E402
from tests.faults.clocks import Clock  # noqa: E402

GLANCE = pump.GLANCE

if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--lease", type=float, default=LEASE)
    parser.add_argument("--patience", type=float, help="seconds, at each step of SMTP")
    asked, options = parser.parse_known_args()
    pump.PERIOD, pump.GLANCE = 1.0, 0.2
    if told := os.environ.get("CLOCK"):
        clock = Clock.told(told)
        clock.install()
        pump.GLANCE = min(pump.GLANCE, GLANCE / clock.pace)
    else:
        quick.quicken(asked.lease)
    if asked.patience:
        quick.hurry(asked.patience)
    if guard := os.environ.get("WITHOUT"):
        without.GUARDS[guard]()
    planning.EACH_MINUTE = tasks.DEADMAN_EVERY = timedelta(0)
    reminders.KINDS = {**reminders.KINDS, **quick.KINDS}
    execute_from_command_line([sys.argv[0], "pump", *options])
