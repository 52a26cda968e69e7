"""Rows for tests that need many, or need one in a shape no page would make."""

# mypy: allow-untyped-calls
from typing import Any

from factory.declarations import Sequence, SubFactory
from factory.django import DjangoModelFactory

from partnerships.engagement.models import FollowUp, Meeting
from partnerships.exchange.models import Benefit, OfferingCategory, ServiceOffering
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import ClosingReason, Motive
from partnerships.reviews.models import Review


class MotiveFactory(DjangoModelFactory[Motive]):
    """A reason to partner."""

    class Meta:
        model = Motive

    code = Sequence(lambda n: f"motive-{n}")
    label = Sequence(lambda n: f"Reason to partner {n}")
    position = Sequence(lambda n: n)


class ClosingReasonFactory(DjangoModelFactory[ClosingReason]):
    """A reason to end."""

    class Meta:
        model = ClosingReason

    code = Sequence(lambda n: f"reason-{n}")
    label = Sequence(lambda n: f"Reason to end {n}")
    position = Sequence(lambda n: n)


class OfferingCategoryFactory(DjangoModelFactory[OfferingCategory]):
    """A kind of help."""

    class Meta:
        model = OfferingCategory

    code = Sequence(lambda n: f"category-{n}")
    label = Sequence(lambda n: f"Category {n}")
    position = Sequence(lambda n: n)


class ServiceOfferingFactory(DjangoModelFactory[ServiceOffering]):
    """One thing an organization can do; give it the ``organization``."""

    class Meta:
        model = ServiceOffering

    category = SubFactory(OfferingCategoryFactory)
    title = Sequence(lambda n: f"Offering {n}")


class BenefitFactory(DjangoModelFactory[Benefit]):
    """A loose line of ours; give it the ``partnership``."""

    class Meta:
        model = Benefit

    side = Side.OURS
    what = Sequence(lambda n: f"Line {n}")
    position = Sequence(lambda n: n)


class MeetingFactory(DjangoModelFactory[Meeting]):
    """A planned meeting; give it the ``partnership``, ``owner`` and ``starts_at``."""

    class Meta:
        model = Meeting

    time_zone = "America/New_York"
    aim = Sequence(lambda n: f"Aim {n}")

    @classmethod
    def _create(cls, model_class: type[Meeting], *args: Any, **kwargs: Any) -> Meeting:
        """Let its partner have it, as when it is planned by the action."""
        meeting: Meeting = super()._create(model_class, *args, **kwargs)
        meeting.partners.create(partnership=kwargs["partnership"])
        return meeting


class FollowUpFactory(DjangoModelFactory[FollowUp]):
    """An open promise of ours; give it the ``partnership``, a date and who made it when."""

    class Meta:
        model = FollowUp

    side = Side.OURS
    what = Sequence(lambda n: f"Promise {n}")


class ReviewFactory(DjangoModelFactory[Review]):
    """A planned review; give it the ``partnership``, ``due_on`` and ``planned_at``."""

    class Meta:
        model = Review
