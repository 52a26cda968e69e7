"""Mail that must leave exactly once. Knows no subject of the business.

What a mail says and whether it is still true, the slices above tell (`rules.MailKind`).

The words of this slice, in the order in which a mail meets them:

* **Queue** (`actions.queue`): an action writes a `Delivery` row in its own transaction, with a
  dedupe key. The key makes the same mail impossible twice; the transaction makes mail about
  something that never happened impossible.
* **Ring** (`actions.queue`): after the commit, wake a worker so that mail leaves at once. A ring
  may get lost; the tick, once a minute, finds the row anyway.
* **Pump** (`actions.sending`): what sends. Pages, the tick and `manage.py pump` all run the same
  one. Any number may run side by side.
* **Claim and lease** (`actions.leases`): a pump marks a batch of rows as its own, with a token,
  until a time. It **releases** what it did not try. **Reap** takes back the rows of a pump that
  died: they wait again, or are "in doubt" if the mail may have left.
* **Fence** (`actions.fence`): the check before sending, in the moment before a mail is handed
  over: is the row still ours, may the person be written to, is it still true, is it in time?
  Mostly one prepared statement says yes (`actions.prepared`: each mail costs it, and the ORM takes
  far longer to write it than the database to run it). If not, the questions are asked one by one,
  so that the refusal has its reason.
* **Hand over** (`emails.transports`): give the mail to the mail server. The answer is an `Outcome`
  (`rules.classify` reads SMTP replies); `actions.outcomes` writes what follows from it: sent, try
  again later, or dead.
* **Breaker** (`actions.breaker`): when the mail server itself fails, sending pauses, longer each
  time, and mail waits without losing tries. **Rate** (`actions.rate`): no domain gets more mail a
  minute than the settings allow.
* **Dead letter** (`actions.undelivered`): mail that could not be delivered. A person reads why and
  decides: try again, or discard.
* **Suppression** (`models.suppressions`): an address that must not be written to, from a bounce
  (`actions.bounces`) or a complaint, until a person lifts it.
* **Account mail** (`actions.account_mail`): invitations and password resets, queued through
  Django's own `EMAIL_BACKEND`; their links are made when they leave.
* **Heartbeats** (`models.running`, `queries.outage`): each part says that it runs. A silent part
  is told on every page and at `/healthz`. **Turns** (`actions.turns`) use them to do something
  only so often, however many processes want to.
"""
