"""The pages about yourself."""

from allauth.account import views as allauth_views
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import actions
from accounts.access import requires, signed_in
from accounts.devices import remember
from accounts.forms import ProfileForm
from accounts.roles import Permission
from common.pages import render_page


def password_change(request: HttpRequest) -> HttpResponse:
    """Change the password. That makes every browser unknown, so this one is remembered again."""
    response: HttpResponse = allauth_views.password_change(request)
    if request.method == "POST":
        remember(response, signed_in(request))
    return response


@requires(Permission.VIEW)
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change one's own name and time zone."""
    user = signed_in(request)
    initial = {"name": user.name, "time_zone": user.time_zone}
    form = ProfileForm(request.POST or None, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        actions.update_profile(
            user,
            name=data["name"],
            time_zone=data["time_zone"],
            by=user,
            now=timezone.now(),
        )
        messages.success(request, _("Saved."))
        return redirect("profile")
    status = 422 if request.method == "POST" else 200
    return render_page(request, "accounts/profile.html", {"form": form}, status=status)
