"""Inquiries that wait for one person, or for anyone, as Today shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Subquery

from accounts.models import User
from partnerships.exchange.models import Inquiry


@dataclass(frozen=True)
class NewInquiries:
    """The inquiry that waits the longest, and how many wait."""

    pk: int
    name: str
    received_at: datetime
    total: int


#: What Today shows of an inquiry.
INQUIRY = ("pk", "organization_name", "received_at")


def inquiries_for(user: User, *, everybody: bool) -> QuerySet[Inquiry]:
    """Inquiries that wait for this person, or for anyone."""
    rows = Inquiry.objects.visible_to(user).open()
    return rows if everybody else rows.filter(assigned_to=user)


def first_of(rows: QuerySet[Any, Any]) -> dict[str, Subquery]:
    """Return the columns by which another statement tells of the oldest of some inquiries."""
    oldest = rows.order_by("received_at", "pk")
    return {f"inquiry_{name}": Subquery(oldest.values(name)[:1]) for name in INQUIRY}


def new_inquiries(known: Mapping[str, Any]) -> NewInquiries | None:
    """Return what Today shows of inquiries from what that statement told; None if none waits."""
    if not known["open_inquiries"]:
        return None
    pk, name, received_at = (known[f"inquiry_{name}"] for name in INQUIRY)
    return NewInquiries(pk, name, received_at, total=known["open_inquiries"])
