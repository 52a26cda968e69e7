"""The four roles and what each may do. Roles are data; every check asks for a permission.

A person may hold several: they are kept as one text, such as "administrator,coordinator".
"""

from collections.abc import Iterable
from enum import Enum
from itertools import combinations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a user is here for."""

    VIEWER = "viewer", _("Viewer")
    COORDINATOR = "coordinator", _("Coordinator")
    LEADERSHIP = "leadership", _("Leadership")
    ADMINISTRATOR = "administrator", _("Administrator")


class Permission(Enum):
    """What a page or an action asks for."""

    VIEW = "view"  # read everything
    WORK = "work"  # all partnership work, sending out and recording signatures
    IMPORT = "import_"  # bring in organizations from a file
    HAND_OVER = "hand_over"  # give a colleague's work to others when they leave
    LEAD = "lead"  # reopen, approve "no MOU needed", the catalogue
    PANEL = "panel"  # the leadership panel
    ADMINISTER = "administer"  # users, settings, rules


PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.VIEWER: frozenset({Permission.VIEW}),
    Role.COORDINATOR: frozenset(
        {Permission.VIEW, Permission.WORK, Permission.IMPORT, Permission.HAND_OVER}
    ),
    Role.LEADERSHIP: frozenset(
        {
            Permission.VIEW,
            Permission.WORK,
            Permission.IMPORT,
            Permission.HAND_OVER,
            Permission.LEAD,
            Permission.PANEL,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.VIEW,
            Permission.IMPORT,
            Permission.HAND_OVER,
            Permission.PANEL,
            Permission.ADMINISTER,
        }
    ),
}


def joined(roles: Iterable[str]) -> str:
    """Return several roles as they are kept: each once, in their order here."""
    held = set(roles)
    return ",".join(role.value for role in Role if role in held)


#: Every set of roles that one person may hold.
COMBINATIONS = tuple(
    joined(some) for number in range(1, len(Role) + 1) for some in combinations(Role, number)
)


def roles_in(held: str) -> list[Role]:
    """Return the roles that someone holds; unknown ones are left out."""
    return [role for role in Role if role in held.split(",")]


def holding(*roles: Role) -> list[str]:
    """Return what is kept for people who hold one of these roles, among others perhaps."""
    return [held for held in COMBINATIONS if set(roles) & set(roles_in(held))]


def role_has(held: str, permission: Permission) -> bool:
    """Tell whether one of the roles holds the permission; an unknown role holds none."""
    return any(permission in PERMISSIONS[role] for role in roles_in(held))
