"""The first step of a new installation."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import refusals_on, render_page, status_of
from partnerships.organizations import actions
from partnerships.organizations.forms.starting import OursForm
from partnerships.organizations.queries import our_organization


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.IMPORT)
def ours_set_up(request: HttpRequest) -> HttpResponse:
    """Name our organization, and say what one does there."""
    ours = our_organization()
    if ours:
        return redirect(ours)
    user = signed_in(request)
    form = OursForm(request.POST or None, user=user)
    if form.is_valid():
        with refusals_on(form):
            actions.set_up_ours(
                organization=form.organization(),
                position=form.position(),
                by=user,
                now=timezone.now(),
            )
            messages.success(request, _("Saved. Partners see this name on their pages."))
            return redirect("today")
    return render_page(
        request, "organizations/ours_set_up.html", {"form": form}, status=status_of(form)
    )
