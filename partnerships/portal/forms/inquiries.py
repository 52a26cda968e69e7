"""Accepting an inquiry, which may come from an organization and a person we know."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accounts.models import User
from partnerships.exchange.models import Inquiry
from partnerships.organizations.forms.known import (
    SameField,
    offer_contacts,
    offer_organizations,
    same_contact,
    same_organization,
)
from partnerships.organizations.models import Organization
from partnerships.organizations.rules import possible_doubles
from partnerships.portal import queries
from partnerships.portal.actions import From


class InquiryAcceptForm(forms.Form):
    """One button; it asks something only where the organization or person may be known already."""

    existing = same_organization()
    person = same_contact()

    def __init__(self, *args: Any, inquiry: Inquiry, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = Organization(name=inquiry.organization_name, email=inquiry.email)
        doubles = possible_doubles(typed, user)
        offer_organizations(self.fields["existing"], doubles, user, chosen=self._said("existing"))
        _say_how_we_stand(self.fields["existing"], doubles.best)
        if not queries.person_known(inquiry):
            name, email = inquiry.person_name, inquiry.email
            offer_contacts(self.fields["person"], name, email, user, self._said("person"))
        for name, field in list(self.fields.items()):
            if isinstance(field, SameField) and not field.asks:
                del self.fields[name]

    def _said(self, name: str) -> str | None:
        return self.data.get(name)

    def sender(self) -> From:
        """Return who of those we know it comes from; only after the form was found valid."""
        return From(self.cleaned_data.get("existing"), self.cleaned_data.get("person"))


def _say_how_we_stand(field: forms.Field, organizations: list[Organization]) -> None:
    """Name the stage of those that are partners: accepting goes to that partnership."""
    if not isinstance(field, SameField):
        return
    known = queries.partnerships_with(organizations)
    for number, one in enumerate(field.drawn.candidates):
        if partnership := known.get(one.row.pk):
            stage = _("Partner: %(stage)s") % {"stage": partnership.get_stage_display()}
            about = " · ".join(filter(None, [stage, one.about]))
            url = partnership.get_absolute_url()
            field.drawn.candidates[number] = replace(one, about=about, url=url)
