"""What was said about one line, and what came of it."""

from dataclasses import dataclass
from datetime import date

from partnerships.exchange.lifecycle import Progress
from partnerships.exchange.models import Benefit, Evidence, EvidenceAcceptance, Suggestion
from partnerships.exchange.queries.progress import progress_from


@dataclass(frozen=True)
class LineHistory:
    """Suggestions oldest first, what happened newest first."""

    suggestions: list[Suggestion]
    evidence: list[Evidence]
    progress: Progress


def line_history(benefit: Benefit, today: date) -> LineHistory:
    """All that was suggested about any shared wording of a line, and its evidence; two queries."""
    suggestions = Suggestion.objects.filter(line__benefit=benefit)
    evidence = list(
        Evidence.objects.filter(benefit=benefit).select_related(
            "acceptance__contact", "recorded_by"
        )
    )
    return LineHistory(
        suggestions=list(suggestions.select_related("contact", "replied_by", "line")),
        evidence=evidence,
        progress=_progress(benefit, evidence, today),
    )


def _progress(benefit: Benefit, evidence: list[Evidence], today: date) -> Progress:
    if not evidence:
        return progress_from(benefit.due_on, None, None, today)
    acceptance: EvidenceAcceptance | None = getattr(evidence[0], "acceptance", None)
    accepted_on = acceptance.said_on if acceptance else None
    return progress_from(benefit.due_on, evidence[0].happened_on, accepted_on, today)
