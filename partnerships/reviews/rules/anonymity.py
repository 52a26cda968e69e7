"""How easily others can tell whose answers they see; no one is promised that they can't."""

from dataclasses import dataclass

#: Beside so many others of a side, or fewer, others may guess who said what.
FEW = 2


@dataclass(frozen=True)
class Company:
    """How many others of one's side are asked in the same review."""

    others: int

    @property
    def is_alone(self) -> bool:
        return self.others == 0

    @property
    def are_few(self) -> bool:
        """Whether so few are asked that others may guess who said what."""
        return 0 < self.others <= FEW
