"""The bytes of a mail, the two ways they can leave, what comes back, and what the folder holds."""

from partnerships.outbox.emails.folder import (
    FolderMail as FolderMail,
    folder_mail as folder_mail,
    folder_mails as folder_mails,
)
from partnerships.outbox.emails.message import (
    message_bytes as message_bytes,
    subject_of as subject_of,
)
from partnerships.outbox.emails.reports import (
    TOP_BYTES as TOP_BYTES,
    BounceReport as BounceReport,
    read_reports as read_reports,
)
from partnerships.outbox.emails.transports import (
    Transport as Transport,
    open_transport as open_transport,
)
