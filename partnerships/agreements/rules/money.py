"""Shares of a cost that add up to the cent."""

from collections.abc import Sequence
from decimal import Decimal

CENT = Decimal("0.01")


def allocate(total: Decimal, shares: Sequence[Decimal]) -> list[Decimal]:
    """Split an amount in dollars by shares, so that the parts add up to it.

    Each part is the exact one or one cent beside it: cents left over go where the most was cut
    off (largest remainder), the first of equals first. Shares of nothing give nothing.
    """
    whole = sum(shares)
    if not whole:
        return [Decimal("0.00") for _share in shares]
    cents = [int(total / CENT) * share / whole for share in shares]
    parts = [int(part) for part in cents]
    left = int(total / CENT) - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - cents[i], i))
    for i in by_remainder[:left]:
        parts[i] += 1
    return [part * CENT for part in parts]
