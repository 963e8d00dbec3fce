"""Refusals about the home, its backups and its definitions: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "definition.unreadable": (
        "cette définition n’est pas du TOML lisible ({detail}). Corrigez le fichier.",
        "this definition is not readable TOML ({detail}). Correct the file.",
    ),
    "definition.invalid": (
        "cette définition est incomplète ou fausse : {detail}. Corrigez le fichier.",
        "this definition is incomplete or wrong: {detail}. Correct the file.",
    ),
    "authority.unknown": (
        "cette maison ne connaît pas de collectivité de code {code}. "
        "Donnez avec --authority le code INSEE ou SIREN d’une collectivité de la maison.",
        "this home knows no authority with code {code}. Give with --authority the INSEE or "
        "SIREN code of an authority of the home.",
    ),
    "home.newer": (
        "cette maison est au format {found}, écrit par une version plus récente de Parvis ; "
        "celle-ci lit le format {known}. Mettez Parvis à jour.",
        "this home has format {found}, written by a later version of Parvis; this one reads "
        "format {known}. Update Parvis.",
    ),
    "home.foreign": (
        "ce dossier n’est pas vide et n’est pas une maison de Parvis. "
        "Donnez un dossier vide avec --home.",
        "this folder is not empty and is not a home of Parvis. Give an empty folder with --home.",
    ),
    "home.unreadable": (
        "la fiche de cette maison ({file}) est illisible. Restaurez une sauvegarde avec "
        "« parvis restore ».",
        "the card of this home ({file}) cannot be read. Restore a backup with “parvis restore”.",
    ),
    "home.missing": (
        "il n’y a pas encore de maison ici. Créez-en une avec « parvis demo » ou "
        "chargez un fichier avec « parvis load ».",
        "there is no home here yet. Make one with “parvis demo” or load a file with “parvis load”.",
    ),
    "home.not_demo": (
        "cette maison contient de vraies données : la démonstration ne s’y installe pas. "
        "Donnez un autre dossier avec --home.",
        "this home holds real data: the demonstration is not built in it. "
        "Give another folder with --home.",
    ),
    "home.unwritable": (
        "Parvis ne peut pas écrire dans ce dossier ({detail}). Vérifiez ses droits et la place "
        "du disque.",
        "Parvis cannot write in this folder ({detail}). Check its rights and the disk's room.",
    ),
    "home.key_missing": (
        "la clé des pseudonymes a disparu ({file}). Restaurez-la d’une sauvegarde : une autre "
        "clé changerait tous les pseudonymes.",
        "the pseudonym key has gone ({file}). Restore it from a backup: another key would "
        "change every pseudonym.",
    ),
    "home.noise_key_missing": (
        "la clé du bruit a disparu ({file})\u00a0: rien ne peut être protégé ni montré. "
        "Restaurez-la d’une sauvegarde\u00a0: une autre clé tirerait un second bruit, et deux "
        "bruits sur une case la découvrent.",
        "the key of the noise has gone ({file}): nothing can be protected, nothing is shown. "
        "Restore it from a backup: another key would draw a second noise, and two noises on a "
        "cell uncover it.",
    ),
    "home.noise_key_unreadable": (
        "la clé du bruit ne se lit pas ({file})\u00a0: rien ne peut être protégé ni montré. "
        "Vérifiez les droits du fichier, ou restaurez-le d’une sauvegarde.",
        "the key of the noise cannot be read ({file}): nothing can be protected, nothing is shown. "
        "Check the rights of the file, or restore it from a backup.",
    ),
    "town.unknown": (
        "Parvis ne connaît pas encore la commune {code} : la démonstration existe pour "
        "41269 (Vendôme).",
        "Parvis does not know commune {code} yet: the demonstration exists for 41269 (Vendôme).",
    ),
    "demo.persons": (
        "une démonstration compte de 100 à 17 000 personnes, pas {persons}. "
        "Choisissez un nombre dans ces bornes.",
        "a demonstration has 100 to 17,000 persons, not {persons}. Choose a number in between.",
    ),
    "demo.seed": (
        "une graine est un entier positif ou nul, pas {seed}.",
        "a seed is an integer from zero up, not {seed}.",
    ),
    "backup.exists": (
        "ce fichier existe déjà. Donnez un autre nom à la sauvegarde.",
        "this file exists already. Give the backup another name.",
    ),
    "backup.no_folder": (
        "le dossier où écrire cette sauvegarde n’existe pas. Créez-le ou donnez-en un autre.",
        "the folder to write this backup into does not exist. Make it or give another one.",
    ),
    "backup.inside": (
        "une sauvegarde ne s’écrit pas dans la maison qu’elle copie. Donnez un autre dossier.",
        "a backup is not written into the home it copies. Give another folder.",
    ),
    "backup.unreadable": (
        "ce fichier n’est pas une sauvegarde entière de Parvis ({detail}). Rien n’a été restauré.",
        "this file is not a whole backup of Parvis ({detail}). Nothing was restored.",
    ),
    "backup.moved": (
        "la maison a changé deux fois pendant la copie. Recommencez la sauvegarde.",
        "the home changed twice during the copy. Start the backup again.",
    ),
    "backup.disk_full": (
        "le disque est plein : la sauvegarde n’a pas été écrite. Libérez de la place.",
        "the disk is full: the backup was not written. Free some room.",
    ),
    "restore.postgresql": (
        "cette sauvegarde vient d’une maison dont la base est dans PostgreSQL. Donnez dans "
        "PARVIS_DATABASE une base vide.",
        "this backup comes from a home whose database is in PostgreSQL. Give an empty database in "
        "PARVIS_DATABASE.",
    ),
    "restore.embedded": (
        "cette sauvegarde contient une base SQLite, et PARVIS_DATABASE désigne PostgreSQL. "
        "Restaurez sans PARVIS_DATABASE.",
        "this backup holds an SQLite database, and PARVIS_DATABASE names PostgreSQL. Restore "
        "without PARVIS_DATABASE.",
    ),
    "backup.no_client": (
        "la commande {tool} manque. Installez le client de PostgreSQL (apt-get install "
        "postgresql-client).",
        "the command {tool} is missing. Install PostgreSQL's client (apt-get install "
        "postgresql-client).",
    ),
    "backup.client_failed": (
        "{tool} a échoué : {detail}. Vérifiez PARVIS_DATABASE, et que la base à remplir est vide.",
        "{tool} failed: {detail}. Check PARVIS_DATABASE, and that the database to fill is empty.",
    ),
    "restore.occupied": (
        "cette maison n’est pas vide : une restauration n’écrase rien. Donnez un dossier vide "
        "avec --home.",
        "this home is not empty: a restoration overwrites nothing. Give an empty folder "
        "with --home.",
    ),
    "document.no_pango": (
        "il manque à cette machine la bibliothèque Pango, qui compose les PDF. Sous Debian ou "
        "Ubuntu, tapez : apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        "this machine lacks the Pango library, which sets PDFs. On Debian or Ubuntu type: "
        "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    ),
    "serve.bind": (
        "l’adresse {bind} n’est pas de la forme HÔTE:PORT, par exemple 127.0.0.1:8000.",
        "address {bind} does not read HOST:PORT, for example 127.0.0.1:8000.",
    ),
    "serve.busy": (
        "le port {port} est déjà pris. Arrêtez l’autre service ou choisissez un port avec --bind.",
        "port {port} is taken already. Stop the other service or choose a port with --bind.",
    ),
    "bench.unknown": (
        "« {name} » n’est pas un banc de mesure. Ceux qui existent : {known}.",
        "“{name}” is not a benchmark. Those that exist: {known}.",
    ),
}
