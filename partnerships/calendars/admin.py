"""Days on which our house is closed, in the panel."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from accounts.access import signed_in
from accounts.admin import PanelAdmin
from accounts.roles import Permission
from audit.actions import record
from partnerships.calendars.models import ClosedDay


class ClosedDayAdmin(PanelAdmin[ClosedDay]):
    """Reminders wait on these days as on public holidays."""

    edit_permission = Permission.ADMINISTER
    list_display = ["day", "name"]
    fields = ["day", "name"]

    def save_model(self, request: HttpRequest, obj: ClosedDay, form: Any, change: bool) -> None:  # noqa: FBT001
        now = timezone.now()
        super().save_model(request, obj, form, change)
        record("closed_day.set", by=signed_in(request), at=now, subject=obj, day=str(obj.day))
