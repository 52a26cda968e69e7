"""What people type about reminders and signals."""

from partnerships.reminders.forms.choices import (
    LaterForm as LaterForm,
    ModesForm as ModesForm,
    ReminderRuleForm as ReminderRuleForm,
)
from partnerships.reminders.forms.snoozes import PutOffForm as PutOffForm
