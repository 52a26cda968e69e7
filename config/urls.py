"""All addresses. Names are flat, so a template says `{% url "partner_page" ... %}`."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.account.urls")),
    path("", include("accounts.urls")),
    path("", include("partnerships.urls")),
]
