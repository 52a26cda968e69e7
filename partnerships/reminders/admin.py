"""Kinds of reminders in the panel: in use or not, their days, their words, and how they look."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import signed_in
from accounts.admin import PanelAdmin
from accounts.roles import Permission
from partnerships.reminders import actions
from partnerships.reminders.forms import ReminderRuleForm
from partnerships.reminders.models import ReminderRule
from partnerships.reminders.rules import REMINDERS, Reminder
from partnerships.reminders.rules.headings import sample

PREVIEW = "_preview"  # the name of the button


def _days_of(reminder: Reminder) -> str:
    return ", ".join(str(day) for day in reminder.offsets)


class PreviewForm(ReminderRuleForm):
    """The form of someone who only wants to see how it reads: nothing is kept."""

    def is_valid(self) -> bool:
        self.full_clean()
        return False


class ReminderRuleAdmin(PanelAdmin[ReminderRule]):
    """What is remembered of each kind; the preview shows the words that stand in the form."""

    edit_permission = Permission.ADMINISTER
    form = ReminderRuleForm
    list_display = ["name", "is_on", "days", "heading"]
    readonly_fields = ["name", "as_usual", "preview"]
    fields = ["name", "is_on", "as_usual", "offsets", "heading", "note", "preview"]

    def get_form(
        self,
        request: HttpRequest,
        obj: ReminderRule | None = None,
        change: bool = False,  # noqa: FBT001, FBT002
        **kwargs: Any,
    ) -> type[ModelForm[ReminderRule]]:
        if PREVIEW in request.POST:
            kwargs["form"] = PreviewForm
        return super().get_form(request, obj, change, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    @admin.display(description=_("kind"), ordering="code")
    def name(self, rule: ReminderRule) -> str:
        return str(rule)

    def get_fields(self, request: HttpRequest, obj: ReminderRule | None = None) -> list[Any]:
        """Days only where they may be changed."""
        fields = list(super().get_fields(request, obj))
        if obj and not REMINDERS[obj.code].takes_days():
            fields.remove("offsets")
        return fields

    @admin.display(description=_("days"))
    def days(self, rule: ReminderRule) -> str:
        """Those in force."""
        return rule.offsets or _days_of(REMINDERS[rule.code])

    @admin.display(description=_("default"))
    def as_usual(self, rule: ReminderRule) -> str:
        reminder = REMINDERS[rule.code]
        days = _days_of(reminder)
        return f"{reminder.heading} ({days})" if days else str(reminder.heading)

    @admin.display(description=_("preview"))
    def preview(self, rule: ReminderRule) -> str:
        return sample(REMINDERS[rule.code], rule)

    def save_model(
        self,
        request: HttpRequest,
        obj: ReminderRule,
        form: Any,  # noqa: ARG002
        change: bool,  # noqa: ARG002, FBT001
    ) -> None:
        actions.set_rule(rule=obj, by=signed_in(request), now=timezone.now())
