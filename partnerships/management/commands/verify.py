"""Read the whole house and name what breaks a rule. Run it nightly."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from audit.queries import NoHead, chain_head, waiting_events
from partnerships.overview.queries.verify import CHECKS, problems


class Command(BaseCommand):
    """Exit code 1 with a line per problem; otherwise the head of the log's chain, to keep."""

    help = "Looks for what no constraint can prove: tampering, answers, exemptions, papers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="'702 56ab…'",
            help="a head of the log that you kept: place and hash (docs/security.md)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        now, found = timezone.now(), 0
        try:
            for problem in problems(now=now, heads=options["head"]):
                self.stdout.write(problem)
                found += 1
        except NoHead as error:
            raise CommandError(
                f"“{error}” is not a head of the log. Write place and hash, such as '702 56ab…' "
                "with at least 12 characters of the hash."
            ) from error
        if found:
            raise CommandError(f"{found} problems. Each line says what to do.")
        waiting, _late = waiting_events(now)
        if waiting:
            self.stdout.write(f"{waiting} events are not sealed yet; the next tick seals them.")
        self.stdout.write(f"Everything holds ({len(CHECKS)} checks). Log: {chain_head()}")
