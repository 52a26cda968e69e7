"""`manage.py pump` with the letters of the tests and a quicker clock."""

import sys

import django

django.setup()

from django.core.management import execute_from_command_line  # noqa: E402

from partnerships.management.commands import pump  # noqa: E402
from partnerships.reminders import actions as reminders  # noqa: E402
from tests.faults import quick  # noqa: E402
from tests.faults.children import LEASE  # noqa: E402

if __name__ == "__main__":
    quick.quicken(LEASE)
    pump.PERIOD, pump.GLANCE = 2.0, 0.2
    reminders.KINDS = {**reminders.KINDS, **quick.KINDS}
    execute_from_command_line(["manage.py", "pump", *sys.argv[1:]])
