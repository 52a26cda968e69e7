"""What people may type about organizations and people."""

from partnerships.organizations.forms.organizations import (
    IdentifierForm as IdentifierForm,
    MergeIntoForm as MergeIntoForm,
    OrganizationForm as OrganizationForm,
    OrganizationSearch as OrganizationSearch,
    ParentForm as ParentForm,
)
from partnerships.organizations.forms.people import (
    ContactForm as ContactForm,
    ContactSearch as ContactSearch,
    PositionEditForm as PositionEditForm,
    PositionEndForm as PositionEndForm,
    PositionForm as PositionForm,
)
