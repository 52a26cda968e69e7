"""The four roles and what each may do. Roles are data; every check asks for a permission."""

from enum import Enum

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


def role_has(role: str, permission: Permission) -> bool:
    """Tell whether the role holds the permission; an unknown role holds none."""
    return permission in PERMISSIONS.get(role, frozenset())
