"""What people may type about organizations and people."""

from partnerships.organizations.forms.organizations import (
    IdentifierForm,
    OrganizationForm,
    OrganizationSearch,
)
from partnerships.organizations.forms.people import (
    ContactForm,
    ContactSearch,
    PositionEndForm,
    PositionForm,
)

__all__ = [
    "ContactForm",
    "ContactSearch",
    "IdentifierForm",
    "OrganizationForm",
    "OrganizationSearch",
    "PositionEndForm",
    "PositionForm",
]
