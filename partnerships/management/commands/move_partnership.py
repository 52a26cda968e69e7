"""Move a partnership from the command line, through the same door as the pages."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from common.errors import DomainError
from partnerships.agreements.lifecycle import Fate
from partnerships.agreements.queries import to_decide
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import ClosingReason, Partnership


class Command(BaseCommand):
    """What is refused on the page is refused here, in the same words."""

    help = "Moves a partnership to another stage."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("partnership", type=int, help="its number, as in its address")
        parser.add_argument("stage", choices=Stage.values)
        parser.add_argument("--by", required=True, help="e-mail of the user who does it")
        parser.add_argument("--note", default="")
        parser.add_argument("--check-again-on", type=date.fromisoformat)
        parser.add_argument("--reason", help="code of the reason to end")
        parser.add_argument("--revisit-on", type=date.fromisoformat)
        parser.add_argument("--do-not-revisit", action="store_true")
        parser.add_argument(
            "--mous",
            choices=Fate.values,
            help="what becomes of its signed MOUs when it is closed",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        by = (
            User.objects.active().filter(email=User.objects.normalize_email(options["by"])).first()
        )
        if by is None:
            raise CommandError("No active user has this e-mail address.")
        rows = Partnership.objects.visible_to(by).filter(pk=options["partnership"])
        partnership = rows.first()
        if partnership is None:
            raise CommandError("There is no partnership of this number.")
        try:
            moved = pipeline.move(
                partnership=partnership,
                to=Stage(options["stage"]),
                by=by,
                now=timezone.now(),
                note=options["note"],
                terms=_terms(options, partnership),
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{moved}: {moved.get_stage_display()}")


def _terms(
    options: dict[str, Any], partnership: Partnership
) -> pipeline.Hold | pipeline.Ending | None:
    if options["stage"] == Stage.PAUSED and options["check_again_on"]:
        return pipeline.Hold(check_again_on=options["check_again_on"])
    reason = ClosingReason.objects.filter(code=options["reason"] or "").first()
    if options["stage"] != Stage.CLOSED or reason is None:
        return None
    mous = to_decide(partnership, timezone.localdate())
    return pipeline.Ending(
        reason=reason,
        revisit_on=options["revisit_on"],
        do_not_revisit=options["do_not_revisit"],
        fates={mou.pk: Fate(options["mous"]) for mou in mous} if options["mous"] else {},
    )
