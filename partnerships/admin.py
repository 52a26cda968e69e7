"""Every panel page of the slices and of accounts, in one list."""

from django.contrib import admin

from accounts.admin import UserAdmin
from accounts.models import User
from partnerships.calendars.admin import ClosedDayAdmin
from partnerships.calendars.models import ClosedDay
from partnerships.outbox.admin import DeliveryAdmin, SuppressionAdmin
from partnerships.outbox.models import Delivery, Suppression
from partnerships.reminders.admin import ReminderRuleAdmin
from partnerships.reminders.models import ReminderRule

admin.site.register(User, UserAdmin)
admin.site.register(Delivery, DeliveryAdmin)
admin.site.register(Suppression, SuppressionAdmin)
admin.site.register(ClosedDay, ClosedDayAdmin)
admin.site.register(ReminderRule, ReminderRuleAdmin)
