"""The seven checks of W3, held together as one immutable row that signatures point to."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.models import Witnessed
from common.querysets import VisibleQuerySet
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models.answers import Acknowledgement, WiifmAnswer
from partnerships.exchange.models.versions import ListVersion
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import PurposeAgreement

#: The rows that show what a value agreement says; the same ones make the same agreement.
PROOF = (
    "our_answer",
    "their_answer",
    "our_acknowledgement",
    "their_acknowledgement",
    "our_leader",
    "our_deliverer",
    "their_leader",
    "their_deliverer",
)


class NotProven(Exception):
    """The rows a value agreement names do not show what it says; it can't be stored."""


class ValueAgreementQuerySet(VisibleQuerySet["ValueAgreement"]):
    """Value agreements are made one at a time and never changed."""

    def update(self, **_kwargs: Any) -> NoReturn:
        raise NotProven("A value agreement is never changed; the next version makes its own.")

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise NotProven("A value agreement is never changed; the next version makes its own.")

    def delete(self) -> NoReturn:
        raise NotProven("A value agreement is never deleted; signatures rest on it.")

    def bulk_create(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise NotProven("Value agreements are made one at a time, when the seven checks hold.")


class ValueAgreement(models.Model):
    """Both sides said yes, read each other's list and are on the same page, for one version."""

    list_version = models.ForeignKey(ListVersion, models.PROTECT, related_name="value_agreements")
    our_answer = models.ForeignKey(WiifmAnswer, models.PROTECT, related_name="+")
    their_answer = models.ForeignKey(WiifmAnswer, models.PROTECT, related_name="+")
    our_acknowledgement = models.ForeignKey(Acknowledgement, models.PROTECT, related_name="+")
    their_acknowledgement = models.ForeignKey(Acknowledgement, models.PROTECT, related_name="+")
    our_lines_accepted = models.PositiveSmallIntegerField()
    their_lines_accepted = models.PositiveSmallIntegerField()
    our_leader = models.ForeignKey(PurposeAgreement, models.PROTECT, related_name="+")
    our_deliverer = models.ForeignKey(PurposeAgreement, models.PROTECT, related_name="+")
    their_leader = models.ForeignKey(PurposeAgreement, models.PROTECT, related_name="+")
    their_deliverer = models.ForeignKey(PurposeAgreement, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    witnessed = Witnessed()

    objects = ValueAgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["list_version", *PROOF], name="one_value_agreement_per_version_and_proof"
            ),
            models.CheckConstraint(
                name="each_side_has_an_accepted_checkable_line",
                condition=Q(our_lines_accepted__gte=1, their_lines_accepted__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return str(self.list_version)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it once, if the rows it names show what it says.

        Raises NotProven when it was stored before or an answer is not a yes of that side.
        """
        if not self._state.adding:
            raise NotProven("A value agreement is never changed; the next version makes its own.")
        if problem := self.problem():
            raise NotProven(problem)
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise NotProven("A value agreement is never deleted; signatures rest on it.")

    def problem(self) -> str:
        """What the named rows fail to show; empty when they show all of it."""
        for side, answer, read in (
            (Side.OURS, self.our_answer, self.our_acknowledgement),
            (Side.THEIRS, self.their_answer, self.their_acknowledgement),
        ):
            if answer.side != side or answer.value != Answer.YES:
                return f"The answer of {side.value} is not a yes."
            if not answer.list_version.same_lists_as(self.list_version):
                return f"The answer of {side.value} was given for other lists."
            if read.side != side or read.list_version.hash_of(side.other) != (
                self.list_version.hash_of(side.other)
            ):
                return f"The side {side.value} has not read this version of the other's list."
        return self._other_partnership()

    def _other_partnership(self) -> str:
        ours = self.list_version.partnership_id
        versions = (
            self.our_answer.list_version,
            self.their_answer.list_version,
            self.our_acknowledgement.list_version,
            self.their_acknowledgement.list_version,
        )
        agreements = (
            (self.our_leader, Side.OURS),
            (self.our_deliverer, Side.OURS),
            (self.their_leader, Side.THEIRS),
            (self.their_deliverer, Side.THEIRS),
        )
        if any(version.partnership_id != ours for version in versions):
            return "An answer belongs to another partnership."
        if any(
            agreed.side != side or agreed.purpose.partnership_id != ours
            for agreed, side in agreements
        ):
            return "Somebody agreed with another purpose, or for the other side."
        return ""
