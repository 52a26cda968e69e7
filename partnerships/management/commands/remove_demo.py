"""Remove the demo from the command line; then create your own administrator."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from common.errors import DomainError
from partnerships.demo import actions


class Command(BaseCommand):
    """Everything goes, accounts included; the first content stays as shipped."""

    help = "Removes the demo and leaves an empty installation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--also-added",
            action="store_true",
            help="go on although people added records of their own, which go too",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            actions.remove_demo(keeper=None, also_added=options["also_added"], now=timezone.now())
        except DomainError as error:
            raise CommandError(f"{error} (--also-added)" if error.field else str(error)) from error
        self.stdout.write("The demo is gone. Create your own account with manage.py create_user.")
