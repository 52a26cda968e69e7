"""The first steps of a new house, as Today shows them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission, role_has


@dataclass(frozen=True)
class Step:
    """One of the five first steps; it ticks itself from real data.

    ``may`` is whether the viewer's roles allow it, ``is_optional`` that it may stay undone.
    """

    done: bool
    text: str
    url_name: str
    may: bool
    is_optional: bool = False


def first_steps(user: User, known: Mapping[str, bool]) -> list[Step]:
    """The five first steps of a new house; empty once they are done."""
    may = {permission: role_has(user.role, permission) for permission in Permission}
    brings, works = may[Permission.IMPORT], may[Permission.WORK]
    invites, tests = may[Permission.ADMINISTER], may[Permission.PANEL]
    steps = [
        Step(known["our_organization"], _("Add your organization"), "ours_set_up", brings),
        Step(
            known["colleagues"],
            _("Invite a colleague, if you have one"),
            "admin:accounts_user_add",
            invites,
            is_optional=True,
        ),
        Step(known["mail"], _("Send yourself a test email"), "admin:index", tests),
        Step(known["organizations"], _("Import organizations"), "import_organizations", brings),
        Step(known["partnerships"], _("Start your first partnership"), "new_partner", works),
    ]
    return [] if all(step.done or step.is_optional for step in steps) else steps
