"""What people may type on their own pages, and what we type to ask them."""

from partnerships.portal.forms.agreements import (
    ColleagueForm,
    DeclineForm,
    ReviewForm,
    SignByLinkForm,
)
from partnerships.portal.forms.answers import (
    AnswerForm,
    AskedForm,
    HandOverForm,
    LinkForm,
    MessageForm,
    NewLinkForm,
    initial_of,
)

__all__ = [
    "AnswerForm",
    "AskedForm",
    "ColleagueForm",
    "DeclineForm",
    "HandOverForm",
    "LinkForm",
    "MessageForm",
    "NewLinkForm",
    "ReviewForm",
    "SignByLinkForm",
    "initial_of",
]
