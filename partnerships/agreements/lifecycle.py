"""Which states an MOU can be in, what may follow what, and what its dates make of it."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MouState(TextChoices):
    """What people decided about an MOU; whether it is in force is derived (Standing)."""

    DRAFT = "draft", _("Draft")
    READY_TO_SIGN = "ready_to_sign", _("Ready to sign")
    OUT_FOR_SIGNATURE = "out_for_signature", _("Waiting for signatures")
    SIGNED = "signed", _("Signed")
    TERMINATED = "terminated", _("Ended early")


MOVES: Mapping[MouState, frozenset[MouState]] = {
    MouState.DRAFT: frozenset({MouState.READY_TO_SIGN}),
    MouState.READY_TO_SIGN: frozenset({MouState.DRAFT, MouState.OUT_FOR_SIGNATURE}),
    MouState.OUT_FOR_SIGNATURE: frozenset({MouState.SIGNED}),
    MouState.SIGNED: frozenset({MouState.TERMINATED}),
    MouState.TERMINATED: frozenset(),
}


def can_move(from_state: MouState, to_state: MouState) -> bool:
    """Whether the table allows the step at all."""
    return to_state in MOVES[from_state]


#: States that nobody reaches without the gate, a legacy date or a kind that isn't gated.
PAST_THE_GATE = (MouState.OUT_FOR_SIGNATURE, MouState.SIGNED, MouState.TERMINATED)


class Standing(TextChoices):
    """What an MOU is on a day, from its state and its dates."""

    IN_WORK = "in_work", _("Not signed yet")
    NOT_YET = "not_yet", _("Signed, not yet in effect")
    IN_FORCE = "in_force", _("In effect")
    ENDING_SOON = "ending_soon", _("In effect, ending soon")
    EXPIRED = "expired", _("Ended")
    ENDED_EARLY = "ended_early", _("Ended early")


IN_FORCE_STANDINGS = (Standing.IN_FORCE, Standing.ENDING_SOON)

#: An MOU "ends soon" in its last 90 days.
ENDING_SOON_DAYS = 90


class EndKnown(TextChoices):
    """What is known about the end of an MOU's term."""

    DATE = "date", _("It ends on a date")
    OPEN = "open", _("It has no end date")
    UNSURE = "unsure", _("Not sure")


class DocumentKind(TextChoices):
    """What a stored file is."""

    DRAFT = "draft", _("A draft or another paper")
    SIGNED = "signed", _("The signed MOU")
    LEGACY = "legacy", _("An MOU signed before Accord")
    EARLY = "early", _("Signed early: not both sides have answered")
    SHEET = "sheet", _("The sheet with their answers")


class Exemption(TextChoices):
    """Why a signature needs no value agreement."""

    NOT_GATED = "not_gated", _("This kind of agreement has no list of benefits")
    APPROVING_OFFICIAL = "approving_official", _("Approving official, e.g. chief elected official")
