"""What is known about meetings without looking at any."""

from django.utils.translation import gettext_lazy as _

#: What to ask on a tour.
TOUR_QUESTIONS = (
    _("Who do you serve best?"),
    _("What does a first day look like?"),
    _("Where do people wait or drop out?"),
    _("What do you wish others would send you, or not send you?"),
    _("What would make our referrals easy for you?"),
    _("What are you proud of?"),
    _("What can we do for you in the next 30 days?"),
)
