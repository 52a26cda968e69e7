"""The directory: organizations."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from audit.undo import say_done
from common.errors import DomainError
from common.pages import (
    next_url,
    page_of,
    refusals_on,
    refusals_told,
    refuse,
    render_page,
    status_of,
)
from common.versions import StaleEdit
from partnerships.organizations import actions, queries
from partnerships.organizations.forms import (
    IdentifierForm,
    OrganizationForm,
    OrganizationSearch,
    ParentForm,
)
from partnerships.organizations.lifecycle import Scheme
from partnerships.organizations.models import Identifier, Organization

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@requires(Permission.VIEW)
def organization_list(request: HttpRequest) -> HttpResponse:
    """The directory, filtered by what the address says."""
    form = OrganizationSearch(request.GET)
    rows = form.filter(Organization.objects.visible_to(request.user))
    page = page_of(request, rows.prefetch_related("addresses", "tags"))
    return render_page(
        request, "organizations/organization_list.html", {"form": form, "page": page}
    )


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def organization_create(request: HttpRequest) -> HttpResponse:
    """Add an organization to the directory."""
    form = OrganizationForm(request.POST or None, user=signed_in(request))
    if form.is_valid():
        if known := form.cleaned_data["existing"]:
            messages.info(request, _("This is the organization you already have."))
            return HttpResponseRedirect(known.get_absolute_url())
        with refusals_on(form):
            organization = actions.create_organization(
                organization=form.instance,
                address=form.address(),
                other_addresses=form.further_addresses(),
                phones=form.cleaned_data["phones"],
                tags=form.tag_list(),
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(request, _("Organization added."))
            return HttpResponseRedirect(organization.get_absolute_url())
    status = status_of(form)
    return render_page(
        request, "organizations/organization_create.html", {"form": form}, status=status
    )


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def organization_edit(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Change the facts about an organization."""
    return _edit(request, get_organization(request, organization_id))


@require_http_methods(FORM_METHODS)
@requires(Permission.ADMINISTER)
def ours_edit(request: HttpRequest) -> HttpResponse:
    """Change the facts about our own organization, which is a setting of the house too."""
    organization = queries.our_organization()
    return _edit(request, organization) if organization else redirect("ours_set_up")


def _edit(request: HttpRequest, organization: Organization) -> HttpResponse:
    name, page = organization.name, organization.get_absolute_url()
    form = OrganizationForm(request.POST or None, instance=organization, user=signed_in(request))
    status = status_of(form)
    if form.is_valid():
        try:
            actions.edit_organization(
                organization=form.instance,
                address=form.address(),
                other_addresses=form.further_addresses(),
                phones=form.cleaned_data["phones"],
                tags=form.tag_list(),
                seen_version=form.seen_version,
                by=signed_in(request),
                now=timezone.now(),
            )
        except StaleEdit as error:
            form.show_conflict(error.current)
            status = 409
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(next_url(request, page))
    context = {"form": form, "organization": organization, "name": name, "back": page}
    return render_page(request, "organizations/organization_edit.html", context, status=status)


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def organization_archive(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Take an organization out of daily use, after asking."""
    organization = get_organization(request, organization_id)
    if request.method == "POST":
        with refusals_told(request):
            now = timezone.now()
            actions.archive_organization(organization=organization, by=signed_in(request), now=now)
            done = _("Archived. You can restore it any time.")
            say_done(request, done, organization, now=now)
        return HttpResponseRedirect(organization.get_absolute_url())
    context = {"organization": organization}
    return render_page(request, "organizations/organization_archive.html", context)


@require_POST
@requires(Permission.WORK)
def organization_restore(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Bring an archived organization back."""
    organization = get_organization(request, organization_id)
    actions.restore_organization(
        organization=organization, by=signed_in(request), now=timezone.now()
    )
    messages.success(request, _("Restored to the directory."))
    return HttpResponseRedirect(organization.get_absolute_url())


@require_POST
@requires(Permission.WORK)
def organization_ours(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Say which organization is ours; once."""
    organization = get_organization(request, organization_id)
    with refusals_told(request):
        actions.set_our_organization(
            organization=organization, by=signed_in(request), now=timezone.now()
        )
        messages.success(request, _("Set as our organization."))
    return HttpResponseRedirect(organization.get_absolute_url())


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def identifier_add(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Give an organization a number, such as its EIN."""
    organization = get_organization(request, organization_id)
    form = IdentifierForm(request.POST or None)
    holder = None
    if form.is_valid():
        try:
            actions.add_identifier(
                organization=organization,
                scheme=Scheme(form.cleaned_data["scheme"]),
                value=form.cleaned_data["value"],
                child_of_holder=form.cleaned_data["child_of_holder"],
                by=signed_in(request),
                now=timezone.now(),
            )
        except actions.IdentifierTaken as error:
            form.add_error("value", str(error))
            holder = error.holder
        except DomainError as error:
            refuse(form, error)
        else:
            return HttpResponseRedirect(next_url(request, organization.get_absolute_url()))
    context = {"form": form, "organization": organization, "holder": holder}
    return render_page(
        request, "organizations/identifier_add.html", context, status=status_of(form)
    )


@require_POST
@requires(Permission.WORK)
def identifier_remove(request: HttpRequest, identifier_id: int) -> HttpResponse:
    """Take a number off its organization."""
    rows = Identifier.objects.visible_to(request.user).select_related("organization")
    identifier, now = get_object_or_404(rows, pk=identifier_id), timezone.now()
    actions.remove_identifier(identifier=identifier, by=signed_in(request), now=now)
    organization = identifier.organization
    say_done(request, _("ID number removed."), organization, now=now)
    return HttpResponseRedirect(next_url(request, organization.get_absolute_url()))


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def organization_parent(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Say what an organization is part of."""
    organization, user = get_organization(request, organization_id), signed_in(request)
    form = ParentForm(request.POST or None, user=user, organization=organization)
    if form.is_valid():
        with refusals_on(form):
            actions.set_parent(
                organization=organization,
                parent=form.cleaned_data["parent"],
                by=user,
                now=timezone.now(),
            )
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(next_url(request, organization.get_absolute_url()))
    context = {"form": form, "organization": organization}
    return render_page(
        request, "organizations/organization_parent.html", context, status=status_of(form)
    )


def get_organization(request: HttpRequest, organization_id: int) -> Organization:
    """The organization of an address, if the viewer may see it; else 404."""
    rows = Organization.objects.visible_to(request.user).select_related("parent")
    return get_object_or_404(rows, pk=organization_id)
