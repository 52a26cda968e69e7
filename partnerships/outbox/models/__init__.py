"""The outbox, what must not be written to, what came back, and signs of life."""

from partnerships.outbox.models.account_mail import (
    AccountMail as AccountMail,
    AccountMailQuerySet as AccountMailQuerySet,
)
from partnerships.outbox.models.bounces import (
    Bounce as Bounce,
    BounceQuerySet as BounceQuerySet,
)
from partnerships.outbox.models.deliveries import (
    Delivery as Delivery,
    DeliveryAttempt as DeliveryAttempt,
    DeliveryAttemptQuerySet as DeliveryAttemptQuerySet,
    DeliveryQuerySet as DeliveryQuerySet,
    IsIn as IsIn,
)
from partnerships.outbox.models.running import (
    DomainRate as DomainRate,
    Heartbeat as Heartbeat,
    RelayState as RelayState,
)
from partnerships.outbox.models.suppressions import (
    Suppression as Suppression,
    SuppressionQuerySet as SuppressionQuerySet,
)
