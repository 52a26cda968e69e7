"""Lines of one file that speak of the same organization."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from partnerships.transfer.lifecycle import RowOutcome
from partnerships.transfer.rules.mapping import OrganizationRow


@dataclass
class EarlierRows:
    """The lines that came before, known by EIN, or by name and ZIP.

    What becomes of a line must not depend on how the file is cut into batches; else a second run
    would decide otherwise than the first.
    """

    rows: dict[str | tuple[str, str], int] = field(default_factory=dict)
    places: set[tuple[str, str]] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    matched: set[int] = field(default_factory=set)

    def settle(self, row: OrganizationRow) -> tuple[RowOutcome, str] | None:
        """The outcome of a line that an earlier one settles, with the reason; None for others."""
        key = row.key()
        known_by = row.ein or key
        if known_by in self.rows:
            if self.rows[known_by] == hash(row):
                return RowOutcome.SAME, ""
            return RowOutcome.CONFLICT, _(
                "An earlier row with the same EIN, or name and ZIP, differs."
            )
        if key in self.rows or (not row.ein and (key in self.places or self._is_bare(key))):
            reason = _("An earlier row has this name. Add EINs or ZIPs that tell them apart.")
            return RowOutcome.CONFLICT, reason
        self.rows[known_by] = hash(row)
        self.names.add(key[0])
        if row.ein:
            self.places.add(key)
        return None

    def _is_bare(self, key: tuple[str, str]) -> bool:
        """Whether there is nothing but a name, and it stood in the file before."""
        return not key[1] and key[0] in self.names
