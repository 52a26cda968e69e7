"""Dollars as people type and read them, kept as whole cents."""

import re

#: 33, 33.49, $1,200 or 1200.50
DOLLARS = re.compile(r"\$?\s*(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{2}))?")


def cents_of(text: str) -> int | None:
    """Return the cents of an amount as it was typed; None for anything else."""
    found = DOLLARS.fullmatch(text.strip())
    if found is None:
        return None
    return int(found[1].replace(",", "")) * 100 + int(found[2] or 0)


def in_dollars(cents: int) -> str:
    """Return "1,234.50"."""
    return f"{cents // 100:,}.{cents % 100:02d}"
