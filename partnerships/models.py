"""Every model of the slices, so that Django finds them under one app."""

# ruff: noqa: F401
from partnerships.agreements import models as agreements
from partnerships.calendars import models as calendars
from partnerships.engagement import models as engagement
from partnerships.exchange import models as exchange
from partnerships.links import models as links
from partnerships.organizations import models as organizations
from partnerships.outbox import models as outbox
from partnerships.outcomes import models as outcomes
from partnerships.overview import models as overview
from partnerships.relationships import models as relationships
from partnerships.reminders import models as reminders
from partnerships.reports import models as reports
from partnerships.reviews import models as reviews
from partnerships.transfer import models as transfer
