"""How events read, and the words of the pages that show everything together."""

from partnerships.overview.rules.events import (
    INTERNAL_VERBS as INTERNAL_VERBS,
    MAIL_WORDS as MAIL_WORDS,
    SENTENCES as SENTENCES,
    Told as Told,
    mail_word as mail_word,
    sentence as sentence,
    told as told,
)
from partnerships.overview.rules.pages import (
    QUESTIONS as QUESTIONS,
    SIGNAL_VERBS as SIGNAL_VERBS,
    greeting as greeting,
    stage_path as stage_path,
)
from partnerships.overview.rules.saved_views import SavedView as SavedView
