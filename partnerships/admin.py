"""Every panel page of the slices and of accounts. Most slices register theirs when imported."""

from django.contrib import admin

from accounts.admin import UserAdmin
from accounts.models import User
from partnerships.agreements import admin as agreements  # noqa: F401
from partnerships.calendars.admin import ClosedDayAdmin
from partnerships.calendars.models import ClosedDay
from partnerships.engagement import admin as engagement  # noqa: F401
from partnerships.exchange import admin as exchange  # noqa: F401
from partnerships.organizations import admin as organizations  # noqa: F401
from partnerships.outbox.admin import DeliveryAdmin, SuppressionAdmin
from partnerships.outbox.models import Delivery, Suppression
from partnerships.outcomes import admin as outcomes  # noqa: F401
from partnerships.relationships import admin as relationships  # noqa: F401
from partnerships.reminders.admin import ReminderRuleAdmin
from partnerships.reminders.models import ReminderRule
from partnerships.reviews import admin as reviews  # noqa: F401

admin.site.register(User, UserAdmin)
admin.site.register(Delivery, DeliveryAdmin)
admin.site.register(Suppression, SuppressionAdmin)
admin.site.register(ClosedDay, ClosedDayAdmin)
admin.site.register(ReminderRule, ReminderRuleAdmin)
