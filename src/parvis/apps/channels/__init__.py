"""The doors by which requests come from elsewhere: mail, Open311, webhooks, the one question."""
