"""Set a user's password from the command line, in place of Django's command.

    manage.py changepassword ada@example.org

asks for the new password twice. The log tells of it, and every session of the user ends.
"""

from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import actions
from accounts.models import User


class Command(BaseCommand):
    """Ask for a new password, and set it as the page would."""

    help = "Sets a user's password, such as that of an administrator who lost it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError("There is no user with this email address.")
        password = getpass("New password: ")
        if password != getpass("New password again: "):
            raise CommandError("The passwords differ. Nothing was changed.")
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        actions.set_password(user, password=password, by=None, now=timezone.now())
        self.stdout.write(f"{user.email} can sign in with the new password.")
