"""What can be done to mail: queue it, send what is due, decide about what is stuck."""

from partnerships.outbox.actions.account_mail import account_mail_untrue as account_mail_untrue
from partnerships.outbox.actions.bounces import take_bounce as take_bounce
from partnerships.outbox.actions.queue import (
    bulk_enqueue as bulk_enqueue,
    cancel as cancel,
    enqueue as enqueue,
    postpone as postpone,
    readdress as readdress,
    ring as ring,
)
from partnerships.outbox.actions.sending import (
    beat as beat,
    pump as pump,
)
from partnerships.outbox.actions.suppressions import (
    lift_suppression as lift_suppression,
    suppress as suppress,
)
from partnerships.outbox.actions.turns import (
    give_turn_back as give_turn_back,
    take_turn as take_turn,
)
from partnerships.outbox.actions.undelivered import (
    give_up as give_up,
    give_up_all as give_up_all,
    retry_all_dead as retry_all_dead,
    retry_dead as retry_dead,
)
