"""What was shared: the two lists as they stood when someone saved a version."""

import hashlib
import json
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.models import Witnessed
from common.querysets import VisibleQuerySet
from partnerships.exchange.models.benefits import Benefit
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership


def fingerprint(parts: Iterable[str]) -> str:
    """SHA-256 (hex) of several texts, unambiguous about where one ends."""
    return hashlib.sha256(json.dumps(list(parts)).encode()).hexdigest()


class ListVersion(models.Model):
    """One shared version of both lists. Its hashes cover what the receiver gets (W2)."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="list_versions")
    number = models.PositiveIntegerField()
    ours_hash = models.CharField(max_length=64)
    theirs_hash = models.CharField(max_length=64)
    shared_at = models.DateTimeField()
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    witnessed = Witnessed()

    objects = VisibleQuerySet["ListVersion"].as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "number"], name="list_versions_are_numbered_once"
            ),
        ]

    def __str__(self) -> str:
        return _("Version %(number)s") % {"number": self.number}

    def hash_of(self, side: Side) -> str:
        return self.ours_hash if side == Side.OURS else self.theirs_hash

    def same_lists_as(self, other: "ListVersion") -> bool:
        """Whether what each side gets is word for word the same."""
        return (self.ours_hash, self.theirs_hash) == (other.ours_hash, other.theirs_hash)


class ListLine(models.Model):
    """One line as it was shared; never changed afterwards."""

    list_version = models.ForeignKey(ListVersion, models.PROTECT, related_name="lines")
    benefit = models.ForeignKey(Benefit, models.PROTECT, related_name="shared_lines")
    side = models.CharField(max_length=6, choices=Side)
    position = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=200)
    how_much = models.CharField(max_length=100, blank=True)
    rhythm = models.CharField(max_length=100, blank=True)
    why = models.CharField(max_length=300, blank=True)
    told_by_name = models.CharField(max_length=200, blank=True)
    is_checkable = models.BooleanField()
    content_hash = models.CharField(max_length=64)

    witnessed = Witnessed()

    objects = VisibleQuerySet["ListLine"].as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["list_version", "benefit"], name="a_line_stands_once_in_a_version"
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @classmethod
    def of(cls, benefit: Benefit, place: int) -> "ListLine":
        """The line as it would be shared now; not saved."""
        return cls(
            benefit=benefit,
            side=benefit.side,
            position=place,
            what=benefit.what,
            how_much=benefit.how_much,
            rhythm=benefit.rhythm,
            why=benefit.why,
            told_by_name=benefit.told_by.name if benefit.told_by else "",
            is_checkable=benefit.is_checkable(),
            content_hash=fingerprint(
                [benefit.what, benefit.how_much, benefit.rhythm, benefit.why]
            ),
        )

    def reads_like(self, other: "ListLine") -> bool:
        """Whether nothing a person could see differs, order and "who tells" included."""
        fields = ("benefit_id", "side", "content_hash", "told_by_name", "is_checkable")
        return all(getattr(self, name) == getattr(other, name) for name in fields)

    def gives_the_same(self, other: "ListLine") -> bool:
        """Whether those who get it get the same; who tells them does not count (W2)."""
        return self.content_hash == other.content_hash
