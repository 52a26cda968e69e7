"""Another time for programs that a test starts, and for the database they ask.

Nobody waits for an hour to pass, or for a day on which clocks are changed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils import timezone

from partnerships.outbox import queries


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Shows an instant when this machine shows another, and goes on at a pace from there."""

    shows: datetime
    at: datetime
    pace: float = 1.0

    @classmethod
    def told(cls, words: str) -> "Clock":
        """Return the clock that `env` wrote down."""
        shows, at, pace = words.split()
        return cls(
            shows=datetime.fromisoformat(shows), at=datetime.fromisoformat(at), pace=float(pace)
        )

    def env(self) -> dict[str, str]:
        """Return what tells a program of ours to live by this clock."""
        return {"CLOCK": f"{self.shows.isoformat()} {self.at.isoformat()} {self.pace}"}

    def now(self) -> datetime:
        return self.shows + (datetime.now(UTC) - self.at) * self.pace

    def timestamp(self) -> float:
        return self.now().timestamp()

    def install(self) -> None:
        """Let this process live by it: its own clock, and the one it asks the database for."""
        vars(timezone)["now"] = self.now
        shows, at = self.shows.isoformat(), self.at.isoformat()
        queries.DATABASE_CLOCK.update(
            postgresql=f"SELECT timestamptz '{shows}'"
            f" + (clock_timestamp() - timestamptz '{at}') * {self.pace}",
            sqlite="SELECT strftime('%Y-%m-%d %H:%M:%f+00:00', julianday('" + shows + "')"
            f" + (julianday('now') - julianday('{at}')) * {self.pace})",
        )
