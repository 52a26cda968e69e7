"""The outbox, what must not be written to, what came back, and signs of life."""

from partnerships.outbox.models.account_mail import AccountMail, AccountMailQuerySet
from partnerships.outbox.models.bounces import Bounce, BounceQuerySet
from partnerships.outbox.models.deliveries import (
    Delivery,
    DeliveryAttempt,
    DeliveryAttemptQuerySet,
    DeliveryQuerySet,
    IsIn,
)
from partnerships.outbox.models.running import DomainRate, Heartbeat, RelayState
from partnerships.outbox.models.suppressions import Suppression, SuppressionQuerySet

__all__ = [
    "AccountMail",
    "AccountMailQuerySet",
    "Bounce",
    "BounceQuerySet",
    "Delivery",
    "DeliveryAttempt",
    "DeliveryAttemptQuerySet",
    "DeliveryQuerySet",
    "DomainRate",
    "Heartbeat",
    "IsIn",
    "RelayState",
    "Suppression",
    "SuppressionQuerySet",
]
