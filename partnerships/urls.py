"""Every address of the slices, in one list."""

from partnerships.overview import urls as overview

urlpatterns = [
    *overview.urlpatterns,
]
