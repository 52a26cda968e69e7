"""Expecting that an action is refused, by the code of its refusal."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from common.errors import DomainError


@contextmanager
def refused(code: str, match: str | None = None) -> Iterator[pytest.ExceptionInfo[DomainError]]:
    """Expect a DomainError with this code."""
    with pytest.raises(DomainError, match=match) as refusal:
        yield refusal
    assert refusal.value.code == code
