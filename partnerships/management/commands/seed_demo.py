"""Fill an empty database with the demo house."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from audit import actions as audit
from common.errors import DomainError
from partnerships.demo import actions, rules


class Command(BaseCommand):
    """Everyone of the demo is made up; its log-ins have a known password."""

    help = "Fills an empty database with a made-up Employment Network and its partners."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--known-passwords",
            action="store_true",
            help="go on without DEBUG, although everybody can read the demo's password",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if not (settings.DEBUG or options["known_passwords"]):
            raise CommandError(
                "The demo's log-ins have a published password. Set DEBUG=1, or say "
                "--known-passwords if you want them all the same."
            )
        call_command("load_first_content", stdout=self.stdout)
        now = timezone.now()
        try:
            partners = actions.seed(now=now, today=timezone.localdate(now))
        except DomainError as error:
            raise CommandError(str(error)) from error
        audit.seal(now=now)
        self.stdout.write(f"Demo: {partners} partners. Sign in as:")
        for email, _name, role, title, _does in rules.STAFF:
            self.stdout.write(f"  {email}  ({role.label}, {title})")
        self.stdout.write(f"  password for all: {rules.PASSWORD}")
