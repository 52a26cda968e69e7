"""Rows for tests that need many, or need one in a shape no page would make."""

import factory

from partnerships.exchange.models import Benefit, OfferingCategory, ServiceOffering
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import ClosingReason, Motive


class MotiveFactory(factory.django.DjangoModelFactory):
    """A reason to partner."""

    class Meta:
        model = Motive

    code = factory.Sequence(lambda n: f"motive-{n}")
    label = factory.Sequence(lambda n: f"Reason to partner {n}")
    position = factory.Sequence(lambda n: n)


class ClosingReasonFactory(factory.django.DjangoModelFactory):
    """A reason to end."""

    class Meta:
        model = ClosingReason

    code = factory.Sequence(lambda n: f"reason-{n}")
    label = factory.Sequence(lambda n: f"Reason to end {n}")
    position = factory.Sequence(lambda n: n)


class OfferingCategoryFactory(factory.django.DjangoModelFactory):
    """A kind of help."""

    class Meta:
        model = OfferingCategory

    code = factory.Sequence(lambda n: f"category-{n}")
    label = factory.Sequence(lambda n: f"Category {n}")
    position = factory.Sequence(lambda n: n)


class ServiceOfferingFactory(factory.django.DjangoModelFactory):
    """One thing an organization can do; give it the ``organization``."""

    class Meta:
        model = ServiceOffering

    category = factory.SubFactory(OfferingCategoryFactory)
    title = factory.Sequence(lambda n: f"Offering {n}")


class BenefitFactory(factory.django.DjangoModelFactory):
    """A loose line of ours; give it the ``partnership``."""

    class Meta:
        model = Benefit

    side = Side.OURS
    what = factory.Sequence(lambda n: f"Line {n}")
    position = factory.Sequence(lambda n: n)
