"""The one kind of error that a person is meant to read."""

from django.utils.functional import Promise


class DomainError(Exception):
    """A refusal by a business rule.

    The message is shown to the person as it stands, so it says what to do next. `field` names
    the form field it belongs to; None means the whole form. `code` tells one refusal from
    another where the words may change: "Raises `overlaps`" in a docstring names it. A class of
    its own is for the few that some caller catches by name.
    """

    def __init__(
        self, message: str | Promise, *, field: str | None = None, code: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code

    def __str__(self) -> str:
        return str(self.message)
