"""What people type about reminders and signals."""

from partnerships.reminders.forms.choices import LaterForm, ModesForm, ReminderRuleForm
from partnerships.reminders.forms.snoozes import PutOffForm

__all__ = ["LaterForm", "ModesForm", "PutOffForm", "ReminderRuleForm"]
