"""What people may type on their own pages, and what we type to ask them."""

from partnerships.portal.forms.agreements import (
    ColleagueForm as ColleagueForm,
    DeclineForm as DeclineForm,
    ReviewForm as ReviewForm,
    SignByLinkForm as SignByLinkForm,
)
from partnerships.portal.forms.answers import (
    AnswerForm as AnswerForm,
    AskedForm as AskedForm,
    HandOverForm as HandOverForm,
    LinkForm as LinkForm,
    MessageForm as MessageForm,
    NewLinkForm as NewLinkForm,
    initial_of as initial_of,
)
from partnerships.portal.forms.inquiries import InquiryAcceptForm as InquiryAcceptForm
from partnerships.portal.forms.invitations import RsvpForm as RsvpForm
from partnerships.portal.forms.reviews import ResultCommentForm as ResultCommentForm
