"""How events read, and the words of the pages that show everything together."""

from partnerships.overview.rules.events import (
    INTERNAL_VERBS as INTERNAL_VERBS,
    SENTENCES as SENTENCES,
    Told as Told,
    sentence as sentence,
    told as told,
)
from partnerships.overview.rules.mail import MAIL_WORDS as MAIL_WORDS, mail_word as mail_word
from partnerships.overview.rules.pages import (
    OPEN_CHECKS as OPEN_CHECKS,
    QUESTIONS as QUESTIONS,
    SIGNAL_VERBS as SIGNAL_VERBS,
    greeting as greeting,
    stage_path as stage_path,
)
from partnerships.overview.rules.saved_views import SavedView as SavedView
