"""Putting two records of one organization or one person together."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import refusals_told, render_page, status_of
from partnerships.organizations import actions, queries
from partnerships.organizations.forms import MergeIntoForm
from partnerships.organizations.models import Contact
from partnerships.organizations.views.organizations import FORM_METHODS, get_organization


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def organization_merge_pick(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Ask which organization another one is the same as; the merge is shown before it's done."""
    organization = get_organization(request, organization_id)
    form = MergeIntoForm(request.POST or None, user=signed_in(request), organization=organization)
    if form.is_valid():
        kept = form.cleaned_data["kept"]
        return redirect("organization_merge", organization.pk, kept.pk)
    context = {"form": form, "organization": organization}
    return render_page(
        request, "organizations/organization_merge_pick.html", context, status=status_of(form)
    )


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def organization_merge(request: HttpRequest, organization_id: int, kept_id: int) -> HttpResponse:
    """Show what would move into another organization, then move it."""
    kept = get_organization(request, kept_id)
    return _merge(request, get_organization(request, organization_id), kept)


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def contact_merge(request: HttpRequest, contact_id: int, kept_contact_id: int) -> HttpResponse:
    """Show what would move to another person, then move it."""
    return _merge(request, _contact(request, contact_id), _contact(request, kept_contact_id))


@require_POST
@requires(Permission.WORK)
def organization_unmerge(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Undo a merge of the last 30 days."""
    return _unmerge(request, get_organization(request, organization_id))


@require_POST
@requires(Permission.WORK)
def contact_unmerge(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Undo a merge of the last 30 days."""
    return _unmerge(request, _contact(request, contact_id))


@require_POST
@requires(Permission.WORK)
def organization_apart(request: HttpRequest, organization_id: int, kept_id: int) -> HttpResponse:
    """Remember that two organizations are not the same."""
    one, other = get_organization(request, organization_id), get_organization(request, kept_id)
    return _apart(request, one, other)


@require_POST
@requires(Permission.WORK)
def contact_apart(request: HttpRequest, contact_id: int, kept_contact_id: int) -> HttpResponse:
    """Remember that two people are not the same."""
    return _apart(request, _contact(request, contact_id), _contact(request, kept_contact_id))


def _merge(request: HttpRequest, gone: actions.Record, kept: actions.Record) -> HttpResponse:
    if request.method == "POST":
        with refusals_told(request):
            actions.merge(gone=gone, kept=kept, by=signed_in(request), now=timezone.now())
            messages.success(request, _("Merged. You can undo this for 30 days."))
        return HttpResponseRedirect(kept.get_absolute_url())
    plan = queries.plan_merge(gone=gone, kept=kept)
    return render_page(request, "organizations/merge.html", {"plan": plan})


def _unmerge(request: HttpRequest, gone: actions.Record) -> HttpResponse:
    with refusals_told(request):
        actions.undo_merge(gone=gone, by=signed_in(request), now=timezone.now())
        done = _("Merge undone. Anything changed since then stays where it is.")
        messages.success(request, done)
    return HttpResponseRedirect(gone.get_absolute_url())


def _apart(request: HttpRequest, one: actions.Record, other: actions.Record) -> HttpResponse:
    with refusals_told(request):
        actions.say_not_the_same(one=one, other=other, by=signed_in(request), now=timezone.now())
        messages.success(request, _("Marked as different. These two won't be suggested again."))
    return HttpResponseRedirect(one.get_absolute_url())


def _contact(request: HttpRequest, contact_id: int) -> Contact:
    return get_object_or_404(Contact.objects.visible_to(request.user), pk=contact_id)
