"""Kinds of mail about reviews."""

from datetime import timedelta

#: The one automatic reminder to a rater; they can stop it.
REMINDER = "review_link_again"

#: It comes so long after the mail.
REMIND_AFTER = timedelta(days=7)
