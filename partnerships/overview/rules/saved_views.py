"""A view of a list that someone keeps."""

from typing import NamedTuple

from django.urls import reverse

from partnerships.overview.lifecycle import LISTS


class SavedView(NamedTuple):
    """A list with filters that someone keeps; ``page`` is the list's URL name."""

    page: str
    query: str
    name: str = ""
    is_default: bool = False
    id: int = 0

    @property
    def url(self) -> str:
        """Where the list with these filters is."""
        return f"{reverse(self.page)}?{self.query}"

    @property
    def place(self) -> str:
        """The place on the rail that leads to its list; the board is one view of the partners."""
        return "partner_list" if self.page == "board" else self.page

    @property
    def list_label(self) -> str:
        """What the list is called."""
        return str(LISTS[self.page])
