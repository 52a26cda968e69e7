"""What was said about one line, and what came of it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from partnerships.exchange.lifecycle import Progress, SuggestionState
from partnerships.exchange.models import Benefit, Evidence, EvidenceAcceptance, Suggestion
from partnerships.exchange.queries.progress import progress_from

#: So many suggestions and records of an item stand on its page.
SHOWN = 100


@dataclass(frozen=True)
class LineHistory:
    """Suggestions oldest first, what happened newest first."""

    suggestions: list[Suggestion]
    evidence: list[Evidence]
    progress: Progress


def line_history(benefit: Benefit, today: date) -> LineHistory:
    """What was suggested about any shared wording of a line, and its evidence; two queries.

    All that waits for us is there, and the newest of the rest.
    """
    mine = Suggestion.objects.filter(line__benefit=benefit)
    newest = mine.order_by("-pk").values("pk")[:SHOWN]
    suggestions = mine.filter(Q(state=SuggestionState.OPEN) | Q(pk__in=newest))
    evidence = list(
        Evidence.objects.filter(benefit=benefit).select_related(
            "acceptance__contact", "recorded_by"
        )[:SHOWN]
    )
    return LineHistory(
        suggestions=list(suggestions.select_related("contact", "replied_by", "line__benefit")),
        evidence=evidence,
        progress=_progress(benefit, evidence, today),
    )


def _progress(benefit: Benefit, evidence: list[Evidence], today: date) -> Progress:
    if not evidence:
        return progress_from(benefit.due_on, None, None, today)
    acceptance: EvidenceAcceptance | None = getattr(evidence[0], "acceptance", None)
    accepted_on = acceptance.said_on if acceptance else None
    return progress_from(benefit.due_on, evidence[0].happened_on, accepted_on, today)
