"""Every address of the slices, in one list."""

from partnerships.agreements import urls as agreements
from partnerships.demo import urls as demo
from partnerships.engagement import urls as engagement
from partnerships.exchange import urls as exchange
from partnerships.organizations import urls as organizations
from partnerships.outbox import urls as outbox
from partnerships.outcomes import urls as outcomes
from partnerships.overview import urls as overview
from partnerships.pipeline import urls as pipeline
from partnerships.portal import urls as portal
from partnerships.relationships import urls as relationships
from partnerships.reminders import urls as reminders
from partnerships.reviews import urls as reviews
from partnerships.transfer import urls as transfer

urlpatterns = [
    *transfer.urlpatterns,
    *agreements.urlpatterns,
    *organizations.urlpatterns,
    *overview.urlpatterns,
    *portal.urlpatterns,
    *relationships.urlpatterns,
    *exchange.urlpatterns,
    *pipeline.urlpatterns,
    *outbox.urlpatterns,
    *outcomes.urlpatterns,
    *engagement.urlpatterns,
    *reminders.urlpatterns,
    *reviews.urlpatterns,
    *demo.urlpatterns,
]
