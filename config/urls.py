"""All addresses. Names are flat, so a template says `{% url "partner_page" ... %}`."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("common.urls")),
    path("", include("partnerships.urls")),
]

handler400 = "common.error_pages.bad_request"
handler500 = "common.error_pages.server_error"
