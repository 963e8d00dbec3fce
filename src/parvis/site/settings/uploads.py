"""Files sent by the browser: streamed into the home, up to a size."""

import os

UPLOAD_LIMIT_MB = int(os.environ.get("PARVIS_UPLOAD_LIMIT_MB") or 1_000)
FILE_UPLOAD_HANDLERS = [
    "parvis.apps.casework.uploads.AttachmentUploadHandler",
    "parvis.apps.sources.uploads.InboxUploadHandler",
]
# A command that reads the file named last: 0 is clean, 1 infected, anything else a failure.
ANTIVIRUS = os.environ.get("PARVIS_ANTIVIRUS", "")
