"""What was asked of the background, how far it is, and when daily works are next due."""

from django.db import models
from django_tasks_db.models import DBTaskResult

from parvis.apps.authorities.models import AuthorityScoped


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", "en attente"
    RUNNING = "running", "en cours"
    DONE = "done", "terminée"
    REFUSED = "refused", "refusée"
    FAILED = "failed", "en échec"


OPEN = (JobState.WAITING, JobState.RUNNING)


class Job(AuthorityScoped):
    """One work asked of the background by `owner_ref`.

    `progress` goes from 0 to 1; `sentence` says why it was refused, or that it failed;
    `ticket` is the task that will run it next.
    """

    name = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    owner_ref = models.CharField(max_length=100, db_index=True)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    progress = models.FloatField(default=0)
    label = models.CharField(max_length=200, default="")
    sentence = models.TextField(default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    enqueued_at = models.DateTimeField()
    last_attempt_at = models.DateTimeField(null=True)
    ticket = models.ForeignKey(DBTaskResult, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "tâche"
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(progress__gte=0, progress__lte=1), name="job_progress_share"
            )
        ]
        indexes = [models.Index(fields=["state", "name"], name="job_by_state")]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it still has to end."""
        return self.state in OPEN


class DueDate(models.Model):
    """When a daily job is next due; one row per job that has an hour."""

    name = models.CharField(max_length=80, primary_key=True)
    next_at = models.DateTimeField()

    class Meta:
        verbose_name = "échéance d’une tâche quotidienne"

    def __str__(self) -> str:
        return f"{self.name} {self.next_at:%Y-%m-%d %H:%M}"
