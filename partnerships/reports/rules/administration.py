"""What is set up without code, in groups, in plain words; and the records, to look at."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission, role_has
from common.text import search_text, search_words


@dataclass(frozen=True)
class Entry:
    """One place to set something up: what it's called and what one does there.

    Whoever has the panel may see it, if they have the ``permission`` as well.
    """

    label: str | Promise
    about: str | Promise
    page: str
    permission: Permission = Permission.PANEL

    @property
    def url(self) -> str:
        return reverse(self.page)


@dataclass(frozen=True)
class Group:
    """Entries that belong together."""

    title: str | Promise
    entries: tuple[Entry, ...]


def _list(model: str, app: str = "partnerships") -> str:
    return f"admin:{app}_{model}_changelist"


GROUPS = (
    Group(
        _("People"),
        (
            Entry(
                _("People and roles"),
                _("Invite, change a role, deactivate, and hand over someone's work"),
                _list("user", "accounts"),
            ),
        ),
    ),
    Group(
        _("Partnerships"),
        (
            Entry(_("Goals"), _("Why you partner, such as more referrals"), _list("motive")),
            Entry(
                _("Closing reasons"),
                _("Why partnerships end, and which ends are good"),
                _list("closingreason"),
            ),
            Entry(
                _("Service categories"),
                _("What kinds of services partners and you bring"),
                _list("offeringcategory"),
            ),
            Entry(_("Services"), _("The catalog of services"), _list("serviceoffering")),
            Entry(
                _("Measures"),
                _("What can be counted with partners, in which words"),
                _list("measuredefinition"),
            ),
        ),
    ),
    Group(
        _("Agreements and reviews"),
        (
            Entry(
                _("MOU types"),
                _("Signers, notice, renewal and review rules of each type"),
                _list("moutype"),
            ),
            Entry(_("MOU sections"), _("The default text of each type"), _list("typesection")),
            Entry(_("Question sets"), _("What reviews ask, in versions"), "question_set_list"),
            Entry(_("Review rounds"), _("Ask many partners at once"), "round_list"),
        ),
    ),
    Group(
        _("Reminders and email"),
        (
            Entry(
                _("Reminders"),
                _("Which kinds are in use, on which days, with which words, and a preview"),
                _list("reminderrule"),
            ),
            Entry(
                _("Days closed"),
                _("Your own holidays; reminders wait on them"),
                _list("closedday"),
            ),
            Entry(
                _("Blocked addresses"),
                _("Addresses that bounced or complained; allow email again"),
                _list("suppression"),
            ),
            Entry(
                _("Monthly email"),
                _("What leadership gets on the first working morning of a month, as it reads now"),
                "admin:portfolio_mail",
            ),
            Entry(_("Email health"), _("Whether email leaves, and what failed"), "health"),
        ),
    ),
    Group(
        _("In public"),
        (
            Entry(
                _("Public page"),
                _("Services for everyone to see, with your logo, and who gets inquiries"),
                "offers_settings",
                Permission.LEAD,
            ),
        ),
    ),
    Group(
        _("Records, to look at"),
        (
            Entry(_("Organizations"), _("Every organization"), _list("organization")),
            Entry(_("Contacts"), _("Every person"), _list("contact")),
            Entry(_("Partnerships"), _("Every partnership"), _list("partnership")),
            Entry(_("MOUs"), _("Every agreement"), _list("mou")),
            Entry(_("Meetings"), _("Every meeting"), _list("meeting")),
            Entry(_("Calls and notes"), _("Every logged activity"), _list("interaction")),
            Entry(_("Commitments"), _("Every commitment of both sides"), _list("followup")),
            Entry(_("Reviews"), _("Every review"), _list("review")),
            Entry(_("Email log"), _("Every email and what became of it"), _list("delivery")),
        ),
    ),
)


def administration(user: User, query: str = "") -> list[Group]:
    """The groups with a person's entries that have every word of a query; all without one."""
    words, found = search_words(query), []
    for group in GROUPS:
        theirs = [one for one in group.entries if role_has(user.role, one.permission)]
        if entries := tuple(_matching(theirs, words)):
            found.append(Group(group.title, entries))
    return found


def _matching(entries: Iterable[Entry], words: list[str]) -> Iterable[Entry]:
    for entry in entries:
        text = search_text(str(entry.label), str(entry.about))
        if all(word in text for word in words):
            yield entry
