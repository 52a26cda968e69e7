"""Read the whole house and name what breaks a rule. Run it nightly."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit import actions as audit
from audit.queries import chain_head
from partnerships.overview.queries.verify import CHECKS, problems


class Command(BaseCommand):
    """Exit code 1 with a line per problem; otherwise the head of the log's chain, to keep."""

    help = "Looks for what no constraint can prove: answers, exemptions, papers, the log."

    def handle(self, *_args: Any, **_options: Any) -> None:
        audit.seal(now=timezone.now(), everything=True)
        found = 0
        for problem in problems():
            self.stdout.write(problem)
            found += 1
        if found:
            raise CommandError(f"{found} problems. Each line says what to do.")
        self.stdout.write(f"Everything holds ({len(CHECKS)} checks). Log: {chain_head()}")
