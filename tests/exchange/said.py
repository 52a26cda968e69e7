"""What tests of lines begin with: a shared line, a suggestion about it, and what happened."""

from datetime import datetime

from accounts.models import User
from partnerships.exchange import actions
from partnerships.exchange.models import Benefit, Evidence, Suggestion
from partnerships.relationships.lifecycle import How, Side
from tests.scenarios import leader_of, partnership_idea, shared_lists


def line_of_ours(by: User, now: datetime) -> Benefit:
    """Our line of a partnership whose lists are shared."""
    partnership = partnership_idea(now, by)
    shared_lists(partnership, now, by)
    return Benefit.objects.get(partnership=partnership, side=Side.OURS)


def suggestion_of(line: Benefit, by: User, now: datetime) -> Suggestion:
    """Jo Ortiz would word the line differently."""
    partnership = line.partnership
    shared = line.shared_lines.get()
    saying = actions.Saying(
        contact=leader_of(now, by, partnership.organization),
        side=Side.THEIRS,
        how=How.PHONE,
        said_on=now.date(),
        suggests={shared: "In March, please"},
    )
    actions.record_saying(partnership=partnership, saying=saying, by=by, now=now)
    return Suggestion.objects.filter(line=shared).order_by("-pk")[0]


def happened(line: Benefit, by: User, now: datetime) -> Evidence:
    """Somebody of ours noted what happened of the line today."""
    evidence = Evidence(benefit=line, what="14 people came", happened_on=now.date())
    return actions.add_evidence(evidence=evidence, next_due_on=None, by=by, now=now)
