"""Bring organizations in from a file on this machine."""

import json
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from common.errors import DomainError
from partnerships.transfer import actions
from partnerships.transfer.lifecycle import Encoding, Format


class Command(BaseCommand):
    """Exit code 0 also when rows were rejected: they are named, and the others are in."""

    help = "Brings in organizations from an IRS Exempt Organizations extract or a CSV file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=Format.values, help="default: by the headers")
        parser.add_argument("--encoding", choices=Encoding.values, help="default: detected")
        parser.add_argument("--dry-run", action="store_true", help="decide, and write nothing")
        parser.add_argument("--json", action="store_true", help="end with the counts as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as content:
                report = actions.import_file(
                    upload=File(content),
                    file_name=path.name,
                    format_=Format(options["format"]) if options["format"] else None,
                    encoding=Encoding(options["encoding"]) if options["encoding"] else None,
                    by=None,
                    clock=timezone.now,
                    dry_run=options["dry_run"],
                )
        except OSError as error:
            raise CommandError(f"{path} can't be read: {error.strerror}.") from error
        except DomainError as error:
            raise CommandError(f"{path.name}: {error}") from error
        for problem in report.problems:
            self.stdout.write(f"line {problem.line}: {problem.outcome.label}. {problem.reason}")
        if report.ignored_columns:
            self.stdout.write(f"Columns left out: {', '.join(report.ignored_columns)}")
        if options["json"]:
            self.stdout.write(json.dumps(report.numbers()))
            return
        words = [f"{outcome} {count}" for outcome, count in report.numbers().items()]
        self.stdout.write(("Would be: " if options["dry_run"] else "") + ", ".join(words))
