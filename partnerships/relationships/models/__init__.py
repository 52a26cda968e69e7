"""How we stand with partners: the row, its history, the shared purpose, the people in it."""

from partnerships.relationships.models.choices import (
    ClosingReason as ClosingReason,
    Motive as Motive,
)
from partnerships.relationships.models.errors import (
    IN_ERROR as IN_ERROR,
    CountingManager as CountingManager,
    Retractable as Retractable,
)
from partnerships.relationships.models.partnerships import (
    Partnership as Partnership,
    PartnershipQuerySet as PartnershipQuerySet,
    StageChange as StageChange,
)
from partnerships.relationships.models.people import KeyPlayer as KeyPlayer
from partnerships.relationships.models.purposes import (
    Purpose as Purpose,
    PurposeAgreement as PurposeAgreement,
    PurposeQuerySet as PurposeQuerySet,
    own_or_written_down as own_or_written_down,
)
