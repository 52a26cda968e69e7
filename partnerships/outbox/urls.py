"""Addresses of the pages about mail and of the health checks."""

from django.urls import path

from partnerships.outbox import views

urlpatterns = [
    path("mail/<int:delivery_id>/retry/", views.delivery_retry, name="delivery_retry"),
    path("mail/<int:delivery_id>/give-up/", views.delivery_give_up, name="delivery_give_up"),
    path("mail/retry/", views.delivery_retry_all, name="delivery_retry_all"),
    path("mail/give-up/", views.delivery_give_up_all, name="delivery_give_up_all"),
    path("mail/health/", views.health, name="health"),
    path(
        "mail/suppressions/<int:suppression_id>/lift/",
        views.suppression_lift,
        name="suppression_lift",
    ),
    path("webhooks/mail/<slug:provider>/", views.mail_webhook, name="mail_webhook"),
    path("dev/mail/", views.dev_mail_list, name="dev_mail_list"),
    path("dev/mail/<str:name>/", views.dev_mail, name="dev_mail"),
    path("dev/mail/<str:name>/html/", views.dev_mail_html, name="dev_mail_html"),
    path("metrics", views.metrics, name="metrics"),
    path("healthz", views.healthz, name="healthz"),
    path("livez", views.livez, name="livez"),
]
