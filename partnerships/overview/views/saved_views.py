"""Views of lists that a person keeps: in the rail, and the page on which they look after them."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires, signed_in
from accounts.models import User
from accounts.roles import Permission
from common.menus import OwnLinks
from common.pages import refusals_on, render_page, status_of
from common.templatetags.ui import LONGEST_PARAMETER
from partnerships.overview import actions, queries
from partnerships.overview.forms import SavedViewForm
from partnerships.overview.lifecycle import LISTS
from partnerships.overview.rules import SavedView

#: Parameters of a list's address that aren't its filters.
NO_FILTERS = {"page", "next"}


def rail(request: HttpRequest) -> dict[str, OwnLinks]:
    """Give templates `own_links`: the views that the viewer keeps. The user's row has them."""
    user = getattr(request, "user", None)
    return {"own_links": queries.own_links_of(user) if isinstance(user, User) else OwnLinks()}


@require_safe
@requires(Permission.VIEW)
def view_list(request: HttpRequest) -> HttpResponse:
    """Every view that the viewer keeps."""
    views = queries.saved_views_of(signed_in(request))
    return render_page(request, "overview/view_list.html", {"views": views})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW)
def view_create(request: HttpRequest, list_name: str) -> HttpResponse:
    """Save the filters in the address under a name."""
    if list_name not in LISTS:
        raise Http404
    view = SavedView(page=list_name, query=_filters(request))
    form = SavedViewForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            saved = actions.save_view(
                view=view._replace(**form.cleaned_data), by=signed_in(request), now=timezone.now()
            )
            messages.success(request, _("Saved. You'll find it in the menu, under Saved views."))
            return HttpResponseRedirect(saved.url)
    context = {"form": form, "view": view}
    return render_page(request, "overview/view_create.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW)
def view_rename(request: HttpRequest, view_id: int) -> HttpResponse:
    """Give a view another name."""
    view = _view(request, view_id)
    form = SavedViewForm(request.POST or None, initial=view._asdict())
    if form.is_valid():
        with refusals_on(form):
            new = view._replace(**form.cleaned_data)
            actions.change_view(view=new, by=signed_in(request), now=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("view_list")
    context = {"form": form, "view": view}
    return render_page(request, "overview/view_create.html", context, status=status_of(form))


@require_POST
@requires(Permission.VIEW)
def view_default(request: HttpRequest, view_id: int) -> HttpResponse:
    """Open its list with this view from the menu, or no longer."""
    view = _view(request, view_id)
    new = view._replace(is_default=not view.is_default)
    actions.change_view(view=new, by=signed_in(request), now=timezone.now())
    return redirect("view_list")


@require_POST
@requires(Permission.VIEW)
def view_remove(request: HttpRequest, view_id: int) -> HttpResponse:
    """Keep a view no longer; the list stays."""
    view = _view(request, view_id)
    actions.remove_view(view=view, by=signed_in(request), now=timezone.now())
    messages.success(request, _("“%(name)s” is removed.") % {"name": view.name})
    return redirect("view_list")


def _filters(request: HttpRequest) -> str:
    """Return the filters that the address has, as the list's own address repeats them."""
    kept = [
        (name, value)
        for name, value in request.GET.items()
        if name not in NO_FILTERS and value and len(name) + len(value) <= LONGEST_PARAMETER
    ]
    return urlencode(kept)


def _view(request: HttpRequest, view_id: int) -> SavedView:
    found = (one for one in queries.saved_views_of(signed_in(request)) if one.id == view_id)
    view = next(found, None)
    if view is None:
        raise Http404
    return view
