"""What a page asks the database."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Recorder:
    """Takes down the statements of a block."""

    statements: list[tuple[str, Any]] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, *more: Any) -> Any:
        self.statements.append((sql, params))
        return execute(sql, params, *more)
