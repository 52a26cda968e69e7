"""Pages about mail, and the addresses that tell whether everything runs."""

from partnerships.outbox.views.deliveries import (
    delivery_give_up,
    delivery_give_up_all,
    delivery_retry,
    delivery_retry_all,
)
from partnerships.outbox.views.dev_mail import dev_mail, dev_mail_html, dev_mail_list
from partnerships.outbox.views.health import health, healthz, livez, outages
from partnerships.outbox.views.metrics import metrics
from partnerships.outbox.views.suppressions import suppression_lift
from partnerships.outbox.views.webhooks import mail_webhook

__all__ = [
    "delivery_give_up",
    "delivery_give_up_all",
    "delivery_retry",
    "delivery_retry_all",
    "dev_mail",
    "dev_mail_html",
    "dev_mail_list",
    "health",
    "healthz",
    "livez",
    "mail_webhook",
    "metrics",
    "outages",
    "suppression_lift",
]
