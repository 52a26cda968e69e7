"""Every address of the slices, in one list."""

from partnerships.exchange import urls as exchange
from partnerships.outbox import urls as outbox
from partnerships.overview import urls as overview
from partnerships.pipeline import urls as pipeline
from partnerships.relationships import urls as relationships

urlpatterns = [
    *overview.urlpatterns,
    *relationships.urlpatterns,
    *exchange.urlpatterns,
    *pipeline.urlpatterns,
    *outbox.urlpatterns,
]
