"""Files that the communication sends by its screens arrive whole, though it may load no source."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import factories
from parvis.apps.campaigns.models import Opposition, TownAction
from parvis.core.access import Actor, Role

NOTICE = (
    b"From: mailer-daemon@relais.example\nMIME-Version: 1.0\n"
    b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
    b"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; relais.example\n\n"
    b"Final-Recipient: rfc822; parent9@famille.example\nAction: failed\nStatus: 5.1.1\n\n--b--\n"
)


def test_returned_mail_and_the_series_of_an_action_are_read_from_the_browser(
    officer: Actor,
) -> None:
    client = Client()
    client.force_login(factories.account(Role.MARKETING))
    client.post("/agir/oppositions/", {"retours": SimpleUploadedFile("retour.eml", NOTICE)})
    assert Opposition.objects.get().reason == "bounced"
    towns = ["41269", *(f"4100{n}" for n in range(8))]
    rows = "".join(f"{t};2024-0{p};{p + len(t)}\n" for t in towns for p in range(1, 7))
    done = client.post("/agir/evaluation/action/", {
        "titre": "Label", "objectif": "Attirer", "cible": "habitants", "mesure": "nuitées",
        "debut": "2024-05",
        "series": SimpleUploadedFile("s.csv", f"commune;periode;valeur\n{rows}".encode()),
    })  # fmt: skip
    assert done.status_code == 302
    assert len(TownAction.objects.get().series) == 9
