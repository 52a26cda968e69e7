"""Create a user from the command line.

A fresh installation has no one who could invite anyone, so its first administrator is made here:

    manage.py create_user ada@example.org --name "Ada Park" --role administrator --role coordinator

queues the invitation, which leaves once Accord and its mail server run. To do without it, give
the password on standard input:

    manage.py create_user ada@example.org --name "Ada Park" --role administrator \
        --password-stdin < password-file
"""

import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from accounts import actions
from accounts.models import User
from accounts.roles import Role, joined
from common.errors import DomainError

DONE = {
    True: "%(email)s can sign in as %(role)s.",
    False: (
        "%(email)s is added as %(role)s. The invitation will be sent shortly, as soon as worker "
        "and scheduler (or manage.py pump) run."
    ),
}


class Command(BaseCommand):
    """Add one user, with an invitation by mail or with a password from standard input."""

    help = "Creates a user, such as the first administrator of a new installation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument(
            "--role",
            required=True,
            choices=Role.values,
            action="append",
            help="may be given several times",
        )
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="read the password from standard input and send no mail",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        person = {"email": options["email"], "name": options["name"]}
        options["role"] = person["role"] = joined(options["role"])
        try:
            if options["password_stdin"]:
                password = _read_password(**person)
                actions.add_user(**person, password=password, by=None, now=timezone.now())
            else:
                actions.invite(**person, by=None, now=timezone.now())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except DomainError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            words = str(error).partition("\n")[0]
            raise CommandError(f"Nobody was added. The database says: {words}") from error
        self.stdout.write(DONE[options["password_stdin"]] % options)


def _read_password(*, email: str, name: str, role: str) -> str:
    """Return the first line of standard input; raises ValidationError if it is too weak."""
    password = sys.stdin.readline().rstrip("\r\n")
    validate_password(password, User(email=email, name=name, role=role))
    return password
