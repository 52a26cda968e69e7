"""A mail server for each run, and a place for the run's line."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.faults.matrix import Run
from tests.faults.sink import Sink, running_sink
from tests.faults.table import PROPERTY


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    with running_sink(tmp_path / "ledger") as server:
        yield server


@pytest.fixture
def run(sink: Sink, tmp_path: Path, record_property: Callable[[str, object], None]) -> Run:
    return Run(sink=sink, folder=tmp_path, note=partial(record_property, PROPERTY))
