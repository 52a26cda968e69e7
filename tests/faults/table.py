"""The table of the fault matrix, below the tests and whichever process ran them."""

from typing import Any

PROPERTY = "faults"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the line of each run of the matrix."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    lines = [
        value for report in reports for name, value in report.user_properties if name == PROPERTY
    ]
    if lines:
        terminalreporter.section("Fault matrix")
        for line in sorted(set(lines)):
            terminalreporter.write_line(line)
