"""Removing the demo with one click."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import refusals_on, render_page, status_of
from partnerships.demo import actions, queries
from partnerships.demo.forms import RemoveForm

BACKEND = settings.AUTHENTICATION_BACKENDS[0]


def demo(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001
    """Give templates `is_demo`, which asks the database only when it is looked at."""
    return {"is_demo": SimpleLazyObject(queries.is_demo)}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ADMINISTER)
def demo_remove(request: HttpRequest) -> HttpResponse:
    """Say what goes and which account stays; then the installation is empty."""
    user = signed_in(request)
    if not queries.is_demo():
        messages.info(request, _("The demo isn't installed. There's nothing to remove."))
        return redirect("today")
    added = queries.added_to_it(but=user.email)
    form = RemoveForm(
        request.POST if request.method == "POST" else None,
        user=user,
        is_demo_account=user.email in queries.demo_users(),
        added=added,
    )
    if form.is_valid():
        with refusals_on(form):
            kept = actions.remove_demo(
                keeper=form.keeper(),
                also_added=form.cleaned_data.get("also_added", False),
                now=timezone.now(),
            )
            request.session.flush()
            if kept:
                login(request, kept, backend=BACKEND)
            messages.success(request, _("The demo is gone. Accord is yours now."))
            return redirect("today")
    context = {"form": form, "added": added}
    return render_page(request, "demo/demo_remove.html", context, status=status_of(form))
