"""Jobs that applications declare: each is found from its name alone."""

import pytest
from django.apps import apps

from parvis.apps.jobs.definitions import definition_of, definitions
from parvis.core.errors import Refused


def test_a_job_is_named_after_the_application_that_declares_it() -> None:
    for name, definition in definitions().items():
        application = apps.get_app_config(name.partition(".")[0])
        assert definition.work.__module__ == f"{application.name}.background"
        assert definition_of(name) is definition


@pytest.mark.parametrize("name", ["sources.unheard", "ui.load", "load", ""])
def test_a_job_that_nobody_declares_is_refused(name: str) -> None:
    with pytest.raises(Refused) as refused:
        definition_of(name)
    assert refused.value.rule == "job.unknown"
