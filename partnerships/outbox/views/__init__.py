"""Pages about mail, and the addresses that tell whether everything runs."""

from partnerships.outbox.views.deliveries import (
    delivery_give_up,
    delivery_list,
    delivery_retry,
)
from partnerships.outbox.views.dev_mail import dev_mail, dev_mail_html, dev_mail_list
from partnerships.outbox.views.health import healthz, livez, scheduler

__all__ = [
    "delivery_give_up",
    "delivery_list",
    "delivery_retry",
    "dev_mail",
    "dev_mail_html",
    "dev_mail_list",
    "healthz",
    "livez",
    "scheduler",
]
