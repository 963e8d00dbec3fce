"""Background work: tasks stored in the applications' database, in the same transaction."""

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "ENQUEUE_ON_COMMIT": False,
        "QUEUES": ["default"],
    }
}
