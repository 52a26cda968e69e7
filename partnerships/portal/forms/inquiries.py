"""Accepting an inquiry, which may come from an organization we know."""

from typing import Any

from django import forms

from accounts.models import User
from partnerships.exchange.models import Inquiry
from partnerships.organizations.forms.known import offer_organizations, same_organization
from partnerships.organizations.models import Organization
from partnerships.organizations.rules import possible_doubles


class InquiryAcceptForm(forms.Form):
    """One button; it asks something only where the organization may be known already."""

    existing = same_organization()

    def __init__(self, *args: Any, inquiry: Inquiry, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = Organization(name=inquiry.organization_name, email=inquiry.email)
        doubles = possible_doubles(typed, user)
        if doubles:
            offer_organizations(self.fields["existing"], doubles, user, chosen=None)
        else:
            del self.fields["existing"]
