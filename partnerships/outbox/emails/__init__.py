"""The bytes of a mail, the two ways they can leave, what comes back, and what the folder holds."""

from partnerships.outbox.emails.account import render_account_mail
from partnerships.outbox.emails.folder import FolderMail, folder_mail, folder_mails
from partnerships.outbox.emails.message import message_bytes, subject_of
from partnerships.outbox.emails.reports import TOP_BYTES, Report, read_reports
from partnerships.outbox.emails.transports import Transport, open_transport

__all__ = [
    "TOP_BYTES",
    "FolderMail",
    "Report",
    "Transport",
    "folder_mail",
    "folder_mails",
    "message_bytes",
    "open_transport",
    "read_reports",
    "render_account_mail",
    "subject_of",
]
