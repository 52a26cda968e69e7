"""What rests on an answer."""

from functools import reduce
from operator import or_

from django.db.models import Q

from partnerships.exchange.models import (
    Acceptance,
    Acknowledgement,
    ValueAgreement,
    WiifmAnswer,
)
from partnerships.exchange.models.agreement import PROOF
from partnerships.relationships.models import PurposeAgreement

#: By which names a value agreement knows each kind of answer.
KNOWN_AS: dict[type, tuple[str, ...]] = {
    WiifmAnswer: tuple(name for name in PROOF if name.endswith("_answer")),
    Acknowledgement: tuple(name for name in PROOF if name.endswith("_acknowledgement")),
    PurposeAgreement: tuple(name for name in PROOF if name.endswith(("_leader", "_deliverer"))),
}


Answered = WiifmAnswer | Acknowledgement | Acceptance | PurposeAgreement


def rows_of(said: Answered) -> list[Answered]:
    """All rows that hold what was said: an answer kept for a later version has another one."""
    if not isinstance(said, WiifmAnswer):
        return [said]
    rows = WiifmAnswer.everything.filter(
        list_version__partnership=said.list_version.partnership_id,
        contact=said.contact_id,
        side=said.side,
        recorded_at=said.recorded_at,
        value=said.value,
    )
    return list(rows.order_by("pk"))


def is_rested_on(said: Answered) -> bool:
    """Whether a value agreement names an answer, or counts the item that it accepted."""
    if isinstance(said, Acceptance):
        if said.side == said.line.side:
            return False  # of what they bring themselves; only the receiver's word counts
        same = Q(
            list_version__lines__benefit=said.line.benefit_id,
            list_version__lines__content_hash=said.line.content_hash,
        )
        return ValueAgreement.objects.filter(same, made_at__gte=said.recorded_at).exists()
    rows = [row.pk for row in rows_of(said)]
    named = (Q(**{f"{name}__in": rows}) for name in KNOWN_AS[type(said)])
    return ValueAgreement.objects.filter(reduce(or_, named)).exists()
