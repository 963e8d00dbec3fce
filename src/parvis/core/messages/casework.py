"""Refusals about clocks, calendars and the life of requests: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "calendar.unknown": (
        "aucun calendrier de jours fériés ne s’appelle « {name} ». Ceux qui existent : {known}.",
        "no calendar of holidays is called “{name}”. Those that exist: {known}.",
    ),
    "calendar.timezone": (
        "« {name} » n’est pas un fuseau horaire. Donnez un nom comme Europe/Paris ou "
        "Indian/Reunion.",
        "“{name}” is not a time zone. Give a name such as Europe/Paris or Indian/Reunion.",
    ),
    "calendar.day": (
        "« {value} » n’est pas un jour. Écrivez 05-08, 2026-05-15, easter+39, 4 thu 11 ou "
        "last mon 05.",
        "“{value}” is not a day. Write 05-08, 2026-05-15, easter+39, 4 thu 11 or last mon 05.",
    ),
    "hours.none": (
        "ce calendrier n’a aucune heure d’ouverture : rien n’y sera jamais dû. Donnez-en avec "
        "--hours, par exemple « mon-fri 08:30-12:00,13:30-17:00 ».",
        "this calendar has no opening hours: nothing would ever be due. Give some with --hours, "
        "for example “mon-fri 08:30-12:00,13:30-17:00”.",
    ),
    "hours.day": (
        "« {value} » n’est pas un jour, dans les horaires « {spec} ». Écrivez lun, mar, mer, jeu, "
        "ven, sam ou dim, seul ou de l’un à l’autre : lun-ven.",
        "“{value}” is not a day, in the hours “{spec}”. Write mon, tue, wed, thu, fri, sat or "
        "sun, alone or from one to another: mon-fri.",
    ),
    "hours.period": (
        "« {value} » n’est pas une plage horaire, dans « {spec} ». Écrivez-la 08:30-12:00.",
        "“{value}” is not a period, in “{spec}”. Write it 08:30-12:00.",
    ),
    "hours.backwards": (
        "la plage {value} ne finit pas après son début, dans « {spec} ». Si elle passe minuit, "
        "écrivez-la en deux : 22:00-24:00, puis 00:00-06:00 le lendemain.",
        "the period {value} does not end after its start, in “{spec}”. If it crosses midnight, "
        "write it in two: 22:00-24:00, then 00:00-06:00 on the next day.",
    ),
    "hours.overlap": (
        "deux plages se chevauchent à {value}, dans « {spec} ». Réunissez-les.",
        "two periods overlap at {value}, in “{spec}”. Join them.",
    ),
    "clock.delay": (
        "« {value} » n’est pas un délai. Écrivez 14h (heures ouvrées), 10wd (jours ouvrés) ou 2m "
        "(mois, au même quantième).",
        "“{value}” is not a delay. Write 14h (working hours), 10wd (working days) or 2m (months, "
        "to the same day-number).",
    ),
    "clock.never": (
        "avec ces horaires et ces jours fermés, un délai ne finit pas avant plusieurs siècles. "
        "Vérifiez le calendrier.",
        "with these hours and days off, a delay does not end for centuries. Check the calendar.",
    ),
    "clock.instant": (
        "« {value} » n’est pas un instant. Écrivez 2026-01-05T09:12, 2026-01-05T09:12:00+01:00 "
        "ou 05/01/2026 09:12.",
        "“{value}” is not an instant. Write 2026-01-05T09:12, 2026-01-05T09:12:00+01:00 or "
        "05/01/2026 09:12.",
    ),
    "clock.century": (
        "« {value} » n’est pas entre 1900 et 2199. Corrigez l’année.",
        "“{value}” is not between 1900 and 2199. Correct the year.",
    ),
    "clock.backwards": (
        "la fin ({end}) précède le début ({start}). Corrigez l’un des deux.",
        "the end ({end}) comes before the start ({start}). Correct one of them.",
    ),
    "legal.no_rule": (
        "aucune règle « {name} » n’est connue le {day}. Complétez les règles datées.",
        "no rule “{name}” is known on {day}. Complete the dated rules.",
    ),
    "legal.months": (
        "« {value} » n’est pas un délai en mois. Ce que le silence décide se compte en mois : 2m.",
        "“{value}” is not a delay in months. What silence decides is counted in months: 2m.",
    ),
    "casework.no_history": (
        "cette demande n’a aucun événement. Son histoire commence par son enregistrement.",
        "this request has no event. Its history begins with its registration.",
    ),
    "casework.out_of_order": (
        "l’événement n° {rank} n’est pas le suivant, attendu : n° {expected}. Rechargez la "
        "demande et recommencez.",
        "event no. {rank} is not the next one, expected: no. {expected}. Reload the request and "
        "try again.",
    ),
    "casework.back_in_time": (
        "l’événement n° {rank} précède dans le temps celui qui le précède. Vérifiez l’horloge.",
        "event no. {rank} is earlier than the one before it. Check the clock.",
    ),
    "casework.transition": (
        "une demande {state_fr} ne peut pas {what_fr} : quelqu’un l’a peut-être changée "
        "entre-temps. Rechargez-la.",
        "a request that is {state_en} cannot {what_en}: somebody may have changed it meanwhile. "
        "Reload it.",
    ),
}
