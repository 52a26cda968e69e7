"""Pages about mail, and the addresses that tell whether everything runs."""

from partnerships.outbox.views.deliveries import (
    delivery_give_up as delivery_give_up,
    delivery_give_up_all as delivery_give_up_all,
    delivery_retry as delivery_retry,
    delivery_retry_all as delivery_retry_all,
)
from partnerships.outbox.views.dev_mail import (
    dev_mail as dev_mail,
    dev_mail_html as dev_mail_html,
    dev_mail_list as dev_mail_list,
)
from partnerships.outbox.views.health import (
    health as health,
    healthz as healthz,
    livez as livez,
    outages as outages,
)
from partnerships.outbox.views.metrics import metrics as metrics
from partnerships.outbox.views.suppressions import suppression_lift as suppression_lift
from partnerships.outbox.views.webhooks import mail_webhook as mail_webhook
