"""The directory: people and their positions."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from audit.undo import say_done
from common.errors import DomainError
from common.pages import next_url, page_of, refusals_on, refuse, render_page, status_of
from common.versions import StaleEdit
from partnerships.organizations import actions
from partnerships.organizations.forms import (
    ContactForm,
    ContactSearch,
    PositionEditForm,
    PositionEndForm,
    PositionForm,
)
from partnerships.organizations.models import Contact, Position
from partnerships.organizations.views.organizations import FORM_METHODS, get_organization


@require_safe
@requires(Permission.VIEW)
def contact_list(request: HttpRequest) -> HttpResponse:
    """People of all organizations, ours included."""
    form = ContactSearch(request.GET)
    rows = form.filter(Contact.objects.visible_to(request.user))
    jobs = Position.objects.visible_to(request.user).select_related("organization")
    page = page_of(request, rows.prefetch_related(Prefetch("positions", jobs.order_by("pk"))))
    return render_page(request, "organizations/contact_list.html", {"form": form, "page": page})


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def contact_create(request: HttpRequest) -> HttpResponse:
    """Add a person without a position yet."""
    form = ContactForm(request.POST or None, user=signed_in(request))
    if form.is_valid():
        if known := form.cleaned_data["existing"]:
            messages.info(request, _("This is the contact you already have."))
            return HttpResponseRedirect(known.get_absolute_url())
        with refusals_on(form):
            contact = actions.create_contact(
                contact=form.instance,
                points=form.points(),
                tags=form.tag_list(),
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(
                request, _("Contact added. Add their position on an organization's page.")
            )
            return HttpResponseRedirect(contact.get_absolute_url())
    return render_page(
        request, "organizations/contact_create.html", {"form": form}, status=status_of(form)
    )


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def contact_edit(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Change how a person is reached."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=contact_id)
    name, page = contact.name, contact.get_absolute_url()
    form = ContactForm(request.POST or None, instance=contact, user=signed_in(request))
    status = status_of(form)
    if form.is_valid():
        try:
            actions.edit_contact(
                contact=form.instance,
                points=form.points(),
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
    context = {"form": form, "name": name, "back": page}
    return render_page(request, "organizations/contact_edit.html", context, status=status)


@require_POST
@requires(Permission.WORK)
def contact_archive(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Take a person out of daily use."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=contact_id)
    now = timezone.now()
    actions.archive_contact(contact=contact, by=signed_in(request), now=now)
    say_done(request, _("Archived. You can restore it any time."), contact, now=now)
    return HttpResponseRedirect(contact.get_absolute_url())


@require_POST
@requires(Permission.WORK)
def contact_restore(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Bring an archived person back."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=contact_id)
    actions.restore_contact(contact=contact, by=signed_in(request), now=timezone.now())
    messages.success(request, _("Restored to the contacts."))
    return HttpResponseRedirect(contact.get_absolute_url())


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def position_add(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Add a person to an organization: one we know, or someone new."""
    organization, user = get_organization(request, organization_id), signed_in(request)
    form = PositionForm(request.POST or None, user=user)
    if form.is_valid():
        position = form.instance
        position.organization, position.contact = organization, form.contact()
        with refusals_on(form):
            actions.add_position(position=position, by=user, now=timezone.now())
            messages.success(request, _("%(name)s added.") % {"name": position.contact.name})
            return HttpResponseRedirect(next_url(request, organization.get_absolute_url()))
    context = {"form": form, "organization": organization}
    return render_page(request, "organizations/position_add.html", context, status=status_of(form))


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def position_end(request: HttpRequest, position_id: int) -> HttpResponse:
    """End one of several positions; with the last one there, all they carry is handed over."""
    rows = Position.objects.visible_to(request.user).select_related("contact", "organization")
    position = get_object_or_404(rows, pk=position_id)
    held = rows.current(timezone.localdate()).filter(contact=position.contact)
    if [*held.filter(organization=position.organization)] == [position]:
        query = urlencode({"organization": position.organization_id})
        return HttpResponseRedirect(
            f"{reverse('contact_left', args=[position.contact_id])}?{query}"
        )
    form = PositionEndForm(request.POST or None, initial={"until": timezone.localdate()})
    if form.is_valid():
        now = timezone.now()
        with refusals_on(form):
            actions.end_position(
                position=position,
                until=form.cleaned_data["until"],
                by=signed_in(request),
                now=now,
            )
            say_done(request, _("Position ended."), position.organization, now=now)
            page = position.organization.get_absolute_url()
            return HttpResponseRedirect(next_url(request, page))
    context = {"form": form, "position": position}
    return render_page(request, "organizations/position_end.html", context, status=status_of(form))


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def position_edit(request: HttpRequest, position_id: int) -> HttpResponse:
    """Correct a job: its title, what it means, its days."""
    rows = Position.objects.visible_to(request.user).select_related("contact", "organization")
    position = get_object_or_404(rows, pk=position_id)
    seen = {"seen_until": position.until}
    form = PositionEditForm(request.POST or None, instance=position, initial=seen)
    if form.is_valid():
        with refusals_on(form):
            actions.edit_position(
                position=form.instance,
                seen_until=form.cleaned_data["seen_until"],
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(request, _("Saved."))
            page = position.contact.get_absolute_url()
            return HttpResponseRedirect(next_url(request, page))
    context = {"form": form, "position": position}
    return render_page(
        request, "organizations/position_edit.html", context, status=status_of(form)
    )
