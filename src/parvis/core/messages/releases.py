"""Refusals about releases of the warehouse: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "release.untraceable": (
        "ce chiffre se compose d’autres, ou de plusieurs fichiers\u00a0: aucune ligne seule ne le "
        "fait. Ouvrez l’un des indicateurs dont il est fait.",
        "this figure is made of others, or of several files: no single line makes it. Open one of "
        "the metrics that it is made of.",
    ),
    "release.joined_filter": (
        "«\u00a0{column}\u00a0» vient d’un registre, pas du fichier compté\u00a0: ses lignes ne le "
        "disent pas. Ouvrez le chiffre sans ce critère.",
        "“{column}” comes from a register, not from the file counted: its lines do not say it. "
        "Open the figure without this criterion.",
    ),
    "release.nothing_to_publish": (
        "il n’y a rien à publier. Chargez d’abord un fichier.",
        "there is nothing to publish. Load a file first.",
    ),
    "release.none": (
        "rien n’a encore été publié ici. Chargez un fichier, puis lancez «\u00a0parvis publish"
        "\u00a0».",
        "nothing was ever published here. Load a file, then run “parvis publish”.",
    ),
    "release.unknown": (
        "aucune publication ne s’appelle «\u00a0{name}\u00a0». «\u00a0parvis release list\u00a0» "
        "les donne toutes.",
        "no release is called “{name}”. “parvis release list” gives them all.",
    ),
    "release.damaged": (
        "la publication {name} est abîmée\u00a0: {file} n’a plus l’empreinte de son manifeste. "
        "Publiez de nouveau ou revenez à une autre.",
        "release {name} is damaged: {file} no longer has the hash of its manifest. Publish again "
        "or go back to another one.",
    ),
    "release.half_copied": (
        "la publication {name} n’est pas entière\u00a0: {file} manque ou s’arrête trop tôt, comme "
        "après une copie interrompue. Copiez-la de nouveau, publiez, ou revenez à une autre.",
        "release {name} is not whole: {file} is missing or ends too early, as after an "
        "interrupted copy. Copy it again, publish, or go back to another one.",
    ),
    "release.manifest_damaged": (
        "la publication {name} est abîmée\u00a0: {file} est illisible. Publiez de nouveau ou "
        "revenez à une autre.",
        "release {name} is damaged: {file} cannot be read. Publish again or go back to another "
        "one.",
    ),
    "release.busy": (
        "une autre publication est en cours. Attendez qu’elle finisse, puis recommencez.",
        "another publication is under way. Wait for it to end, then try again.",
    ),
    "release.disk_full": (
        "le disque est plein\u00a0: rien n’a été publié, et la publication en service n’a pas "
        "changé. Libérez de la place, puis recommencez.",
        "the disk is full: nothing was published, and the release in use has not changed. Free "
        "some space, then try again.",
    ),
    "release.unknown_fact": (
        "le contrat «\u00a0{contract}\u00a0» alimente un fait inconnu, «\u00a0{fact}\u00a0». "
        "Corrigez le contrat.",
        "the contract “{contract}” feeds an unknown fact, “{fact}”. Correct the contract.",
    ),
    "release.no_person": (
        "le fait «\u00a0{fact}\u00a0» compte des personnes, mais le contrat «\u00a0{contract}"
        "\u00a0» n’en désigne pas. Ajoutez-lui «\u00a0person\u00a0».",
        "the fact “{fact}” counts persons, but the contract “{contract}” designates none. Add "
        "“person” to it.",
    ),
    "release.person_not_expected": (
        "le contrat «\u00a0{contract}\u00a0» désigne des personnes, mais le fait «\u00a0{fact}"
        "\u00a0» les laisserait sans protection. Corrigez l’un ou l’autre.",
        "the contract “{contract}” designates persons, but the fact “{fact}” would leave them "
        "unprotected. Correct one or the other.",
    ),
    "release.identifying": (
        "le contrat «\u00a0{contract}\u00a0» ferait sortir le champ identifiant «\u00a0{field}"
        "\u00a0» par la colonne «\u00a0{column}\u00a0» du fait «\u00a0{fact}\u00a0». Corrigez le "
        "contrat\u00a0; rien n’a été publié.",
        "the contract “{contract}” would let the identifying field “{field}” out through the "
        "column “{column}” of the fact “{fact}”. Correct the contract; nothing was published.",
    ),
    "release.leak": (
        "la répétition générale a retrouvé une valeur identifiante du contrat «\u00a0{contract}"
        "\u00a0» dans {place}. Rien n’a été publié\u00a0; signalez-le.",
        "the rehearsal found an identifying value of the contract “{contract}” in {place}. "
        "Nothing was published; report it.",
    ),
    "release.blind_search": (
        "la répétition générale n’a pas retrouvé la valeur témoin du contrat «\u00a0{contract}"
        "\u00a0»\u00a0: la recherche des fuites ne voit rien. Rien n’a été publié\u00a0; "
        "signalez-le.",
        "the rehearsal did not find the control value of the contract “{contract}”: the search "
        "for leaks sees nothing. Nothing was published; report it.",
    ),
}
