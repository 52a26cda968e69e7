"""The leadership panel: who gets in, and what each role may do there."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from django import forms
from django.contrib import admin, auth, messages
from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts import actions
from accounts.access import can, requires, signed_in
from accounts.changed_rows import SEEN, RowChanged, mark_of
from accounts.changelist import PanelList
from accounts.forms import with_refusal
from accounts.models import User
from accounts.roles import Permission, Role, holding
from accounts.user_form import UserForm
from common.errors import DomainError
from common.forms import DateField, EmailField, LineField, ParagraphField, WebAddressField
from common.pages import next_url, without_nul
from common.querysets import VisibleQuerySet
from common.text import normal_address, search_text, search_words

M = TypeVar("M", bound=Model)
REFUSAL = "accord.refusal"
DEACTIVATED = "accord.deactivated"


class PanelSite(admin.AdminSite):
    """Django's admin behind the site's own log-in, for the roles that have the panel."""

    site_header = _("Accord panel")
    site_title = _("Accord panel")
    index_title = _("Portfolio")
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take in only pages that ask our roles; other packages' own pages stay out."""
        if admin_class is not None and issubclass(admin_class, PanelAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return can(request.user, Permission.PANEL)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002
        """Answer 403 to people who are signed in without having the panel."""
        return requires(Permission.PANEL)(without_nul(super().admin_view(view, cacheable)))

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # noqa: ARG002
        """Send people to the site's log-in: it alone counts failed tries."""
        target = next_url(request, reverse("admin:index", current_app=self.name))
        if self.has_permission(request):
            return HttpResponseRedirect(target)
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")

    @method_decorator(require_POST)
    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:  # noqa: ARG002
        """Sign out, and show the site's log-in."""
        auth.logout(request)
        return redirect("account_login")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:  # noqa: ARG002
        """Send people to the site's own page for this."""
        return redirect("account_change_password")


def _addresses(search_term: str) -> list[str]:
    return [normal_address(word) for word in search_term.split()]


#: How columns that don't hold text as it was typed are searched.
_READ_AS: dict[str, Callable[[str], list[str]]] = {
    "search_text": search_words,
    "recipient_key": search_words,
    "address_norm": _addresses,
}


class PanelAdmin(ModelAdmin[M]):
    """The base of every page of the panel; the roles answer every question of permission.

    Without `edit_permission` records can only be looked at, with a link to their own page if
    `page` names one. Nothing is ever deleted here, and nothing is done in bulk. Subclasses that
    edit override `save_model` and call actions; a DomainError comes back at its field.
    """

    edit_permission: ClassVar[Permission | None] = None
    page: ClassVar[str | None] = None
    actions = None
    formfield_overrides: ClassVar[dict[Any, Any]] = {
        models.CharField: {"form_class": LineField},
        models.TextField: {"form_class": ParagraphField},
        models.EmailField: {"form_class": EmailField},
        models.URLField: {"form_class": WebAddressField},
        models.SlugField: {"form_class": forms.SlugField},
        models.DateField: {"form_class": DateField},
        models.PositiveSmallIntegerField: {"max_value": 32767},
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[M, M]:
        rows = super().get_queryset(request)
        return rows.visible_to(request.user) if isinstance(rows, VisibleQuerySet) else rows

    def get_changelist(self, request: HttpRequest, **_kwargs: Any) -> type[PanelList]:  # noqa: ARG002
        return PanelList

    def get_object(
        self,
        request: HttpRequest,
        object_id: str,
        from_field: str | None = None,  # noqa: ARG002
    ) -> M | None:
        """Return the record with this primary key; an address can't name another field for it."""
        return super().get_object(request, object_id, None)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[M, M], search_term: str
    ) -> tuple[QuerySet[M, M], bool]:
        """Find all typed words in one of `search_fields`, read as that column is stored."""
        found = Q()
        for field in self.get_search_fields(request) if search_term.strip() else ():
            name = field.rpartition("__")[2]
            words = _READ_AS.get(name, str.split)(search_term)
            # What is folded already is found as it stands, by its index.
            lookup = "contains" if name in _READ_AS else "icontains"
            found |= Q(*((f"{field}__{lookup}", word) for word in words))
        return queryset.filter(found), False

    def view_on_site(self, obj: M) -> str | None:
        return reverse(self.page, args=[obj.pk]) if self.page else None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return can(request.user, Permission.PANEL)

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:  # noqa: ARG002
        return can(request.user, Permission.PANEL)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may_edit(request)

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:  # noqa: ARG002
        return self._may_edit(request)

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:  # noqa: ARG002
        return False

    def _may_edit(self, request: HttpRequest) -> bool:
        return self.edit_permission is not None and can(request.user, self.edit_permission)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form again, with everything typed, when an action refuses (status 422).

        Also when someone else saved the row since it was opened (409).
        """
        row = self.get_object(request, unquote(object_id)) if object_id else None
        fixed = self.get_readonly_fields(request, row)
        names = [str(name) for name in self.get_fields(request, row) if name not in fixed]
        seen = mark_of(row, names) if row else ""
        context = {**(extra_context or {}), "seen": seen}
        try:
            if row and request.POST.get(SEEN, seen) != seen:
                raise RowChanged(row, names, request.POST)
            return super().changeform_view(request, object_id, form_url, context)
        except DomainError as refusal:
            # Whatever was written has been rolled back; now the form itself carries the refusal.
            request.META[REFUSAL] = refusal
            response = super().changeform_view(request, object_id, form_url, context)
            response.status_code = 409 if isinstance(refusal, RowChanged) else 422
            return response

    def get_form(
        self,
        request: HttpRequest,
        obj: M | None = None,
        change: bool = False,  # noqa: FBT001, FBT002
        **kwargs: Any,
    ) -> type[forms.ModelForm[M]]:
        form = super().get_form(request, obj, change, **kwargs)
        refusal = request.META.get(REFUSAL)
        return with_refusal(form, refusal) if isinstance(refusal, DomainError) else form


class CatalogueAdmin(PanelAdmin[M]):
    """Rows that leadership words and orders. What code knows them by, their code, never changes.

    Subclasses say how a row is kept: by an action.
    """

    edit_permission = Permission.LEAD

    def keep(self, row: M, *, by: User, now: datetime) -> object:
        """Call the action that keeps the row."""
        raise NotImplementedError

    def get_readonly_fields(self, request: HttpRequest, obj: M | None = None) -> Any:
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed, "code"] if obj and "code" in (self.fields or []) else fixed

    def save_model(self, request: HttpRequest, obj: M, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        self.keep(obj, by=signed_in(request), now=timezone.now())


class RoleFilter(admin.SimpleListFilter):
    """Users who hold a role, among others perhaps."""

    title, parameter_name = _("role"), "role"

    def lookups(self, *_args: Any) -> list[tuple[str, Any]]:
        return [(role.value, role.label) for role in Role]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:  # noqa: ARG002
        asked = self.value()
        return queryset.filter(role__in=holding(Role(asked))) if asked in Role.values else queryset


class UserAdmin(PanelAdmin[User]):
    """Users and their roles, for administrators; leadership may look."""

    edit_permission = Permission.ADMINISTER
    form = UserForm
    list_display = ["name", "email", "roles", "time_zone", "is_active", "last_login"]
    list_filter = [RoleFilter, "is_active"]
    search_fields = ["name", "email"]
    ordering = ["name", "email"]

    @admin.display(description=_("roles"), ordering="role")
    def roles(self, user: User) -> str:
        return user.get_role_display()

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002
        queryset: QuerySet[User, User],
        search_term: str,
    ) -> tuple[QuerySet[User, User], bool]:
        """Compare folded names and addresses; users are few, so no column keeps them folded."""
        if not search_term.strip():
            return queryset, False
        words = search_words(search_term)
        found = [
            user.pk
            for user in queryset.only("name", "email")
            if all(word in search_text(user.name, user.email) for word in words)
        ]
        return queryset.filter(pk__in=found), False

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return ["email", "name", "role", "time_zone"]
        return ["email", "name", "role", "time_zone", "is_active", *self._again(request, obj)]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:  # noqa: ARG002
        return ["email"] if obj else []

    def _again(self, request: HttpRequest, obj: User) -> list[str]:
        offered = self._may_edit(request) and obj.is_active and not obj.has_usable_password()
        return ["send_invitation"] if offered else []

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Say, beside the tick, where a colleague's work is handed over."""
        user, form = kwargs.get("obj"), context["adminform"].form
        if user and "is_active" in form.fields:
            form.fields["is_active"].help_text = format_html(
                '<a href="{}">{}</a>',
                reverse("colleague_left", args=[user.pk]),
                _("Hand over their work"),
            )
        return super().render_change_form(request, context, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: User) -> HttpResponse:
        """After a deactivation, go on to handing over what the user looked after."""
        if DEACTIVATED not in request.META:
            return super().response_change(request, obj)
        self.message_user(
            request,
            _(
                "%(name)s can no longer sign in. Hand over their work here. Until then, "
                "leadership gets their reminders."
            )
            % {"name": obj.name},
        )
        return redirect("colleague_left", obj.pk)

    def save_model(
        self,
        request: HttpRequest,
        obj: User,
        form: forms.ModelForm[User],
        change: bool,  # noqa: FBT001
    ) -> None:
        """Invite a new user, or take each change to its action."""
        by, now, data = signed_in(request), timezone.now(), form.cleaned_data
        if not change:
            user = actions.invite(
                email=data["email"],
                name=data["name"],
                role=data["role"],
                time_zone=data["time_zone"],
                by=by,
                now=now,
            )
            obj.pk = user.pk
            messages.success(request, _("The invitation will be sent shortly."))
            return
        user = User.objects.get(pk=obj.pk)
        changed = set(form.changed_data)
        if changed & {"name", "time_zone"}:
            actions.update_profile(
                user, name=data["name"], time_zone=data["time_zone"], by=by, now=now
            )
        if "role" in changed:
            actions.change_role(user, role=data["role"], by=by, now=now)
        if "is_active" in changed:
            turn = actions.reactivate if data["is_active"] else actions.deactivate
            turn(user, by=by, now=now)
            if not data["is_active"]:
                request.META[DEACTIVATED] = True
        if data.get("send_invitation"):
            actions.invite_again(user, by=by, now=now)
            messages.success(request, _("The invitation will be sent shortly."))
